// SPDX-License-Identifier: Apache-2.0
#pragma once

// Companies that people are met at.  A company is made from its number alone, so that colleagues
// agree on it without anybody keeping a list.

#include <cstdint>
#include <string>
#include <string_view>

#include "sample/address.h"
#include "sample/contact.h"
#include "sample/population.h"
#include "sample/random.h"
#include "sample/tables.h"

namespace genbo::sample {

struct Company {
    std::uint64_t number = 0;
    std::string_view form = {};  // 株式会社
    bool form_first = true;
    std::string core = {};       // 北沢工務店
    std::string core_kana = {};  // キタザワコウムテン
    std::string domain = {};     // Under example.co.jp, which nobody can own.
    // 13 digits with a true check digit and a registry office that does not exist.
    std::string corporate_number = {};
    std::uint32_t sites = 0;  // Beside the head office.
    Address head_office = {};
    Phone switchboard = {};
    // Before this day it had another core name; kNever = always the same.
    DayNumber renamed_on = kNever;
    std::string core_before = {};
    std::string core_kana_before = {};
    // The company of the same name whose legal form stands at the other end; itself = none.
    std::uint64_t mirror_of = 0;
};

Company make_company(
    const Tables& tables, std::uint64_t seed, const Rates& rates, std::uint64_t number);

// The company as it was called on that day.
Company company_on(Company company, DayNumber day);

// The office of a site (0 = head office), with its own address and line.
struct Office {
    std::string name = {};  // 横浜支店; empty for the head office
    Address address = {};
    Phone phone = {};
};

Office make_office(
    const Tables& tables, std::uint64_t seed, const Company& company, std::uint32_t site);

enum class CompanyStyle : std::uint8_t { full, short_parenthesis, ligature, wide_parenthesis };

// 株式会社北沢工務店, (株)北沢工務店, ㈱北沢工務店, 北沢工務店（株）
std::string company_text(const Company& company, CompanyStyle style);

// The check digit that goes before the twelve digits of a 法人番号 (財務省令, modulus 9).
char corporate_check_digit(std::string_view twelve_digits);

}  // namespace genbo::sample
