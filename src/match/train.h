// SPDX-License-Identifier: Apache-2.0
#pragma once

// Makes a model from records without labels.
//
//   u   how often strangers stand on a level: from pairs of rows taken at random (random by the
//       rows' ties, so that the order of the file does not matter);
//   m   how often two records of one person do: by expectation maximisation over the pairs that
//       share a blocking key, one session per rule, leaving out the comparisons that the rule
//       itself decides, and averaged over the sessions (Fellegi–Sunter; Winkler 1988; the sessions
//       are Splink's idea);
//   λ   as the fixed point of the pairs' probabilities over all pairs.
//
// A session works on the histogram of distinct level vectors, so its cost does not grow with the
// number of pairs.  Afterwards what true matches contributed to u is taken out again: without that
// a card number would count as common because the same person's records share it.

#include <cstdint>
#include <vector>

#include "match/compare.h"
#include "match/model.h"
#include "match/schema.h"

namespace genbo {

struct VectorCount {
    LevelVector vector = 0;
    // The rules under which the pairs share a key.
    std::uint32_t rules = 0;
    std::uint64_t count = 0;
};

struct TrainingData {
    // Candidate pairs; sorted by (vector, rules), so that sums are made in one order.
    std::vector<VectorCount> candidates;
    // Random pairs; sorted likewise.
    std::vector<VectorCount> random;
    std::uint64_t records = 0;
    // Pairs of records that could be one; 0 = all.
    double pairs = 0;
};

Model train(const Schema& schema, const TrainingData& data, FrequencyTable frequencies);

// The share of a household for a level with this m; see model.h.
double household_share(const Comparison& comparison, std::uint8_t level, double m);

// Turns m and u into weights that do not fall as agreement rises.
void weigh_levels(ModelComparison& comparison);

}  // namespace genbo
