// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small questions about one character, and the table of half-width kana.  Inline, because the
// folds ask them for every character of every cell.

#include <string_view>

#include "base/utf8.h"

namespace genbo {

constexpr bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_letter(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_hiragana(char32_t c) {
    return (c >= 0x3041 && c <= 0x3096) || c == 0x309D || c == 0x309E;
}
constexpr bool is_katakana(char32_t c) {
    return (c >= 0x30A1 && c <= 0x30FA) || (c >= 0x30FC && c <= 0x30FE);
}
constexpr bool is_halfwidth_kana(char32_t c) { return c >= 0xFF66 && c <= 0xFF9D; }
constexpr bool is_kana_letter(char32_t c) {
    return is_hiragana(c) || is_katakana(c) || is_halfwidth_kana(c);
}

// Ideographs of every block, and what stands among them: 々 〆 〇 and private-use letters (外字).
constexpr bool is_kanji(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x20000 && c <= 0x323AF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x3005 && c <= 0x3007) || c == 0x303B || (c >= 0xE000 && c <= 0xF8FF) ||
           (c >= 0x2E80 && c <= 0x2FD5);
}

// Nothing to see: joiners, direction marks, byte order marks, variation selectors (IVS).
constexpr bool is_ignorable(char32_t c) {
    if (c < 0xAD) return false;
    return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x180E || (c >= 0x180B && c <= 0x180D) ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE01EF);
}

constexpr bool is_space(char32_t c) {
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

constexpr bool is_hyphen_like(char32_t c) {
    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2043 || c == 0x207B || c == 0x208B ||
           c == 0x2212 || c == 0x23AF || c == 0x23E4 || c == 0x2500 || c == 0x2501 || c == 0x30FC ||
           c == 0xFE31 || c == 0xFE32 || c == 0xFE58 || c == 0xFE63 || c == 0xFF0D || c == 0xFF70;
}

// Signs that separate words but are no letters.  Japanese: 、。・「」 and the like; not ー 々 〇.
constexpr bool is_punctuation(char32_t c) {
    if (c < 0x80) return c < '0' || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || c > 'z';
    return (c >= 0x80 && c <= 0xBF && c != 0xAA && c != 0xB5 && c != 0xBA) || c == 0xD7 ||
           c == 0xF7 || (c >= 0x2000 && c <= 0x20CF) || (c >= 0x2190 && c <= 0x2BFF) ||
           (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) || c == 0x3030 ||
           c == 0x303D || c == 0x309B || c == 0x309C || c == 0x30A0 || c == 0x30FB ||
           (c >= 0xFE10 && c <= 0xFE4F) || (c >= 0xFF5F && c <= 0xFF65);
}

// The next character without moving, or 0 at the end.
inline char32_t peek_code_point(std::string_view text, std::size_t at) {
    return at < text.size() ? next_code_point(text, at) : U'\0';
}

// Bytes at the end of `text` that make its last character; 0 when it is empty.
constexpr std::size_t last_code_point_length(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size()) {
        ++length;
        const auto byte = static_cast<unsigned char>(text[text.size() - length]);
        if ((byte & 0xC0) != 0x80) break;
    }
    return length;
}

std::string_view trim_spaces(std::string_view text);

// One space for each run, none at the ends.
std::string collapse_spaces(std::string_view text);

// Removes `prefix` or `suffix` from `text` and says whether it was there.
inline bool eat_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}
inline bool eat_suffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

}  // namespace genbo
