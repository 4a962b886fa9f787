// SPDX-License-Identifier: Apache-2.0
#include "match/table.h"

#include <gtest/gtest.h>

#include <string>
#include <unordered_map>

#include "match/frequency_table.h"
#include "match/hash.h"

namespace genbo {
namespace {

TEST(ValueTable, GivesEqualValuesOneNumber) {
    ValueTable table;
    std::unordered_map<std::string, std::uint32_t> expected;
    std::uint64_t state = 1;
    for (int i = 0; i < 50'000; ++i) {
        state = hash_mix(state, 3);
        const auto value = std::to_string((state >> 30) % 4000);
        const auto id = table.add(value);
        ASSERT_EQ(table.value(id), value);
        const auto [known, fresh] = expected.emplace(value, id);
        ASSERT_EQ(known->second, id);
    }
    EXPECT_EQ(table.size(), expected.size() + 1);
    EXPECT_EQ(table.add(""), 0U);
    EXPECT_EQ(table.value(0), "");
}

TEST(ValueTable, KeepsAColumnOfKeysWithoutLookingForEquals) {
    ValueTable table;
    for (std::uint32_t i = 0; i < 200'000; ++i)
        ASSERT_EQ(table.add("key " + std::to_string(i)), i + 1);
    EXPECT_EQ(table.value(150'000), "key 149999");
    // Half of what it would be with a slot for each value.
    EXPECT_LT(table.memory_bytes(), 200'000U * 40);
}

TEST(Table, HoldsCellsByRowAndColumn) {
    const std::vector<std::string_view> header = {"a", "b", "c"};
    const std::vector<std::string> dropped = {"b"};
    Table table{header, dropped};
    table.add_row(std::vector<std::string_view>{"1", "secret", "x"});
    table.add_row(std::vector<std::string_view>{"2"});
    table.add_row(std::vector<std::string_view>{"1", "", "x", "one too many"});
    EXPECT_EQ(table.rows(), 3U);
    EXPECT_FALSE(table.kept(1));
    EXPECT_EQ(table.cell(0, 0), "1");
    EXPECT_EQ(table.cell(1, 2), "");
    EXPECT_EQ(table.id(0, 2), table.id(2, 2));
    const auto sample = table.sample(2);
    ASSERT_EQ(sample.size(), 2U);
    EXPECT_EQ(sample[0], (std::vector<std::string_view>{"1", "", "x"}));
}

TEST(TableFiller, FillsLikeRowByRow) {
    const std::vector<std::string_view> header = {"a", "b", "c"};
    const std::vector<std::string> dropped = {"b"};
    Table one_by_one{header, dropped};
    Table together{header, dropped};
    TableFiller filler{together};
    for (int i = 0; i < 1000; ++i) {
        const std::string a = std::to_string(i % 37);
        const std::string c = i % 5 == 0 ? "" : "value " + std::to_string(i);
        std::vector<std::string_view> cells = {a, "secret", c, "one too many"};
        cells.resize(static_cast<std::size_t>(i % 5));
        one_by_one.add_row(cells);
        filler.add_row(cells);
    }
    filler.finish();
    filler.finish();
    ASSERT_EQ(together.rows(), one_by_one.rows());
    for (std::size_t row = 0; row < together.rows(); ++row)
        for (const std::size_t column : {0U, 2U}) {
            ASSERT_EQ(together.id(row, column), one_by_one.id(row, column));
            ASSERT_EQ(together.cell(row, column), one_by_one.cell(row, column));
        }
}

TEST(FrequencyTable, KnowsWhatIsAboveALimit) {
    FrequencyTable table;
    for (std::uint32_t i = 0; i < 20'000; ++i) table.set(3, hash_mix(i, 7), i % 100 == 0 ? i : 3);
    for (const std::uint32_t limit : {0U, 2U, 3U, 29U, 30U, 31U, 200U, 255U, 256U, 5000U, 20'000U})
        for (std::uint32_t i = 0; i < 20'000; i += 50)
            ASSERT_EQ(
                table.above(3, hash_mix(i, 7), limit), table.count(3, hash_mix(i, 7)) > limit);
}

TEST(FrequencyTable, RemembersCountsAndPools) {
    FrequencyTable table;
    EXPECT_EQ(table.count(1, 2), 0U);
    EXPECT_EQ(table.pool(1), nullptr);
    for (std::uint64_t i = 0; i < 5000; ++i)
        table.set(3, hash_mix(i, 1), static_cast<std::uint32_t>(i + 3));
    table.set_pool({.pool = 3, .total = 10, .collision = 0.5});
    for (std::uint64_t i = 0; i < 5000; ++i) EXPECT_EQ(table.count(3, hash_mix(i, 1)), i + 3);
    EXPECT_EQ(table.count(4, hash_mix(1, 1)), 0U);
    EXPECT_EQ(table.pool(3)->total, 10U);
    FrequencyTable again;
    for (const auto& [key, count] : table.entries()) again.set_entry(key, count);
    again.set_pool(*table.pool(3));
    EXPECT_EQ(again, table);
}

// Several files one after the other: the sample sees all of them.
TEST(Table, TheSampleIsSpreadOverTheRows) {
    const std::array<std::string_view, 1> header = {"row"};
    Table table{header, std::vector<std::string>{}};
    for (int i = 0; i < 100; ++i) {
        const auto text = std::to_string(i);
        table.add_row(std::array{std::string_view{text}});
    }
    const auto sample = table.sample(4);
    ASSERT_EQ(sample.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(sample[i][0], std::to_string(25 * i));
    EXPECT_EQ(table.sample(1000).size(), 100U);
}

}  // namespace
}  // namespace genbo
