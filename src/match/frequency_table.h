// SPDX-License-Identifier: Apache-2.0
#pragma once

// How often a value occurs, by the hash of (pool, value); see term.h.  Only values that occur at
// least kFrequentCount times are kept: of the others it is known that they are rare, and that is
// all a score needs.  The table never holds the values themselves.
//
// Built once, then frozen and only read: open addressing at a load of at most two thirds.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/large_vector.h"

namespace genbo {

inline constexpr std::uint32_t kFrequentCount = 3;

class FrequencyTable {
public:
    // 0 = not kept, so fewer than kFrequentCount.
    std::uint32_t count(std::uint16_t pool, std::uint64_t hash) const;

    // count(pool, hash) > limit, nearly always without a look at the table: common values are few.
    bool above(std::uint16_t pool, std::uint64_t hash, std::uint32_t limit) const;

    struct Pool {
        std::uint16_t pool = 0;
        // How many values were counted in all.
        std::uint64_t total = 0;
        // The probability that two people who are not one share their value.
        double collision = 0;

        friend bool operator==(const Pool&, const Pool&) = default;
    };
    // Null when the pool is not known.
    const Pool* pool(std::uint16_t pool) const;

    void set(std::uint16_t pool, std::uint64_t hash, std::uint32_t count);
    void set_pool(const Pool& pool);

    // For storing: sorted by key.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> entries() const;
    const std::vector<Pool>& pools() const { return pools_; }
    void set_entry(std::uint64_t key, std::uint32_t count);

    std::size_t size() const { return used_; }
    std::size_t memory_bytes() const { return slots_.capacity() * sizeof(Slot); }

    friend bool operator==(const FrequencyTable& a, const FrequencyTable& b) {
        return a.entries() == b.entries() && a.pools_ == b.pools_;
    }

private:
    struct Slot {
        std::uint64_t key = 0;  // 0 = free
        std::uint32_t count = 0;
    };
    void grow();

    // Bits of the keys that were set with at least so many, by their hash.
    static constexpr std::array<std::uint32_t, 3> kCommon = {31, 256, 4096};
    static constexpr std::size_t kCommonBits = std::size_t{1} << 16;
    static std::size_t common_bit(std::uint64_t key) { return key >> 8 & (kCommonBits - 1); }

    std::array<std::vector<bool>, kCommon.size()> common_;
    LargeVector<Slot> slots_;
    std::vector<Pool> pools_;  // Sorted by number; few.
    std::size_t used_ = 0;
};

}  // namespace genbo
