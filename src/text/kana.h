// SPDX-License-Identifier: Apache-2.0
#pragma once

// Kana and romaji keys.
//
// The same reading reaches a register as サイトウ, ｻｲﾄｳ, さいとう, サイトー, SAITO, Saitoh; the
// post office and the banks write no small kana at all (キヨウト), and old systems lose ゛.  Each
// key below forgives one more thing than the one before it:
//
//   katakana        script and width only; for display
//   kana_plain_key  and small letters, ヂヅヲヰヱヴ, ・ and spaces; long vowels are kept, so it
//                   tells オオノ (大野) from オノ (小野)
//   kana_key        and long vowels: ー out, オウ オオ→オ, ウウ→ウ; エイ stays
//   kana_loose_key  and voicing: ナカジマ = ナカシマ.  Weak: these are different readings
//
// The romaji key folds Hepburn, passport (OHNO, ITO), Kunrei (SI, TU), word-processor (OU, UU) and
// macron spellings on one string, and kana_to_romaji_key lands on the same string from kana:
//
//   romaji_key("Ohno") == romaji_key("Ōno") == kana_to_romaji_key("おおの") == "ono"
//   romaji_key("Namba Jun'ichi") == kana_to_romaji_key("ナンバ ジュンイチ") == "nanbajunichi"
//
// Class of loss: katakana() loses width and script only; each key loses what its line says, and no
// key is for display.
//
// Sources: 旅券法施行規則 別表 (passport Hepburn), 昭和29年内閣告示第1号 (Kunrei).

#include <string>
#include <string_view>
#include <vector>

namespace genbo {

// Hiragana to katakana after fold_width; everything else is kept.
std::string katakana(std::string_view text);

std::string kana_plain_key(std::string_view text);
std::string kana_key(std::string_view text);
std::string kana_loose_key(std::string_view text);

// The collapse key of a name in Latin letters; letters outside a–z after folding are dropped.
std::string romaji_key(std::string_view text);

// The same key from a reading.  Characters that are neither kana nor Latin are dropped.
std::string kana_to_romaji_key(std::string_view kana);

// Passport Hepburn in capitals: オオノ ジュンペイ -> "ONO JUMPEI".  For labels and cards.
std::string passport_romaji(std::string_view kana);

// The spellings under which one reading is found in passports, on cards and in old files, passport
// Hepburn first, each once: オオノ -> ONO OHNO OONO, イトウ -> ITO ITOH ITOU, シバ -> SHIBA SIBA.
// At most twelve.  All of them have the same romaji_key(); the set is for looking up in systems
// that compare letters.
std::vector<std::string> romaji_spellings(std::string_view kana);

// The romaji keys of a reading from a source that has no small kana (Japan Post, banks), where キヨ
// may be キョ: as it stands, and with every such pair contracted.  One or two.
std::vector<std::string> kana_to_romaji_keys(std::string_view kana);

// Kana, ー, ・ and spaces of any width, at least one kana letter, nothing else.
bool is_kana(std::string_view text);

// Latin letters with accents, spaces, ' . - and nothing else; at least one letter.
bool is_latin(std::string_view text);

// Some ideograph (any CJK block, 々 〇 〆 and private-use letters count).
bool has_kanji(std::string_view text);

}  // namespace genbo
