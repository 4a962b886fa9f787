// SPDX-License-Identifier: Apache-2.0
#pragma once

// The blocks of a batch: which rows share which key, and every pair of rows that share at least
// one, each exactly once.
//
// A block above its cap (block_caps.h) yields nothing, whatever the order of the rows; what was
// dropped is counted.  No set of pairs is kept: the partners of one row are gathered from the row's
// blocks in a small table, so each pair comes once, with all the rules that brought it.
//
// The members of all blocks lie in one array, block behind block, and each row knows where it
// stands in it: its partners with smaller numbers are right in front of it.

#include <cstdint>
#include <span>
#include <vector>

#include "base/large_vector.h"
#include "match/batch_rows.h"
#include "match/block_caps.h"
#include "match/schema.h"

namespace genbo {

// Bit r: rule r.
inline constexpr std::uint32_t kAllRules = ~std::uint32_t{0};

struct BlockCounts {
    std::uint64_t blocks = 0;
    std::uint64_t pairs = 0;  // In its blocks; other rules may have them too
    std::uint64_t dropped_blocks = 0;
    std::uint64_t dropped_records = 0;
};

class Blocks {
public:
    // REQUIRES: fewer than 2^31 rows.
    Blocks(
        const BatchRows& rows, const Schema& schema, const BlockLimits& limits, unsigned threads);

    std::size_t rows() const { return of_row_begins_.size() - 1; }
    const std::vector<BlockCounts>& counts() const { return counts_; }

private:
    friend class PartnerFinder;

    // Marks the first member of a block.
    static constexpr std::uint32_t kFirst = 0x80000000U;

    void add_rule(std::size_t rule, const UnsetVector<std::uint64_t>& entries, std::uint32_t cap);
    void find_rows(std::size_t rows);

    std::span<const std::uint32_t> of_row(std::size_t row) const {
        return {
            of_row_.data() + of_row_begins_[row], of_row_begins_[row + 1] - of_row_begins_[row]};
    }

    unsigned row_bits_ = 24;
    // Rule after rule; rows ascend in a block.
    UnsetVector<std::uint32_t> members_;
    std::vector<std::uint32_t> rule_ends_;
    // The places in members_ where a row has somebody in front of it, ascending.
    UnsetVector<std::uint32_t> of_row_;
    LargeVector<std::uint32_t> of_row_begins_;
    std::vector<BlockCounts> counts_;
};

// Finds the partners of rows that some of the rules give; one per thread.
class PartnerFinder {
public:
    struct Partner {
        std::uint32_t row = 0;
        // Bit r: the two share a key of rule r.
        std::uint32_t rules = 0;
    };

    PartnerFinder(const Blocks& blocks, std::uint32_t rules);

    // The partners with a smaller number.  Valid until the next call.
    std::span<const Partner> partners(std::uint32_t row);

    // Says that partners(row) will be asked soon.
    void prefetch(std::uint32_t row) const {
        if (row >= blocks_.rows()) return;
        for (const auto at : blocks_.of_row(row)) __builtin_prefetch(&blocks_.members_[at - 1]);
    }

private:
    struct Seen {
        std::uint32_t by = 0;  // Row + 1
        std::uint32_t at = 0;
    };
    void add(std::uint32_t row, std::uint32_t other, std::uint32_t rule);
    void grow(std::uint32_t row);

    const Blocks& blocks_;
    std::uint32_t rules_;
    std::vector<Seen> seen_;  // By the partner's number; what another row left is free.
    std::vector<Partner> found_;
};

}  // namespace genbo
