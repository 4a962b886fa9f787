// SPDX-License-Identifier: Apache-2.0
#include "app/export_marks.h"

#include <algorithm>

#include "base/bytes.h"

namespace genbo {

namespace {

bool is_number_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-';
}

// "48213-90576", "K7Q-2M9-X4D": capital letters and digits in at least two groups.
std::string first_number(std::string_view line) {
    constexpr std::size_t kLeast = 9;
    for (std::size_t at = 0; at < line.size();) {
        if (!is_number_character(line[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < line.size() && is_number_character(line[end])) ++end;
        const auto word = line.substr(at, end - at);
        if (word.size() >= kLeast && word.find('-') != word.npos && word.front() != '-')
            return std::string{word};
        at = end;
    }
    return {};
}

}  // namespace

ExportMarks::ExportMarks(const Keyring& keyring, std::string_view export_id)
    : mac_(keyring.derive("access.export")), export_id_(export_id) {}

std::uint64_t ExportMarks::tag(char kind, std::string_view text) const {
    Bytes message;
    message.push_back(static_cast<std::uint8_t>(kind));
    for (const auto part : {std::string_view{export_id_}, text}) {
        const auto bytes = as_bytes(part);
        message.insert(message.end(), bytes.begin(), bytes.end());
        message.push_back(0);
    }
    const Hash hash = mac_.tag(message);
    std::uint64_t tag = 0;
    for (std::size_t i = 0; i < sizeof tag; ++i) tag = tag << 8U | hash[i];
    return tag;
}

std::uint64_t ExportMarks::order(std::string_view number) const { return tag('o', number); }

std::uint64_t ExportMarks::chance(std::string_view of) const { return tag('c', of); }

std::string ExportMarks::mark(std::string_view number) const {
    std::string hex(16, '0');
    auto rest = tag('m', number);
    for (auto at = hex.rbegin(); at != hex.rend(); ++at, rest /= 16)
        *at = "0123456789abcdef"[rest % 16];
    return hex;
}

std::vector<std::string> ExportMarks::canaries(
    const NumberRules& rules, const Keyring& keyring) const {
    // From the far end of the sequence, where no issuing comes in the life of a register.
    const auto& rule = rules.active();
    NumberIssuer issuer(rule, number_key(keyring, rule));
    const std::uint64_t capacity = rule.capacity();
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i < kCanaries; ++i) {
        const auto back = chance("canary" + std::to_string(i)) % (capacity / 16);
        numbers.push_back(rules.str(issuer.number(capacity - 1 - back)));
    }
    return numbers;
}

bool MarkEvidence::convincing() const {
    // A wrong export agrees on half of the neighbours: 30 of them in a row is 1 in 10^9.
    constexpr std::size_t kNeighboursMin = 30;
    if (marks > 0 || canaries > 0) return true;
    return neighbours >= kNeighboursMin && ascending * 20 >= neighbours * 19;
}

MarkEvidence find_marks(
    std::string_view file, const ExportMarks& marks, const std::vector<std::string>& canaries) {
    MarkEvidence evidence;
    std::optional<std::uint64_t> last;
    while (!file.empty()) {
        const auto end = std::min(file.find('\n'), file.size());
        const auto line = file.substr(0, end);
        file.remove_prefix(std::min(end + 1, file.size()));
        const std::string number = first_number(line);
        if (number.empty()) continue;
        ++evidence.numbers;
        if (line.find(marks.mark(number)) != line.npos) ++evidence.marks;
        if (std::ranges::count(canaries, number) > 0) ++evidence.canaries;
        const auto order = marks.order(number);
        if (last) {
            ++evidence.neighbours;
            if (*last < order) ++evidence.ascending;
        }
        last = order;
    }
    return evidence;
}

}  // namespace genbo
