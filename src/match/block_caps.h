// SPDX-License-Identifier: Apache-2.0
#pragma once

// How many records may share a key before the key says nothing: one rule for the batch, the
// resident engine and the one over tables, so that the three look at the same pairs.
//
// A block above its cap yields no pair, whatever the order in which its records came.  Rules that
// know a name and no more have a cap of their own: the more people, the more namesakes, and without
// it the pairs of a record would grow with the file (tenfold from 10^5 to 10^7 records) for pairs
// that nothing but the name speaks for.
//
//   const BlockCaps caps{schema, {.block_cap = 50}};
//   if (records_that_share(key) <= caps.of(key)) …

#include <cstdint>
#include <vector>

#include "match/block_keys.h"
#include "match/schema.h"

namespace genbo {

struct BlockLimits {
    std::uint32_t block_cap = 50;
    // The cap of rules whose atoms are a surname, a given name and at most a year, where the schema
    // has telephone numbers, addresses or postal codes to find the same person by.
    std::uint32_t namesakes_cap = 12;
};

class BlockCaps {
public:
    BlockCaps(const Schema& schema, const BlockLimits& limits);

    std::uint32_t of_rule(std::size_t rule) const { return caps_[rule]; }
    std::uint32_t of(BlockKey key) const { return caps_[rule_of(key)]; }
    // No rule has a larger one.
    std::uint32_t most() const { return most_; }

private:
    std::vector<std::uint32_t> caps_;  // By rule
    std::uint32_t most_ = 0;
};

}  // namespace genbo
