// SPDX-License-Identifier: Apache-2.0
#pragma once

// Katakana in the forms that systems and people give it.  All names are kept as full-width katakana
// with small letters; these functions spoil that, and spell it in Latin letters.

#include <cstdint>
#include <string>
#include <string_view>

#include "sample/random.h"

namespace genbo::sample {

// サイトウ -> ｻｲﾄｳ, ガ -> ｶﾞ.  Spaces become ASCII; the rest stays.
std::string half_width_kana(std::string_view katakana);

// サイトウ -> さいとう.
std::string hiragana_of(std::string_view katakana);

// キョウコ -> キヨウコ, as machines without small letters have it.
std::string large_kana(std::string_view katakana);

// サトウ -> サトー, オオノ -> オーノ, or the other way round.
std::string other_long_vowel(std::string_view katakana);

// One voiced sound unvoiced or one that can be, voiced: ナカジマ -> ナカシマ.
std::string other_voicing(std::string_view katakana, Chance& chance);

enum class Romaji : std::uint8_t {
    hepburn,  // SATO, ONO, SHINICHI: as in a passport
    with_oh,  // SATOH, OHNO
    wapuro,   // SATOU, OONO: as typed
    kunrei,   // SATO, TISATO, SYOTA
};

// Lower case.  What is not kana stays, ASCII in lower case.
std::string romaji_of(std::string_view katakana, Romaji style);

}  // namespace genbo::sample
