// SPDX-License-Identifier: Apache-2.0
#include "match/blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match/block_keys.h"
#include "match/hash.h"
#include "match/long_test_helper.h"
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
    const auto file = people_file(5, rounds(1500U, 3000U));
    const auto table = file.table();
    const auto schema = guess_schema(file.header, table.sample(2000), {});
    const BatchRows rows{table, schema, 2};
    for (const std::uint32_t cap : {2U, 10U, 50U, 1000U}) {
        const Blocks blocks{rows, schema, {.block_cap = cap}, 2};
        PartnerFinder finder{blocks, kAllRules};
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
        auto hashes = words;
        radix_sort_hashes(hashes, from);
        auto expected = words;
        std::stable_sort(expected.begin(), expected.end(), [&](std::uint64_t x, std::uint64_t y) {
            return x >> from < y >> from;
        });
        ASSERT_EQ(sorted, expected);
        ASSERT_EQ(hashes, expected);
    }
}

// Many words that only differ below the bits that are taken for a hash, and in them.
TEST(RadixSort, PutsRightWhatNoHashMixed) {
    UnsetVector<std::uint64_t> words;
    std::uint64_t state = 4;
    for (int i = 0; i < 20'000; ++i) {
        state = hash_mix(state, 1);
        const auto upper = state % 3 == 0 ? state >> 60 << 42 : state % 7 << 42;
        words.push_back(upper | (state >> 20 & 15) << 24 | static_cast<std::uint64_t>(i));
    }
    auto expected = words;
    std::stable_sort(expected.begin(), expected.end(), [](std::uint64_t x, std::uint64_t y) {
        return x >> 24 < y >> 24;
    });
    radix_sort_hashes(words, 24);
    EXPECT_EQ(words, expected);
}

// Namesakes alone are fewer to a block where telephone, address or postal code would tell.
TEST(Blocks, CapNamesakesWhereThereAreOtherWays) {
    const std::vector<std::string_view> with = {"id", "氏名", "フリガナ", "生年月日", "電話番号"};
    const std::vector<std::string_view> without = {"id", "氏名", "フリガナ", "生年月日"};
    for (const bool other_ways : {true, false}) {
        const auto& header = other_ways ? with : without;
        Table table{header, std::vector<std::string>{}};
        std::vector<std::string> text;
        for (int i = 0; i < 400; ++i) {
            const auto number = std::to_string(i);
            const bool namesake = i < 20;
            const auto day = std::to_string(1940 + i % 50) + "-0" + std::to_string(1 + i % 9) +
                             "-1" + std::to_string(i % 10);
            const auto phone =
                "090-12" + std::to_string(10 + i % 90) + "-" + std::to_string(1000 + i);
            const std::vector<std::string_view> row = {
                number,
                namesake     ? "佐藤 花子"
                : i % 2 == 0 ? "鈴木 一郎"
                             : "高橋 次郎",
                namesake     ? "サトウ ハナコ"
                : i % 2 == 0 ? "スズキ イチロウ"
                             : "タカハシ ジロウ",
                day, phone};
            table.add_row(std::span{row}.first(header.size()));
        }
        const auto schema = guess_schema(header, table.sample(400), {.id_column = "id"});
        const BatchRows rows{table, schema, 1};
        const Blocks blocks{rows, schema, {.block_cap = 50}, 1};
        for (std::size_t rule = 0; rule < schema.rules.size(); ++rule) {
            if (schema.rules[rule].name != "surname + given name") continue;
            // The other two names are borne by more than 50 in any case.
            EXPECT_EQ(blocks.counts()[rule].blocks > 0, !other_ways);
        }
    }
}

}  // namespace
}  // namespace genbo
