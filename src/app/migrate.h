// SPDX-License-Identifier: Apache-2.0
#pragma once

// Moves a master from one store to another: a file into PostgreSQL, back, or from one PostgreSQL to
// another.  Every row of every table that holds facts, look-ups, queues or counters goes over as it
// is, sealed; at the end a hash over all rows of both sides must be equal.
//
//   1. lock      the source: nobody writes to it while we run (table_home.h)
//   2. fill      the target, which from its first row on opens for nobody else ("moving")
//   3. compare   both sides, table by table
//   4. close     the source for good ("moved"): from here on the target is the master
//   5. open      the target; make its index, or give waiting audit leaves their place
//   6. switch    genbo.toml
//
// A migration that was killed anywhere goes on when it is started again.  What the target has is
// where it got to: rows arrive in the order of the key, each page in one transaction.  It is not
// trusted, though: what is there is compared with the source page by page, and a table that does
// not agree, because the source was written to in between, is filled anew.
//
//   const auto report = TRY(migrate("demo", clock, {.database = "postgresql:///genbo"}));

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "port/clock.h"

namespace genbo {

enum class MigratePhase { begin, fill, compare, close, open, index, leaves, change };

struct MigrateStep {
    MigratePhase phase = MigratePhase::begin;
    std::string_view table = {};  // Of fill and compare.
    std::int64_t done = 0;
    std::int64_t total = 0;  // Rows of all tables, or records.
};

struct MigrateOptions {
    std::string database;       // Where to: postgresql://…; empty: a file in the folder.
    std::size_t page_rows = 0;  // 0: some megabytes.
    // After each page, and before each further phase, from the calling thread; may be empty.
    std::function<void(const MigrateStep&)> each = {};
};

struct MigratedTable {
    std::string name;
    std::int64_t rows = 0;
    std::string sha256;
};

struct MigrateReport {
    // Compared with the source and found equal.  Empty when an earlier run had done that already,
    // and was stopped between there and the switch.
    std::vector<MigratedTable> tables;
    std::string source_sha256;  // Over the hashes of the tables.
    std::string target_sha256;
    std::uint64_t audit_size = 0;
    std::string audit_root;
    std::int64_t leaves_placed = 0;    // That waited at the source.
    std::int64_t records_indexed = 0;  // 0: a resident index is made at the next start.
};

// conflict: app.migrate_same, app.migrate_not_empty, app.migrate_other.  corrupt:
// app.migrate_differs.  unavailable: store.in_use, store.connection_lost, …
Result<MigrateReport> migrate(
    const std::filesystem::path& directory, const Clock& clock, const MigrateOptions& options);

}  // namespace genbo
