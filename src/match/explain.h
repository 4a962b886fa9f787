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

#include <cstdint>
#include <string>
#include <vector>

#include "match/millibits.h"
#include "match/prepared_row.h"

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

struct Explanation {
    std::string model_version;
    Millibits base = 0;
    std::vector<ExplanationEntry> entries;
    Millibits household = 0;  // ≤ 0
    Millibits total = 0;
    double probability = 0;
    // Names of the blocking rules under which the two records share a key.
    std::vector<std::string> shared_keys;
};

Explanation explain(const Schema& schema, const Model& model, RowView a, RowView b);

}  // namespace genbo
