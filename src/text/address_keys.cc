// SPDX-License-Identifier: Apache-2.0
// The keys of address.h, and what a postal code says alone.

#include <algorithm>
#include <span>

#include "text/address.h"
#include "text/address_tables.h"
#include "text/fold.h"
#include "text/letters.h"

namespace genbo {

std::string Address::house_key() const {
    if (level < 2) return {};
    std::string key = municipality_code.empty() ? town_key(city) : municipality_code;
    key += '|';
    key += town_key(town);
    key += '|';
    key += number;
    return key;
}

std::string Address::key() const {
    std::string key = house_key();
    if (key.empty()) return key;
    key += '|';
    key += room;
    return key;
}

std::string town_key(std::string_view town) {
    std::string out;
    const std::string wide = fold_width(town);
    const std::vector<AddressGlyph> glyphs = address_glyphs(wide);
    for (const AddressGlyph& glyph : glyphs) append_utf8(out, glyph.key);
    return out;
}

std::string building_key(std::string_view building) {
    if (building.empty()) return {};
    std::string out;
    for (const AddressGlyph& glyph : address_glyphs(fold_key(building)))
        append_utf8(out, glyph.key);
    return out;
}

std::string postal_code_key(std::string_view text) {
    // 060-0001 and 0600001, as nearly all of them are.
    if (text.size() == 7 || (text.size() == 8 && text[3] == '-')) {
        const auto digits = [](std::string_view part) {
            return std::ranges::all_of(part, [](char c) { return is_digit(c); });
        };
        const auto behind = text.substr(text.size() - 4);
        if (digits(text.substr(0, 3)) && digits(behind))
            return std::string{text.substr(0, 3)}.append(behind);
    }
    const std::string wide = fold_width(text);
    std::string digits;
    std::string_view rest = trim_spaces(wide);
    eat_prefix(rest, "〒");
    for (const char c : rest) {
        if (is_digit(c))
            digits += c;
        else if (c != '-' && c != ' ')
            return {};
    }
    if (digits.size() == 7) return digits;
    // 600001: a spreadsheet dropped the zero of Hokkaido and the north-east.
    if (digits.size() == 6 && rest.size() == 6) {
        digits.insert(0, 1, '0');
        if (!AddressTables::get().postal(digits).empty()) return digits;
    }
    return {};
}

Address address_of_postal_code(std::string_view postal_code) {
    Address out;
    const std::string code = postal_code_key(postal_code);
    const AddressTables& tables = AddressTables::get();
    const std::span<const PostalTown> towns = tables.postal(code);
    if (towns.empty()) return out;
    out.postal_code = code;
    const Municipality& first = tables.municipality(towns[0].municipality);
    const auto same_prefecture = [&](const PostalTown& town) {
        return tables.municipality(town.municipality).prefecture == first.prefecture;
    };
    const auto same_municipality = [&](const PostalTown& town) {
        return town.municipality == towns[0].municipality;
    };
    if (!std::ranges::all_of(towns, same_prefecture)) return out;
    out.prefecture = tables.prefecture_name(first.prefecture);
    out.level = 1;
    if (!std::ranges::all_of(towns, same_municipality)) return out;
    out.city = first.name;
    out.municipality_code = first.code;
    out.level = 2;
    if (towns.size() > 1 || towns[0].town.empty()) return out;
    out.town = towns[0].town;
    out.level = 3;
    return out;
}

}  // namespace genbo
