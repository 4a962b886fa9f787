// SPDX-License-Identifier: Apache-2.0
#include "app/level_words.h"

#include <gtest/gtest.h>

#include "match/schema.h"

namespace genbo {
namespace {

TEST(LevelWords, EveryComparisonOfTheRegisterHasAWord) {
    for (const auto& comparison : register_schema().comparisons) {
        EXPECT_NE(comparison_label(comparison.name, Language::ja), comparison.name);
        EXPECT_NE(comparison_label(comparison.name, Language::en), comparison.name);
    }
}

TEST(LevelWords, ANameWithoutAWordStandsForItself) {
    EXPECT_EQ(level_text("nothing_like_it", Language::ja), "nothing_like_it");
    EXPECT_EQ(level_text("same", Language::ja), "同じ");
    EXPECT_EQ(level_text("withheld", Language::ja), "表示できません");
}

}  // namespace
}  // namespace genbo
