// SPDX-License-Identifier: Apache-2.0

#include "sample/address.h"

#include <array>

namespace genbo::sample {
namespace {

constexpr auto kDormitoryTails = std::to_array<std::string_view>({"学生寮", "独身寮", "社員寮"});

constexpr double kDetachedShare = 0.55;
constexpr double kSameCityShare = 0.30;

constexpr auto kKyotoStreets = std::to_array<std::string_view>(
    {"烏丸通四条上る", "烏丸通御池下る", "河原町通三条上る", "堀川通丸太町下る", "四条通河原町西入",
     "三条通烏丸東入", "室町通蛸薬師下る", "寺町通二条上る", "油小路通中立売下る", "新町通五条下る",
     "御幸町通錦小路上る", "大宮通今出川上る"});

constexpr auto kBuildingHeads = std::to_array<std::string_view>(
    {"サン",   "グリーン", "パーク",       "メゾン",     "ロイヤル",   "シティ",    "ライフ",
     "コーポ", "ハイツ",   "グランド",     "プレミア",   "エクセル",   "フローラ",  "ヴィラ",
     "第一",   "第２",     "リバーサイド", "レジデンス", "セントラル", "フォレスト"});
constexpr auto kBuildingTails = std::to_array<std::string_view>(
    {"ハイツ", "コーポ", "マンション", "荘", "ビル", "アパート", "パレス", "ハウス", "コート",
     "ヒルズ", "テラス", "タワー", "ハイム", "館", "団地1号棟"});
constexpr auto kKanjiDigits =
    std::to_array<std::string_view>({"", "一", "二", "三", "四", "五", "六", "七", "八", "九"});

// Wards and cities have 丁目 in about half of their towns, the same for everybody who lives there.
std::uint8_t address_chomes_of(const Tables& tables, std::uint32_t city, std::uint32_t town) {
    const std::string_view name = tables.cities()[city].name;
    if (name.ends_with("町") || name.ends_with("村")) return 0;
    const std::string_view town_name = tables.towns()[town].name;
    Chance own(chance_key(0, Purpose::town, town));
    const double share = town_name.ends_with("町") ? 0.35 : 0.6;
    if (town_name.ends_with("丁目") || !own.happens(share)) return 0;
    return static_cast<std::uint8_t>(2 + own.below(7));
}

std::uint16_t address_draw_room(std::uint32_t floors, Chance& chance) {
    const std::uint32_t floor = 1 + chance.below(floors);
    return static_cast<std::uint16_t>(100 * floor + 1 + chance.below(8));
}

void address_draw_numbers(const Tables& tables, Address& address, Chance& chance) {
    const std::string_view city = tables.cities()[address.city].name;
    const std::uint8_t chomes = address_chomes_of(tables, address.city, address.town);
    const bool country = city.ends_with("町") || city.ends_with("村");
    address.rural = chomes == 0 && chance.happens(country ? 0.7 : 0.12);
    if (chomes > 0) address.chome = static_cast<std::uint8_t>(1 + chance.below(chomes));
    if (chomes > 0 || chance.happens(0.4)) {
        address.block = static_cast<std::uint16_t>(1 + chance.below(40));
        address.house = static_cast<std::uint8_t>(1 + chance.below(30));
    } else {
        const bool large = chance.happens(0.3);
        address.block = static_cast<std::uint16_t>(1 + chance.below(large ? 4800 : 900));
        address.house = chance.happens(0.45) ? static_cast<std::uint8_t>(1 + chance.below(20))
                                             : std::uint8_t{0};
    }
    const bool old_kyoto = city == "京都市中京区" || city == "京都市下京区" ||
                           city == "京都市上京区" || city == "京都市東山区";
    if (old_kyoto && chance.happens(0.6)) {
        address.street = static_cast<std::uint8_t>(1 + chance.below(kKyotoStreets.size()));
    }
    if (!address.rural && !chance.happens(kDetachedShare)) {
        // The same plot has the same building, whoever lives there.
        address.building =
            1 + static_cast<std::uint32_t>(
                    chance_key(
                        address.town, Purpose::building,
                        (std::uint64_t{address.chome} << 32) | (std::uint64_t{address.block} << 8),
                        address.house) >>
                    33);
        address.room = address_draw_room(address.building % 5 == 0 ? 12 : 4, chance);
    }
}

std::string address_building_name(const Tables& tables, const Address& address) {
    const std::uint32_t code = address.building;
    std::string name;
    if (address.dormitory) {
        name += tables.towns()[address.town].name;
        return name += kDormitoryTails[code % kDormitoryTails.size()];
    }
    if (code % 3 == 0)
        name += tables.towns()[address.town].name;
    else
        name += kBuildingHeads[code / 3 % kBuildingHeads.size()];
    name += kBuildingTails[code / 61 % kBuildingTails.size()];
    return name;
}

std::string address_numbers(const Address& address, NumberStyle style) {
    const std::string block = std::to_string(address.block);
    const std::string house = address.house == 0 ? "" : std::to_string(address.house);
    const std::string chome = address.chome == 0 ? "" : std::to_string(address.chome);
    const auto chained = [&](std::string_view dash) {
        std::string text;
        if (!chome.empty()) text.append(chome).append(dash);
        text += block;
        if (!house.empty()) text.append(dash).append(house);
        return text;
    };
    const auto signs = [&](std::string chome_text) {
        std::string text = std::move(chome_text);
        if (address.chome == 0 && (address.rural || house.empty())) {
            text.append(block).append("番地");
            if (!house.empty()) text.append("の").append(house);
            return text;
        }
        text.append(block).append("番");
        if (!house.empty()) text.append(house).append("号");
        return text;
    };
    switch (style) {
        case NumberStyle::hyphens: return chained("-");
        case NumberStyle::wide_hyphens: return wide_digits(chained("－"));
        case NumberStyle::long_dashes: return chained("ー");
        case NumberStyle::full: return signs(chome.empty() ? "" : chome + "丁目");
        case NumberStyle::kanji_chome:
            return signs(chome.empty() ? "" : kanji_number(address.chome) + "丁目");
        case NumberStyle::wide_chome: {
            std::string text = chome.empty() ? "" : wide_digits(chome) + "丁目";
            text += wide_digits(block);
            if (!house.empty()) text.append("－").append(wide_digits(house));
            return text;
        }
    }
    return {};
}

}  // namespace

Address draw_address_in(const Tables& tables, std::uint32_t city, Chance& chance) {
    const City& where = tables.cities()[city];
    Address address{.city = city, .town = where.first_town + chance.below(where.town_count)};
    address_draw_numbers(tables, address, chance);
    return address;
}

Address draw_address(const Tables& tables, Chance& chance) {
    return draw_address_in(tables, tables.draw_city(chance), chance);
}

Address draw_address_near(const Tables& tables, const Address& before, Chance& chance) {
    if (chance.happens(kSameCityShare)) return draw_address_in(tables, before.city, chance);
    if (chance.happens(0.5)) {
        return draw_address_in(tables, tables.draw_city_near(before.city, chance), chance);
    }
    return draw_address(tables, chance);
}

Address draw_dormitory(const Tables& tables, std::uint64_t key, Chance& chance) {
    Chance own(key);
    Address address = draw_address(tables, own);
    address.rural = false;
    address.dormitory = true;
    address.building = 1 + own.below(1000);
    address.room = address_draw_room(5, chance);
    return address;
}

Address draw_neighbour(const Address& address, Chance& chance) {
    Address neighbour = address;
    if (address.building == 0) {
        neighbour.house = static_cast<std::uint8_t>(1 + chance.below(30));
        return neighbour;
    }
    neighbour.room = address_draw_room(4, chance);
    return neighbour;
}

AddressText address_text(const Tables& tables, const Address& address, const AddressStyle& style) {
    const City& city = tables.cities()[address.city];
    const Town& town = tables.towns()[address.town];
    AddressText text;
    text.zip = town.zip;
    if (style.prefecture) text.prefecture = tables.prefectures()[city.prefecture];
    if (style.city) text.city = city.name;
    if (style.city && style.former_city) {
        if (const auto former = former_city_name(city.name); !former.empty()) text.city = former;
    }
    if (address.street != 0 && style.street) text.town = kKyotoStreets[address.street - 1U];
    if (address.rural && style.rural_prefix) text.town += "大字";
    text.town += town.name;
    text.town += address_numbers(address, style.numbers);
    if (address.care_of != 0) {
        text.building = tables.surnames()[address.care_of - 1].name;
        text.building += "方";
        return text;
    }
    if (address.building == 0) return text;
    if (style.room == RoomStyle::appended) {
        const bool wide =
            style.numbers == NumberStyle::wide_hyphens || style.numbers == NumberStyle::wide_chome;
        const std::string room = std::to_string(address.room);
        text.town += wide ? "－" + wide_digits(room) : "-" + room;
        return text;
    }
    if (!style.building) return text;
    text.building = address_building_name(tables, address);
    if (style.room == RoomStyle::spaced) text.building += ' ';
    text.building += std::to_string(address.room);
    if (style.room == RoomStyle::with_sign) text.building += "号室";
    return text;
}

std::string AddressText::joined(std::string_view before_building) const {
    std::string text;
    text.reserve(prefecture.size() + city.size() + town.size() + building.size() + 3);
    text.append(prefecture).append(city).append(town);
    if (!building.empty()) text.append(before_building).append(building);
    return text;
}

std::string wide_digits(std::string_view text) {
    std::string out;
    out.reserve(text.size() * 3);
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            out += "\xEF\xBC";
            out += static_cast<char>(static_cast<unsigned char>(0x90 + (c - '0')));
        } else {
            out += c;
        }
    }
    return out;
}

std::string kanji_number(std::uint32_t number) {
    std::string text;
    if (number >= 20) text += kKanjiDigits[number / 10 % 10];
    if (number >= 10) text += "十";
    text += kKanjiDigits[number % 10];
    return text;
}

}  // namespace genbo::sample
