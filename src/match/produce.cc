// SPDX-License-Identifier: Apache-2.0
#include "match/produce.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "match/feature_layout.h"
#include "match/hash.h"
#include "match/normal_forms.h"
#include "match/prepared_row.h"
#include "match/produce_person.h"
#include "text/address.h"
#include "text/company.h"
#include "text/corporate_number.h"
#include "text/email.h"
#include "text/fold.h"
#include "text/gender.h"
#include "text/phone.h"

namespace genbo {

namespace {

// 090-1234-5678, (090)1234-5678, 09012345678: the digits of a Japanese mobile number, which is what
// most cells hold; empty for anything else, which the parser of text/ reads.
std::string produce_mobile(std::string_view text) {
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool opens =
            c == '(' && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';
        if (c >= '0' && c <= '9')
            digits += c;
        else if (c != '-' && c != ' ' && c != ')' && !opens)
            return {};
        if (digits.size() > 11) return {};
    }
    const bool mobile = digits.size() == 11 && digits[0] == '0' && digits[1] >= '7' &&
                        digits[2] == '0' && digits[3] != '0';
    return mobile ? digits : std::string{};
}

std::string produce_phone(std::string_view text) {
    if (is_no_value(text)) return {};
    if (auto mobile = produce_mobile(text); !mobile.empty()) {
        mobile.replace(0, 1, "+81");
        if (phone_is_filler(mobile)) return {};
        return phone_feature('m', std::string_view{mobile}.substr(1));
    }
    bool understood = false;
    for (const auto& phone : parse_phones(text)) {
        understood = understood || !phone.e164.empty();
        if (phone.e164.empty() || phone_is_filler(phone.e164)) continue;
        const std::string_view digits = std::string_view{phone.e164}.substr(1);
        switch (phone.kind) {
            case Phone::Kind::mobile: return phone_feature('m', digits);
            case Phone::Kind::fixed: return phone_feature('f', digits);
            case Phone::Kind::ip: return phone_feature('i', digits);
            case Phone::Kind::other: return phone_feature('o', digits);
            case Phone::Kind::free_call:
            case Phone::Kind::invalid: break;
        }
    }
    if (understood) return {};
    // Numbers of a plan that we do not know: the digits are compared as they are.
    std::string digits;
    for (const char c : is_ascii(text) ? std::string{text} : fold_width(text))
        if (c >= '0' && c <= '9') digits += c;
    if (digits.size() < 6) return {};
    const bool uniform =
        std::all_of(digits.begin(), digits.end(), [&](char c) { return c == digits[0]; });
    const bool filler = digits[0] == '0' && phone_is_filler("+81" + digits.substr(1));
    return uniform || filler ? std::string{} : phone_feature('o', digits);
}

std::string produce_email(std::string_view text) {
    if (is_no_value(text)) return {};
    const auto email = parse_email(text);
    if (email) return email_is_filler(*email) ? std::string{} : email_feature(email->key);
    // Unreadable, yet a mistyped address is still evidence.
    const auto words = normal_solid(text);
    return words.size() < 5 ? std::string{} : email_feature(words);
}

std::uint32_t produce_municipality(const Address& address) {
    std::uint32_t code = 0;
    const auto& digits = address.municipality_code;
    std::from_chars(digits.data(), digits.data() + digits.size(), code);
    if (code == 0 && !address.city.empty()) code = hash_bytes32(address.city) | 0x80000000U;
    return code;
}

// Roles: postal, prefecture, city, town, building, full.  Features: address, postal.
void produce_address(
    std::span<const std::string_view> cells, ProduceCache* cache, FeatureList& features) {
    std::string text;
    for (const std::size_t role : {5U, 1U, 2U, 3U}) {
        if (is_no_value(cells[role])) continue;
        text += cells[role];
        // Most systems that split an address keep the whole of it nowhere else.
        if (role == 5U) break;
    }
    if (!is_no_value(cells[4]) && !text.empty()) {
        text += ' ';
        text += cells[4];
    }
    const auto postal = normal_postal(cells[0]);
    if (text.empty()) {
        features.add({});
        features.add(postal);
        return;
    }
    const auto address = parse_address(text, postal);
    std::string own_town;
    std::string_view town;
    if (cache != nullptr)
        town = cache->town(address.town, town_key);
    else if (!address.town.empty())
        town = own_town = town_key(address.town);
    const auto building = address.level >= 2 ? building_key(address.building) : fold_key(text);
    features.add(address_feature(
        {.municipality = produce_municipality(address),
         .level = static_cast<std::uint8_t>(address.level),
         .town = town,
         .number = address.number,
         .room = address.room,
         .building = building}));
    features.add(postal.empty() ? address.postal_code : postal);
}

std::string produce_company_name(std::string_view text) {
    if (is_no_value(text)) return {};
    const auto company = parse_company(text);
    const char position = company.position == CompanyName::FormPosition::front  ? 'f'
                          : company.position == CompanyName::FormPosition::back ? 'b'
                                                                                : 'n';
    return company_feature(position, company.legal_form, company.core);
}

// "Kaneko Seeds Co., Ltd." and "KANEKO SEEDS CORPORATION" without what says "company".
std::string produce_company_english(std::string_view text) {
    static constexpr std::string_view kForms[] = {"co",           "ltd",     "inc",     "corp",
                                                  "corporation",  "company", "limited", "kk",
                                                  "incorporated", "llc",     "plc",     "the"};
    const auto words = normal_words(text);
    std::string out;
    for (std::size_t at = 0; at < words.size();) {
        const auto end = std::min(words.find(' ', at), words.size());
        const std::string_view word{words.data() + at, end - at};
        if (std::find(std::begin(kForms), std::end(kForms), word) == std::end(kForms)) out += word;
        at = end + 1;
    }
    return out.empty() ? normal_solid(text) : out;
}

std::string produce_gender(std::string_view text) {
    if (is_no_value(text)) return {};
    const auto gender = parse_gender(text);
    if (!gender) return normal_solid(text);
    const bool said = *gender == Gender::male || *gender == Gender::female;
    return said ? std::string{gender_word(*gender)} : std::string{};
}

// 03 | 1234 | 5678.  Of a date that is not whole the beginning, of a number nothing.
std::string joined_parts(ProducerType type, std::span<const std::string_view> cells) {
    std::string out;
    for (const auto cell : cells) {
        if (is_no_value(cell)) return type == ProducerType::date ? out : std::string{};
        if (!out.empty()) out += '-';
        out += cell;
    }
    return out;
}

std::string produce_single(ProducerType type, std::string_view text) {
    switch (type) {
        case ProducerType::single_name: return produce_name(text);
        case ProducerType::single_kana: return produce_kana(text);
        case ProducerType::romaji: return produce_romaji(text);
        case ProducerType::phone: return produce_phone(text);
        case ProducerType::email: return produce_email(text);
        case ProducerType::postal: return normal_postal(text);
        case ProducerType::date: return normal_date(text);
        case ProducerType::gender: return produce_gender(text);
        case ProducerType::code: return normal_code(text);
        case ProducerType::corporate_number: return parse_corporate_number(text).value_or("");
        case ProducerType::number: return normal_number(text);
        case ProducerType::words: return normal_word_set(text);
        case ProducerType::street: return normal_street(text);
        case ProducerType::category:
        case ProducerType::short_text:
        case ProducerType::person_name:
        case ProducerType::company:
        case ProducerType::japanese_address: break;
    }
    return normal_words(text);
}

}  // namespace

