// SPDX-License-Identifier: Apache-2.0
#pragma once

// How names and texts get misspelt: old and new forms of a kanji, kanji that people confuse, kanji
// that look alike on paper, and slips of the fingers.
//
// The tables are written by hand for the generator alone.  Genbo's own table of variants comes from
// other sources on purpose; where the two differ, the measurement shows it.
//
// Every function answers the changed text, or an empty string when nothing in the text can change
// that way, so that a damage is only noted when it happened.

#include <string>
#include <string_view>

#include "sample/random.h"

namespace genbo::sample {

// The same character of the family register in another form: 高 髙, 崎 﨑, 辺 邊 邉, 斎 齋.
std::string other_form(std::string_view text, Chance& chance);

// The oldest form of every character that has one, as a master of 2005 has it.
std::string old_forms(std::string_view text);

// Another character that people take for the same: 斉 斎, 富 冨, 島 嶋, 裕 祐.
std::string confused_kanji(std::string_view text, Chance& chance);

// Another character that looks like it on paper: 末 未, 大 太, 萩 荻.
std::string misread_kanji(std::string_view text, Chance& chance);

// One slip: a letter left out, doubled, exchanged with its neighbour, or hit beside (kana: one that
// differs by one key of the romaji keyboard; digits and Latin: the key beside).
std::string slip(std::string_view text, Chance& chance);

}  // namespace genbo::sample
