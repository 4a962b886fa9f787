// SPDX-License-Identifier: Apache-2.0

#include "sample/address.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "sample/tables_for_tests.h"

namespace genbo::sample {
namespace {

// Kitazawa in Setagaya, or whatever else has the name.
Address at(std::string_view city, std::string_view town) {
    for (std::uint32_t c = 0; c < test_tables().cities().size(); ++c) {
        const City& entry = test_tables().cities()[c];
        if (entry.name != city) continue;
        for (std::uint32_t t = entry.first_town; t < entry.first_town + entry.town_count; ++t) {
            if (test_tables().towns()[t].name == town) return {.city = c, .town = t};
        }
    }
    ADD_FAILURE() << city << town;
    return {};
}

TEST(Address, IsWrittenInManyWays) {
    Address address = at("世田谷区", "北沢");
    address.chome = 2;
    address.block = 8;
    address.house = 18;
    struct Case {
        NumberStyle style;
        std::string_view town;
    };
    for (const Case& c : {
             Case{NumberStyle::hyphens, "北沢2-8-18"},
             Case{NumberStyle::wide_hyphens, "北沢２－８－１８"},
             Case{NumberStyle::long_dashes, "北沢2ー8ー18"},
             Case{NumberStyle::full, "北沢2丁目8番18号"},
             Case{NumberStyle::kanji_chome, "北沢二丁目8番18号"},
             Case{NumberStyle::wide_chome, "北沢２丁目８－１８"},
         }) {
        const AddressText text = address_text(test_tables(), address, {.numbers = c.style});
        EXPECT_EQ(text.town, c.town);
        EXPECT_EQ(text.zip, "1550031");
        EXPECT_EQ(text.joined("　"), "東京都世田谷区" + std::string(c.town));
    }
}

TEST(Address, HasBuildingsAndRooms) {
    Address address = at("世田谷区", "北沢");
    address.block = 8;
    address.house = 1;
    address.building = 3;  // Named after the town.
    address.room = 203;
    const auto text = [&](RoomStyle room) {
        return address_text(
            test_tables(), address,
            {.numbers = NumberStyle::hyphens, .room = room, .prefecture = false});
    };
    EXPECT_EQ(text(RoomStyle::number).building, "北沢ハイツ203");
    EXPECT_EQ(text(RoomStyle::with_sign).building, "北沢ハイツ203号室");
    EXPECT_EQ(text(RoomStyle::spaced).joined(" "), "世田谷区北沢8-1 北沢ハイツ 203");
    EXPECT_EQ(text(RoomStyle::appended).joined(" "), "世田谷区北沢8-1-203");
}

TEST(Address, LeavesOutWhatPeopleLeaveOut) {
    Address address = at("さいたま市浦和区", "高砂");
    address.rural = true;
    address.block = 12;
    EXPECT_EQ(
        address_text(test_tables(), address, {}).joined(""),
        "埼玉県さいたま市浦和区大字高砂12番地");
    EXPECT_EQ(
        address_text(test_tables(), address, {.prefecture = false, .rural_prefix = false})
            .joined(""),
        "さいたま市浦和区高砂12番地");
    EXPECT_EQ(address_text(test_tables(), address, {.former_city = true}).city, "浦和市");
    EXPECT_EQ(
        address_text(test_tables(), address, {.prefecture = false, .city = false}).joined(""),
        "大字高砂12番地");
}

TEST(Address, DrawnOnesAreRealTowns) {
    Chance chance(1);
    int buildings = 0;
    for (int i = 0; i < 5'000; ++i) {
        const Address address = draw_address(test_tables(), chance);
        const City& city = test_tables().cities()[address.city];
        ASSERT_GE(address.town, city.first_town);
        ASSERT_LT(address.town, city.first_town + city.town_count);
        ASSERT_GE(address.block, 1);
        buildings += address.building != 0 ? 1 : 0;
        const Address next = draw_neighbour(address, chance);
        EXPECT_EQ(next.building, address.building);
        EXPECT_EQ(next.town, address.town);
    }
    EXPECT_NEAR(buildings / 5'000.0, 0.42, 0.05);
}

TEST(Address, FormerNamesBelongToPresentCities) {
    std::set<std::string_view> cities;
    for (const City& city : test_tables().cities()) cities.insert(city.name);
    std::size_t known = 0;
    for (const std::string_view city : cities) known += former_city_name(city).empty() ? 0 : 1;
    EXPECT_GE(known, 50U);
    EXPECT_EQ(former_city_name("西東京市"), "田無市");
    EXPECT_EQ(former_city_name("横浜市西区"), "");
}

TEST(Address, NumbersInKanji) {
    EXPECT_EQ(kanji_number(1), "一");
    EXPECT_EQ(kanji_number(10), "十");
    EXPECT_EQ(kanji_number(12), "十二");
    EXPECT_EQ(kanji_number(35), "三十五");
    EXPECT_EQ(wide_digits("2-8"), "２-８");
}

}  // namespace
}  // namespace genbo::sample
