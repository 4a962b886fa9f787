// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where somebody lives, and the many ways to write it down.
//
// An Address is numbers (a town, a block, a house, a flat); an AddressStyle is how one clerk or one
// form writes it.  One address in five hundred spellings is still one Address, which is what makes
// the truth known.
//
//   東京都世田谷区北沢2丁目8番18号 北沢ハイツ203号室
//   世田谷区北沢２－８－１８－２０３
//
// The kinds follow the country: a block and house (住居表示), a lot number with a branch (地番)
// with 大字 in the countryside, the 条丁目 of Sapporo through towns that are named so, and the
// streets of Kyoto in front of the town (烏丸通四条上る).

#include <cstdint>
#include <string>
#include <string_view>

#include "sample/random.h"
#include "sample/tables.h"

namespace genbo::sample {

struct Address {
    std::uint32_t city = 0;
    std::uint32_t town = 0;  // Index into Tables::towns().
    bool rural = false;      // 大字 and lot numbers.
    std::uint8_t chome = 0;  // 0 = the town has none.
    std::uint16_t block = 1;
    std::uint8_t house = 0;      // 0 = none (a lot without a branch).
    std::uint8_t street = 0;     // Kyoto; 0 = none.
    std::uint32_t building = 0;  // 0 = a house of its own; otherwise decides the building's name.
    std::uint16_t room = 0;
    bool dormitory = false;  // The building is one.
    std::uint32_t care_of =
        0;  // 鈴木方: the surname of the host, from 1; 0 = lives there in his own.

    friend bool operator==(const Address&, const Address&) = default;
};

Address draw_address(const Tables& tables, Chance& chance);

Address draw_address_in(const Tables& tables, std::uint32_t city, Chance& chance);

// A move: 30 % within the municipality, half of the others within the prefecture.
Address draw_address_near(const Tables& tables, const Address& before, Chance& chance);

// A room in a company's or university's dormitory; `key` decides the house.
Address draw_dormitory(const Tables& tables, std::uint64_t key, Chance& chance);

// The year in which it got its present name; 0 when former_city_name() is empty.
int former_city_until(std::string_view city);

// Somebody else in the same building.
Address draw_neighbour(const Address& address, Chance& chance);

enum class NumberStyle : std::uint8_t {
    hyphens,       // 2-8-18
    wide_hyphens,  // ２－８－１８
    long_dashes,   // 2ー8ー18, with the kana sign
    full,          // 2丁目8番18号
    kanji_chome,   // 二丁目8番18号
    wide_chome,    // ２丁目８－１８
};

enum class RoomStyle : std::uint8_t {
    number,     // 北沢ハイツ203
    with_sign,  // 北沢ハイツ203号室
    spaced,     // 北沢ハイツ 203
    appended,   // no building: 2-8-18-203
};

struct AddressStyle {
    NumberStyle numbers = NumberStyle::full;
    RoomStyle room = RoomStyle::with_sign;
    bool prefecture = true;
    bool city = true;
    bool rural_prefix = true;  // 大字 where there is one.
    bool building = true;
    bool former_city = false;  // The municipality before the last merger, where we know one.
    bool street = true;        // Kyoto's streets.
    bool space_before_building = true;
};

struct AddressText {
    std::string zip;         // 7 digits
    std::string prefecture;  // Empty when the style leaves it out.
    std::string city;
    std::string town;  // Town and numbers: 北沢2丁目8番18号
    std::string building;

    std::string joined(std::string_view before_building) const;
};

AddressText address_text(const Tables& tables, const Address& address, const AddressStyle& style);

// What a municipality was called before it merged or was renamed; empty when it has no entry.
std::string_view former_city_name(std::string_view city);

// Numbers as people write them.
std::string wide_digits(std::string_view text);
std::string kanji_number(std::uint32_t number);  // 1 to 99

}  // namespace genbo::sample
