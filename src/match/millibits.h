// SPDX-License-Identifier: Apache-2.0
#pragma once

// Evidence is counted in thousandths of a bit, as an integer.  One bit doubles the odds that two
// records are one customer; −3 bits divide them by eight.
//
// Integers, because a sum of weights must be the same in every order, on every machine and in the
// explanation as in the decision: the terms that the console shows add up to the total exactly, and
// the mean of a cluster can be compared with a threshold without rounding.

#include <cmath>
#include <cstdint>

namespace genbo {

using Millibits = std::int32_t;

// What a pair scores that cannot be one customer, whatever else it shares: no sum of evidence comes
// near it, and clusters between which such a pair lies are not joined (cluster.h).
inline constexpr Millibits kImpossible = -250'000;

constexpr Millibits bits_to_millibits(double bits) {
    return static_cast<Millibits>(bits * 1000.0 + (bits < 0 ? -0.5 : 0.5));
}

constexpr double millibits_to_bits(Millibits millibits) { return millibits / 1000.0; }

// The weight of an observation that has probability `m` when the records are one customer and `u`
// when they are not.  REQUIRES: both > 0.
inline Millibits weight_of(double m, double u) { return bits_to_millibits(std::log2(m / u)); }

// The probability that the odds 2^bits stand for.
inline double probability_of(Millibits millibits) {
    return 1.0 / (1.0 + std::exp2(-millibits_to_bits(millibits)));
}

}  // namespace genbo
