// SPDX-License-Identifier: Apache-2.0
#include "register/search_tokens.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/address.h"
#include "text/company.h"
#include "text/email.h"
#include "text/fold.h"
#include "text/kana.h"
#include "text/person_name.h"
#include "text/phone.h"

namespace genbo {

namespace {

// How long a beginning may be typed before the whole is needed.  A surname in romaji has up to
// twelve letters, in kana six or seven, in kanji three.
std::size_t beginning_chars_max(SearchKind kind) {
    if (kind == SearchKind::romaji) return 12;
    return kind == SearchKind::kana ? 8 : 6;
}

using TokenList = std::vector<SearchToken>;

void put_token(TokenList& out, SearchKind kind, std::string text) {
    if (!text.empty()) out.push_back({kind, std::move(text)});
}

void put_beginnings(TokenList& out, SearchKind kind, std::string_view text) {
    std::size_t at = 0;
    for (std::size_t n = 0; n < beginning_chars_max(kind) && at < text.size(); ++n) {
        next_code_point(text, at);
        put_token(out, kind, std::string{text.substr(0, at)});
    }
    if (at < text.size()) put_token(out, kind, std::string{text});
}

std::string search_name_key(std::string_view name) {
    return fold_confusables(fold_variants(fold_key(name)));
}

void put_kana(TokenList& out, std::string_view kana) {
    const std::string key = kana_key(kana);
    put_beginnings(out, SearchKind::kana, key);
    put_beginnings(out, SearchKind::romaji, kana_to_romaji_key(kana));
}

void put_name(TokenList& out, std::string_view name) {
    if (name.empty()) return;
    if (is_kana(name)) return put_kana(out, name);
    if (is_latin(name)) {
        put_beginnings(out, SearchKind::romaji, romaji_key(name));
        return;
    }
    put_beginnings(out, SearchKind::name, search_name_key(name));
}

void put_person(TokenList& out, const SourceValues& values) {
    const auto full = values.get(Field::name_full);
    const auto kana = values.get(Field::kana_full);
    const auto surname = values.get(Field::surname);
    const auto given = values.get(Field::given_name);
    put_name(out, std::string{surname} + std::string{given});
    put_name(out, given);
    put_name(out, strip_honorific(full));
    if (!full.empty()) put_name(out, split_name(full, kana).given);
    const auto surname_kana = values.get(Field::surname_kana);
    const auto given_kana = values.get(Field::given_name_kana);
    put_kana(out, std::string{surname_kana} + std::string{given_kana});
    put_kana(out, given_kana);
    put_kana(out, kana);
    if (const auto parts = split_name(kana); parts.split_known) put_kana(out, parts.given);
    put_name(out, values.get(Field::name_romaji));
    put_name(out, values.get(Field::nickname));
}

std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : fold_width(text))
        if (c >= '0' && c <= '9') digits += c;
    return digits;
}

// The number as it is dialled at home: 0 instead of +81.
std::string national_digits(const Phone& phone) {
    if (phone.e164.starts_with("+81")) return "0" + phone.e164.substr(3);
    return digits_of(phone.e164);
}

void put_phone(TokenList& out, std::string_view text) {
    for (const auto& phone : parse_phones(text)) {
        const std::string digits = national_digits(phone);
        if (digits.size() < 9) continue;
        put_token(out, SearchKind::phone, digits);
        put_token(out, SearchKind::phone, digits.substr(digits.size() - 4));
        put_token(out, SearchKind::phone, digits.substr(digits.size() - 7));
    }
}

void put_email(TokenList& out, std::string_view text) {
    const auto email = parse_email(text);
    if (!email) return;
    put_token(out, SearchKind::email, email->key);
    put_token(out, SearchKind::email, email->key.substr(0, email->key.find('@')));
}

// 東京都 and 東京, 横浜市港北区 and 横浜市, 横浜, 港北区, 港北.
void put_place(TokenList& out, std::string_view place) {
    put_token(out, SearchKind::address, fold_key(place));
    std::size_t begin = 0;
    for (std::size_t at = 0; at < place.size();) {
        const std::size_t start = at;
        const char32_t c = next_code_point(place, at);
        // A suffix needs a name before it: 市川市 is not cut after its first character.
        const bool suffix = start > begin && std::u32string_view{U"都道府県市区郡町村"}.find(c) !=
                                                 std::u32string_view::npos;
        if (!suffix) continue;
        put_token(out, SearchKind::address, fold_key(place.substr(begin, at - begin)));
        put_token(out, SearchKind::address, fold_key(place.substr(begin, start - begin)));
        begin = at;
    }
}

void put_address_parts(TokenList& out, const Address& address) {
    put_place(out, address.prefecture);
    put_place(out, address.city);
    const std::string town = town_key(address.town);
    put_token(out, SearchKind::address, town);
    if (!town.empty() && !address.number.empty())
        put_token(out, SearchKind::address, town + "|" + address.number);
    put_token(out, SearchKind::address, building_key(address.building));
}

std::string full_address(const SourceValues& values) {
    std::string text{values.get(Field::address_full)};
    if (text.empty())
        for (const auto field : {Field::prefecture, Field::city, Field::town})
            text += values.get(field);
    // 住所1 is often everything but the building, which 住所2 holds.
    const auto building = values.get(Field::building);
    if (!text.empty() && !building.empty()) text += " ";
    return text + std::string{building};
}

