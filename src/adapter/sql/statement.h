// SPDX-License-Identifier: Apache-2.0
#pragma once

// One SQL statement of the catalogue (statements.h): its text, and what it promises about how many
// machines it asks.  The promise is tested: on hash-partitioned mirrors of the tables EXPLAIN must
// show one partition for every keyed statement (pg_store_mirror_test.cc), and a lint refuses what
// PostgreSQL tolerates and Citus does not (sql_lint_test.cc).

#include <string_view>

namespace genbo {

enum class StatementClass {
    keyed,      // Names its distribution column for every table: one shard (or one per key given).
    fan_out,    // Asks every shard: lists, counts, sweeps.  Never on a hot path.
    reference,  // Only tables that every node has whole.
    ddl,
};

enum class StatementHome {
    both,
    sqlite,    // Takes many of something one by one, or speaks of one file.
    postgres,  // Takes arrays.
};

struct SqlStatement {
    std::string_view name;
    StatementClass kind;
    const char* text;
    StatementHome home = StatementHome::both;
};

}  // namespace genbo
