// SPDX-License-Identifier: Apache-2.0
#include "match/normal_forms.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/time.h"
#include "text/address.h"
#include "text/date.h"
#include "text/fold.h"

namespace genbo {

namespace {

constexpr std::size_t kWordsMax = 32;

bool form_digit(char c) { return c >= '0' && c <= '9'; }
bool form_lower(char c) { return c >= 'a' && c <= 'z'; }
bool form_upper(char c) { return c >= 'A' && c <= 'Z'; }
char form_to_lower(char c) { return form_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view form_trim(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    return text;
}

// fold_latin for ASCII: apostrophes out, other marks to one space.
std::string form_ascii_words(std::string_view text, bool spaces) {
    std::string out;
    out.reserve(text.size());
    bool gap = false;
    for (const char raw : text) {
        const char c = form_to_lower(raw);
        if (form_lower(c) || form_digit(c)) {
            if (gap && !out.empty() && spaces) out += ' ';
            gap = false;
            out += c;
        } else if (c != '\'') {
            gap = true;
        }
    }
    return out;
}

std::string form_eight_digits(int year, int month, int day) {
    std::string out(8, '0');
    for (std::size_t i = 4; i-- > 0; year /= 10) out[i] = static_cast<char>('0' + year % 10);
    out[4] = static_cast<char>('0' + month / 10);
    out[5] = static_cast<char>('0' + month % 10);
    out[6] = static_cast<char>('0' + day / 10);
    out[7] = static_cast<char>('0' + day % 10);
    return out;
}

bool form_all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), form_digit);
}

// Days that forms use for "none"; the parser of text/date.h knows the same ones.
bool form_placeholder_date(std::string_view digits) {
    static constexpr std::array<std::string_view, 6> kNone = {"00000000", "19000101", "19700101",
                                                              "11111111", "99999999", "99991231"};
    return std::find(kNone.begin(), kNone.end(), digits) != kNone.end();
}

// YYYY-MM-DD and YYYY/M/D, DD/MM/YYYY and, where the middle cannot be a month, MM/DD/YYYY.
std::string form_marked_date(std::string_view text) {
    std::array<int, 3> parts = {};
    std::array<std::size_t, 3> widths = {};
    std::size_t part = 0;
    char mark = 0;
    for (const char c : text) {
        if (form_digit(c)) {
            if (++widths[part] > 4) return {};
            parts[part] = parts[part] * 10 + (c - '0');
        } else {
            if (c != '-' && c != '/' && c != '.') return {};
            if (mark != 0 && c != mark) return {};
            mark = c;
            if (++part > 2) return {};
        }
    }
    if (part != 2 || widths[1] == 0 || widths[1] > 2) return {};
    int year = parts[0];
    int month = parts[1];
    int day = parts[2];
    if (widths[0] <= 2 && widths[2] == 4) {
        std::swap(year, day);
        if (month > 12 && day <= 12) std::swap(month, day);
    } else if (widths[0] != 4 || widths[2] == 0 || widths[2] > 2) {
        return {};
    }
    if (month > 99 || day > 99) return {};
    return form_eight_digits(year, month, day);
}

std::size_t form_sequence(unsigned char lead) {
    if (lead < 0xc0) return 1;
    if (lead < 0xe0) return 2;
    return lead < 0xf0 ? 3 : 4;
}

// Pairs of neighbouring letters of a word that is written without spaces.
void form_letter_pairs(std::string_view word, std::vector<std::string>& out) {
    std::vector<std::string_view> letters;
    for (std::size_t at = 0; at < word.size();) {
        const auto length =
            std::min(form_sequence(static_cast<unsigned char>(word[at])), word.size() - at);
        letters.push_back(word.substr(at, length));
        at += length;
    }
    if (letters.size() == 1) out.emplace_back(letters[0]);
    for (std::size_t i = 1; i < letters.size(); ++i)
        out.push_back(std::string{letters[i - 1]} + std::string{letters[i]});
}

}  // namespace

bool is_ascii(std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    return true;
}

bool is_no_value(std::string_view text) {
    text = form_trim(text);
    if (text.empty()) return true;
    if (text.size() > 12) return false;
    static constexpr std::array<std::string_view, 16> kNone = {
        "-",   "--",  "null", "NULL", "none", "None", "n/a",  "N/A",
        "nan", "NaN", "\\N",  "#N/A", "不明", "なし", "無し", "未入力"};
    // Nearly every cell is decided by how it begins.
    static constexpr auto kBegins = [] {
        std::array<bool, 256> begins = {};
        for (const auto word : kNone) begins[static_cast<unsigned char>(word[0])] = true;
        return begins;
    }();
    return kBegins[static_cast<unsigned char>(text.front())] &&
           std::find(kNone.begin(), kNone.end(), text) != kNone.end();
}

