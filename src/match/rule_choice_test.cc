// SPDX-License-Identifier: Apache-2.0
#include "match/rule_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace genbo {
namespace {

TEST(RuleChoice, AllStayWhereThePairsAreFew) {
    const std::vector<RuleYield> sample{{0b01, 1000, 0}, {0b10, 1000, 1000}};
    EXPECT_EQ(worthwhile_rules(sample, 2, 2000), 0b11U);
}

TEST(RuleChoice, TheRuleWithTheLeastYieldGoesFirst) {
    const std::vector<RuleYield> sample{
        {0b001, 10'000, 9'000}, {0b010, 90'000, 30}, {0b100, 90'000, 3}};
    EXPECT_EQ(worthwhile_rules(sample, 3, 150'000), 0b011U);
    EXPECT_EQ(worthwhile_rules(sample, 3, 50'000), 0b001U);
}

TEST(RuleChoice, OneMatchInFiveHundredPairsIsWorthAnyNumberOfPairs) {
    const std::vector<RuleYield> sample{{0b01, 500'000, 1'000}, {0b10, 500'000, 999}};
    EXPECT_EQ(worthwhile_rules(sample, 2, 0), 0b01U);
}

// Each of the two brings nothing that the other does not bring; without both, much would be lost.
TEST(RuleChoice, OfTwoThatBringTheSameOneStays) {
    const std::vector<RuleYield> sample{
        {0b011, 5'000, 4'000}, {0b001, 50'000, 1}, {0b010, 60'000, 1}};
    EXPECT_EQ(worthwhile_rules(sample, 2, 10'000), 0b01U);
}

// Three rules, each pair brought by two of them: alone, none brings anything.
TEST(RuleChoice, RulesThatShieldEachOtherAreNoReasonToKeepAll) {
    const std::vector<RuleYield> sample{
        {0b0011, 40'000, 5}, {0b0110, 40'000, 5}, {0b0101, 40'000, 5}, {0b1000, 5'000, 4'000}};
    EXPECT_EQ(worthwhile_rules(sample, 4, 10'000), 0b1000U);
    const std::vector<RuleYield> twice{{0b011, 40'000, 5}, {0b100, 5'000, 4'000}};
    EXPECT_EQ(worthwhile_rules(twice, 3, 10'000), 0b100U);
}

// The second went while the third still brought its matches; then the third was too dear.
TEST(RuleChoice, WhatIsMissedLaterComesBackWhereThereIsRoom) {
    const std::vector<RuleYield> sample{
        {0b001, 5'000, 5'000}, {0b110, 400, 100}, {0b010, 600, 0}, {0b100, 90'000, 10}};
    EXPECT_EQ(worthwhile_rules(sample, 3, 10'000), 0b011U);
    EXPECT_EQ(worthwhile_rules(sample, 3, 5'500), 0b001U);
}

TEST(RuleChoice, TheOrderOfTheSampleDoesNotMatter) {
    std::vector<RuleYield> sample;
    for (std::uint32_t rules = 1; rules < 64; ++rules)
        sample.push_back({rules, rules * 7919 % 5000, rules * 104'729 % 40});
    const auto kept = worthwhile_rules(sample, 6, 20'000);
    for (int round = 0; round < 20; ++round) {
        std::ranges::rotate(sample, sample.begin() + 3 + round);
        EXPECT_EQ(worthwhile_rules(sample, 6, 20'000), kept);
    }
}

}  // namespace
}  // namespace genbo
