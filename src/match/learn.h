// SPDX-License-Identifier: Apache-2.0
#pragma once

// Learning from people's verdicts: one learner for a batch and for the register.
//
//   learned_model() the model as the labels change it.  First the levels: the prior is a number of
//                  matches that lie on the levels as each comparison's m says; a labelled pair adds
//                  to its levels what the answer differs from the probability that the model gave
//                  it.  (Adding the pairs themselves would teach that people differ as the hard
//                  pairs do, which are the ones that are asked about.)  All labels together weigh
//                  no more than kLabelsShare of the matches.  Of u nothing is learned: it is
//                  counted over all pairs.  Then the sums, by calibrate();
//   calibrate()    how many bits the sums of evidence are really worth: bits' = slope · bits +
//                  offset, by maximum likelihood (Platt 1999) under a prior that keeps both near
//                  what they were while verdicts are few.  The slope is positive, so the order of
//                  pairs never changes;
//   suggest_rules() pairs of findings that people always answered alike although the model did not:
//                  "given_name different and address same: different, 9 of 9".
//
// All are deterministic, and the order of the labels does not matter.  A model that learned is a
// new version of the one that had learned nothing; who learns again starts from that one, so that
// no label counts twice.  What it would change is shown before it is used (match_all.h,
// DecisionDiff; register/model_desk.h).
//
//   const Model next = learned_model(model, labels, [&](const Model& moved) {
//       return scores_of_the_labelled_pairs_under(moved);
//   });

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "match/compare.h"
#include "match/model.h"
#include "match/schema.h"

namespace genbo {

struct LabelledScore {
    // Mean of the evidence between the two sides, before any calibration.
    Millibits bits = 0;
    bool same = false;
};

// 1 and 0 without labels.  Their order does not matter.
Calibration calibrate(std::span<const LabelledScore> labels);

struct AnsweredPair {
    LevelVector vector = 0;
    bool same = false;
    // How many bits the model gave the pair.
    Millibits bits = 0;
};

// What a comparison's m was before weighs so many matches at least.
inline constexpr double kPriorPairs = 60;
inline constexpr double kLabelsShare = 0.1;

// What the labelled pairs score under a model that has no calibration.
using ScoresUnder = std::function<std::vector<LabelledScore>(const Model&)>;

// REQUIRES: `prior` is a model that learned from no label.
Model learned_model(
    const Model& prior, std::span<const AnsweredPair> labels, const ScoresUnder& scores_under);

struct SuggestedRule {
    // One or two findings: number of the comparison and level.
    struct Finding {
        std::size_t comparison = 0;
        std::uint8_t level = 0;
    };
    std::vector<Finding> findings;
    bool same = false;
    std::size_t support = 0;     // Labelled pairs that have the findings
    std::size_t agreeing = 0;    // Of them, answered like the rule
    std::size_t surprising = 0;  // Of them, where the model would have said the other
};

// The strongest first, at most `limit`.
std::vector<SuggestedRule> suggest_rules(
    const Schema& schema, std::span<const AnsweredPair> labels, std::size_t limit);

// "trained-1" and 60 verdicts make "trained-1+60".
std::string learned_version(const std::string& version, std::size_t verdicts);

}  // namespace genbo
