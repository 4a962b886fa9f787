// SPDX-License-Identifier: Apache-2.0
#include "match/learn.h"

#include <gtest/gtest.h>

#include "match/compare.h"
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

std::vector<AnsweredPair> judged(std::size_t level, std::size_t count, bool same, Millibits bits) {
    Levels levels{};
    levels[0] = static_cast<std::uint8_t>(level);
    return {count, {.vector = pack_levels(levels), .same = same, .bits = bits}};
}

// As if each pair scored this much, whatever the model.
ScoresUnder scoring(Millibits bits, const std::vector<AnsweredPair>& labels) {
    return [bits, &labels](const Model&) {
        std::vector<LabelledScore> scores;
        for (const auto& label : labels) scores.push_back({bits, label.same});
        return scores;
    };
}

TEST(LearnedModel, WhatPeopleCallTheSameIsWorthMore) {
    const auto& model = default_register_model();
    const auto labels = judged(kNameSimilar, 200, true, -2000);
    const auto learned = learned_model(model, labels, scoring(-2000, labels));
    const auto level = [](const Model& of) { return of.comparisons[0].levels[kNameSimilar]; };
    EXPECT_GT(level(learned).m, level(model).m);
    EXPECT_GT(level(learned).weight, level(model).weight);
    for (std::size_t i = 1; i < model.comparisons.size(); ++i)
        EXPECT_EQ(learned.comparisons[i], model.comparisons[i]);
    // The pairs came out better than they were said to.
    EXPECT_GT(learned.calibrated(-2000), 0);
    EXPECT_EQ(learned.version, learned_version(model.version, 200));
    for (const auto& comparison : learned.comparisons)
        for (std::size_t i = 2; i < comparison.levels.size(); ++i)
            EXPECT_GE(comparison.levels[i].weight, comparison.levels[i - 1].weight);
}

TEST(LearnedModel, WhatPeopleTellApartIsWorthLess) {
    const auto& model = default_register_model();
    const auto labels = judged(kNameSimilar, 50, false, 3000);
    const auto learned = learned_model(model, labels, scoring(3000, labels));
    EXPECT_LT(
        learned.comparisons[0].levels[kNameSimilar].m, model.comparisons[0].levels[kNameSimilar].m);
    EXPECT_LT(learned.calibrated(3000), 0);
    EXPECT_GT(learned.calibrated(15000), 0);
}

// The hard pairs are asked about: that somebody answers them as expected says nothing of how often
// such pairs occur.
TEST(LearnedModel, AnswersThatWereExpectedMoveNoLevel) {
    const auto& model = default_register_model();
    const auto labels = judged(kNameSimilar, 300, true, 12000);
    const auto learned = learned_model(model, labels, scoring(12000, labels));
    for (std::size_t i = 1; i < model.comparisons[0].levels.size(); ++i)
        EXPECT_NEAR(learned.comparisons[0].levels[i].m, model.comparisons[0].levels[i].m, 0.001);
}

TEST(LearnedModel, DoesNotSeeTheOrderOfTheLabels) {
    const auto& model = default_register_model();
    auto labels = judged(2, 5, true, -700);
    for (const auto& more : {judged(3, 7, false, 1300), judged(5, 3, true, 250)})
        labels.insert(labels.end(), more.begin(), more.end());
    const auto scores = [](const std::vector<AnsweredPair>& of) {
        return [&of](const Model&) {
            std::vector<LabelledScore> made;
            for (const auto& one : of)
                made.push_back(
                    {static_cast<Millibits>(731 * level_at(one.vector, 0)) - 2500, one.same});
            return made;
        };
    };
    const auto forward = learned_model(model, labels, scores(labels));
    auto turned = labels;
    std::reverse(turned.begin(), turned.end());
    EXPECT_EQ(model_to_json(forward), model_to_json(learned_model(model, turned, scores(turned))));
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
