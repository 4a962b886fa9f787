// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sorts words by their upper bits: least significant digit first (Knuth, TAOCP 5.2.5), so words
// with equal upper bits stay in the order they came in.

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/large_vector.h"

namespace genbo {

// Bits below `from_bit` are carried along.
inline void radix_sort(UnsetVector<std::uint64_t>& words, unsigned from_bit) {
    constexpr unsigned kDigit = 11;
    if (words.size() < 2) return;
    UnsetVector<std::uint64_t> other(words.size());
    for (unsigned shift = from_bit; shift < 64; shift += kDigit) {
        const auto mask = (std::uint64_t{1} << std::min(kDigit, 64 - shift)) - 1;
        std::array<std::size_t, (1U << kDigit) + 1> begins = {};
        for (const auto word : words) ++begins[(word >> shift & mask) + 1];
        for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
        for (const auto word : words) other[begins[word >> shift & mask]++] = word;
        words.swap(other);
    }
}

}  // namespace genbo