std::string normal_words(std::string_view text) {
    if (is_no_value(text)) return {};
    return is_ascii(text) ? form_ascii_words(text, true) : fold_latin(text);
}

std::string normal_solid(std::string_view text) {
    if (is_no_value(text)) return {};
    return is_ascii(text) ? form_ascii_words(text, false) : fold_key(text);
}

std::string normal_code(std::string_view text) {
    if (is_no_value(text)) return {};
    const std::string folded = is_ascii(text) ? std::string{text} : fold_width(text);
    std::string out;
    for (const char c : folded) {
        if (form_lower(c))
            out += static_cast<char>(c - 'a' + 'A');
        else if (form_digit(c) || form_upper(c) || static_cast<unsigned char>(c) >= 0x80)
            out += c;
    }
    return out;
}

std::string normal_number(std::string_view text) {
    std::string solid = normal_solid(text);
    std::size_t zeros = 0;
    while (zeros + 1 < solid.size() && solid[zeros] == '0' && form_digit(solid[zeros + 1])) ++zeros;
    solid.erase(0, zeros);
    return solid;
}

std::string normal_date(std::string_view text) {
    if (is_no_value(text)) return {};
    text = form_trim(text);
    std::string digits;
    if (text.size() == 8 && form_all_digits(text))
        digits = text;
    else if (is_ascii(text))
        digits = form_marked_date(text);
    if (digits.empty()) {
        const auto parsed = parse_date(text);
        if (!parsed || parsed->placeholder) return {};
        const int month = parsed->precision == ParsedDate::Precision::year
                              ? 0
                              : static_cast<int>(static_cast<unsigned>(parsed->day.month()));
        const int day = parsed->precision == ParsedDate::Precision::day
                            ? static_cast<int>(static_cast<unsigned>(parsed->day.day()))
                            : 0;
        digits = form_eight_digits(static_cast<int>(parsed->day.year()), month, day);
    }
    return form_placeholder_date(digits) ? std::string{} : digits;
}

std::string normal_word_set(std::string_view text) {
    const std::string folded = normal_words(text);
    std::vector<std::string> words;
    for (std::size_t at = 0; at < folded.size();) {
        auto end = folded.find(' ', at);
        if (end == std::string::npos) end = folded.size();
        const std::string_view word{folded.data() + at, end - at};
        if (is_ascii(word))
            words.emplace_back(word);
        else
            form_letter_pairs(word, words);
        at = end + 1;
    }
    if (words.size() > kWordsMax) words.resize(kWordsMax);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    std::string out;
    for (const auto& word : words) {
        if (!out.empty()) out += ' ';
        out += word;
    }
    return out;
}

std::string normal_street(std::string_view text) {
    const std::string folded = normal_words(text);
    if (folded.empty()) return {};
    std::string number = "-";
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < folded.size();) {
        const auto end = std::min(folded.find(' ', at), folded.size());
        std::string_view word{folded.data() + at, end - at};
        at = end + 1;
        // 35th is 35.
        std::size_t digits = 0;
        while (digits < word.size() && form_digit(word[digits])) ++digits;
        if (digits > 0 && word.size() == digits + 2) {
            const auto tail = word.substr(digits);
            if (tail == "st" || tail == "nd" || tail == "rd" || tail == "th")
                word = word.substr(0, digits);
        }
        if (digits > 0 && number == "-")
            number = word;
        else if (!word.empty())
            words.push_back(word);
    }
    if (words.size() > kWordsMax) words.resize(kWordsMax);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    for (const auto word : words) {
        number += ' ';
        number += word;
    }
    return number;
}

std::string normal_postal(std::string_view text) {
    if (is_no_value(text)) return {};
    auto seven = postal_code_key(text);
    return seven.empty() ? normal_solid(text) : seven;
}

std::string latin_skeleton(std::string_view solid) {
    std::string out;
    for (std::size_t i = 0; i < solid.size(); ++i) {
        char c = solid[i];
        if (!form_lower(c)) return {};
        const char next = i + 1 < solid.size() ? solid[i + 1] : '\0';
        switch (c) {
            case 'p':
                if (next == 'h') c = 'f', ++i;
                break;
            case 'c': c = next == 'e' || next == 'i' || next == 'y' ? 's' : 'k'; break;
            case 'q': c = 'k'; break;
            case 'z': c = 's'; break;
            case 'v': c = 'f'; break;
            case 'j': c = 'g'; break;
            case 'd': c = 't'; break;
            case 'm': c = 'n'; break;
            case 'x': c = 's'; break;
            case 'w':
            case 'h':
            case 'y':
            case 'a':
            case 'e':
            case 'i':
            case 'o':
            case 'u':
                // The first letter stays, as a vowel of any kind.
                if (i != 0) continue;
                if (c != 'w' && c != 'h') c = 'a';
                break;
            default: break;
        }
        if (out.empty() || out.back() != c) out += c;
    }
    return out;
}

}  // namespace genbo
