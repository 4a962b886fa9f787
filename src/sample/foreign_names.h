// SPDX-License-Identifier: Apache-2.0
#pragma once

// Names of residents from abroad: kanji names with the readings people give them (王 ワン or オウ),
// and Latin names of several parts with their katakana.  Small lists by hand; there is no frequency
// behind them beyond "the common ones first".

#include <string>

#include "sample/random.h"
#include "sample/tables.h"

namespace genbo::sample {

struct ForeignName {
    bool latin = false;
    std::string surname = {};  // 王 or NGUYEN
    std::string given = {};    // 小明 or VAN ANH
    std::string surname_kana = {};
    std::string given_kana = {};
};

// The family name, and whether the names are Latin, come from `family` alone.
ForeignName draw_foreign_name(Gender gender, Chance& family, Chance& own);

// The same names as somebody else would have written them: the other reading, katakana for Latin
// letters, names left out.  Answers whether anything changed.
bool other_foreign_form(ForeignName& name, Chance& chance);

}  // namespace genbo::sample
