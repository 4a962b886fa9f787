// SPDX-License-Identifier: Apache-2.0
#include "text/letters.h"

#include <string>

namespace genbo {

std::string_view trim_spaces(std::string_view text) {
    while (!text.empty()) {
        std::size_t at = 0;
        if (!is_space(next_code_point(text, at))) break;
        text.remove_prefix(at);
    }
    while (!text.empty()) {
        const std::size_t length = last_code_point_length(text);
        std::size_t at = text.size() - length;
        if (!is_space(next_code_point(text, at))) break;
        text.remove_suffix(length);
    }
    return text;
}

std::string collapse_spaces(std::string_view text) {
    // Letters and single spaces, as nearly all texts are: all other spaces begin with another byte.
    bool plain = true;
    char before = ' ';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = (byte > 0x20 && byte < 0x80) || byte > 0xE3 || (byte & 0xC0U) == 0x80U;
        const bool kana = byte == 0xE3;
        const bool space = c == ' ' && before != ' ';
        plain = plain && (letter || kana || space);
        before = c;
    }
    if (plain && before != ' ' && text.find("\u3000") == std::string_view::npos)
        return std::string{text};
    std::string out;
    out.reserve(text.size());
    bool pending = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        if (is_space(next_code_point(text, at))) {
            pending = !out.empty();
            continue;
        }
        if (pending) out += ' ';
        pending = false;
        out.append(text, from, at - from);
    }
    return out;
}

}  // namespace genbo
