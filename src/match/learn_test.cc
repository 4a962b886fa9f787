// SPDX-License-Identifier: Apache-2.0
#include "match/learn.h"

#include <gtest/gtest.h>

#include "match/model.h"
#include "match/test_table.h"

namespace genbo {
namespace {

std::vector<LabelledScore> answers(double boundary, int count) {
    std::vector<LabelledScore> labels;
    for (int i = 0; i < count; ++i) {
        const double bits = -8 + 16.0 * i / count;
        labels.push_back({.bits = bits_to_millibits(bits), .same = bits >= boundary});
    }
    return labels;
}

// Where the calibrated sum is 0.
double boundary_of(const Calibration& calibration) {
    return -millibits_to_bits(calibration.offset) / calibration.slope;
}

TEST(Calibrate, LeavesTheModelAloneWithoutVerdicts) { EXPECT_EQ(calibrate({}), Calibration{}); }

TEST(Calibrate, MovesTheBoundaryToWhereTheAnswersChange) {
    for (const double boundary : {-4.0, -2.0, 0.0, 2.0, 4.0})
        EXPECT_NEAR(boundary_of(calibrate(answers(boundary, 80))), boundary, 1.0) << boundary;
}

TEST(Calibrate, FewAnswersMoveItLessThanMany) {
    const auto few = std::abs(boundary_of(calibrate(answers(-4, 3))));
    const auto many = std::abs(boundary_of(calibrate(answers(-4, 300))));
    EXPECT_LT(few, many);
}

TEST(Calibrate, NeverTurnsTheOrderRound) {
    std::vector<LabelledScore> absurd;
    for (int i = 0; i < 50; ++i) {
        absurd.push_back({.bits = 6000, .same = false});
        absurd.push_back({.bits = -6000, .same = true});
    }
    EXPECT_GT(calibrate(absurd).slope, 0);
    Model model;
    model.calibration = calibrate(absurd);
    for (Millibits bits = -20000; bits < 20000; bits += 500)
        EXPECT_LE(model.calibrated(bits), model.calibrated(bits + 500));
}

TEST(Calibrate, IsKeptWithTheModel) {
    Model model;
    model.version = "x";
    model.schema = "guessed";
    model.calibration = {.slope = 1.25, .offset = -1700};
    const auto again = model_from_json(model_to_json(model));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->calibration, model.calibration);
}

TEST(SuggestRules, FindsWhatPeopleAlwaysAnsweredAgainstTheModel) {
    const auto file = people_file(1, 200);
    const auto table = file.table();
    const auto schema = guess_schema(file.header, table.sample(200), {});
    ASSERT_GE(schema.comparisons.size(), 2U);
    std::vector<AnsweredPair> labels;
    for (int i = 0; i < 8; ++i) {
        Levels levels = {};
        levels[0] = 1;
        levels[1] = 2;
        labels.push_back({.vector = pack_levels(levels), .same = false, .bits = 3000});
        levels[0] = 2;
        labels.push_back({.vector = pack_levels(levels), .same = i % 2 == 0, .bits = 3000});
    }
    const auto rules = suggest_rules(schema, labels, 5);
    ASSERT_FALSE(rules.empty());
    EXPECT_FALSE(rules[0].same);
    EXPECT_EQ(rules[0].support, 8U);
    EXPECT_EQ(rules[0].findings[0].comparison, 0U);
    EXPECT_EQ(rules[0].findings[0].level, 1U);
    for (const auto& rule : rules)
        for (const auto& finding : rule.findings)
            EXPECT_FALSE(finding.comparison == 0 && finding.level == 2);
    EXPECT_TRUE(suggest_rules(schema, {}, 5).empty());
}

TEST(LearnedVersion, CountsTheVerdicts) {
    EXPECT_EQ(learned_version("trained-1", 60), "trained-1+60");
    EXPECT_EQ(learned_version("trained-1+60", 70), "trained-1+70");
}

}  // namespace
}  // namespace genbo
