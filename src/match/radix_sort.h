// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sorts words by their upper bits: least significant digit first (Knuth, TAOCP 5.2.5), so words
// with equal upper bits stay in the order they came in.
//
// Where the upper bits are a hash, the uppermost 22 of them nearly decide the order by themselves:
// radix_sort_hashes() sorts by those and puts the few words right that are still mixed.

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "base/large_vector.h"

namespace genbo {

inline constexpr unsigned kRadixDigit = 11;

// Bits below `from_bit` are carried along.
inline void radix_sort(UnsetVector<std::uint64_t>& words, unsigned from_bit) {
    if (words.size() < 2) return;
    UnsetVector<std::uint64_t> other(words.size());
    for (unsigned shift = from_bit; shift < 64; shift += kRadixDigit) {
        const auto mask = (std::uint64_t{1} << std::min(kRadixDigit, 64 - shift)) - 1;
        std::array<std::size_t, (1U << kRadixDigit) + 1> begins = {};
        for (const auto word : words) ++begins[(word >> shift & mask) + 1];
        for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
        for (const auto word : words) other[begins[word >> shift & mask]++] = word;
        words.swap(other);
    }
}

// The same order; fast where the bits from `from_bit` on are a hash, right in any case.
inline void radix_sort_hashes(UnsetVector<std::uint64_t>& words, unsigned from_bit) {
    constexpr unsigned kDeciding = 64 - 2 * kRadixDigit;
    constexpr std::size_t kFew = 16;
    if (from_bit >= kDeciding) return radix_sort(words, from_bit);
    radix_sort(words, kDeciding);
    const auto before = [from_bit](std::uint64_t a, std::uint64_t b) {
        return a >> from_bit < b >> from_bit;
    };
    for (auto from = words.begin(); from != words.end();) {
        auto to = from + 1;
        while (to != words.end() && *to >> kDeciding == *from >> kDeciding) ++to;
        if (to - from > static_cast<std::ptrdiff_t>(kFew)) {
            if (!std::is_sorted(from, to, before)) std::stable_sort(from, to, before);
        } else {
            for (auto at = from + 1; at < to; ++at)
                for (auto down = at; down != from && before(*down, *(down - 1)); --down)
                    std::swap(*down, *(down - 1));
        }
        from = to;
    }
}

}  // namespace genbo
