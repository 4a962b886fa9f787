// SPDX-License-Identifier: Apache-2.0

// Any text as a typed number, as a stored number and as stored rules.  What is taken has one
// canonical form, which is taken again and means the same.

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/check.h"
#include "record/number_rule.h"

namespace {

genbo::NumberRules fuzzed_rules() {
    using genbo::NumberProfile;
    auto rules = genbo::NumberRules::initial();
    auto add = [&, version = 1](NumberProfile profile, std::string prefix) mutable {
        genbo::NumberRule rule;
        rule.version = ++version;
        rule.profile = profile;
        rule.prefix = std::move(prefix);
        genbo::check(rules.add(rule).ok());
    };
    add(NumberProfile::decimal_10, "8");
    add(NumberProfile::decimal_14, "");
    add(NumberProfile::crockford_9, "");
    add(NumberProfile::crockford_9, "G");
    return rules;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;  // NOLINT(google-build-using-namespace)
    static const NumberRules rules = fuzzed_rules();
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    if (const auto number = CustomerNumber::parse(text, rules); number.ok()) {
        check(*CustomerNumber::parse(number->str(), rules) == *number);
        check(*CustomerNumber::from_digits(number->digits()) == *number);
        check(*CustomerNumber::from_serial(number->serial()) == *number);
        check(rules.rule_of(*number)->makes(*number));
    }
    if (const auto number = CustomerNumber::from_digits(text); number.ok())
        check(number->digits() == text);
    if (size >= 8) {
        std::uint64_t serial = 0;
        std::memcpy(&serial, data, sizeof serial);
        if (const auto number = CustomerNumber::from_serial(serial); number.ok())
            check(number->serial() == serial);
    }
    if (const auto parsed = NumberRules::from_json(text); parsed.ok())
        check(*NumberRules::from_json(parsed->to_json()) == *parsed);
    return 0;
}
