// SPDX-License-Identifier: Apache-2.0
#include "base/message.h"

#include <algorithm>

#include "base/check.h"

namespace genbo {

void MessageCatalogue::add(std::span<const Message> messages) {
    messages_.insert(messages_.end(), messages.begin(), messages.end());
    std::ranges::sort(messages_, {}, &Message::code);
    check(std::ranges::adjacent_find(messages_, {}, &Message::code) == messages_.end());
}

const Message* MessageCatalogue::find(std::string_view code) const {
    const auto at = std::ranges::lower_bound(messages_, code, {}, &Message::code);
    return at != messages_.end() && at->code == code ? &*at : nullptr;
}

bool MessageCatalogue::has(std::string_view code) const { return find(code) != nullptr; }

std::string MessageCatalogue::text(
    Language language, std::string_view code, const std::vector<std::string>& args) const {
    const Message* message = find(code);
    if (message == nullptr) return std::string{code};
    const std::string_view pattern = language == Language::ja ? message->ja : message->en;
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool hole = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' &&
                          pattern[i + 1] >= '0' && pattern[i + 1] <= '9';
        if (!hole) {
            out += pattern[i];
            continue;
        }
        const auto n = static_cast<std::size_t>(pattern[i + 1] - '0');
        if (n < args.size()) out += args[n];
        i += 2;
    }
    return out;
}

}  // namespace genbo
