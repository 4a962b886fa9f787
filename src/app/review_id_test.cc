// SPDX-License-Identifier: Apache-2.0
#include "app/review_id.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace genbo {
namespace {

TEST(ReviewIds, EveryPairHasItsOwn) {
    std::mt19937_64 random(2);
    std::set<std::pair<std::int64_t, std::int64_t>> pairs;
    // Pairs that one integer with 26 bits for each record would have taken for each other.
    pairs.insert({1, (std::int64_t{1} << 26) + 5});
    pairs.insert({2, 5});
    pairs.insert({INT64_MAX - 1, INT64_MAX});
    while (pairs.size() < 5000) {
        const auto a = static_cast<std::int64_t>(random() >> (1 + random() % 60));
        const auto b = static_cast<std::int64_t>(random() >> (1 + random() % 60));
        if (a > 0 && b > 0 && a != b) pairs.insert(std::minmax(a, b));
    }
    std::set<std::string> ids;
    for (const auto& [low, high] : pairs) {
        const auto id = review_id(RecordId{high}, RecordId{low});
        EXPECT_EQ(id, review_id(RecordId{low}, RecordId{high}));
        EXPECT_LE(id.size(), 39U);
        ids.insert(id);
        const auto pair = pair_of_review(id);
        ASSERT_TRUE(pair.ok()) << id;
        EXPECT_EQ(*pair, std::pair(RecordId{low}, RecordId{high}));
    }
    EXPECT_EQ(ids.size(), pairs.size());
}

TEST(ReviewIds, NothingElseIsOne) {
    for (const char* text :
         {"", "-", "1", "1-", "-2", "2-1", "1-1", "0-1", "01-2", "1-02", "+1-2", "1-2-3", "1- 2",
          "1--2", "-1-2", "a-b", "1-9223372036854775808", "67108866"}) {
        const auto pair = pair_of_review(text);
        ASSERT_FALSE(pair.ok()) << text;
        EXPECT_EQ(pair.error().code, "register.unknown_record");
    }
}

}  // namespace
}  // namespace genbo
