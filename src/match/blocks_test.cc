// SPDX-License-Identifier: Apache-2.0
#include "match/blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "match/block_keys.h"
#include "match/hash.h"
#include "match/radix_sort.h"
#include "match/test_table.h"

namespace genbo {
namespace {

using PairRules = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t>;

// Every pair under its rules, from the keys alone.
PairRules naive_pairs(const BatchRows& rows, const Schema& schema, std::size_t cap) {
    std::map<BlockKey, std::vector<std::uint32_t>> blocks;
    BlockKeyMaker maker{schema};
    for (std::uint32_t row = 0; row < rows.size(); ++row)
        for (const auto key : maker.keys(rows.row(row))) blocks[key].push_back(row);
    PairRules pairs;
    for (const auto& [key, members] : blocks) {
        if (members.size() > cap) continue;
        for (std::size_t i = 0; i < members.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                pairs[{members[j], members[i]}] |= std::uint32_t{1} << rule_of(key);
    }
    return pairs;
}

TEST(Blocks, GiveEachPairOnceWithAllItsRules) {
    const auto file = people_file(5, 3000);
    const auto table = file.table();
    const auto schema = guess_schema(file.header, table.sample(2000), {});
    const BatchRows rows{table, schema, 2};
    for (const std::uint32_t cap : {2U, 10U, 50U, 1000U}) {
        const Blocks blocks{rows, schema, cap, 2};
        PartnerFinder finder{blocks};
        PairRules found;
        for (std::uint32_t row = 0; row < rows.size(); ++row)
            for (const auto& [other, rules] : finder.partners(row)) {
                ASSERT_LT(other, row);
                ASSERT_TRUE(found.emplace(std::pair{other, row}, rules).second);
            }
        const auto expected = naive_pairs(rows, schema, cap);
        EXPECT_GT(expected.size(), 100U);
        EXPECT_EQ(found, expected);
    }
}

TEST(RadixSort, OrdersByTheUpperBitsAndKeepsTheRest) {
    UnsetVector<std::uint64_t> words;
    std::uint64_t state = 9;
    for (int i = 0; i < 10'000; ++i)
        words.push_back(state = hash_mix(state, 1) & ~0xffff00000000ULL);
    for (const unsigned from : {0U, 24U, 32U, 40U}) {
        auto sorted = words;
        radix_sort(sorted, from);
        auto expected = words;
        std::stable_sort(expected.begin(), expected.end(), [&](std::uint64_t x, std::uint64_t y) {
            return x >> from < y >> from;
        });
        ASSERT_EQ(sorted, expected);
    }
}

}  // namespace
}  // namespace genbo
