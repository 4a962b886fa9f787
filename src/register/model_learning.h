// SPDX-License-Identifier: Apache-2.0
#pragma once

// What stewards' verdicts teach a model.
//
// A pair that somebody has judged says on which level one customer, or two, can stand.  What was
// learned without labels is a prior of kPriorPairs pairs on each comparison's m; the pairs that
// were judged the same are added to it.  Of u nothing is learned: it is counted over all pairs of
// the register, and the pairs that people are asked about are the hard ones, not the usual ones.
// The base rate is moved by how far the judged pairs came out the other way than their scores
// said (one Platt intercept, held within kInterceptCap), so that "even odds" means even odds.
//
// Pure and deterministic: labels are summed, so their order does not matter.

#include <cstdint>
#include <span>

#include "match/learn.h"
#include "match/model.h"

namespace genbo {

inline constexpr double kPriorPairs = 60;
inline constexpr std::size_t kLabelsMin = 20;
inline constexpr double kInterceptCap = 3;  // Bits.

// The version says from which model and how many labels it came.
Model learned_model(const Model& model, std::span<const AnsweredPair> labels);

}  // namespace genbo