void produce(
    const Producer& producer, std::span<const std::string_view> cells, ProduceCache* cache,
    FeatureList& features) {
    switch (producer.type) {
        case ProducerType::person_name: return produce_person(cells, cache, features);
        case ProducerType::japanese_address: return produce_address(cells, cache, features);
        case ProducerType::company:
            features.add(
                cache == nullptr ? produce_company_name(cells[0])
                                 : std::string{cache->company(cells[0], produce_company_name)});
            features.add(is_no_value(cells[1]) ? std::string{} : company_kana_key(cells[1]));
            features.add(produce_company_english(cells[2]));
            return;
        default:
            features.add(
                cells.size() == 1
                    ? produce_single(producer.type, cells[0])
                    : produce_single(producer.type, joined_parts(producer.type, cells)));
    }
}

PreparedRow prepare(const Schema& schema, std::span<const std::string_view> cells) {
    FeatureList features;
    std::vector<std::string_view> mine;
    for (const auto& producer : schema.producers) {
        mine.clear();
        for (const auto column : producer.columns)
            mine.push_back(column < cells.size() ? cells[column] : std::string_view{});
        produce(producer, mine, nullptr, features);
    }
    PreparedRow row;
    const auto count = features.size();
    row.bytes.resize(2 * count + features.begin(count));
    features.write(0, count, row.bytes.data(), row.bytes.data() + 2 * count, 0);
    return row;
}

}  // namespace genbo
