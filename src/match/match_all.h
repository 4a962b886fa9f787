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

#include "match/block_caps.h"
#include "match/learn.h"
#include "match/millibits.h"
#include "match/model.h"
#include "match/questions.h"
#include "match/schema.h"
#include "match/stage_clock.h"
#include "match/table.h"

namespace genbo {

// Zones, in millibits: from kSureBits a join is beyond doubt (p > 0.992), below kReviewBits nobody
// needs to look.  A record whose best other cluster comes within kRivalMargin of its own is shown
// too.
inline constexpr Millibits kSureBits = 7000;
inline constexpr Millibits kReviewBits = -1000;
inline constexpr Millibits kRivalMargin = 4000;

// A level whose worth a person decided.
struct FixedLevel {
    std::size_t comparison = 0;
    std::uint8_t level = 0;
    Millibits bits = 0;
};

struct MatchOptions {
    unsigned threads = 1;
    // Clusters are joined if the mean over their pairs reaches this many bits; somewhat fewer
    // between two lists without duplicates (cluster.h, exclusive_allowance).
    double threshold_bits = 0;
    // block_caps.h
    std::uint32_t block_cap = BlockLimits{}.block_cap;
    std::uint32_t namesakes_cap = BlockLimits{}.namesakes_cap;
    // Where the rules give more pairs than these for each record, those that are not worth theirs
    // are left out (rule_choice.h).  0 = compare them all.
    double pairs_per_record = 4;
    // Of fewer rows all pairs are compared: that is faster than choosing.
    std::size_t rows_to_choose_rules = 50'000;
    // How many questions to a person are wanted; see questions.h.
    std::size_t questions = 0;
    std::vector<FixedLevel> fixed = {};
};

// What is known besides the rows.
struct RowVerdict {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    bool same = false;

    friend bool operator==(const RowVerdict&, const RowVerdict&) = default;
};

struct MatchFacts {
    // Per row, the file or system it came from; empty: all from one.
    std::vector<std::uint16_t> sources = {};
    // No source holds one thing twice: only rows of different sources are compared and joined.
    bool unique_sources = false;
    // Each pair of rows at most once.  They stand, and the model learns from them (learn.h).
    std::vector<RowVerdict> verdicts = {};
};

// What the model that learned decides otherwise than the one before it, both under the same
// verdicts.
struct DecisionDiff {
    std::uint64_t pairs_joined = 0;
    std::uint64_t pairs_parted = 0;
    // A pair of rows for each of the first clusters that changed; `same` = joined now.
    std::vector<RowVerdict> examples;
};

struct RuleStatistics {
    std::string name;
    std::uint64_t blocks = 0;  // With at least two records
    std::uint64_t pairs = 0;   // New ones, that no earlier rule gave
    std::uint64_t dropped_blocks = 0;
    std::uint64_t dropped_records = 0;
    // In the blocks of a rule that was not worth them; some of these pairs other rules gave.
    std::uint64_t pairs_left_out = 0;
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
    // Of the matches that the model expects among all pairs compared, the share that was joined.
    double expected_recall = 1;
    // Pairs by zone: joined and beyond doubt; a person should look (too little evidence, or another
    // cluster nearly as good); and all others that were looked at closely.
    std::uint64_t pairs_sure = 0;
    std::uint64_t pairs_review = 0;
    std::uint64_t pairs_apart = 0;
    // Of those for review, the ones whose record has a rival within kRivalMargin.
    std::uint64_t pairs_contested = 0;
};

struct MatchResult {
    // Per row; clusters are numbered from 0 by their first row.
    std::vector<std::uint32_t> cluster;
    Model model;
    // With verdicts only: the model before it learned, what changed, and rules to consider.
    Model former;
    DecisionDiff diff;
    std::vector<SuggestedRule> suggested;
    std::vector<Question> questions;
    // "Same" verdicts that could not be honoured beside a "not same".
    std::vector<RowVerdict> refused;
    MatchStatistics statistics;
};

MatchResult match_all(
    const Table& table, const Schema& schema, const MatchOptions& options,
    const MatchFacts& facts = {});

// The same; the table is given up as its rows are prepared.
MatchResult match_all(
    Table&& table, const Schema& schema, const MatchOptions& options, const MatchFacts& facts = {});

}  // namespace genbo
