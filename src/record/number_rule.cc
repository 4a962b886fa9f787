// SPDX-License-Identifier: Apache-2.0
#include "record/number_rule.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "crypto/keyring.h"

namespace genbo {

namespace {

constexpr std::string_view kBodySymbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kNumberBlocksMax = 1000;

std::uint64_t power_of(std::uint64_t radix, std::size_t exponent) {
    std::uint64_t product = 1;
    for (std::size_t i = 0; i < exponent; ++i) product *= radix;
    return product;
}

std::uint64_t body_end(NumberProfile profile) {
    const auto& info = profile_info(profile);
    return power_of(info.radix, info.body);
}

// Without a prefix the body comes first: no leading zero, in Crockford no leading digit.
std::uint64_t body_begin(NumberProfile profile, std::string_view prefix) {
    if (!prefix.empty()) return 0;
    const auto& info = profile_info(profile);
    return power_of(info.radix, info.body - 1) * (info.radix == 10 ? 1 : 10);
}

std::string spell_body(NumberProfile profile, std::uint64_t value) {
    const auto& info = profile_info(profile);
    std::string body(info.body, '0');
    for (auto place = body.rbegin(); place != body.rend(); ++place) {
        *place = kBodySymbols[value % info.radix];
        value /= info.radix;
    }
    return body;
}

std::uint64_t body_value(NumberProfile profile, std::string_view body) {
    const auto radix = profile_info(profile).radix;
    std::uint64_t value = 0;
    for (const char c : body) value = value * radix + kBodySymbols.find(c);
    return value;
}

Error rule_error(std::string_view code) { return Error{Fault::invalid, std::string(code)}; }

Result<> check_prefix(const NumberRule& rule) {
    const auto& info = profile_info(rule.profile);
    const auto alphabet = kBodySymbols.substr(0, info.radix);
    if (rule.prefix.size() > info.prefix_max ||
        rule.prefix.find_first_not_of(alphabet) != std::string::npos) {
        return rule_error("number.rule_prefix");
    }
    if (rule.prefix.empty()) return {};
    const auto first = kBodySymbols.find(rule.prefix.front());
    const bool fits = info.radix == 10 ? first > 0 : first >= 10;
    return fits ? Result<>{} : rule_error("number.rule_prefix");
}

Result<> check_grouping(const NumberRule& rule) {
    if (rule.grouping.empty()) return {};
    const auto& info = profile_info(rule.profile);
    std::size_t sum = 0;
    for (const char c : rule.grouping) {
        if (c < '1' || c > '9') return rule_error("number.rule_grouping");
        sum += static_cast<std::size_t>(c - '0');
    }
    if (sum != rule.prefix.size() + info.body + info.check)
        return rule_error("number.rule_grouping");
    return {};
}

Result<> check_blocks(const NumberRule& rule) {
    if (rule.blocks.size() > kNumberBlocksMax) return rule_error("number.rule_blocks");
    std::uint64_t free_from = 0;
    for (const auto& block : rule.blocks) {
        const bool fits = block.first >= free_from && block.first < rule.capacity() &&
                          block.count > 0 && block.count <= rule.capacity() - block.first;
        if (!fits || block.owner.empty()) return rule_error("number.rule_blocks");
        free_from = block.first + block.count;
    }
    return {};
}

Result<> check_rule(const NumberRule& rule) {
    TRY(check_prefix(rule));
    TRY(check_grouping(rule));
    if (rule.key_id.empty() || rule.key_id.size() > 64) return rule_error("number.rule_key");
    return check_blocks(rule);
}

}  // namespace

std::uint64_t NumberRule::capacity() const {
    return body_end(profile) - body_begin(profile, prefix);
}

bool NumberRule::makes(CustomerNumber number) const {
    return number.profile() == profile && number.prefix() == prefix &&
           body_value(profile, number.body()) >= body_begin(profile, prefix);
}

std::uint64_t NumberRule::next_free(std::uint64_t s) const {
    for (const auto& block : blocks) {
        if (block.holds(s)) s = block.first + block.count;
    }
    return s;
}

std::string NumberRule::str(CustomerNumber number) const {
    return grouping.empty() ? number.str() : grouped_digits(number.digits(), grouping);
}

NumberRules NumberRules::initial() {
    NumberRules rules;
    check(rules.add(NumberRule{}).ok());
    return rules;
}

Result<> NumberRules::add(NumberRule rule) {
    const int next = rules_.empty() ? 1 : active().version + 1;
    if (rule.version != next) return rule_error("number.rule_version");
    TRY(check_rule(rule));
    rules_.push_back(std::move(rule));
    return {};
}

Result<> NumberRules::add_block(NumberBlock block) {
    NumberRule changed = active();
    const auto place =
        std::ranges::upper_bound(changed.blocks, block.first, {}, &NumberBlock::first);
    changed.blocks.insert(place, std::move(block));
    TRY(check_blocks(changed));
    rules_.back() = std::move(changed);
    return {};
}

const NumberRule* NumberRules::find(int version) const {
    const auto at = std::ranges::find(rules_, version, &NumberRule::version);
    return at == rules_.end() ? nullptr : &*at;
}

const NumberRule* NumberRules::rule_of(CustomerNumber number) const {
    const auto at = std::find_if(
        rules_.rbegin(), rules_.rend(), [&](const NumberRule& rule) { return rule.makes(number); });
    return at == rules_.rend() ? nullptr : &*at;
}

std::string NumberRules::str(CustomerNumber number) const {
    const auto* const rule = rule_of(number);
    return rule == nullptr ? number.str() : rule->str(number);
}

Result<CustomerNumber> NumberRules::parse_manual(std::string_view typed) const {
    auto number = CustomerNumber::parse(typed, *this);
    if (number.ok() && !active().makes(*number)) return rule_error("number.no_rule");
    return number;
}

Key number_key(const Keyring& keyring, const NumberRule& rule) {
    return keyring.derive("number", as_bytes(rule.key_id));
}

NumberIssuer::NumberIssuer(const NumberRule& rule, const Key& key)
    : profile_(rule.profile),
      prefix_(rule.prefix),
      lowest_(body_begin(rule.profile, rule.prefix)),
      end_(body_end(rule.profile)),
      permutation_(key, profile_info(rule.profile).radix, profile_info(rule.profile).body) {}

CustomerNumber NumberIssuer::number(std::uint64_t s) {
    check(s < end_ - lowest_);
    // The walk stays on one cycle of the permutation, and began inside the range, so it returns.
    std::uint64_t value = permutation_.encrypt(lowest_ + s);
    while (value < lowest_) value = permutation_.encrypt(value);
    return CustomerNumber::compose(profile_, prefix_, spell_body(profile_, value));
}

std::uint64_t NumberIssuer::sequence_of(CustomerNumber number) {
    check(number.profile() == profile_ && number.prefix() == prefix_);
    std::uint64_t value = permutation_.decrypt(body_value(profile_, number.body()));
    while (value < lowest_) value = permutation_.decrypt(value);
    return value - lowest_;
}

NumberForecast forecast(
    const NumberRule& rule, std::uint64_t next, std::uint64_t issued, std::uint64_t per_day) {
    NumberForecast answer;
    answer.capacity = rule.capacity();
    std::uint64_t reserved_ahead = 0;
    for (const auto& block : rule.blocks) {
        answer.reserved += block.count;
        const auto end = block.first + block.count;
        if (end > next) reserved_ahead += end - std::max(block.first, next);
    }
    const auto ahead = answer.capacity - std::min(next, answer.capacity);
    answer.left = ahead - reserved_ahead;
    if (per_day > 0) answer.days_left = answer.left / per_day;
    answer.guesses_per_hit = answer.capacity / std::max<std::uint64_t>(issued, 1);
    return answer;
}

}  // namespace genbo
