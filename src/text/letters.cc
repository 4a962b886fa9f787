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

bool eat_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool eat_suffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

}  // namespace genbo
