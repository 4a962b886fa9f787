// SPDX-License-Identifier: Apache-2.0
#pragma once

// From a table to clusters in one go, without labels: prepare → block → train → score → cluster.
//
// The result is the same for any number of threads and, up to the numbering, for any order of the
// rows.  (Two rows that are equal in every column, the identifying one included, cannot be told
// apart; whichever comes first stands for the first.)

#include <cstdint>
#include <string>
#include <vector>

#include "match/millibits.h"
#include "match/model.h"
#include "match/schema.h"
#include "match/stage_clock.h"
#include "match/table.h"

namespace genbo {

struct MatchOptions {
    unsigned threads = 1;
    // Clusters are joined if the mean over their pairs reaches this many bits.
    double threshold_bits = 0;
    std::uint32_t block_cap = 50;
};

struct RuleStatistics {
    std::string name;
    std::uint64_t blocks = 0;  // With at least two records
    std::uint64_t pairs = 0;   // New ones, that no earlier rule gave
    std::uint64_t dropped_blocks = 0;
    std::uint64_t dropped_records = 0;
};

struct MatchStatistics {
    std::uint64_t records = 0;
    std::uint64_t clusters = 0;
    std::uint64_t pairs_compared = 0;
    std::uint64_t edges = 0;
    std::vector<RuleStatistics> rules;
    std::vector<StageCost> stages;
    // The mean probability, by the model itself, of the edges inside clusters: what share of the
    // joins should be right.  Without labels, so no better than the model.
    double expected_precision = 1;
};

struct MatchResult {
    // Per row; clusters are numbered from 0 by their first row.
    std::vector<std::uint32_t> cluster;
    Model model;
    MatchStatistics statistics;
};

MatchResult match_all(const Table& table, const Schema& schema, const MatchOptions& options);

}  // namespace genbo
