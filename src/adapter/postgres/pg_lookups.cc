// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_lookups.h"

#include <string>

#include "adapter/sql/schema.h"

namespace genbo {

namespace {

// "CREATE INDEX IF NOT EXISTS name ON …"
std::string_view index_name(std::string_view statement) {
    constexpr std::string_view kBefore = "NOT EXISTS ";
    statement.remove_prefix(statement.find(kBefore) + kBefore.size());
    return statement.substr(0, statement.find(' '));
}

std::vector<const char*> lookup_statements() {
    std::vector<const char*> statements;
    for (const auto& table : all_tables())
        statements.insert(statements.end(), table.lookups.begin(), table.lookups.end());
    return statements;
}

}  // namespace

Result<bool> pg_has_lookups(PgConnection& db) {
    for (const auto* statement : lookup_statements()) {
        const auto rows = TRY(db.run(
            "SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relname = $1 AND "
            "c.relkind = 'i' AND pg_catalog.pg_table_is_visible(c.oid)",
            PgParams{}.add(index_name(statement))));
        if (rows.integer(0, 0) == 0) return false;
    }
    return true;
}

Result<> pg_make_lookups(PgConnection& db) {
    const PgConnection::Patience without_end(db);
    // Rows that are sorted in memory need not be written out and read again.
    TRY(db.execute("SET LOCAL statement_timeout = 0; SET LOCAL maintenance_work_mem = '256MB'"));
    for (const auto* statement : lookup_statements()) TRY(db.execute(statement));
    return db.execute(
        "SET LOCAL statement_timeout TO DEFAULT; SET LOCAL maintenance_work_mem TO DEFAULT");
}

Result<> pg_see_lookups(PgConnection& db) {
    for (const auto& table : all_tables()) {
        if (table.seen_after == 0) continue;
        const std::string statement = "VACUUM (TRUNCATE off) " + std::string{table.name};
        TRY(db.execute(statement.c_str()));
    }
    return {};
}

}  // namespace genbo
