// SPDX-License-Identifier: Apache-2.0
#pragma once

// A Japanese address in its parts, down to the room.
//
// The same door is written 東京都千代田区丸の内一丁目２番３号, 千代田区丸ノ内1-2-3, or
// 丸の内１丁目２番地の３; 98.9 % of the addresses in company filings leave the prefecture out.  So
// the parser reads left to right: prefecture (optional), municipality (by table; a name borne by
// several prefectures is decided by the postal code), town (longest match in the postal town table
// of that municipality, else by structure), Kyoto's street directions, numbers, and what is left
// is building and room.  Numerals are converted only behind the town, because 三条町 and 一番町
// are names.  Nothing is ever rewritten in the raw address; parts that were not found stay empty
// and `level` says how far the parser got.
//
// A municipality that is no more is answered with its successor where the towns tell which one
// (address_former.h), and the old name is kept in `former_city`: 甲賀郡信楽町江田610 and
// 甲賀市信楽町江田610 are one door.
//
// Class of loss: the parts lose width, 大字 and 字 in front, the words between numbers, a country
// and a postal mark, spaces inside the town; key() loses more (see there).  The raw text is the
// caller's and must be kept.
//
// The number is canonical: N丁目 N番(地) N号, ー－の ノ joints and kanji numerals all become
// "1-2-3".  Whether it is 住居表示 or 地番 is not decided.
//
//   parse_address("京都市中京区寺町通御池上る上本能寺前町４８８番地")
//     prefecture 京都府, city 京都市中京区 (26104), street 寺町通御池上る, town 上本能寺前町,
//     number 488, level 8
//
// Sources: Japan Post's town list by way of the packages in TABLES.md; JIS X 0401/0402 codes;
// 住居表示に関する法律.

#include <string>
#include <string_view>

namespace genbo {

struct Address {
    std::string prefecture;   // 東京都
    std::string city;         // 千代田区, 横浜市港北区, 西多摩郡瑞穂町
    std::string street;       // Kyoto only: 寺町通御池上る
    std::string town;         // 丸の内, without 大字 and without N丁目
    std::string number;       // "1-2-3"; letters of 枝番 are kept: "甲12-3", "14-イ22"
    std::string building;     // アーバンネット札幌ビル
    std::string room;         // "201", "A-101", "2F"
    std::string care_of;      // 佐藤様方 -> 佐藤
    std::string former_city;  // 甲賀郡信楽町, where the text names a municipality that is no more
    std::string postal_code;  // 7 digits: given, embedded, or empty; never guessed
    std::string municipality_code;  // JIS X 0402, 5 digits: 13101
    // 0 nothing, 1 prefecture, 2 municipality, 3 town, 8 number: how far the text was understood.
    int level = 0;

    // "13101|丸内|1-2-3|" + room: for equality and blocking.  Town letters that vary (ヶケがガ,
    // ノの之, ツッ, 條条, variants) are folded, 大字 and 字 are out.  Empty below level 2.
    std::string key() const;
    // key() without the room: the house.
    std::string house_key() const;

    friend bool operator==(const Address&, const Address&) = default;
};

// `phone` is any number of the same person or office: where neither the prefecture nor the postal
// code tells 府中市 from 府中市, the area code of a fixed line does.
Address parse_address(
    std::string_view full, std::string_view postal_code = {}, std::string_view phone = {});

// Seven digits, or empty: "〒060-0001" -> "0600001", "０６００００１" -> "0600001".  Three- and
// five-digit codes from before 1998 are not seven digits and give nothing.
std::string postal_code_key(std::string_view text);

// What a postal code alone says.  A code may belong to several municipalities: then only the
// prefecture (or nothing) is set.  level 0 when the code is unknown.
Address address_of_postal_code(std::string_view postal_code);

// The key of a town name or a piece of one; used by Address::key().
std::string town_key(std::string_view town);

// The key of a building name: width, case, spaces and signs out, and the letters that vary folded
// as in town_key (メゾン・ド・山田 = ﾒｿﾞﾝ ﾄﾞ 山田).
std::string building_key(std::string_view building);

}  // namespace genbo
