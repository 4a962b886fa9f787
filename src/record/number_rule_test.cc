// SPDX-License-Identifier: Apache-2.0
#include "record/number_rule.h"

#include <gtest/gtest.h>

#include <set>

#include "crypto/keyring.h"

namespace genbo {
namespace {

NumberRule rule_with(NumberProfile profile, std::string prefix = "") {
    NumberRule rule;
    rule.profile = profile;
    rule.prefix = std::move(prefix);
    return rule;
}

// What the first release issues, for ever: a change here would make a running master issue numbers
// that its own sequence has already made.
TEST(NumberIssuer, IssuesTheSameNumbersInEveryRelease) {
    struct Golden {
        NumberProfile profile;
        std::string_view prefix;
        std::vector<std::string_view> numbers;
    };
    const Golden golden[] = {
        {NumberProfile::decimal_10,
         "",
         {"22927-51278", "80426-56198", "63985-43318", "66836-15073"}},
        {NumberProfile::decimal_10,
         "8",
         {"8-73299-48957", "8-98765-60194", "8-11608-62377", "8-82531-46658"}},
        {NumberProfile::decimal_14,
         "",
         {"999934-308790-36", "417884-186110-34", "741070-594990-59", "753662-634867-32"}},
        {NumberProfile::decimal_14,
         "9",
         {"9-976640-632054-28", "9-007929-131041-15", "9-754276-889332-62", "9-049493-185286-38"}},
        {NumberProfile::crockford_9,
         "",
         {"ZEH-FXK-48B", "D3A-7MG-4GH", "SVC-96M-MWD", "YRF-VAK-TNG"}},
        {NumberProfile::crockford_9,
         "G1",
         {"G1-C05-4BM-RZ6", "G1-SN9-W9H-ADP", "G1-R4R-HJW-F8T", "G1-A3N-5QH-NA0"}},
    };
    for (const auto& [profile, prefix, numbers] : golden) {
        NumberIssuer issuer(rule_with(profile, std::string(prefix)), Key(Bytes(32, 0x47)));
        std::vector<std::string> issued;
        issued.reserve(numbers.size());
        for (std::uint64_t s = 0; s < 4; ++s) issued.push_back(issuer.number(s).str());
        EXPECT_EQ(issued, std::vector<std::string>(numbers.begin(), numbers.end()));
    }
}

TEST(NumberIssuer, TheKeyComesFromTheKeyringUnderTheRulesName) {
    const auto keyring = Keyring::ephemeral(Key(Bytes(32, 1)));
    NumberRule rule;
    EXPECT_TRUE(number_key(keyring, rule) == number_key(keyring, rule));
    NumberRule next = rule;
    next.key_id = "number.2";
    EXPECT_FALSE(number_key(keyring, rule) == number_key(keyring, next));
}

TEST(NumberIssuer, NeverIssuesOneTwice) {
    for (const auto profile :
         {NumberProfile::decimal_10, NumberProfile::decimal_14, NumberProfile::crockford_9}) {
        NumberIssuer issuer(rule_with(profile), Key(Bytes(32, 2)));
        std::set<std::uint64_t> serials;
        for (std::uint64_t s = 0; s < 50'000; ++s) {
            const auto number = issuer.number(s);
            ASSERT_TRUE(serials.insert(number.serial()).second) << s;
            if (s % 50 == 0) {
                ASSERT_EQ(issuer.sequence_of(number), s);
            }
        }
    }
}

// The ends of the range, where an off-by-one in the cycle walk would show.
TEST(NumberIssuer, ReachesEveryEndOfItsRange) {
    for (const auto& rule :
         {rule_with(NumberProfile::decimal_10), rule_with(NumberProfile::decimal_10, "7"),
          rule_with(NumberProfile::decimal_14), rule_with(NumberProfile::crockford_9),
          rule_with(NumberProfile::crockford_9, "ZZ")}) {
        NumberIssuer issuer(rule, Key(Bytes(32, 3)));
        for (const std::uint64_t s : {std::uint64_t{0}, rule.capacity() / 2, rule.capacity() - 1}) {
            const auto number = issuer.number(s);
            EXPECT_TRUE(rule.makes(number));
            EXPECT_EQ(issuer.sequence_of(number), s);
        }
        EXPECT_DEATH(issuer.number(rule.capacity()), "");
    }
    EXPECT_EQ(rule_with(NumberProfile::decimal_10).capacity(), 900'000'000U);
    EXPECT_EQ(rule_with(NumberProfile::decimal_10, "7").capacity(), 1'000'000'000U);
    EXPECT_EQ(rule_with(NumberProfile::decimal_14).capacity(), 900'000'000'000U);
    EXPECT_EQ(rule_with(NumberProfile::crockford_9).capacity(), 22ULL << 35);
}

// Neither order nor volume shows: neighbours in the sequence are no neighbours in the numbers.
TEST(NumberIssuer, NeighboursLookUnrelated) {
    NumberIssuer issuer(rule_with(NumberProfile::decimal_10), Key(Bytes(32, 5)));
    int rises = 0;
    int first_digits[10] = {};
    auto before = issuer.number(0);
    for (std::uint64_t s = 1; s <= 9000; ++s) {
        const auto number = issuer.number(s);
        if (number > before) ++rises;
        ++first_digits[number.digits().front() - '0'];
        before = number;
    }
    EXPECT_NEAR(rises, 4500, 200);
    for (int digit = 1; digit <= 9; ++digit) EXPECT_NEAR(first_digits[digit], 1000, 180) << digit;
}

TEST(NumberRules, OldNumbersStayValidAfterEveryChange) {
    auto rules = NumberRules::initial();
    const NumberRule changes[] = {
        {.version = 2, .profile = NumberProfile::decimal_10, .prefix = "", .key_id = "number.2"},
        {.version = 3, .profile = NumberProfile::decimal_10, .prefix = "5", .key_id = "number.3"},
        {.version = 4, .profile = NumberProfile::decimal_14, .grouping = "4442", .key_id = "n4"},
        {.version = 5, .profile = NumberProfile::crockford_9, .prefix = "G", .key_id = "n5"},
    };
    std::vector<CustomerNumber> issued;
    const auto issue_some = [&] {
        NumberIssuer issuer(rules.active(), Key(Bytes(32, 9)));
        for (std::uint64_t s = 0; s < 50; ++s) issued.push_back(issuer.number(s));
    };
    issue_some();
    for (const auto& change : changes) {
        ASSERT_TRUE(rules.add(change).ok()) << change.version;
        issue_some();
        for (const auto number : issued) {
            const auto parsed = CustomerNumber::parse(rules.str(number), rules);
            ASSERT_TRUE(parsed.ok()) << rules.str(number);
            ASSERT_EQ(*parsed, number);
        }
    }
    EXPECT_EQ(rules.active().version, 5);
    EXPECT_EQ(rules.find(3)->prefix, "5");
    EXPECT_EQ(rules.find(6), nullptr);
}

TEST(NumberRules, ARuleThatCannotWorkIsRefused) {
    const auto refusal = [](NumberRule rule) {
        auto rules = NumberRules::initial();
        rule.version = rule.version == 1 ? 2 : rule.version;
        const auto added = rules.add(rule);
        EXPECT_EQ(rules.all().size(), added.ok() ? 2U : 1U);
        return added.ok() ? "" : added.error().code;
    };
    EXPECT_EQ(refusal({}), "");
    EXPECT_EQ(refusal({.version = 3}), "number.rule_version");
    EXPECT_EQ(refusal({.prefix = "0"}), "number.rule_prefix");
    EXPECT_EQ(refusal({.prefix = "123"}), "number.rule_prefix");
    EXPECT_EQ(refusal({.prefix = "A"}), "number.rule_prefix");
    EXPECT_EQ(refusal({.prefix = "１"}), "number.rule_prefix");
    EXPECT_EQ(
        refusal({.profile = NumberProfile::decimal_14, .prefix = "12"}), "number.rule_prefix");
    EXPECT_EQ(
        refusal({.profile = NumberProfile::crockford_9, .prefix = "1G"}), "number.rule_prefix");
    EXPECT_EQ(
        refusal({.profile = NumberProfile::crockford_9, .prefix = "U"}), "number.rule_prefix");
    EXPECT_EQ(refusal({.profile = NumberProfile::crockford_9, .prefix = "G1"}), "");
    EXPECT_EQ(refusal({.grouping = "334"}), "");
    EXPECT_EQ(refusal({.grouping = "333"}), "number.rule_grouping");
    EXPECT_EQ(refusal({.grouping = "5-5"}), "number.rule_grouping");
    EXPECT_EQ(refusal({.key_id = ""}), "number.rule_key");
    EXPECT_EQ(refusal({.blocks = {{"a", 0, 10}, {"b", 9, 10}}}), "number.rule_blocks");
    EXPECT_EQ(refusal({.blocks = {{"a", 20, 10}, {"b", 0, 10}}}), "number.rule_blocks");
    EXPECT_EQ(refusal({.blocks = {{"a", 899'999'999, 2}}}), "number.rule_blocks");
    EXPECT_EQ(refusal({.blocks = {{"a", 0, ~std::uint64_t{0}}}}), "number.rule_blocks");
    EXPECT_EQ(refusal({.blocks = {{"a", 0, 0}}}), "number.rule_blocks");
    EXPECT_EQ(refusal({.blocks = {{"", 0, 1}}}), "number.rule_blocks");
    EXPECT_EQ(refusal({.blocks = {{"a", 0, 10}, {"b", 10, 10}}}), "");
}

TEST(NumberRules, BlocksAreSteppedOver) {
    auto rules = NumberRules::initial();
    ASSERT_TRUE(rules.add_block({"store-12", 100, 50}).ok());
    ASSERT_TRUE(rules.add_block({"partner", 150, 50}).ok());
    ASSERT_TRUE(rules.add_block({"store-3", 10, 5}).ok());
    EXPECT_EQ(rules.add_block({"late", 149, 5}).error().code, "number.rule_blocks");
    EXPECT_EQ(rules.add_block({"late", 12, 1}).error().code, "number.rule_blocks");
    const auto& rule = rules.active();
    EXPECT_EQ(rule.blocks.size(), 3U);
    EXPECT_EQ(rule.next_free(0), 0U);
    EXPECT_EQ(rule.next_free(9), 9U);
    EXPECT_EQ(rule.next_free(10), 15U);
    EXPECT_EQ(rule.next_free(14), 15U);
    EXPECT_EQ(rule.next_free(100), 200U) << "through both neighbours";
    EXPECT_EQ(rule.next_free(200), 200U);

    // What the store issues offline is never what the head office issues.
    NumberIssuer issuer(rule, Key(Bytes(32, 6)));
    std::set<std::uint64_t> serials;
    for (std::uint64_t s = rule.next_free(0); s < 300; s = rule.next_free(s + 1)) {
        serials.insert(issuer.number(s).serial());
    }
    EXPECT_EQ(serials.size(), 300U - 105U);
    for (std::uint64_t s = 100; s < 150; ++s) {
        EXPECT_FALSE(serials.contains(issuer.number(s).serial())) << s;
    }
}

TEST(NumberRules, AWishedNumberMustBeOfTheActiveRule) {
    auto rules = NumberRules::initial();
    EXPECT_EQ(rules.parse_manual("81619-57352")->digits(), "8161957352");
    EXPECT_EQ(rules.parse_manual("81619-57353").error().code, "number.check");
    NumberRule next;
    next.version = 2;
    next.prefix = "5";
    ASSERT_TRUE(rules.add(next).ok());
    EXPECT_EQ(rules.parse_manual("81619-57352").error().code, "number.no_rule");
    EXPECT_TRUE(CustomerNumber::parse("81619-57352", rules).ok());
}

TEST(NumberRules, JsonKeepsEverything) {
    auto rules = NumberRules::initial();
    ASSERT_TRUE(rules.add_block({"店舗 \"12\"", 0, 1000}).ok());
    NumberRule next;
    next.version = 2;
    next.profile = NumberProfile::crockford_9;
    next.prefix = "G";
    next.grouping = "1333";
    next.key_id = "number.2";
    ASSERT_TRUE(rules.add(next).ok());
    const auto again = NumberRules::from_json(rules.to_json());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(*again, rules);
    EXPECT_EQ(
        NumberRules::initial().to_json(),
        R"({"rules":[{"version":1,"profile":"decimal_10","prefix":"","grouping":"",)"
        R"("key":"number.1","blocks":[]}]})");
}

TEST(NumberRules, JsonIsReadStrictly) {
    const std::string good = NumberRules::initial().to_json();
    ASSERT_TRUE(NumberRules::from_json(good).ok());
    const auto with = [&](std::string_view old, std::string_view replacement) {
        auto text = good;
        text.replace(text.find(old), old.size(), replacement);
        const auto rules = NumberRules::from_json(text);
        return rules.ok() ? "taken" : rules.error().code;
    };
    EXPECT_EQ(with("decimal_10", "decimal_11"), "number.rules_json");
    EXPECT_EQ(with("\"version\":1", "\"version\":2"), "number.rules_json");
    EXPECT_EQ(with("\"version\":1", "\"version\":-1"), "number.rules_json");
    EXPECT_EQ(with("\"version\":1", "\"version\":1.5"), "number.rules_json");
    EXPECT_EQ(with("\"version\":1", "\"version\":\"1\""), "number.rules_json");
    EXPECT_EQ(with("\"prefix\":\"\"", "\"prefix\":null"), "number.rules_json");
    EXPECT_EQ(with("\"prefix\":\"\"", "\"prefix\":\"0\""), "number.rules_json");
    EXPECT_EQ(with("\"blocks\":[]", "\"blocks\":[],\"more\":1"), "number.rules_json");
    EXPECT_EQ(with("\"blocks\":[]", "\"blocks\":[{}]"), "number.rules_json");
    EXPECT_EQ(with("{\"rules\"", "{\"a\":1,\"rules\""), "number.rules_json");
    for (const auto* const text : {"", "[]", "{}", "{\"rules\":[]}", "{\"rules\":[1]}", "{"}) {
        EXPECT_FALSE(NumberRules::from_json(text).ok()) << text;
    }
}

TEST(NumberForecast, SaysHowLongTheRuleLasts) {
    NumberRule rule;
    rule.blocks = {{"a", 0, 1000}, {"b", 5000, 1000}};
    const auto answer = forecast(rule, 5500, 1'000'000, 1000);
    EXPECT_EQ(answer.capacity, 900'000'000U);
    EXPECT_EQ(answer.reserved, 2000U);
    EXPECT_EQ(answer.left, 900'000'000U - 5500 - 500);
    EXPECT_EQ(answer.days_left, (900'000'000U - 6000) / 1000);
    EXPECT_EQ(answer.guesses_per_hit, 900U) << "of a million issued, as the design has it";
    EXPECT_FALSE(forecast(rule, 0, 0, 0).days_left.has_value());
    EXPECT_EQ(forecast(rule, 900'000'000, 1, 1).left, 0U);
    EXPECT_EQ(forecast(rule, ~std::uint64_t{0}, 1, 1).left, 0U);
}

}  // namespace
}  // namespace genbo
