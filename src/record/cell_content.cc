// SPDX-License-Identifier: Apache-2.0
#include "record/cell_content.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "text/address.h"
#include "text/company.h"
#include "text/corporate_number.h"
#include "text/fold.h"
#include "text/gender.h"
#include "text/kana.h"
#include "text/name_tables.h"
#include "text/person_name.h"
#include "text/phone.h"

namespace genbo {

namespace {

constexpr std::size_t kCellsAsked = 300;
constexpr std::size_t kCellsNeeded = 5;
constexpr std::size_t kNameLetters = 12;

// Shares of the cells that were asked.
struct JapaneseLook {
    double corporate_number = 0;
    double company = 0;
    double address = 0;
    double prefecture = 0;    // And nothing else
    double municipality = 0;  // Likewise
    double phone = 0;
    double postal_code = 0;
    double hyphens = 0;
    double gender = 0;  // Codes too
    double gender_word = 0;
    double kana = 0;
    double two_words = 0;
    double full_name = 0;
    double surname = 0;
    double given_name = 0;
};

std::vector<std::string_view> cells_to_ask(std::span<const std::string_view> cells) {
    std::vector<std::string_view> asked;
    const auto step = std::max<std::size_t>(1, cells.size() / kCellsAsked);
    for (std::size_t i = 0; i < cells.size() && asked.size() < kCellsAsked; i += step)
        asked.push_back(cells[i]);
    return asked;
}

bool has_phone(std::string_view cell) {
    const auto phones = parse_phones(cell);
    return std::ranges::any_of(
        phones, [](const Phone& phone) { return phone.kind != Phone::Kind::invalid; });
}

bool is_seven_digits(std::string_view cell) {
    const auto key = postal_code_key(cell);
    return key.size() == 7 && std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; });
}

// A person's name, or a part of one that the tables list.
void ask_name(JapaneseLook& look, std::string_view cell) {
    if (to_utf32(cell).size() > kNameLetters || !has_kanji(cell)) return;
    const auto& tables = NameTables::get();
    const auto listed = [&](NamePart part, std::string_view text) {
        return !text.empty() && !tables.readings(part, text).empty();
    };
    const std::string whole = name_key(cell);
    const auto name = split_name(cell);
    if (name.split_known && !name.given.empty() && listed(NamePart::surname, name.surname))
        look.full_name += 1;
    look.surname += listed(NamePart::surname, whole) ? 1 : 0;
    look.given_name += listed(NamePart::given, whole) ? 1 : 0;
}

JapaneseLook ask(std::span<const std::string_view> cells) {
    JapaneseLook look;
    for (const auto cell : cells) {
        look.corporate_number += parse_corporate_number(cell) ? 1 : 0;
        look.company += looks_like_company(cell) ? 1 : 0;
        look.phone += has_phone(cell) ? 1 : 0;
        look.postal_code += is_seven_digits(cell) ? 1 : 0;
        look.hyphens += cell.find('-') != std::string_view::npos ? 1 : 0;
        const bool word = std::ranges::none_of(cell, [](char c) { return c >= '0' && c <= '9'; });
        const bool gender = parse_gender(cell).has_value();
        look.gender += gender ? 1 : 0;
        look.gender_word += word && gender ? 1 : 0;
        const auto words = fold_latin(cell);
        look.two_words += words.find(' ') != std::string::npos ? 1 : 0;
        look.kana += is_kana(cell) ? 1 : 0;
        if (has_kanji(cell)) {
            const auto address = parse_address(cell);
            const bool ends_there = address.town.empty() && address.number.empty() && word;
            look.address += address.level >= 2 ? 1 : 0;
            look.prefecture += address.level == 1 && ends_there ? 1 : 0;
            look.municipality += address.level == 2 && ends_there ? 1 : 0;
        }
        ask_name(look, cell);
    }
    for (double* share :
         {&look.corporate_number, &look.company, &look.address, &look.prefecture,
          &look.municipality, &look.phone, &look.postal_code, &look.hyphens, &look.gender,
          &look.gender_word, &look.kana, &look.two_words, &look.full_name, &look.surname,
          &look.given_name})
        *share /= static_cast<double>(cells.size());
    return look;
}

}  // namespace

std::optional<Field> guess_field_of_cells(std::span<const std::string_view> all) {
    const auto cells = cells_to_ask(all);
    if (cells.size() < kCellsNeeded) return std::nullopt;
    const auto look = ask(cells);
    if (look.corporate_number >= 0.9) return Field::corporate_number;
    // Ones and twos alone may be any code.
    if (look.gender >= 0.9 && look.gender_word >= 0.3) return Field::gender;
    if (look.phone >= 0.8) return Field::phone;
    // Seven digits alone may be any number; somebody writes the hyphen.
    if (look.postal_code >= 0.8 && look.hyphens >= 0.3) return Field::postal_code;
    if (look.prefecture >= 0.8) return Field::prefecture;
    if (look.municipality >= 0.8) return Field::city;
    if (look.company >= 0.5) return Field::company;
    // 山口 and 福島 are surnames too, but not with a number behind them.
    if (look.address >= 0.7 && look.full_name < look.address) return Field::address_full;
    if (look.kana >= 0.9 && look.two_words >= 0.5) return Field::kana_full;
    if (look.full_name >= 0.6 && look.full_name > std::max(look.surname, look.given_name))
        return Field::name_full;
    if (look.surname >= 0.7 && look.surname > look.given_name) return Field::surname;
    if (look.given_name >= 0.7) return Field::given_name;
    return std::nullopt;
}

}  // namespace genbo
