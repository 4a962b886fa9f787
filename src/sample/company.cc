// SPDX-License-Identifier: Apache-2.0

#include "sample/company.h"

#include <array>

#include "base/check.h"
#include "sample/kana.h"

namespace genbo::sample {
namespace {

struct CompanyForm {
    std::string_view name;
    std::uint32_t per_hundred;
};

// clang-format off
constexpr std::array kCompanyForms = {
    CompanyForm{"株式会社", 74},     CompanyForm{"有限会社", 11},     CompanyForm{"合同会社", 6},
    CompanyForm{"医療法人社団", 3},  CompanyForm{"社会福祉法人", 2},  CompanyForm{"一般社団法人", 2},
    CompanyForm{"学校法人", 1},      CompanyForm{"合資会社", 1},
};
// clang-format on

struct Trade {
    std::string_view name;
    std::string_view kana;
};

// clang-format off
constexpr std::array kTrades = {
    Trade{"工務店", "コウムテン"},   Trade{"建設", "ケンセツ"},     Trade{"電機", "デンキ"},
    Trade{"製作所", "セイサクショ"}, Trade{"商事", "ショウジ"},     Trade{"物産", "ブッサン"},
    Trade{"運輸", "ウンユ"},         Trade{"印刷", "インサツ"},     Trade{"食品", "ショクヒン"},
    Trade{"化学", "カガク"},         Trade{"システムズ", "システムズ"}, Trade{"設計事務所", "セッケイジムショ"},
    Trade{"不動産", "フドウサン"},   Trade{"薬局", "ヤッキョク"},   Trade{"クリニック", "クリニック"},
    Trade{"商店", "ショウテン"},     Trade{"産業", "サンギョウ"},   Trade{"精工", "セイコウ"},
    Trade{"フーズ", "フーズ"},       Trade{"ホールディングス", "ホールディングス"},
};
// clang-format on

constexpr auto kCompanyWords = std::to_array<std::string_view>(
    {"アルファ", "ネクスト", "サクラ", "グローバル", "ミライ", "オリエント", "パシフィック",
     "トラスト", "ユニバーサル", "ライズ", "クレスト", "アクア", "ヒカリ", "ノース", "テクノ"});

constexpr auto kSiteKinds =
    std::to_array<std::string_view>({"支店", "営業所", "支社", "事業所", "工場"});

std::string_view company_draw_form(Chance& chance) {
    std::uint32_t ticket = chance.below(100);
    for (const CompanyForm& form : kCompanyForms) {
        if (ticket < form.per_hundred) return form.name;
        ticket -= form.per_hundred;
    }
    return kCompanyForms[0].name;
}

std::string company_corporate_number(std::uint64_t number) {
    // There is no registry office 9999; the other eight digits are a serial.
    std::string body = std::to_string(999'900'000'000ULL + (number * 7919 + 12345) % 100'000'000);
    check(body.size() == 12);
    return corporate_check_digit(body) + body;
}

}  // namespace

char corporate_check_digit(std::string_view twelve_digits) {
    check(twelve_digits.size() == 12);
    int sum = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        // Counted from the right, odd places weigh 1 and even places 2.
        const int weight = (12 - i) % 2 == 1 ? 1 : 2;
        sum += (twelve_digits[i] - '0') * weight;
    }
    return static_cast<char>('0' + 9 - sum % 9);
}

namespace {

// The name: 北沢工務店, or ネクスト商事.
void company_draw_core(
    const Tables& tables, Chance& chance, std::string& core, std::string& core_kana) {
    const Trade& trade = chance.pick(kTrades);
    if (chance.happens(0.6)) {
        const SurnameEntry& founder = tables.surnames()[tables.draw_surname(chance)];
        core = founder.name;
        core_kana = founder.kana;
    } else {
        core = chance.pick(kCompanyWords);
        if (chance.happens(0.3)) core += chance.pick(kCompanyWords);
        core_kana = core;
    }
    core += trade.name;
    core_kana += trade.kana;
}

Company company_make(
    const Tables& tables, std::uint64_t seed, const Rates& rates, std::uint64_t number) {
    Chance chance(chance_key(seed, Purpose::company, number));
    Company company{.number = number, .form = company_draw_form(chance), .mirror_of = number};
    company.form_first = chance.happens(company.form == "株式会社" ? 0.62 : 0.85);
    company_draw_core(tables, chance, company.core, company.core_kana);
    company.domain = romaji_of(company.core_kana, Romaji::hepburn) + "-" + std::to_string(number) +
                     ".example.co.jp";
    company.corporate_number = company_corporate_number(number);
    company.sites = chance.happens(0.7) ? 0 : 1 + chance.below(chance.happens(0.1) ? 30 : 4);
    company.head_office = draw_address(tables, chance);
    company.switchboard =
        draw_landline(tables.cities()[company.head_office.city].prefecture, chance);
    if (chance.happens(rates.renamed)) {
        company.renamed_on = kHistoryBegin + static_cast<DayNumber>(chance.below(3652));
        company_draw_core(tables, chance, company.core_before, company.core_kana_before);
    }
    return company;
}

}  // namespace

Company make_company(
    const Tables& tables, std::uint64_t seed, const Rates& rates, std::uint64_t number) {
    Company company = company_make(tables, seed, rates, number);
    const auto mirrored = [&](std::uint64_t which) {
        return Chance(chance_key(seed, Purpose::company, which, 1000)).happens(rates.mirrored);
    };
    if (number > 0 && mirrored(number) && !mirrored(number - 1)) {
        const Company other = company_make(tables, seed, rates, number - 1);
        company.form = other.form;
        company.form_first = !other.form_first;
        company.core = other.core;
        company.core_kana = other.core_kana;
        company.renamed_on = kNever;
        company.mirror_of = number - 1;
    }
    return company;
}

Company company_on(Company company, DayNumber day) {
    if (company.renamed_on != kNever && day < company.renamed_on) {
        company.core = company.core_before;
        company.core_kana = company.core_kana_before;
    }
    return company;
}

Office make_office(
    const Tables& tables, std::uint64_t seed, const Company& company, std::uint32_t site) {
    if (site == 0)
        return {.name = {}, .address = company.head_office, .phone = company.switchboard};
    Chance chance(chance_key(seed, Purpose::company, company.number, site));
    Office office{
        .name = {}, .address = draw_address(tables, chance), .phone = company.switchboard};
    office.name = tables.towns()[office.address.town].name;
    office.name += chance.pick(kSiteKinds);
    // Small firms answer every call at the head office.
    if (chance.happens(0.7)) {
        office.phone = draw_landline(tables.cities()[office.address.city].prefecture, chance);
    }
    return office;
}

std::string company_text(const Company& company, CompanyStyle style) {
    std::string form(company.form);
    if (form == "株式会社" || form == "有限会社") {
        const bool stock = form == "株式会社";
        if (style == CompanyStyle::short_parenthesis) form = stock ? "(株)" : "(有)";
        if (style == CompanyStyle::wide_parenthesis) form = stock ? "（株）" : "（有）";
        if (style == CompanyStyle::ligature) form = stock ? "㈱" : "㈲";
    }
    return company.form_first ? form + company.core : company.core + form;
}

}  // namespace genbo::sample
