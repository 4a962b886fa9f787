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
#include "text/address.h"
#include "text/company.h"
#include "text/corporate_number.h"
#include "text/email.h"
#include "text/fold.h"
#include "text/gender.h"
#include "text/kana.h"
#include "text/person_name.h"
#include "text/phone.h"

namespace genbo {

namespace {

std::string produce_name(std::string_view text) {
    if (is_no_value(text)) return {};
    if (is_ascii(text)) {
        const auto solid = normal_solid(text);
        return name_feature(solid, solid);
    }
    const auto solid = fold_key(strip_honorific(text));
    return name_feature(solid, fold_variants(solid));
}

std::string produce_kana(std::string_view text) {
    if (is_no_value(text)) return {};
    const auto key = kana_key(text);
    return name_feature(key, kana_loose_key(text));
}

std::string produce_cached_name(std::string_view text, ProduceCache* cache) {
    return cache == nullptr ? produce_name(text) : cache->name(text, produce_name);
}

std::string produce_cached_kana(std::string_view text, ProduceCache* cache) {
    return cache == nullptr ? produce_kana(text) : cache->kana(text, produce_kana);
}

std::string produce_romaji(std::string_view text) {
    return is_no_value(text) ? std::string{} : std::string{feature_cut(romaji_key(text), 128)};
}

struct ProducedParts {
    std::string surname;
    std::string given;
};

bool produce_japanese(char32_t letter) {
    return (letter >= 0x3041 && letter <= 0x30ff && letter != 0x30fb) || letter == 0x3005 ||
           (letter >= 0x3400 && letter <= 0x9fff) || (letter >= 0xff66 && letter <= 0xff9f);
}

// "佐藤 花子" and "ｻﾄｳ　ﾊﾅｺ", which is how most systems write it: two words of Japanese letters
// with one or more blanks between.  What the parsers of text/ would say, at once; anything else is
// theirs.
bool produce_two_words(std::string_view text, std::string_view& first, std::string_view& second) {
    std::size_t blank_from = 0;
    std::size_t blank_to = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        std::size_t length = 3;
        bool blank = false;
        if (lead == ' ') {
            length = 1;
            blank = true;
        } else {
            if (lead < 0xe3 || lead > 0xef || at + 3 > text.size()) return false;
            const auto letter = static_cast<char32_t>(
                (lead & 0xfU) << 12 | (static_cast<unsigned char>(text[at + 1]) & 0x3fU) << 6 |
                (static_cast<unsigned char>(text[at + 2]) & 0x3fU));
            blank = letter == 0x3000;
            if (!blank && !produce_japanese(letter)) return false;
        }
        if (blank) {
            if (at == 0 || (blank_to != 0 && blank_to != at)) return false;
            if (blank_to == 0) blank_from = at;
            blank_to = at + length;
        }
        at += length;
    }
    if (blank_to == 0 || blank_to == text.size()) return false;
    first = text.substr(0, blank_from);
    second = text.substr(blank_to);
    return true;
}

// 佐藤 花子様 needs the parser.
bool produce_ends_in_title(std::string_view text) {
    static constexpr std::string_view kTitles[] = {
        "様", "殿", "氏", "君", "先生", "御中", "さん", "さま", "くん", "ちゃん", "方", "他", "宛"};
    return std::any_of(std::begin(kTitles), std::end(kTitles), [&](std::string_view title) {
        return text.ends_with(title);
    });
}

// A reading in two parts: at its blank, or where the written parts say.
ProducedParts produce_split_kana(std::string_view kana, const ProducedParts& written) {
    std::string_view first;
    std::string_view second;
    if (produce_two_words(kana, first, second)) return {std::string{first}, std::string{second}};
    const auto text = katakana(kana);
    const auto blank = text.find(' ');
    if (blank != std::string::npos && blank > 0) {
        auto rest = text.substr(blank + 1);
        while (!rest.empty() && rest.front() == ' ') rest.erase(0, 1);
        if (!rest.empty()) return {text.substr(0, blank), std::move(rest)};
        return {text.substr(0, blank), {}};
    }
    if (written.surname.empty() || written.given.empty()) return {text, {}};
    ProducedParts one_fits;
    for (std::size_t cut = 3; cut + 3 <= text.size(); cut += 3) {
        const std::string_view head{text.data(), cut};
        const std::string_view tail{text.data() + cut, text.size() - cut};
        const bool head_fits = reading_fits(written.surname, head);
        const bool tail_fits = reading_fits(written.given, tail);
        if (head_fits && tail_fits) return {std::string{head}, std::string{tail}};
        if ((head_fits || tail_fits) && one_fits.surname.empty())
            one_fits = {std::string{head}, std::string{tail}};
    }
    // 北岸 もえ with キタキシ: a reading of the surname alone, and no other cut reads better.
    const bool alone = one_fits.surname.empty() || reading_fits(written.surname, text);
    return alone ? ProducedParts{text, {}} : one_fits;
}

// "YAMADA Taro", "Taro Yamada", "Yamada, Taro": which word is the family's.
ProducedParts produce_split_romaji(std::string_view text, std::string_view surname_kana) {
    const std::string folded = fold_width(text);
    const auto comma = folded.find(',');
    std::vector<std::string> words;
    std::string word;
    for (const char c : folded + " ") {
        if (c != ' ' && c != ',') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    if (words.empty()) return {};
    if (words.size() == 1) return {words[0], {}};
    const auto capitals = [](const std::string& w) {
        return w.size() > 1 &&
               std::none_of(w.begin(), w.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    };
    const bool by_reading =
        !surname_kana.empty() && romaji_key(words.back()) == kana_to_romaji_key(surname_kana);
    const bool last_is_surname =
        comma == std::string::npos &&
        (by_reading || (capitals(words.back()) && !capitals(words.front())));
    std::string given;
    const std::size_t from = last_is_surname ? 0 : 1;
    const std::size_t to = last_is_surname ? words.size() - 1 : words.size();
    for (auto i = from; i < to; ++i) given += words[i];
    return {last_is_surname ? words.back() : words.front(), std::move(given)};
}

// Roles: full, surname, given, kana full, surname kana, given kana, romaji.
// Features: surname, its kana, its romaji, given, its kana, its romaji.
FeatureBytes produce_person(std::span<const std::string_view> cells, ProduceCache* cache) {
    const auto present = [&](std::size_t role) {
        return is_no_value(cells[role]) ? std::string_view{} : cells[role];
    };
    ProducedParts written{std::string{present(1)}, std::string{present(2)}};
    ProducedParts kana{std::string{present(4)}, std::string{present(5)}};
    std::string latin{present(6)};
    const auto full_kana = present(3);
    if (written.surname.empty() && written.given.empty() && !present(0).empty()) {
        std::string_view first;
        std::string_view second;
        if (produce_two_words(present(0), first, second) && !produce_ends_in_title(second)) {
            written = {std::string{first}, std::string{second}};
        } else {
            const auto full = strip_honorific(present(0));
            if (is_ascii(full) && full.find(' ') != std::string::npos) {
                if (latin.empty()) latin = full;
            } else {
                auto parts = split_name(full, full_kana);
                written = {std::move(parts.surname), std::move(parts.given)};
            }
        }
    }
    if (kana.surname.empty() && kana.given.empty() && !full_kana.empty())
        kana = produce_split_kana(full_kana, written);
    // A name that is written in kana is its own reading.
    if (kana.surname.empty() && is_kana(written.surname)) kana.surname = written.surname;
    if (kana.given.empty() && is_kana(written.given)) kana.given = written.given;
    ProducedParts romaji;
    if (!latin.empty()) romaji = produce_split_romaji(latin, kana.surname);
    return {
        produce_cached_name(written.surname, cache),
        produce_cached_kana(kana.surname, cache),
        produce_romaji(romaji.surname),
        produce_cached_name(written.given, cache),
        produce_cached_kana(kana.given, cache),
        produce_romaji(romaji.given)};
}

std::string produce_phone(std::string_view text) {
    if (is_no_value(text)) return {};
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
    if (email) return email_feature(email->key);
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
FeatureBytes produce_address(std::span<const std::string_view> cells) {
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
    if (text.empty()) return {{}, postal};
    const auto address = parse_address(text, postal);
    const auto town = address.town.empty() ? std::string{} : town_key(address.town);
    const auto building = address.level >= 2 ? building_key(address.building) : fold_key(text);
    return {
        address_feature(
            {.municipality = produce_municipality(address),
             .level = static_cast<std::uint8_t>(address.level),
             .town = town,
             .number = address.number,
             .room = address.room,
             .building = building}),
        postal.empty() ? address.postal_code : postal};
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
        case ProducerType::category:
        case ProducerType::short_text:
        case ProducerType::person_name:
        case ProducerType::company:
        case ProducerType::japanese_address: break;
    }
    return normal_words(text);
}

}  // namespace

FeatureBytes produce(
    const Producer& producer, std::span<const std::string_view> cells, ProduceCache* cache) {
    switch (producer.type) {
        case ProducerType::person_name: return produce_person(cells, cache);
        case ProducerType::japanese_address: return produce_address(cells);
        case ProducerType::company:
            return {
                produce_company_name(cells[0]),
                is_no_value(cells[1]) ? std::string{} : company_kana_key(cells[1]),
                produce_company_english(cells[2])};
        default: return {produce_single(producer.type, cells[0])};
    }
}

void append_row(std::string& out, std::span<const std::string_view> features) {
    const auto head = out.size();
    out.resize(head + 2 * features.size());
    std::uint16_t end = 0;
    for (std::size_t i = 0; i < features.size(); ++i) {
        const auto piece = feature_cut(features[i]);
        end = static_cast<std::uint16_t>(end + piece.size());
        std::memcpy(out.data() + head + 2 * i, &end, 2);
        out += piece;
    }
}

PreparedRow prepare(const Schema& schema, std::span<const std::string_view> cells) {
    std::vector<std::string> owned;
    owned.reserve(schema.features.size());
    for (const auto& producer : schema.producers) {
        std::vector<std::string_view> mine;
        for (const auto column : producer.columns)
            mine.push_back(column < cells.size() ? cells[column] : std::string_view{});
        for (auto& feature : produce(producer, mine, nullptr)) owned.push_back(std::move(feature));
    }
    const std::vector<std::string_view> views(owned.begin(), owned.end());
    PreparedRow row;
    append_row(row.bytes, views);
    return row;
}

}  // namespace genbo
