// SPDX-License-Identifier: Apache-2.0
#pragma once

// The blocks of a batch: which rows share which key, and every pair of rows that share at least
// one, each exactly once.
//
// A block above the cap yields nothing, whatever the order of the rows; what was dropped is
// counted. No set of pairs is kept: the partners of one row are gathered from the row's blocks with
// a stamp per row, so each pair comes once, with all the rules that brought it.

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
    // Ascending.
    std::span<const std::uint32_t> members(std::size_t block) const {
        return {members_.data() + begins_[block], begins_[block + 1] - begins_[block]};
    }
    std::size_t rule(std::size_t block) const { return rules_[block]; }

    // The blocks of a row, ascending, and with them by rule.
    std::span<const std::uint32_t> of_row(std::size_t row) const {
        return {
            of_row_.data() + of_row_begins_[row], of_row_begins_[row + 1] - of_row_begins_[row]};
    }
    std::size_t rows() const { return of_row_begins_.size() - 1; }

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

// Finds the partners of rows; one per thread.
class PartnerFinder {
public:
    struct Partner {
        std::uint32_t row = 0;
        // Bit r: the two share a key of rule r.
        std::uint32_t rules = 0;
    };

    explicit PartnerFinder(const Blocks& blocks) : blocks_(blocks), seen_(blocks.rows()) {}

    // The partners with a smaller number.  Valid until the next call.
    std::span<const Partner> partners(std::uint32_t row);

private:
    struct Seen {
        std::uint32_t by = 0;  // Row + 1
        std::uint32_t at = 0;
    };

    const Blocks& blocks_;
    std::vector<Seen> seen_;
    std::vector<Partner> found_;
};

}  // namespace genbo
