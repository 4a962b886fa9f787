// SPDX-License-Identifier: Apache-2.0
#include "text/gender.h"

#include <gtest/gtest.h>

#include <string>

namespace genbo {
namespace {

TEST(Gender, WordsAndCodes) {
    for (const auto word :
         {"男", "男性", "M", "m", "ｍａｌｅ", "1", "１", "1:男性", "男性(1)", " 男 "})
        EXPECT_EQ(parse_gender(word), Gender::male) << word;
    for (const auto word : {"女", "女性", "F", "female", "2", "W", "2.女"})
        EXPECT_EQ(parse_gender(word), Gender::female) << word;
    EXPECT_EQ(parse_gender("その他"), Gender::other);
    EXPECT_EQ(parse_gender("9"), Gender::other);
    EXPECT_EQ(parse_gender("回答しない"), Gender::no_answer);
    EXPECT_EQ(parse_gender(""), Gender::unknown);
    EXPECT_EQ(parse_gender("不明"), Gender::unknown);
}

TEST(Gender, RefusesTheRest) {
    for (const auto word : {"ねこ", "太郎", "5", "男女", "mf", "12"})
        EXPECT_EQ(parse_gender(word), std::nullopt) << word;
}

// With each digit taken for a code before a word, this took until the end of time.
TEST(Gender, LongRowsOfCodesAreNoGender) {
    for (const auto code : {'9', '1', 'm', 'f'})
        EXPECT_EQ(parse_gender(std::string(4000, code)), std::nullopt) << code;
    EXPECT_EQ(parse_gender("11:男性"), std::nullopt);
}

TEST(Gender, WordsAreStable) {
    EXPECT_EQ(gender_word(Gender::male), "male");
    EXPECT_EQ(gender_word(Gender::no_answer), "no_answer");
}

}  // namespace
}  // namespace genbo
