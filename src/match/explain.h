// SPDX-License-Identifier: Apache-2.0
#pragma once

// Why two records were, or were not, taken for one customer: the base rate, one entry per
// comparison with its level and bits, the household's share, and the total, which is exactly the
// score that the clustering used.
//
//   base rate                                   −20.3
//   surname      同じ字 (佐藤, 1 in 66)           + 5.9   −14.4
//   given name   same reading, other characters  + 6.1   − 8.3
//   birth date   the same                        +14.2   + 5.9
//   phone        missing                           0.0   + 5.9
//   address      same block and room             +17.0   +22.9
//   household                                    − 0.1   +22.8     p = 0.9999999
//
// It holds no values, only levels and numbers; whoever may see the records puts them beside it.
//
// What is stored with a decision is the PairEvidence: the level vector, the terms whose frequencies
// counted, the rules that brought the two together, and the model's version, some dozens of bytes.
// With the model of that version it gives the same explanation to the last millibit, years later
// and without the records.

#include <cstdint>
#include <string>
#include <vector>

#include <optional>

#include "base/result.h"
#include "match/compare.h"
#include "match/millibits.h"
#include "match/prepared_row.h"
#include "match/term.h"

namespace genbo {

struct Model;
struct Schema;

struct ExplanationEntry {
    std::string comparison;
    // Names of the schema's columns behind it.
    std::vector<std::string> columns;
    // Stable: "same", "same_sound", "missing" …
    std::string level;
    double m = 0;
    // As used: the value's own frequency where the level has one.
    double u = 0;
    // 0 = no term frequency was used.
    double term_frequency = 0;
    Millibits bits = 0;
    Millibits running = 0;
};

inline constexpr std::uint32_t kNoHousehold = std::uint32_t{1} << 31;

struct PairEvidence {
    std::string model_version;
    LevelVector vector = 0;
    // Bit r: the two share a key of rule r; the highest bit: they cannot be two of one household
    // (kNoHousehold).
    std::uint32_t rules = 0;
    // One for each comparison that stands on a level with a term; pool 0xffff where they share
    // none.
    std::vector<Term> terms;

    friend bool operator==(const PairEvidence&, const PairEvidence&) = default;
};

PairEvidence evidence_of(const Schema& schema, const Model& model, RowView a, RowView b);

// "register-1|8a41000000000093|205|0:1f3a9c…": for a column of a table.
std::string evidence_to_text(const PairEvidence& evidence);

// match.bad_evidence when it is not one.
Result<PairEvidence> evidence_from_text(std::string_view text);

// The best pair that one of the two makes with anybody else.
struct Rival {
    Millibits bits = 0;
    Millibits margin = 0;
};

struct Explanation {
    std::string model_version;
    Millibits base = 0;
    std::vector<ExplanationEntry> entries;
    Millibits household = 0;    // ≤ 0
    Millibits calibration = 0;  // What verdicts taught of the sum
    Millibits total = 0;
    double probability = 0;
    // Names of the blocking rules under which the two records share a key.
    std::vector<std::string> shared_keys;
    // Set by whoever knows the other records.
    std::optional<Rival> rival = std::nullopt;
};

Explanation explain(const Schema& schema, const Model& model, RowView a, RowView b);

// match.bad_evidence when the evidence does not fit the schema.  REQUIRES: the model of the
// evidence's version.
Result<Explanation> explain(const Schema& schema, const Model& model, const PairEvidence& evidence);

}  // namespace genbo
