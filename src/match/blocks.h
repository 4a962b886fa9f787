// SPDX-License-Identifier: Apache-2.0
#pragma once

// The blocks of a batch: which rows share which key, and every pair of rows that share at least
// one, each exactly once.
//
// A block above the cap yields nothing, whatever the order of the rows; what was dropped is counted.
// No set of pairs is kept: a pair is given out in the first of the blocks that its two rows share
// (the least common block), which the rows' own short lists of blocks tell.

#include <cstdint>
#include <span>
#include <vector>

#include "match/batch_rows.h"
#include "match/schema.h"

namespace genbo {

struct BlockCounts {
    std::uint64_t blocks = 0;
    std::uint64_t dropped_blocks = 0;
    std::uint64_t dropped_records = 0;
};

class Blocks {
public:
    Blocks(const BatchRows& rows, const Schema& schema, std::uint32_t cap, unsigned threads);

    std::size_t size() const { return begins_.size() - 1; }
    std::span<const std::uint32_t> members(std::size_t block) const {
        return {members_.data() + begins_[block], begins_[block + 1] - begins_[block]};
    }
    std::size_t rule(std::size_t block) const { return rules_[block]; }

    // Bit r: the rows share a key of rule r.  Nothing is shared before `first`: 0 otherwise.
    std::uint32_t shared_rules(std::uint32_t a, std::uint32_t b, std::size_t first) const;

    const std::vector<BlockCounts>& counts() const { return counts_; }

private:
    void add_rule(std::size_t rule, std::vector<std::uint64_t> entries, std::uint32_t cap);

    unsigned row_bits_ = 24;
    std::vector<std::uint32_t> members_;
    std::vector<std::uint64_t> begins_ = {0};
    std::vector<std::uint8_t> rules_;
    std::vector<std::uint32_t> of_row_;  // The blocks of each row, ascending.
    std::vector<std::uint64_t> of_row_begins_;
    std::vector<BlockCounts> counts_;
};

}  // namespace genbo
