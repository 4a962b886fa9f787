// SPDX-License-Identifier: Apache-2.0
#pragma once

// The kana that Latin letters spell, for a guesser's eye: Hepburn, Kunrei and what people type on a
// keyboard (tanaka, sinjuku, ohta, junnichi).  Nothing when some letter does not belong.
//
// text/kana.h goes the other way, on purpose: from romaji alone a reading is ambiguous, and a
// register must not make one up.  Here any reading will do.

#include <string>
#include <string_view>

namespace genbo {

// Katakana; empty when it is no romaji.  Lower case in.
std::string kana_of_romaji(std::string_view letters);

}  // namespace genbo
