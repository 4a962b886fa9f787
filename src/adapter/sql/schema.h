// SPDX-License-Identifier: Apache-2.0
#pragma once

// The tables of a master, for SQLite, PostgreSQL 15 to 18 and Citus: 64-bit integers, text and
// bytes, no sequences, no triggers, no secondary index where a table of its own can be looked up by
// key instead (docs/adr/0014, research by measurement in docs/scale.md).
//
// Every table says by which column it is distributed on Citus, and every key contains that column.
// A look-up by anything else is a table of its own: record_key, customer_record, number_text,
// number_anchor, verdict_side.
//
// Facts come first; columns that are projections are marked.  Nothing here is personal in the
// clear: names, contacts and payloads are sealed.  Tables of kind `index` exist on PostgreSQL only:
// UNLOGGED, never in a backup, made again from the facts.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace genbo {

inline constexpr int kSchemaVersion = 4;

enum class TableKind {
    fact,
    projection,
    duty,   // Leases, marks and queues of the program itself.
    index,  // PostgreSQL only.
};

struct SqlTable {
    std::string_view name;
    TableKind kind;
    // Empty: a reference table, on every node.
    std::string_view distributed_by;
    // Tables of one group lie together, shard by shard.
    std::string_view group;
    // Columns and constraints, in the words that both dialects share, BLOB for bytes.
    const char* body;
    // Further statements: indexes.  `fan_out` ones serve lists only.
    std::vector<const char*> indexes = {};
    // SQLite keeps the rows in the order of an INTEGER PRIMARY KEY; otherwise of the whole key.
    bool by_rowid = false;
    // The schema version that it came with.  From 4 on, a step of the migration makes it by itself.
    int since = 1;
    // Further indexes, made when the first load is done (port/index_tables.h): to make one over a
    // million rows costs a fifth of keeping it up to date while they come.
    std::vector<const char*> lookups = {};
    // An index table whose index answers alone: the share of new rows after which a vacuum is to
    // look at them, so that the index may.  0: never only for new rows.
    double seen_after = 0;
};

// In the order in which they can be created.
std::span<const SqlTable> all_tables();

enum class SqlDialect { sqlite, postgres };

// Of an index table, as PostgreSQL's storage parameters.
std::string vacuum_settings(const SqlTable& table);

// CREATE TABLE and its indexes, without `lookups`; empty for an index table in SQLite.
std::vector<std::string> create_statements(const SqlTable& table, SqlDialect dialect);

// A step from one version of the schema to the next.  Each runs in a transaction of its own, with
// the note of how far the migration is: a killed migration goes on where it stopped.
struct MigrationStep {
    int from;  // Schema version.
    int step;  // From 1, within the migration.
    SqlDialect dialect;
    const char* script;
};

// In order.
std::span<const MigrationStep> migration_steps();

}  // namespace genbo
