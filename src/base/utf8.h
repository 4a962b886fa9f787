// SPDX-License-Identifier: Apache-2.0
#pragma once

// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
//
// Reading and writing one character are inline: the folds do both for every character of every
// cell, and a call would cost more than the work.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace genbo {

// Length in bytes (1 to 4) of the well-formed sequence that `text` begins with; 0 when there is
// none.
std::size_t utf8_sequence_length(std::string_view text);

bool is_valid_utf8(std::string_view text);

// next_code_point() for what begins with neither ASCII nor a plain sequence of three bytes.
char32_t next_code_point_slow(std::string_view text, std::size_t& at);

// The code point at `at`, which then moves behind it.  An ill-formed byte reads as U+FFFD and
// moves by one, so that a loop always ends.  REQUIRES: at < text.size().
inline char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
        ++at;
        return lead;
    }
    // Kana and most kanji; E0 (overlong forms) and ED (surrogates) need a closer look.
    if (lead > 0xE0 && lead < 0xED && text.size() - at >= 3) {
        const auto second = static_cast<unsigned char>(text[at + 1]);
        const auto third = static_cast<unsigned char>(text[at + 2]);
        if ((second & 0xC0U) == 0x80U && (third & 0xC0U) == 0x80U) {
            at += 3;
            return static_cast<char32_t>(
                (lead & 0x0FU) << 12 | (second & 0x3FU) << 6 | (third & 0x3FU));
        }
    }
    return next_code_point_slow(text, at);
}

inline void append_utf8(std::string& out, char32_t code_point) {
    const auto c = static_cast<std::uint32_t>(code_point);
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        const char bytes[2] = {
            static_cast<char>(0xC0U | c >> 6), static_cast<char>(0x80U | (c & 0x3FU))};
        out.append(bytes, 2);
    } else if (c < 0x10000) {
        const char bytes[3] = {
            static_cast<char>(0xE0U | c >> 12), static_cast<char>(0x80U | (c >> 6 & 0x3FU)),
            static_cast<char>(0x80U | (c & 0x3FU))};
        out.append(bytes, 3);
    } else {
        const char bytes[4] = {
            static_cast<char>(0xF0U | c >> 18), static_cast<char>(0x80U | (c >> 12 & 0x3FU)),
            static_cast<char>(0x80U | (c >> 6 & 0x3FU)), static_cast<char>(0x80U | (c & 0x3FU))};
        out.append(bytes, 4);
    }
}

std::u32string to_utf32(std::string_view text);
std::string to_utf8(std::u32string_view text);

}  // namespace genbo
