// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

namespace genbo {

namespace {

bool is_tail(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return 1;
    if (lead < 0xC2) return 0;
    const auto second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0U;
    if (lead < 0xE0) return is_tail(text, 1) ? 2 : 0;
    if (lead < 0xF0) {
        if (!is_tail(text, 1) || !is_tail(text, 2)) return 0;
        if (lead == 0xE0 && second < 0xA0) return 0;
        if (lead == 0xED && second >= 0xA0) return 0;
        return 3;
    }
    if (lead > 0xF4 || !is_tail(text, 1) || !is_tail(text, 2) || !is_tail(text, 3)) return 0;
    if (lead == 0xF0 && second < 0x90) return 0;
    if (lead == 0xF4 && second >= 0x90) return 0;
    return 4;
}

bool is_valid_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto length = utf8_sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

char32_t next_code_point_slow(std::string_view text, std::size_t& at) {
    const auto rest = text.substr(at);
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(rest[i]));
    };
    const auto length = utf8_sequence_length(rest);
    at += length == 0 ? 1 : length;
    switch (length) {
        case 1: return byte(0);
        case 2: return (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU);
        case 3: return (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
        case 4:
            return (byte(0) & 0x07U) << 18 | (byte(1) & 0x3FU) << 12 | (byte(2) & 0x3FU) << 6 |
                   (byte(3) & 0x3FU);
        default: return 0xFFFD;
    }
}

std::u32string to_utf32(std::string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) out += next_code_point(text, at);
    return out;
}

std::string to_utf8(std::u32string_view text) {
    std::string out;
    out.reserve(text.size() * 3);
    for (const char32_t c : text) append_utf8(out, c);
    return out;
}

}  // namespace genbo
