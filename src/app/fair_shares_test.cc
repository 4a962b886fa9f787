// SPDX-License-Identifier: Apache-2.0
#include "app/fair_shares.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>

namespace genbo {
namespace {

using Sizes = std::vector<std::size_t>;

TEST(FairShares, NoLongListHidesTheOthers) {
    EXPECT_EQ(fair_shares(Sizes{30, 30}, 24), (Sizes{12, 12}));
    EXPECT_EQ(fair_shares(Sizes{30, 30, 2}, 24), (Sizes{11, 11, 2}));
    EXPECT_EQ(fair_shares(Sizes{100, 1, 1}, 5), (Sizes{3, 1, 1}));
    EXPECT_EQ(fair_shares(Sizes{9, 9, 9}, 2), (Sizes{1, 1, 0}));
    EXPECT_EQ(fair_shares(Sizes{2, 0, 1}, 24), (Sizes{2, 0, 1}));
    EXPECT_EQ(fair_shares(Sizes{}, 24), Sizes{});
    EXPECT_EQ(fair_shares(Sizes{4}, 0), Sizes{0});
    const std::vector<std::string> expected = {"ab", "c"};
    const auto beginnings =
        fair_beginnings(std::vector<std::vector<char>>{{'a', 'b', 'x', 'x'}, {'c'}}, 3);
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_EQ(std::string(beginnings[i].begin(), beginnings[i].end()), expected[i]);
}

TEST(FairShares, TheRoomIsUsedAndNobodyHasTwoMoreThanWhoeverWantsMore) {
    std::mt19937_64 dice(17);  // NOLINT: the same each time.
    for (int round = 0; round < 2'000; ++round) {
        Sizes sizes(dice() % 9);
        for (auto& size : sizes) size = dice() % 12;
        const std::size_t room = dice() % 40;
        const auto shares = fair_shares(sizes, room);
        ASSERT_EQ(shares.size(), sizes.size());
        const auto sum = [](const Sizes& all) {
            return std::accumulate(all.begin(), all.end(), std::size_t{0});
        };
        EXPECT_EQ(sum(shares), std::min(room, sum(sizes)));
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            EXPECT_LE(shares[i], sizes[i]);
            if (shares[i] == sizes[i]) continue;
            for (const auto other : shares) EXPECT_LE(other, shares[i] + 1);
        }
    }
}

}  // namespace
}  // namespace genbo
