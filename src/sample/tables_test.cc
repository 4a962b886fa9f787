// SPDX-License-Identifier: Apache-2.0

#include "sample/tables.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "sample/tables_for_tests.h"

namespace genbo::sample {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Ge;
using testing::Lt;

bool is_katakana(std::string_view text) {
    const std::u32string letters = to_utf32(text);
    return !letters.empty() && std::ranges::all_of(letters, [](char32_t c) {
        return (c >= U'ァ' && c <= U'ヶ') || c == U'ー';
    });
}

TEST(Tables, AreComplete) {
    EXPECT_GT(test_tables().surnames().size(), 20'000U);
    EXPECT_GT(test_tables().given_names(Gender::male).size(), 2'000U);
    EXPECT_GT(test_tables().given_names(Gender::female).size(), 8'000U);
    EXPECT_EQ(test_tables().prefectures().size(), 47U);
    EXPECT_GT(test_tables().cities().size(), 1'800U);
    EXPECT_GT(test_tables().towns().size(), 100'000U);
    std::set<std::uint8_t> prefectures;
    for (const City& city : test_tables().cities()) {
        prefectures.insert(city.prefecture);
        EXPECT_GT(city.town_count, 0U);
    }
    EXPECT_EQ(prefectures.size(), 47U);
}

TEST(Tables, EveryNameHasAReadingAndIsThereOnce) {
    std::set<std::string_view> seen;
    for (const SurnameEntry& entry : test_tables().surnames()) {
        EXPECT_TRUE(is_katakana(entry.kana)) << entry.name;
        EXPECT_TRUE(seen.insert(entry.name).second) << entry.name;
    }
    for (const Gender gender : {Gender::male, Gender::female}) {
        for (const GivenNameEntry& entry : test_tables().given_names(gender)) {
            EXPECT_TRUE(is_katakana(entry.kana)) << entry.name;
        }
    }
}

TEST(Tables, EveryTownHasAPostalCode) {
    for (const Town& town : test_tables().towns()) {
        ASSERT_EQ(town.zip.size(), 7U) << town.name;
        ASSERT_TRUE(std::ranges::all_of(town.zip, [](char c) { return c >= '0' && c <= '9'; }));
        ASSERT_FALSE(town.name.empty()) << town.zip;
    }
}

TEST(Tables, SurnamesAreAsCommonAsInLife) {
    Chance chance(1);
    constexpr int kDraws = 200'000;
    int first = 0;
    int hundred = 0;
    int two_thousand = 0;
    for (int i = 0; i < kDraws; ++i) {
        const std::uint32_t surname = test_tables().draw_surname(chance);
        first += surname == 0 ? 1 : 0;
        hundred += surname < 100 ? 1 : 0;
        two_thousand += surname < 2'000 ? 1 : 0;
    }
    EXPECT_EQ(test_tables().surnames()[0].name, "佐藤");
    EXPECT_NEAR(double(first) / kDraws, 0.015, 0.001);
    EXPECT_NEAR(double(hundred) / kDraws, 0.33, 0.01);
    EXPECT_NEAR(double(two_thousand) / kDraws, 0.79, 0.01);
}

TEST(Tables, GivenNamesFollowTheDecade) {
    Chance chance(2);
    const auto share_ending_in = [&](std::string_view ending, int year) {
        int hits = 0;
        for (int i = 0; i < 5'000; ++i) {
            const auto name = test_tables().draw_given_name(Gender::female, year, chance);
            hits += test_tables().given_names(Gender::female)[name].name.ends_with(ending) ? 1 : 0;
        }
        return hits / 5'000.0;
    };
    EXPECT_GT(share_ending_in("子", 1945), 0.4);
    EXPECT_LT(share_ending_in("子", 2008), 0.1);
}

TEST(Tables, TokyoHasElevenPercentOfThePeople) {
    Chance chance(3);
    int tokyo = 0;
    for (int i = 0; i < 50'000; ++i) {
        tokyo += test_tables().cities()[test_tables().draw_city(chance)].prefecture == 12 ? 1 : 0;
    }
    EXPECT_NEAR(tokyo / 50'000.0, 0.111, 0.01);
}

TEST(Tables, NamesAlikeSoundAlike) {
    for (std::uint32_t i = 0; i < 100; ++i) {
        for (const std::uint32_t other : test_tables().surnames_alike(i)) {
            EXPECT_EQ(test_tables().surnames()[other].kana, test_tables().surnames()[i].kana);
        }
    }
    const auto& names = test_tables().given_names(Gender::male);
    for (std::uint32_t i = 0; i < names.size(); i += 37) {
        const IndexRange alike = test_tables().given_names_alike(Gender::male, i);
        ASSERT_LE(alike.begin, i);
        ASSERT_GT(alike.end, i);
        EXPECT_EQ(names[alike.begin].kana, names[i].kana);
        EXPECT_EQ(names[alike.end - 1].kana, names[i].kana);
    }
    EXPECT_TRUE(test_tables().surnames_alike(20'000).empty());
}

TEST(Tables, NearIsTheSamePrefecture) {
    Chance chance(4);
    for (int i = 0; i < 1'000; ++i) {
        const std::uint32_t city = test_tables().draw_city(chance);
        const std::uint32_t near = test_tables().draw_city_near(city, chance);
        EXPECT_EQ(test_tables().cities()[near].prefecture, test_tables().cities()[city].prefecture);
    }
}

TEST(Lottery, DrawsByWeight) {
    const std::vector<std::uint32_t> weights = {0, 1, 3, 6};
    const Lottery lottery(weights);
    Chance chance(5);
    std::array<int, 4> hits{};
    for (int i = 0; i < 100'000; ++i) ++hits[lottery.draw(chance)];
    EXPECT_EQ(hits[0], 0);
    EXPECT_NEAR(hits[1], 10'000, 500);
    EXPECT_NEAR(hits[2], 30'000, 800);
    EXPECT_NEAR(hits[3], 60'000, 800);
}

TEST(Chance, IsTheSameEverywhere) {
    // SplitMix64 from state 0, as published.
    Chance chance(0);
    EXPECT_EQ(chance.next(), 0xe220a8397b1dcdafULL);
    EXPECT_EQ(chance.next(), 0x6e789e6aa1b965f4ULL);
}

TEST(Chance, StaysInItsBounds) {
    Chance chance(6);
    std::vector<std::int32_t> between;
    between.reserve(1'000);
    for (int i = 0; i < 1'000; ++i) between.push_back(chance.between(-3, 4));
    EXPECT_THAT(between, Each(AllOf(Ge(-3), Lt(5))));
    EXPECT_THAT(std::set(between.begin(), between.end()), testing::SizeIs(8));
    EXPECT_FALSE(chance.happens(0));
    EXPECT_TRUE(chance.happens(1));
}

}  // namespace
}  // namespace genbo::sample
