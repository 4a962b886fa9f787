// SPDX-License-Identifier: Apache-2.0
#pragma once

// How each of the six systems writes a customer down: its columns, and what its form and its
// machine make of the facts.
//
//   pos      typed by part-timers from a paper form into a terminal: half-width kana, birth date in
//            the Japanese era, gender 1/2, address in one short field
//   ec       typed by the customers: parts in fields of their own, full e-mail, birth 1990/04/01
//   crm      typed while listening: one field for the name, notes that tell stories
//   app      what people give away for a coupon: nickname, mobile, month of birth
//   partner  kept by sales in Excel: company, department, person with 様, phone without leading 0
//   legacy   the master of 2005: old characters, capital kana, abolished municipalities
//
// A Form is a filled-in row in UTF-8, before file format and encoding.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sample/damage.h"
#include "sample/history.h"

namespace genbo::sample {

enum class Cell : std::uint8_t {
    name,
    surname,
    given_name,
    kana,
    surname_kana,
    given_name_kana,
    nickname,
    company,
    company_kana,
    corporate_number,
    department,
    job_title,
    zip,
    prefecture,
    city,
    town,
    building,
    address,
    phone,
    mobile,
    fax,
    email,
    birth_date,
    birth_month,
    gender,
    rank,
    points,
    mail_permission,
    dm_permission,
    store,
    staff,
    joined_on,
    last_purchase_on,
    purchase_count,
    purchase_amount,
    note,
};

inline constexpr std::size_t kCellCount = static_cast<std::size_t>(Cell::note) + 1;

struct Form {
    std::array<std::string, kCellCount> cells;

    std::string& operator[](Cell cell) { return cells[static_cast<std::size_t>(cell)]; }
    const std::string& operator[](Cell cell) const { return cells[static_cast<std::size_t>(cell)]; }
    void clear() {
        for (std::string& cell : cells) cell.clear();
    }
};

struct Column {
    Cell cell = Cell::name;
    std::string_view header;
};

struct SourceProfile {
    std::string_view key_header;
    std::span<const Column> columns;  // After the key.
};

const SourceProfile& source_profile(Source source);

// What one.csv has after record_id and source.
std::span<const Column> one_file_columns();

// The key of the n-th row that a source writes (from 0): as different as real keys are.
std::string source_key(Source source, std::uint64_t row);

// REQUIRES: `form` is clear.  Damage to finished text (width, spaces, mojibake) is done here and
// added to draft.damage.
void fill_form(
    const Occasion& occasion, const Vandal& vandal, Draft& draft, Chance& chance, Form& form);

// The row of one.csv for a filled-in form.
void fill_one_file_form(const Form& form, Form& one);

// テスト 太郎: a row that somebody left behind when trying the system.
void fill_test_form(const Population& population, Source source, Chance& chance, Form& form);

}  // namespace genbo::sample
