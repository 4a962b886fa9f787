// SPDX-License-Identifier: Apache-2.0
#pragma once

// Folds: what makes two spellings of the same text equal before anybody compares them.
//
// Every fold is a pure function from UTF-8 to UTF-8 that makes a *key* and never a display value:
// the raw text of a cell is kept elsewhere and stays untouched.  Blanket NFKC is not used, because
// it is at once too much (º, ½, ´ are torn apart) and too little (〜 − ー 髙 stay); the folds here
// are targeted (Unicode 15, UAX #15 for the single mappings that we take over).
//
//   fold_width      one width, one kind of space, one hyphen between digits; readable
//   fold_latin      and lower case without accents or punctuation: for Latin words
//   fold_key        and no spaces at all: the generic match key
//   fold_variants   old and new forms of one kanji (戸籍 sense) on one representative
//
// Invariants: each fold is idempotent; ill-formed UTF-8 becomes U+FFFD, never a crash; private-use
// characters (外字) are kept, since nobody but the source knows what they mean.
//
//   fold_width("ｻｲﾄｳ　１－２－３")  == "サイトウ 1-2-3"
//   fold_key("(株) Ｃafé・ド・パリ") == "株cafeドパリ"
//   fold_variants("髙﨑 邉")         == "高崎 辺"

#include <string>
#include <string_view>

namespace genbo {

// Full-width ASCII to ASCII; half-width kana to full-width, composing ﾞ and ﾟ; every Unicode space,
// tab and line break to ' '; zero-width characters and variation selectors (IVS) out; ㈱ ① Ⅲ ㍻
// ㍿ and compatibility or radical kanji to what they stand for; every hyphen-like sign (－ − ‐ – —
// ― ー ─ …) after a digit to '-' unless a kana word follows.  Does not trim and does not collapse.
std::string fold_width(std::string_view text);

// fold_width, then simple case folding, accents off (é→e, ß→ss, ø→o), apostrophes out, all other
// punctuation and runs of spaces to one ' ', trimmed.  Japanese letters stay as they are.
std::string fold_latin(std::string_view text);

// fold_latin without any space.  ー and 々 are letters and stay.
std::string fold_key(std::string_view text);

// The L1 representative of every kanji: 髙→高 﨑→崎 澤→沢 邊邉→辺 齋→斎 齊→斉.  L1 means "the same
// character in the family register, old or new form"; it is a map, never closed transitively, and
// never joins what are legally different names (斎/斉, 島/嶌, 富/冨 stay apart).
std::string fold_variants(std::string_view text);

// The L2 representative on top of L1: customary confusions (斉→斎, 冨→富, 嶋嶌→島, 嵜碕→崎, 淵→渕,
// 阪→坂 is not one).  Agreement only at this level is weak evidence, worth less than L1.
std::string fold_confusables(std::string_view text);

}  // namespace genbo
