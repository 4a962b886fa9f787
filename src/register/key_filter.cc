// SPDX-License-Identifier: Apache-2.0
#include "register/key_filter.h"

#include <bit>

namespace genbo {

void KeyFilter::start() {
    words_.assign(std::size_t{1} << (kBitsLog2 - 6), 0);
    keys_ = 0;
}

void KeyFilter::stop() {
    words_.clear();
    words_.shrink_to_fit();
}

// Bits at a, a + b, a + 2b, … (Kirsch and Mitzenmacher, 2006), a and b being the entry's halves.
void KeyFilter::add(std::int64_t entry) {
    if (words_.empty()) return;
    if (++keys_ > kKeysMax) {
        stop();
        return;
    }
    const auto hash = std::bit_cast<std::uint64_t>(entry);
    std::uint64_t at = hash;
    const std::uint64_t step = hash >> 32 | 1;
    for (int probe = 0; probe < kProbes; ++probe, at += step) {
        const auto bit = at & ((std::uint64_t{1} << kBitsLog2) - 1);
        words_[bit >> 6] |= std::uint64_t{1} << (bit & 63);
    }
}

bool KeyFilter::may_have(std::int64_t entry) const {
    if (words_.empty()) return true;
    const auto hash = std::bit_cast<std::uint64_t>(entry);
    std::uint64_t at = hash;
    const std::uint64_t step = hash >> 32 | 1;
    for (int probe = 0; probe < kProbes; ++probe, at += step) {
        const auto bit = at & ((std::uint64_t{1} << kBitsLog2) - 1);
        if ((words_[bit >> 6] >> (bit & 63) & 1) == 0) return false;
    }
    return true;
}

}  // namespace genbo
