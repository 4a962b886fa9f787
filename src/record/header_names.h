// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a column called 「お名前(カナ)」, "TEL1", "date_of_birth" or 「会員番号」 probably holds.
//
// The names are those of Japanese shops, CRMs, point-of-sale systems and call centres, and of the
// English systems they sit beside.  A header is compared without regard to width (ＴＥＬ, ﾌﾘｶﾞﾅ),
// case, hiragana or katakana, blanks, underscores, brackets and required-marks; prefixes that say
// whose value it is (お客様, 会員, customer_, billing_) are taken off.  A header that speaks of
// somebody else (配送先, 送り主, 緊急連絡先, shipping_) is no field of the customer: no guess.
//
// The guess sees the name only.  connect/mapping.h weighs it against what the column holds.

#include <optional>
#include <string_view>

#include "record/field.h"

namespace genbo {

struct HeaderGuess {
    Field field = Field::custom;
    // 1: the name says exactly this.  0.5: one of its words does.
    double confidence = 0;
    // The number in 住所1, TEL2, 電話番号(3); 0 = none.  Which of several columns it is, or which
    // part of one value: the content decides.
    int ordinal = 0;

    friend bool operator==(const HeaderGuess&, const HeaderGuess&) = default;
};

// No value: nothing known, or known to be something else.
std::optional<HeaderGuess> guess_field(std::string_view header);

// Says that the column is about somebody or something else (紹介者, 配送先, bank): whatever its
// cells look like, they are not the customer's.
bool header_is_of_another(std::string_view header);

}  // namespace genbo
