// SPDX-License-Identifier: Apache-2.0
#pragma once

// The tables that go along when a master moves from one store to another, with their columns and
// keys read from the schema itself (schema.h): a table that is added there moves without any code
// of its own.
//
// Facts, look-up tables and queues move.  Not the match and search tables, which are made again at
// the target; not leases, marks, notes and waiting uploads, which belong to processes that know the
// old store; not the settings with which a store describes itself (schema.*, migration.*).
//
// The statements here are the only ones that are not in the catalogue (statements.h): they are made
// from the schema, walk whole tables, and serve nothing but a migration.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/sql/schema.h"

namespace genbo {

enum class ColumnType { integer, text, bytes };

struct MovingColumn {
    std::string_view name;
    ColumnType type = ColumnType::integer;
};

struct MovingTable {
    std::string_view name;
    std::vector<MovingColumn> columns;
    std::vector<std::size_t> key;  // Of the columns, in the key's order.
    std::string_view only;         // A condition of the rows that move; empty: all.
};

// In the order of the schema.
std::span<const MovingTable> moving_tables();

// What the schema says of one table.
MovingTable moving_table(const SqlTable& table);

// From the beginning: $1 is the limit.
std::string first_page_sql(const MovingTable& table, SqlDialect dialect);
// After a key: $1, … are its columns, then the limit.
std::string next_page_sql(const MovingTable& table, SqlDialect dialect);
std::string insert_sql(const MovingTable& table);
std::string clear_sql(const MovingTable& table);
std::string count_sql(const MovingTable& table);

}  // namespace genbo
