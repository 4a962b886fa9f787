// SPDX-License-Identifier: Apache-2.0
#pragma once

// Two short texts letter by letter, in the few steps that comparisons need: one slip of the hand in
// four letters is "similar", so are two in twelve, and beyond that Jaro and Winkler's measure
// (similarity.h) tells apart similar, weak and different.

#include <cstdint>
#include <string_view>

namespace genbo {

// How alike two texts are as sequences of letters: same, nearly, half, not.
enum class Likeness : std::uint8_t { different, weak, similar, same };

Likeness compare_likeness(std::string_view a, std::string_view b);

}  // namespace genbo
