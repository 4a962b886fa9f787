// SPDX-License-Identifier: Apache-2.0
#pragma once

// Learning from people's verdicts.  Three things come of a list of labelled pairs, each a pure
// function of the model and the labels, for a batch and for the register alike:
//
//   train.h        takes the level vectors as pairs whose answer is known, and so moves m and u;
//   calibrate()    how many bits the sums of evidence are really worth: bits' = slope · bits +
//                  offset, by maximum likelihood (Platt 1999) under a prior that keeps both near
//                  what they were while verdicts are few.  The slope is positive, so the order of
//                  pairs never changes;
//   suggest_rules() pairs of findings that people always answered alike although the model did not:
//                  "given_name different and address same: different, 9 of 9".
//
// The result is a new version of the model.  What it would change is shown before it is used
// (match_all.h, DecisionDiff).
//
//   Model next = model;
//   next.calibration = calibrate(scores);
//   next.version = learned_version(model.version, labels.size());

#include <cstdint>
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

// 1 and 0 without labels.
Calibration calibrate(std::span<const LabelledScore> labels);

struct AnsweredPair {
    LevelVector vector = 0;
    bool same = false;
    // How many bits the model gave the pair.
    Millibits bits = 0;
};

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
