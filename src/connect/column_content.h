// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the values of a column look like, for guess_mapping: shares of the sample that have the form
// of an e-mail address, a zip code, kana, and so on.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace genbo {

struct ColumnContent {
    std::size_t rows = 0;    // Of the sample.
    std::size_t filled = 0;  // With a value.
    bool distinct = true;    // No value twice.

    // Of the filled ones, 0 to 1.
    double email = 0;
    double zip = 0;         // 060-0001, 0600001, and 600001 that has lost its zero
    double zip_hyphen = 0;  // 060-0001
    double digits_1_to_5 = 0;
    double phone = 0;
    double phone_hyphen = 0;  // with hyphens, so that it is no number of anything else
    double mobile = 0;
    double date = 0;
    double gender = 0;       // 男, 女, M, F, 1, 2 …
    double gender_word = 0;  // 男, 女, 男性, 女性, male, female
    double kana = 0;         // nothing but kana
    double kanji = 0;        // at least one kanji
    double prefecture = 0;
    double begins_with_prefecture = 0;
    double house_number = 0;  // 1-2-3, 3丁目, 12番地
    double building = 0;      // ビル, マンション, 101号室 …
    double corporate_number = 0;

    // So few values that the shares say little.
    bool thin() const { return filled < 3; }
};

// REQUIRES: every row of the sample is longer than `column`.
ColumnContent look_at_column(std::span<const std::vector<std::string>> sample, std::size_t column);

}  // namespace genbo
