// SPDX-License-Identifier: Apache-2.0
#include "record/golden_record.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.h"

namespace genbo {

namespace {

struct SurvivorRuleName {
    SurvivorRule rule;
    std::string_view name;
};

constexpr std::array<SurvivorRuleName, 8> kSurvivorRuleNames = {{
    {SurvivorRule::only_value, "only"},
    {SurvivorRule::verified, "verified"},
    {SurvivorRule::source_rank, "source_rank"},
    {SurvivorRule::newest, "newest"},
    {SurvivorRule::most_frequent, "most_frequent"},
    {SurvivorRule::longest, "longest"},
    {SurvivorRule::record_order, "record_order"},
    {SurvivorRule::ruling, "ruling"},
}};

}  // namespace

std::string RulingId::str() const {
    return std::to_string(record.value()) + "-" + std::to_string(number);
}

std::optional<RulingId> RulingId::parse(std::string_view text) {
    std::int64_t record = 0;
    std::int64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, record);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-') return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, number);
    if (second.ec != std::errc{} || second.ptr != end || record < 1 || number < 1)
        return std::nullopt;
    return RulingId{RecordId{record}, number};
}

std::string_view survivor_rule_name(SurvivorRule rule) {
    const auto at = std::ranges::find(kSurvivorRuleNames, rule, &SurvivorRuleName::rule);
    check(at != kSurvivorRuleNames.end());
    return at->name;
}

std::optional<SurvivorRule> survivor_rule_by_name(std::string_view name) {
    const auto at = std::ranges::find(kSurvivorRuleNames, name, &SurvivorRuleName::name);
    if (at == kSurvivorRuleNames.end()) return std::nullopt;
    return at->rule;
}

std::string_view GoldenRecord::get(Field field) const {
    const auto at = std::ranges::find(fields, field, &GoldenField::field);
    return at == fields.end() ? std::string_view{} : at->value;
}

}  // namespace genbo
