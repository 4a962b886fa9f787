// SPDX-License-Identifier: Apache-2.0
#pragma once

// The normal forms of single values.  They are the folds and parsers of src/text, with a short way
// for plain ASCII, which is most of an English file and a good part of a Japanese one: same result,
// a tenth of the time.
//
// An empty result always means "no value": placeholders (1900-01-01, 090-0000-0000, "-", "NULL",
// 不明, なし) are no values either, because agreement on them says nothing.

#include <string>
#include <string_view>

namespace genbo {

bool is_ascii(std::string_view text);

// True for empty cells and for the words that mean empty.
bool is_no_value(std::string_view text);

// Folded words with single spaces (text/fold.h, fold_latin).
std::string normal_words(std::string_view text);

// Folded letters without spaces (fold_key).
std::string normal_solid(std::string_view text);

// Letters and digits only, upper case: a card or insurance number.
std::string normal_code(std::string_view text);

// Digits without leading zeros, letters behind them kept: "007 b" -> "7b".
std::string normal_number(std::string_view text);

// "YYYYMMDD", unknown parts 0; eight digits that are no date are kept, so that a typing error can
// still be seen as one.
std::string normal_date(std::string_view text);

// Words sorted, each once, joined with ' '; runs of Japanese letters become pairs of letters.
std::string normal_word_set(std::string_view text);

// The first number of an address ("-" if none), then the other words, sorted: compare_street.h.
std::string normal_street(std::string_view text);

// Postal code: seven digits, or the folded letters and digits of another country's.
std::string normal_postal(std::string_view text);

// The consonant skeleton of a Latin name: what is left when vowels, doubled letters and common
// ways to write one sound are folded.  Empty when the text is not Latin.
std::string latin_skeleton(std::string_view solid);

}  // namespace genbo
