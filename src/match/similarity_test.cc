// SPDX-License-Identifier: Apache-2.0
#include "match/similarity.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "match/hash.h"

namespace genbo {
namespace {

// The textbook recurrence, whole table, no cap.
std::size_t slow_distance(const Letters& a, const Letters& b) {
    std::vector<std::vector<std::size_t>> cost(
        a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            cost[i][j] = std::min(
                {cost[i - 1][j] + 1, cost[i][j - 1] + 1,
                 cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[a.size()][b.size()];
}

std::string random_text(std::uint64_t& state) {
    static constexpr std::string_view kLetters[] = {"a", "b", "c", "é", "斎", "藤", "1"};
    std::string text;
    state = hash_mix(state, 1);
    for (auto length = state % 9; length > 0; --length) {
        state = hash_mix(state, 2);
        text += kLetters[(state >> 8) % std::size(kLetters)];
    }
    return text;
}

TEST(Letters, CountKanjiAsOneAndBrokenBytesToo) {
    EXPECT_EQ(Letters{"斎藤"}.size(), 2U);
    EXPECT_EQ(Letters{"𠮷田"}.size(), 2U);
    EXPECT_EQ(Letters{"a\xff\xe6\x96"}.size(), 4U);
    EXPECT_EQ(Letters{std::string(500, 'x')}.size(), kLettersMax);
}

TEST(EditDistance, AgreesWithTheTextbookOnRandomTexts) {
    std::uint64_t state = 7;
    std::size_t near = 0;
    for (int round = 0; round < 20'000; ++round) {
        const auto x = random_text(state);
        const auto y = random_text(state);
        const Letters a{x};
        const Letters b{y};
        const auto expected = slow_distance(a, b);
        for (const std::size_t cap : {0U, 1U, 2U, 3U, 20U})
            ASSERT_EQ(edit_distance(a, b, cap), std::min(expected, cap + 1)) << x << " | " << y;
        ASSERT_EQ(within_one_edit(a, b), expected <= 1) << x << " | " << y;
        ASSERT_EQ(within_one_edit(x, y), expected <= 1) << x << " | " << y;
        near += expected <= 2;
    }
    EXPECT_GT(near, 200U);
}

TEST(JaroWinkler, KnownValues) {
    const auto similarity = [](std::string_view a, std::string_view b) {
        return jaro_winkler(Letters{a}, Letters{b});
    };
    EXPECT_NEAR(similarity("martha", "marhta"), 0.9611, 0.0001);
    EXPECT_NEAR(similarity("dwayne", "duane"), 0.84, 0.0001);
    EXPECT_NEAR(similarity("dixon", "dicksonx"), 0.8133, 0.0001);
    EXPECT_EQ(similarity("佐藤", "佐藤"), 1);
    EXPECT_EQ(similarity("", "a"), 0);
    EXPECT_EQ(similarity("abc", "xyz"), 0);
}

TEST(JaroWinkler, IsSymmetricAndNeverAboveItsBound) {
    std::uint64_t state = 11;
    for (int round = 0; round < 20'000; ++round) {
        const auto x = random_text(state);
        const auto y = random_text(state);
        const Letters a{x};
        const Letters b{y};
        ASSERT_EQ(jaro_winkler(a, b), jaro_winkler(b, a)) << x << " | " << y;
        ASSERT_LE(jaro_winkler(a, b), jaro_winkler_bound(a, b) + 1e-12) << x << " | " << y;
    }
}

}  // namespace
}  // namespace genbo
