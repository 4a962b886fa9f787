// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which keys have certainly never been written: a Bloom filter (Bloom, 1970) over 64-bit entries
// that are hashes already.  During a first load two keys of three are new, and a table need not be
// asked for them.
//
//   filter.start();                       // while the table is empty
//   filter.add(entry);                    // with everything that is written
//   if (filter.may_have(entry)) …look it up…
//
// 32 MiB; one answer in a hundred is a needless look-up at 25 million keys, and from a hundred
// million on it is given up.

#include <cstdint>
#include <vector>

namespace genbo {

class KeyFilter {
public:
    // Knows of no key.  Until then, and after stop(), it may have every key.
    void start();
    void stop();

    void add(std::int64_t entry);
    bool may_have(std::int64_t entry) const;

private:
    static constexpr unsigned kBitsLog2 = 28;
    static constexpr int kProbes = 4;
    static constexpr std::uint64_t kKeysMax = 100'000'000;

    std::vector<std::uint64_t> words_;  // Empty: stopped.
    std::uint64_t keys_ = 0;
};

}  // namespace genbo
