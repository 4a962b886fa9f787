// SPDX-License-Identifier: Apache-2.0
#include "access/note_lines.h"

#include <charconv>

namespace genbo {

void NoteLines::add(std::string_view name, std::string_view value) {
    text_ += name;
    text_ += '\t';
    for (const char c : value) {
        switch (c) {
            case '\t': text_ += "\\t"; break;
            case '\n': text_ += "\\n"; break;
            case '\\': text_ += "\\\\"; break;
            default: text_ += c;
        }
    }
    text_ += '\n';
}

std::vector<std::pair<std::string, std::string>> NoteLines::read(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> lines;
    std::string name;
    std::string value;
    bool in_value = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') {
            lines.emplace_back(std::move(name), std::move(value));
            name.clear();
            value.clear();
            in_value = false;
        } else if (c == '\t' && !in_value) {
            in_value = true;
        } else if (c == '\\' && in_value && i + 1 < text.size()) {
            const char escaped = text[++i];
            value += escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped;
        } else {
            (in_value ? value : name) += c;
        }
    }
    return lines;
}

std::optional<std::int64_t> NoteLines::number(std::string_view text) {
    std::int64_t value = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return value;
}

}  // namespace genbo
