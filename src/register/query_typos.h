// SPDX-License-Identifier: Apache-2.0
#pragma once

// Searching although something was mistyped: one letter too many, too few, another, or two turned
// round (Damerau 1964), in kana, romaji, mail addresses and telephone numbers; and, for names in
// kanji, another name that is read alike (who types 伊東 often means 伊藤) or has another last
// character.
//
// The index knows nothing of it.  Every spelling one mistake away is asked for, which is some
// hundred look-ups a word, so it is for a search that found nobody.

#include <vector>

#include "register/search_tokens.h"

namespace genbo {

// The query with the spellings that could have been meant beside what was typed.  A word too short
// to be told from its neighbours (two kana, three Latin letters) stays as it is.
std::vector<QueryTerm> forgive_typing(const std::vector<QueryTerm>& query);

}  // namespace genbo
