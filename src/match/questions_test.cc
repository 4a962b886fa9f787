// SPDX-License-Identifier: Apache-2.0
#include "match/questions.h"

#include <gtest/gtest.h>

#include <map>

namespace genbo {
namespace {

// Rows 0 1 2 | 3 4 | 5 | 6, with what each pair of rows scores.
struct QuestionCase {
    std::vector<std::uint32_t> cluster = {0, 0, 0, 1, 1, 2, 3};
    std::map<std::pair<std::uint32_t, std::uint32_t>, Millibits> bits;
    std::vector<LinkEdge> pairs;

    void pair(std::uint32_t a, std::uint32_t b, Millibits value) {
        bits[{a, b}] = value;
        pairs.push_back({a, b, value});
    }
    QuestionInput input() const {
        return {
            .cluster = cluster,
            .pairs = pairs,
            .rule = {.mean_bits = 0, .base = -10000},
            .score =
                [this](std::uint32_t a, std::uint32_t b) {
                    const auto at = bits.find(std::minmax(a, b));
                    return at == bits.end() ? -9000 : at->second;
                },
            .tie = [](std::uint32_t row) { return std::uint64_t{100} - row; }};
    }
};

TEST(Questions, DoubtAboutManyPairsComesFirst) {
    QuestionCase one;
    for (const std::uint32_t a : {0U, 1U, 2U})
        for (const std::uint32_t b : {3U, 4U}) one.pair(a, b, -100);
    for (const auto& [a, b] : {std::pair{0U, 1U}, {0U, 2U}, {1U, 2U}, {3U, 4U}})
        one.pair(a, b, 20000);
    one.pair(5, 6, -100);
    const auto asked = valuable_questions(one.input(), 10);
    ASSERT_GE(asked.size(), 2U);
    EXPECT_EQ(one.cluster[asked[0].a], 0U);
    EXPECT_EQ(one.cluster[asked[0].b], 1U);
    EXPECT_EQ(asked[0].bits, -100);
    EXPECT_EQ(std::minmax(asked[1].a, asked[1].b), std::minmax(5U, 6U));
    EXPECT_GT(asked[0].worth, asked[1].worth);
    EXPECT_EQ(valuable_questions(one.input(), 1).size(), 1U);
}

TEST(Questions, AsksWhetherAMemberBelongs) {
    QuestionCase one;
    one.pair(0, 1, 20000);
    one.pair(0, 2, 500);
    one.pair(1, 2, -400);
    one.pair(3, 4, 20000);
    const auto asked = valuable_questions(one.input(), 1);
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_TRUE(asked[0].joined);
    EXPECT_EQ(asked[0].b, 2U);
    EXPECT_EQ(asked[0].a, 0U);
    EXPECT_EQ(asked[0].bits, 50);
    EXPECT_EQ(evidence_between(one.input(), 0, 2), 50);
}

TEST(Questions, TheOrderOfThePairsDoesNotMatter) {
    QuestionCase one;
    one.pair(0, 3, -700);
    one.pair(2, 5, -700);
    one.pair(4, 6, -700);
    one.pair(1, 6, -300);
    const auto before = valuable_questions(one.input(), 10);
    std::reverse(one.pairs.begin(), one.pairs.end());
    const auto after = valuable_questions(one.input(), 10);
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_EQ(before[i].a, after[i].a);
        EXPECT_EQ(before[i].b, after[i].b);
    }
}

TEST(Questions, NothingToAsk) {
    QuestionCase none;
    none.cluster.clear();
    EXPECT_TRUE(valuable_questions(none.input(), 10).empty());
}

}  // namespace
}  // namespace genbo
