// SPDX-License-Identifier: Apache-2.0
#pragma once

// Terms: the values whose frequency matters.  A term belongs to a pool (surnames, surname readings,
// houses, words of the title …); the frequency table counts them, and the score of a shared value
// uses its own count instead of the average.

#include <cstdint>
#include <string_view>
#include <vector>

#include "match/prepared_row.h"
#include "match/schema.h"

namespace genbo {

struct Term {
    std::uint16_t pool = 0;
    std::uint64_t hash = 0;

    friend bool operator==(const Term&, const Term&) = default;
};

// Pools are feature numbers, moved apart where one feature has two kinds of terms.
inline constexpr std::uint16_t kWordPool = 0x4000;
inline constexpr std::uint16_t kTownPool = 0x2000;

// The term that two rows share when their comparison stands on `level`; pool 0xffff = none.
// REQUIRES: the level was computed from a row like `a` and a row like `b`.
Term shared_term(
    const Schema& schema, const Comparison& comparison, std::uint8_t level, RowView a, RowView b);

// Does the rung carry a term at all?
bool level_has_term(ComparisonType type, std::uint8_t level);

// The terms that one feature's bytes add to the table, each once.
void feature_terms(
    const Schema& schema, std::uint16_t feature, std::string_view bytes, std::vector<Term>& out);

inline constexpr std::uint16_t kNoPool = 0xffff;

}  // namespace genbo
