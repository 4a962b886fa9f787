// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a column means to the matcher.  Coarser than record/field.h where Genbo's own fields are
// finer than matching needs (phone, mobile and fax are all phones), and wider where a stand-alone
// file may hold anything (titles, venues, card numbers, categories).
//
// The stable names are the ones `genbo match` shows and a written schema may use.

#include <cstdint>
#include <optional>
#include <string_view>

namespace genbo {

enum class FieldKind : std::uint8_t {
    ignore,     // Not compared: truth columns, counters, dates of processing.
    record_id,  // Names the record; never evidence.

    name_full,        // 氏名 in one text, Japanese
    surname,          // 姓
    given_name,       // 名
    kana_full,        // フリガナ
    surname_kana,     // セイ
    given_name_kana,  // メイ
    name_romaji,      // ローマ字氏名

    company,
    company_kana,
    company_english,
    corporate_number,  // 法人番号

    postal_code,  // Seven Japanese digits or any other country's code
    prefecture,   // 都道府県 … building: parts of one Japanese address
    city,
    town,
    building,
    address_full,

    phone,
    email,
    birth_date,
    gender,

    identifier,  // Nearly unique: card, insurance or member number
    category,    // Few values: state, rank, kind
    number,      // House number, amount
    year,
    short_text,  // A few words that are compared as one: city, street, author's first name
    text,        // Many words, compared as a set: title, authors, foreign address, description
};

std::string_view field_kind_name(FieldKind kind);

std::optional<FieldKind> field_kind_by_name(std::string_view name);

}  // namespace genbo
