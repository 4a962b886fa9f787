// SPDX-License-Identifier: Apache-2.0
#pragma once

// Two short texts letter by letter, in the few steps that comparisons need: one slip of the hand in
// four letters is "similar", so are two in twelve, and beyond that Jaro and Winkler's measure
// (similarity.h) tells apart similar, weak and different.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "match/similarity.h"

namespace genbo {

// How alike two texts are as sequences of letters: same, nearly, half, not.
enum class Likeness : std::uint8_t { different, weak, similar, same };

Likeness compare_likeness(std::string_view a, std::string_view b);

// Two texts that are known not to be the same, as Letters or AsciiLetters.
template <LetterSequence Sequence>
Likeness compare_unlike_letters(const Sequence& a, const Sequence& b) {
    constexpr double kWeak = 0.8;
    constexpr double kSimilar = 0.92;
    const auto longer = std::max(a.size(), b.size());
    // Who is one edit in four letters or two in twelve away is above the bound as well.
    if (longer >= 4 && jaro_winkler_bound(a, b) < kWeak) return Likeness::different;
    if (longer >= 4 && within_one_edit(a, b)) return Likeness::similar;
    if (longer >= 12 && edit_distance(a, b, 2) <= 2) return Likeness::similar;
    const double likeness = jaro_winkler(a, b);
    if (likeness >= kSimilar) return Likeness::similar;
    return likeness >= kWeak ? Likeness::weak : Likeness::different;
}

}  // namespace genbo
