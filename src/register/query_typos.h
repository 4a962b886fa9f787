// SPDX-License-Identifier: Apache-2.0
#pragma once

// Searching although something was mistyped: one letter too many, too few, another, or two turned
// round (Damerau 1964), in kana, romaji, mail addresses and telephone numbers; and, for names in
// kanji, another name that is read alike (who types 伊東 often means 伊藤) or has another last
// character.
//
// The index knows nothing of it.  Every spelling one mistake away is asked for: about 900 look-ups
// for six kana or eight Latin letters, some 5,000 for the longest word.  So it is for a search that
// found nobody, and it has an end: no more than kSpellingsMost spellings in all, which is six words
// of six kana; the words after that are taken as they were typed.

#include <cstddef>
#include <vector>

#include "register/search_tokens.h"

namespace genbo {

inline constexpr std::size_t kSpellingsMost = 6000;

// The query with the spellings that could have been meant beside what was typed.  A word too short
// to be told from its neighbours (two kana, three Latin letters) or longer than 32 characters stays
// as it is.
std::vector<QueryTerm> forgive_typing(const std::vector<QueryTerm>& query);

}  // namespace genbo