void put_company(TokenList& out, const SourceValues& values) {
    const auto company = values.get(Field::company);
    if (!company.empty()) put_beginnings(out, SearchKind::company, parse_company(company).core);
    const auto kana = values.get(Field::company_kana);
    if (!kana.empty()) put_beginnings(out, SearchKind::company, company_kana_key(kana));
    const auto english = values.get(Field::company_english);
    if (!english.empty()) put_beginnings(out, SearchKind::company, fold_key(english));
}

void sort_tokens(TokenList& tokens) {
    std::ranges::sort(tokens);
    const auto repeated = std::ranges::unique(tokens);
    tokens.erase(repeated.begin(), repeated.end());
}

bool is_digits_and_marks(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '(' || c == ')';
    });
}

QueryTerm digits_term(std::string_view word) {
    QueryTerm term;
    const std::string digits = digits_of(word);
    for (const auto& phone : parse_phones(word))
        if (!phone.e164.empty())
            put_token(term.alternatives, SearchKind::phone, national_digits(phone));
    if (digits.size() >= 4) put_token(term.alternatives, SearchKind::phone, digits);
    if (digits.size() == 7) put_token(term.alternatives, SearchKind::postal, digits);
    return term;
}

QueryTerm text_term(std::string_view word) {
    QueryTerm term;
    auto& out = term.alternatives;
    if (is_kana(word)) {
        put_token(out, SearchKind::kana, kana_key(word));
        put_token(out, SearchKind::company, company_kana_key(word));
        put_token(out, SearchKind::company, parse_company(word).core);
    } else if (is_latin(word)) {
        put_token(out, SearchKind::romaji, romaji_key(word));
        put_token(out, SearchKind::company, fold_key(word));
        put_token(out, SearchKind::email, fold_latin(word));
    } else {
        put_token(out, SearchKind::name, search_name_key(strip_honorific(word)));
        put_token(out, SearchKind::company, parse_company(word).core);
    }
    put_token(out, SearchKind::address, fold_key(word));
    put_token(out, SearchKind::address, town_key(word));
    put_token(out, SearchKind::address, building_key(word));
    const Address address = parse_address(word);
    // The finest level that the word names stands for all above it.
    if (!address.town.empty() && !address.number.empty())
        put_token(out, SearchKind::address, town_key(address.town) + "|" + address.number);
    else if (!address.town.empty() && !address.city.empty())
        put_token(out, SearchKind::address, town_key(address.town));
    else if (!address.city.empty())
        put_token(out, SearchKind::address, fold_key(address.city));
    return term;
}

}  // namespace

std::string_view search_kind_name(SearchKind kind) {
    switch (kind) {
        case SearchKind::name: return "name";
        case SearchKind::kana: return "kana";
        case SearchKind::romaji: return "romaji";
        case SearchKind::phone: return "phone";
        case SearchKind::email: return "email";
        case SearchKind::postal: return "postal_code";
        case SearchKind::address: return "address";
        case SearchKind::company: return "company";
    }
    return "name";
}

std::uint32_t SearchToken::hash() const {
    // FNV-1a, 64 bits, folded: the tokens are not secrets of the index, the index is in memory.
    std::uint64_t hash = 0xcbf29ce484222325ULL ^ static_cast<std::uint64_t>(kind);
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3ULL;
    }
    hash ^= hash >> 29;
    return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

std::vector<SearchToken> tokens_of_record(const SourceValues& values) {
    TokenList out;
    put_person(out, values);
    put_company(out, values);
    for (const auto field : {Field::phone, Field::mobile, Field::fax})
        put_phone(out, values.get(field));
    for (const auto field : {Field::email, Field::email_2}) put_email(out, values.get(field));
    put_token(out, SearchKind::postal, postal_code_key(values.get(Field::postal_code)));
    const std::string address = full_address(values);
    if (!address.empty())
        put_address_parts(out, parse_address(address, values.get(Field::postal_code)));
    sort_tokens(out);
    return out;
}

std::vector<QueryTerm> parse_query(std::string_view text) {
    const std::string folded = fold_width(text);
    std::vector<QueryTerm> query;
    std::string_view rest = folded;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(' '), rest.size());
        const auto word = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (word.empty()) continue;
        QueryTerm term;
        if (word.find('@') != std::string_view::npos)
            put_email(term.alternatives, word);
        else if (is_digits_and_marks(word))
            term = digits_term(word);
        else
            term = text_term(word);
        sort_tokens(term.alternatives);
        // A word typed twice says nothing more.
        if (!term.alternatives.empty() && std::ranges::count(query, term) == 0)
            query.push_back(std::move(term));
    }
    return query;
}

std::vector<SearchKind> matches_query(
    const std::vector<QueryTerm>& query, const std::vector<SearchToken>& record) {
    std::vector<SearchKind> kinds;
    for (const auto& term : query) {
        const auto found = std::ranges::find_if(term.alternatives, [&](const auto& token) {
            return std::ranges::binary_search(record, token);
        });
        if (found == term.alternatives.end()) return {};
        if (std::ranges::count(kinds, found->kind) == 0) kinds.push_back(found->kind);
    }
    return kinds;
}

}  // namespace genbo
