// SPDX-License-Identifier: Apache-2.0
#include "register/search_index.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace genbo {
namespace {

// The index against a map of sets, with so many entries that runs are merged several times.
TEST(SearchIndex, AgreesWithAMapOfSets) {
    std::mt19937 random(3);
    SearchIndex index;
    std::map<std::uint32_t, std::set<std::uint32_t>> slots_of;
    std::set<std::uint32_t> dead;
    for (std::uint32_t slot = 0; slot < 30'000; ++slot) {
        std::set<std::uint32_t> tokens;
        while (tokens.size() < 6) tokens.insert(random() % 500);
        const std::vector<std::uint32_t> list(tokens.begin(), tokens.end());
        index.add(slot, list);
        for (const auto token : list) slots_of[token].insert(slot);
        if (random() % 7 == 0) dead.insert(slot);
    }
    for (int query = 0; query < 200; ++query) {
        std::vector<std::vector<std::uint32_t>> terms(1 + random() % 3);
        for (auto& term : terms)
            for (auto n = 1 + random() % 2; n > 0; --n) term.push_back(random() % 520);
        std::vector<std::uint32_t> expected;
        for (std::uint32_t slot = 0; slot < 30'000; ++slot) {
            bool fits = !dead.contains(slot);
            for (const auto& term : terms) {
                bool any = false;
                for (const auto token : term) any = any || slots_of[token].contains(slot);
                fits = fits && any;
            }
            if (fits) expected.push_back(slot);
        }
        ASSERT_EQ(
            index.find(terms, 30'000, [&](std::uint32_t slot) { return !dead.contains(slot); }),
            expected);
    }
}

TEST(SearchIndex, NothingAskedIsNothingFound) {
    SearchIndex index;
    index.add(0, std::vector<std::uint32_t>{1});
    EXPECT_TRUE(index.find({}, 10, [](std::uint32_t) { return true; }).empty());
}

}  // namespace
}  // namespace genbo
