// SPDX-License-Identifier: Apache-2.0
#include "text/char_map.h"

#include <algorithm>

#include "base/check.h"
#include "base/utf8.h"

namespace genbo {

CharToString::CharToString(std::string_view lines) : basic_(0x10000), strings_(1) {
    for (std::size_t at = 0; at < lines.size();) {
        const char32_t from = next_code_point(lines, at);
        check(lines[at] == '\t');
        const std::size_t end = lines.find('\n', at);
        check(end != std::string_view::npos);
        const auto index = static_cast<std::uint16_t>(strings_.size());
        strings_.push_back(lines.substr(at + 1, end - at - 1));
        if (from < 0x10000)
            basic_[static_cast<std::size_t>(from)] = index;
        else
            beyond_.push_back({from, index});
        at = end + 1;
    }
    check(strings_.size() < 0x10000);
    std::ranges::sort(beyond_, {}, &Beyond::from);
}

std::uint16_t CharToString::find_beyond(char32_t from) const {
    const auto found = std::ranges::lower_bound(beyond_, from, {}, &Beyond::from);
    return found != beyond_.end() && found->from == from ? found->index : std::uint16_t{0};
}

CharToChar::CharToChar(std::string_view pairs) : basic_(0x10000) {
    for (std::size_t at = 0; at < pairs.size();) {
        const char32_t from = next_code_point(pairs, at);
        check(at < pairs.size());
        const char32_t to = next_code_point(pairs, at);
        const bool both_basic = from < 0x10000 && to < kBeyond;
        if (from < 0x10000)
            basic_[static_cast<std::size_t>(from)] =
                static_cast<char16_t>(both_basic ? to : kBeyond);
        if (!both_basic) beyond_.push_back({from, to});
    }
    // Of two rows for one character the later one holds.
    std::ranges::stable_sort(beyond_, {}, &Beyond::from);
}

char32_t CharToChar::find_beyond(char32_t from) const {
    const auto behind = std::ranges::upper_bound(beyond_, from, {}, &Beyond::from);
    if (behind == beyond_.begin()) return from;
    const Beyond& found = *(behind - 1);
    return found.from == from ? found.to : from;
}

}  // namespace genbo
