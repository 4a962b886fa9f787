// SPDX-License-Identifier: Apache-2.0
#pragma once

// What Genbo must not hold: payment card numbers (PCI DSS) and マイナンバー (番号利用法 19, 20条
// ban keeping them outside the purposes of that law).  An import refuses the row before it is
// stored.
//
// The art is to refuse those and nothing else, since a shop's own numbers look alike.  The rules:
//
//   Card number   14 to 19 digits, written without separators or grouped as cards are (4-4-4-4,
//                 4-4-4-4-3, 4-6-5, 4-6-4) by spaces or hyphens; a brand's prefix with that brand's
//                 lengths; Luhn fits; not all one digit.  Anywhere in the cell, at the borders of a
//                 digit run only.  Not refused when ungrouped under a header that names the shop's
//                 own numbers (会員番号, ポイントカード, 注文番号, 伝票, JAN …): one in ten of
//                 those would fit by chance.  A header クレジットカード番号 / card number withdraws
//                 that exception.
//   マイナンバー   12 digits, plain or 4-4-4.  Under a header that says マイナンバー or 個人番号
//   every
//                 12-digit number is refused, fitting or not.  Elsewhere the check digit (mod 11,
//                 番号利用法施行令 8条) must fit, and these are let through: numbers under a header
//                 of another number (会員, 顧客, 注文, 伝票, JAN, 電話, コード, ID, 免許, 口座 …),
//                 a date and time (20261122 0930 as 12 digits), and an international telephone
//                 number (8190…, 8180…, 8170…, 8160…).
//
// 13 digits (法人番号, JAN), 10 and 11 digits (telephones, customer numbers) are never refused.
//
//   find_forbidden("カード 4111-1111-1111-1111 で支払") == ForbiddenKind::card_number
//   find_forbidden("123456789018", "会員番号")          == nothing

#include <cstdint>
#include <optional>
#include <string_view>

namespace genbo {

enum class ForbiddenKind : std::uint8_t { card_number, my_number };

// `header` is the column's name as the file spells it, or empty.
std::optional<ForbiddenKind> find_forbidden(std::string_view cell, std::string_view header = {});

// The check digit rule alone.  REQUIRES nothing; anything but 12 ASCII digits is false.
bool my_number_fits(std::string_view digits);
bool luhn_fits(std::string_view digits);

}  // namespace genbo
