// SPDX-License-Identifier: Apache-2.0
#include "access/mask.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/address.h"
#include "text/date.h"
#include "text/email.h"
#include "text/fold.h"

namespace genbo {

namespace {

std::string whole_mask() { return std::string{kWholeMask}; }

std::string first_character(std::string_view text) {
    if (text.empty()) return {};
    std::size_t at = 0;
    next_code_point(text, at);
    return std::string{text.substr(0, at)};
}

// One character is the whole of some surnames (東, 林), and half of most; then nothing is left.
std::string masked_name(std::string_view value) {
    const std::string text = fold_width(value);
    const std::string first = first_character(text);
    const bool readable = std::ranges::none_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!readable || text.find('@') != text.npos || first.size() == text.size())
        return whole_mask();
    return first + "**";
}

std::string masked_phone(std::string_view value) {
    constexpr std::size_t kPhoneDigitsMin = 9;
    constexpr std::size_t kPhoneDigitsMax = 13;
    std::string digits;
    for (const char c : fold_width(value))
        if (c >= '0' && c <= '9') digits += c;
    if (digits.size() < kPhoneDigitsMin || digits.size() > kPhoneDigitsMax) return whole_mask();
    return "***-****-" + digits.substr(digits.size() - 4);
}

std::string masked_email(std::string_view value) {
    const auto email = parse_email(value);
    if (!email || email->local.size() < 2) return whole_mask();
    return first_character(email->local) + "***@" + email->domain;
}

std::string masked_date(std::string_view value) {
    const auto date = parse_date(value);
    if (!date.ok()) return whole_mask();
    const std::chrono::year_month_day day{std::chrono::sys_days{date->day}};
    return std::to_string(static_cast<int>(day.year())) + "-**-**";
}

std::string masked_postal(std::string_view value) {
    const std::string digits = postal_code_key(value);
    return digits.empty() ? whole_mask() : digits.substr(0, 3) + "-****";
}

std::string masked_address(std::string_view value) {
    const Address address = parse_address(value);
    if (address.level < 2) return whole_mask();
    return address.prefecture + address.city + address.town + "***";
}

// 栄三丁目1番1号 without its city: what stands before the first numeral, when that is a name.
std::string masked_town(std::string_view value) {
    const std::string text = fold_width(value);
    const auto digit = text.find_first_of("0123456789");
    if (digit == text.npos || digit == 0) return whole_mask();
    std::string town = text.substr(0, digit);
    // A numeral in kanji before it may be a house number already.
    constexpr std::string_view kNumerals[] = {"一", "二", "三", "四", "五", "六",
                                              "七", "八", "九", "十", "〇", "百"};
    for (const auto numeral : kNumerals)
        if (const auto at = town.find(numeral); at != town.npos && at > 0) town.resize(at);
    return town + "***";
}

}  // namespace

std::string masked_value(Field field, std::string_view value) {
    switch (field) {
        case Field::name_full:
        case Field::surname:
        case Field::given_name:
        case Field::kana_full:
        case Field::surname_kana:
        case Field::given_name_kana:
        case Field::name_romaji:
        case Field::nickname: return masked_name(value);
        case Field::phone:
        case Field::mobile:
        case Field::fax: return masked_phone(value);
        case Field::email:
        case Field::email_2: return masked_email(value);
        case Field::birth_date:
        case Field::joined_on:
        case Field::left_on:
        case Field::last_purchase_on: return masked_date(value);
        case Field::postal_code: return masked_postal(value);
        case Field::address_full: return masked_address(value);
        case Field::town: return masked_town(value);
        default: return whole_mask();
    }
}

}  // namespace genbo
