// SPDX-License-Identifier: Apache-2.0
#include "adapter/sql/moving_tables.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "adapter/sql/row_page.h"

namespace genbo {
namespace {

const MovingTable* find(std::string_view name) {
    const auto tables = moving_tables();
    const auto at = std::ranges::find(tables, name, &MovingTable::name);
    return at == tables.end() ? nullptr : &*at;
}

TEST(MovingTables, EveryFactAndLookUpMoves) {
    for (const auto& table : all_tables()) {
        const bool moves = find(table.name) != nullptr;
        if (table.kind == TableKind::fact || table.kind == TableKind::projection)
            EXPECT_TRUE(moves) << table.name;
        if (table.kind == TableKind::index) EXPECT_FALSE(moves) << table.name;
    }
    for (const char* duty : {"session", "event", "id_block"}) EXPECT_NE(find(duty), nullptr);
    for (const char* staying : {"lease", "commit_mark", "note", "upload"})
        EXPECT_EQ(find(staying), nullptr);
}

TEST(MovingTables, ColumnsAndKeysAreThoseOfTheSchema) {
    const auto* record = find("record");
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->columns.size(), 8U);
    EXPECT_EQ(record->columns[2].name, "key_hash");
    EXPECT_EQ(record->columns[2].type, ColumnType::bytes);
    EXPECT_EQ(record->key, std::vector<std::size_t>{0});
    const auto* key = find("record_key");
    ASSERT_NE(key, nullptr);
    EXPECT_EQ(key->key, (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(find("number_text")->columns[0].type, ColumnType::text);
    EXPECT_EQ(find("import")->columns.back().name, "detail");
}

// A key out of the order of the columns, and a constraint with a comma in it.
TEST(MovingTables, ANewTableNeedsNoCode) {
    const SqlTable table{
        "points", TableKind::fact, "b", "b",
        "a BIGINT NOT NULL, b TEXT NOT NULL, c BLOB NOT NULL, PRIMARY KEY (b, a)"};
    const auto moving = moving_table(table);
    EXPECT_EQ(moving.key, (std::vector<std::size_t>{1, 0}));
    EXPECT_EQ(
        first_page_sql(moving, SqlDialect::sqlite),
        "SELECT a, b, c FROM points ORDER BY b, a LIMIT $1");
    EXPECT_EQ(
        next_page_sql(moving, SqlDialect::postgres),
        "SELECT a, b, c FROM points WHERE (b COLLATE \"C\", a) > ($1, $2) "
        "ORDER BY b COLLATE \"C\", a LIMIT $3");
    EXPECT_EQ(insert_sql(moving), "INSERT INTO points (a, b, c) VALUES ($1, $2, $3)");
    EXPECT_EQ(clear_sql(moving), "DELETE FROM points");
}

TEST(MovingTables, AStoresWordsAboutItselfStay) {
    const auto* setting = find("setting");
    ASSERT_NE(setting, nullptr);
    for (const auto& text :
         {first_page_sql(*setting, SqlDialect::sqlite), next_page_sql(*setting, SqlDialect::sqlite),
          clear_sql(*setting), count_sql(*setting)}) {
        EXPECT_NE(text.find("'schema.'"), text.npos) << text;
        EXPECT_NE(text.find("'migration.'"), text.npos) << text;
    }
}

TEST(RowPage, WhatGoesInComesOut) {
    RowPage page;
    EXPECT_TRUE(page.last().empty());
    const std::vector<std::int64_t> numbers = {0, -1, 7, INT64_MIN, INT64_MAX};
    for (const auto number : numbers) {
        page.begin_row(3);
        page.add(number);
        page.add(as_bytes("店"));
        page.add(ByteView{});
    }
    std::size_t at = 0;
    for (RowCursor rows(page.encoded); rows.next(); ++at) {
        ASSERT_EQ(rows.cells().size(), 3U);
        EXPECT_EQ(cell_integer(rows.cells()[0]), numbers.at(at));
        EXPECT_EQ(as_text(rows.cells()[1]), "店");
        EXPECT_TRUE(rows.cells()[2].empty());
    }
    EXPECT_EQ(at, page.rows);
    RowCursor last(page.last());
    ASSERT_TRUE(last.next());
    EXPECT_EQ(cell_integer(last.cells()[0]), INT64_MAX);
    EXPECT_FALSE(last.next());
}

// The form is that of PostgreSQL's binary COPY, byte by byte.
TEST(RowPage, IsARowOfBinaryCopy) {
    RowPage page;
    page.begin_row(2);
    page.add(std::int64_t{258});
    page.add(as_bytes("a"));
    EXPECT_EQ(
        to_hex(page.encoded),
        "0002000000080000000000000102"
        "0000000161");
}

}  // namespace
}  // namespace genbo
