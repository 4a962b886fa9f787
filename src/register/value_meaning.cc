// SPDX-License-Identifier: Apache-2.0
#include "register/value_meaning.h"

#include <algorithm>
#include <array>
#include <ranges>

#include "crypto/hash.h"
#include "text/address.h"
#include "text/company.h"
#include "text/corporate_number.h"
#include "text/date.h"
#include "text/email.h"
#include "text/fold.h"
#include "text/gender.h"
#include "text/kana.h"
#include "text/person_name.h"
#include "text/phone.h"

namespace genbo {

namespace {

constexpr std::array kNameGroup = {Field::name_full, Field::surname, Field::given_name};
constexpr std::array kKanaGroup = {Field::kana_full, Field::surname_kana, Field::given_name_kana};
constexpr std::array kAddressGroup = {Field::postal_code, Field::prefecture, Field::city,
                                      Field::town,        Field::building,   Field::address_full};

constexpr std::size_t kMarkBytes = 8;
constexpr char kMarkAlso = '/';
// Understood as far as the town, at least: below it the text itself is compared.
constexpr int kTownLevel = 3;

std::string hashed(std::string_view text) {
    const Hash hash = sha256(as_bytes(text));
    return to_hex(ByteView{hash}.first(kMarkBytes));
}

bool has_key(const ValueMeaning& meaning, std::string_view key) {
    return meaning.whole == key || std::ranges::count(meaning.also, key) > 0;
}

// Parts are of one length, so a mark with less detail is a beginning of one with more.
bool begin_alike(std::string_view a, std::string_view b) {
    const auto both = std::min(a.size(), b.size());
    return both > 0 && a.substr(0, both) == b.substr(0, both);
}

std::string kind_of_line(Phone::Kind kind) {
    switch (kind) {
        case Phone::Kind::mobile: return "mobile";
        case Phone::Kind::fixed: return "fixed";
        case Phone::Kind::ip: return "ip";
        case Phone::Kind::free_call: return "free_call";
        case Phone::Kind::other:
        case Phone::Kind::invalid: break;
    }
    return "other";
}

// One text of the parts, or the whole where it came as one; empty without a given name.
std::string whole_name(const SourceValues& values, Field full, Field surname, Field given_name) {
    if (const auto text = values.get(full); !text.empty()) return std::string{text};
    if (values.get(surname).empty() || values.get(given_name).empty()) return {};
    return std::string{values.get(surname)} + " " + std::string{values.get(given_name)};
}

void add_parts(std::vector<std::string>& parts, std::string_view text) {
    while (!text.empty()) {
        const auto dash = text.find('-');
        if (dash != 0) parts.emplace_back(text.substr(0, dash));
        if (dash == text.npos) return;
        text.remove_prefix(dash + 1);
    }
}

// "13101|丸内|1-2-3|201": the town as the whole, numbers and room as its detail.
std::optional<ValueMeaning> meaning_of_address(const SourceValues& values) {
    std::string text{values.get(Field::address_full)};
    if (text.empty()) {
        for (const auto field : {Field::prefecture, Field::city, Field::town})
            text += values.get(field);
        if (const auto building = values.get(Field::building); !text.empty() && !building.empty())
            text += " " + std::string{building};
    }
    if (text.empty()) return std::nullopt;
    const auto address =
        parse_address(text, values.get(Field::postal_code), values.get(Field::phone));
    if (address.level < kTownLevel) return std::nullopt;
    const auto key = address.key();
    const auto town = key.find('|');
    const auto number = key.find('|', town + 1);
    if (town == key.npos || number == key.npos) return std::nullopt;
    const auto room = key.find('|', number + 1);
    ValueMeaning meaning{key.substr(0, number), {}};
    add_parts(meaning.detail, std::string_view{key}.substr(0, room).substr(number + 1));
    if (room != key.npos) add_parts(meaning.detail, std::string_view{key}.substr(room + 1));
    return meaning;
}

// What stands where a letter could not be read.
constexpr std::string_view kLostLetter = "\xEF\xBF\xBD";

std::optional<ValueMeaning> non_empty(std::string whole) {
    if (whole.empty() || whole.find(kLostLetter) != whole.npos) return std::nullopt;
    return ValueMeaning{std::move(whole)};
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (const auto word : std::views::split(text, ' '))
        if (!word.empty()) words.emplace_back(word.begin(), word.end());
    return words;
}

// What stands together, and the words in no order: some write the surname first and some last, and
// some leave no space between them.
std::optional<ValueMeaning> meaning_of_words(std::string solid, std::vector<std::string> words) {
    auto meaning = non_empty(std::move(solid));
    if (!meaning || words.size() < 2) return meaning;
    std::ranges::sort(words);
    std::string sorted;
    for (const auto& word : words) sorted += word + " ";
    meaning->also.push_back(std::move(sorted));
    return meaning;
}

std::optional<ValueMeaning> meaning_of_name(std::string_view text) {
    const auto folded = fold_variants(fold_latin(strip_honorific(text)));
    return meaning_of_words(fold_key(folded), words_of(folded));
}

std::optional<ValueMeaning> meaning_of_kana(std::string_view text) {
    const auto bare = strip_honorific(text);
    std::vector<std::string> words;
    for (const auto& word : words_of(fold_latin(katakana(bare)))) words.push_back(kana_key(word));
    return meaning_of_words(kana_key(bare), std::move(words));
}

void add_kind(std::vector<std::string>& kinds, const std::string& kind) {
    const auto at = std::ranges::lower_bound(kinds, kind);
    if (at == kinds.end() || *at != kind) kinds.insert(at, kind);
}

// The numbers of the cell, and of what kinds they are.
std::optional<ValueMeaning> meaning_of_phone(std::string_view text) {
    std::optional<ValueMeaning> meaning;
    for (const auto& phone : parse_phones(text)) {
        if (phone.e164.empty() || phone_is_filler(phone.e164)) continue;
        if (meaning)
            meaning->also.push_back(phone.e164);
        else
            meaning = ValueMeaning{.whole = phone.e164};
        add_kind(meaning->kinds, kind_of_line(phone.kind));
    }
    return meaning;
}

// The year, with month and day as its detail.
std::optional<ValueMeaning> meaning_of_date(std::string_view text) {
    const auto date = parse_date(text);
    if (!date.ok() || date->placeholder || date->fiscal_year) return std::nullopt;
    const auto day = format_day(date->day);
    ValueMeaning meaning{day.substr(0, 4)};
    if (date->precision != ParsedDate::Precision::year) meaning.detail.push_back(day.substr(5, 2));
    if (date->precision == ParsedDate::Precision::day) meaning.detail.push_back(day.substr(8, 2));
    return meaning;
}

std::optional<ValueMeaning> meaning_of_email(std::string_view text) {
    const auto email = parse_email(text);
    if (email && email_is_filler(*email)) return std::nullopt;
    return non_empty(email ? email->key : fold_key(text));
}

std::string key_of_company(std::string_view text) {
    const auto company = parse_company(text);
    return company.core + "|" + company.legal_form + "|" + fold_key(company.site);
}

}  // namespace

std::span<const Field> field_group(const Field& field) {
    for (const std::span<const Field> group :
         {std::span<const Field>{kNameGroup}, std::span<const Field>{kKanaGroup},
          std::span<const Field>{kAddressGroup}})
        if (std::ranges::count(group, field) > 0) return group;
    return {&field, 1};
}

std::string value_key(const FieldValue& value) {
    switch (value.field) {
        case Field::birth_date:
        case Field::joined_on:
        case Field::left_on:
        case Field::last_purchase_on:
            if (const auto date = parse_date(value.raw); date.ok()) return format_day(date->day);
            break;
        case Field::phone:
        case Field::mobile:
        case Field::fax:
            if (const auto phones = parse_phones(value.raw);
                !phones.empty() && !phones.front().e164.empty())
                return phones.front().e164;
            break;
        case Field::email:
        case Field::email_2:
            if (const auto email = parse_email(value.raw)) return email->key;
            break;
        case Field::gender:
            if (const auto gender = parse_gender(value.raw))
                return std::string{gender_word(*gender)};
            break;
        case Field::postal_code:
            if (auto digits = postal_code_key(value.raw); !digits.empty()) return digits;
            break;
        default: break;
    }
    return fold_key(value.raw);
}

std::string ValueMeaning::mark() const {
    auto mark = hashed(whole);
    for (const auto& part : detail) mark += "." + hashed(part);
    for (const auto& key : also) mark += kMarkAlso + hashed(key);
    return mark;
}

void ValueMeaning::join(const ValueMeaning& other) {
    const auto add = [&](const std::string& key) {
        if (!has_key(*this, key)) also.push_back(key);
    };
    // Two that differ in detail only have one key.
    add(other.whole);
    for (const auto& key : other.also) add(key);
    for (const auto& kind : other.kinds) add_kind(kinds, kind);
}

bool agree(const ValueMeaning& a, const ValueMeaning& b) {
    const auto both = std::min(a.detail.size(), b.detail.size());
    if (!std::equal(
            a.detail.begin(), a.detail.begin() + static_cast<std::ptrdiff_t>(both),
            b.detail.begin()))
        return false;
    return has_key(a, b.whole) ||
           std::ranges::any_of(b.also, [&](const std::string& key) { return has_key(a, key); });
}

bool marks_agree(std::string_view a, std::string_view b) {
    for (const auto one : std::views::split(a, kMarkAlso))
        for (const auto other : std::views::split(b, kMarkAlso))
            if (begin_alike({one.begin(), one.end()}, {other.begin(), other.end()})) return true;
    return false;
}

bool can_be_birth(std::string_view raw, Day came_on) {
    const auto date = parse_date(raw);
    return date.ok() && !date->placeholder && date->day.year() >= kBirthYearMin &&
           std::chrono::sys_days{date->day} <= std::chrono::sys_days{came_on};
}

bool cannot_be_meant(const Field& field, std::string_view raw, Day came_on) {
    switch (field) {
        case Field::birth_date: return !can_be_birth(raw, came_on);
        case Field::phone:
        case Field::mobile:
        case Field::fax: return phones_are_fillers(raw);
        case Field::email:
        case Field::email_2: {
            const auto email = parse_email(raw);
            return email && email_is_filler(*email);
        }
        default: return false;
    }
}

std::optional<ValueMeaning> meaning_of(
    const Field& first, std::string_view custom_name, const SourceValues& values) {
    switch (first) {
        case Field::name_full:
            return meaning_of_name(
                whole_name(values, Field::name_full, Field::surname, Field::given_name));
        case Field::kana_full:
            return meaning_of_kana(
                whole_name(values, Field::kana_full, Field::surname_kana, Field::given_name_kana));
        case Field::name_romaji: return meaning_of_name(values.get(first));
        case Field::postal_code: return meaning_of_address(values);
        case Field::birth_date: return meaning_of_date(values.get(first));
        case Field::phone:
        case Field::mobile:
        case Field::fax: return meaning_of_phone(values.get(first));
        case Field::email:
        case Field::email_2: return meaning_of_email(values.get(first));
        case Field::company:
            if (values.get(first).empty()) return std::nullopt;
            return non_empty(key_of_company(values.get(first)));
        case Field::company_kana: return non_empty(company_kana_key(values.get(first)));
        case Field::corporate_number:
            if (auto number = parse_corporate_number(values.get(first)))
                return non_empty(*std::move(number));
            break;
        default: break;
    }
    for (const auto& value : values.values)
        if (value.field == first && (first != Field::custom || value.custom_name == custom_name))
            return non_empty(value_key(value));
    return std::nullopt;
}

std::vector<FieldValue> values_of(
    const Field& first, std::string_view custom_name, const SourceValues& values) {
    const auto group = field_group(first);
    std::vector<FieldValue> out;
    for (const auto& value : values.values)
        if (std::ranges::count(group, value.field) > 0 &&
            (value.field != Field::custom || value.custom_name == custom_name))
            out.push_back(value);
    return out;
}

}  // namespace genbo
