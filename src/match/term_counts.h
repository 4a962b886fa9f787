// SPDX-License-Identifier: Apache-2.0
#pragma once

// Counts the terms (term.h) of many rows: for each pool, how often each hash occurs.  One for each
// thread; sums are whole numbers, so the order of adding them up cannot be seen.

#include <cstdint>
#include <span>
#include <vector>

#include "base/large_vector.h"
#include "match/term.h"

namespace genbo {

// Counts hashes.
class HashCounts {
public:
    struct Count {
        std::uint64_t hash = 0;
        std::uint64_t count = 0;  // 0 = free
    };

    HashCounts() : slots_(256) {}

    void prefetch(std::uint64_t hash) const {
        __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
    }
    void add(std::uint64_t hash, std::uint64_t count);
    // Free slots as well, in no particular order.
    const LargeVector<Count>& slots() const { return slots_; }

private:
    void grow();

    LargeVector<Count> slots_;
    std::size_t used_ = 0;
};

class TermCounts {
public:
    // Many at a time: they wait for memory together.
    void add(std::span<const Term> terms);

    struct Pool {
        std::uint16_t pool = 0;
        HashCounts counts = {};
    };
    std::vector<Pool>& pools() { return pools_; }

private:
    std::size_t place_of(std::uint16_t pool);

    std::vector<Pool> pools_;
    std::vector<std::uint16_t> places_;  // By pool; + 1, 0 = none yet
};

}  // namespace genbo
