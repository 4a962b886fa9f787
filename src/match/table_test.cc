// SPDX-License-Identifier: Apache-2.0
#include "match/table.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "match/frequency_table.h"
#include "match/hash.h"

namespace genbo {
namespace {

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
    EXPECT_EQ(table.cell(2, 2), "x");
    EXPECT_EQ(table.cell(0, 1), "");
    const auto sample = table.sample(2);
    ASSERT_EQ(sample.size(), 2U);
    EXPECT_EQ(sample[0], (std::vector<std::string_view>{"1", "", "x"}));
}

// Cells of every length around the ones that are written otherwise, over more than one piece.
TEST(Table, GivesBackWhatWasAdded) {
    const std::vector<std::string_view> header = {"a", "b", "c"};
    const std::vector<std::string> dropped = {"b"};
    Table table{header, dropped};
    const std::string text(70'000, 'x');
    const auto size_of = [](std::size_t row) {
        return row % 97 == 0 ? 250 + row % 11 : row % 1009 == 0 ? row : row % 23;
    };
    const auto rows = Table::kRowsPerPiece + 1500;
    for (std::size_t row = 0; row < rows; ++row)
        table.add_row(std::array<std::string_view, 3>{
            std::string_view{text}.substr(0, size_of(row)), "secret", std::to_string(row)});
    ASSERT_EQ(table.rows(), rows);
    ASSERT_EQ(table.pieces(), 2U);
    std::vector<std::string_view> cells;
    for (std::size_t row = 0; row < rows; ++row) {
        table.read_row(row, cells);
        ASSERT_EQ(cells.size(), 3U);
        ASSERT_EQ(cells[0].size(), size_of(row));
        ASSERT_EQ(cells[1], "");
        ASSERT_EQ(cells[2], std::to_string(row));
        ASSERT_EQ(table.cell(row, 2), cells[2]);
    }
    const auto before = table.memory_bytes();
    table.give_up(0);
    EXPECT_LT(table.memory_bytes(), before / 4);
    EXPECT_EQ(table.cell(rows - 1, 2), std::to_string(rows - 1));
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
