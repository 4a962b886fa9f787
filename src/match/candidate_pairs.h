// SPDX-License-Identifier: Apache-2.0
#pragma once

// Compares the pairs of a batch that share a blocking key: which levels each pair stands on, and
// under which rules it was found.
//
// The levels of all pairs together are few: each task keeps a book of the different ones, and a
// pair is two rows and its place in the book.  Training works on the books; scoring decides for a
// whole entry whether its pairs deserve a closer look.
//
//   CandidatePairs pairs{rows, schema, {.threads = 2}};
//   const auto sample = pairs.compare_sample(blocks, chosen);  // To choose rules by
//   pairs.compare(blocks, rules);
//   for (const auto& task : pairs.tasks()) …

#include <cstdint>
#include <span>
#include <vector>

#include "base/large_vector.h"
#include "match/batch_rows.h"
#include "match/blocks.h"
#include "match/compare.h"
#include "match/schema.h"
#include "match/train.h"

namespace genbo {

// Level vectors with the rules they came under, numbered as they are first seen.
class VectorBook {
public:
    VectorBook() : slots_(1024) {}

    std::uint32_t add(LevelVector vector, std::uint32_t rules);
    const std::vector<VectorCount>& entries() const { return entries_; }

private:
    void grow();

    std::vector<VectorCount> entries_;
    std::vector<std::uint32_t> slots_;
};

// By (vector, rules), equal ones added up: sums are then made in one order.
void sort_counts(std::vector<VectorCount>& counts);

struct CandidatePair {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t vector = 0;  // In the task's book
};

struct PairTask {
    VectorBook book;
    LargeVector<CandidatePair> pairs;
    std::vector<std::uint64_t> per_rule;  // Pairs that no earlier rule gave
};

class CandidatePairs {
public:
    struct Options {
        unsigned threads = 1;
        // By row; where not empty, rows of one source are not compared.
        std::span<const std::uint16_t> sources = {};
    };

    // All must outlive this.
    CandidatePairs(const BatchRows& rows, const Schema& schema, const Options& options)
        : rows_(rows), schema_(schema), options_(options) {}

    // The pairs among the rows that are chosen, one flag for each row.
    std::vector<VectorCount> compare_sample(
        const Blocks& blocks, const std::vector<bool>& chosen) const;

    // Bit r of `rules`: use rule r.
    void compare(const Blocks& blocks, std::uint32_t rules);

    const std::vector<PairTask>& tasks() const { return tasks_; }
    std::vector<VectorCount> counts() const;
    void clear() { std::vector<PairTask>().swap(tasks_); }

private:
    std::size_t task_count() const;
    template <typename Wanted, typename Found>
    void walk(
        const Blocks& blocks, std::uint32_t rules, std::size_t task, const Wanted& wanted,
        const Found& found) const;
    bool apart(std::uint32_t a, std::uint32_t b) const {
        return !options_.sources.empty() && options_.sources[a] == options_.sources[b];
    }

    const BatchRows& rows_;
    const Schema& schema_;
    Options options_;
    std::vector<PairTask> tasks_;
};

}  // namespace genbo
