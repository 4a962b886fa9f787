// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_table_home.h"

#include <string>
#include <vector>

#include "adapter/postgres/pg_copy.h"
#include "adapter/postgres/pg_index_tables.h"
#include "adapter/sql/schema_state.h"
#include "adapter/sql/statements.h"
#include "base/check.h"

namespace genbo {

namespace {

// Longer than any transaction of a node but the making of an index; a migration that meets that one
// is to be started again.
constexpr const char* kBeginSource =
    "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL lock_timeout = '60s'; "
    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; "
    "LOCK TABLE commit_mark IN SHARE ROW EXCLUSIVE MODE";
constexpr const char* kBeginTarget =
    "BEGIN; SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = 0; "
    "LOCK TABLE commit_mark IN SHARE ROW EXCLUSIVE MODE";

// One call may take as long as a table needs.
PgOptions patient(PgOptions options) {
    options.statement_timeout = {};
    options.idle_in_transaction_timeout = {};
    return options;
}

void add_cell(PgParams& params, ColumnType type, ByteView cell) {
    switch (type) {
        case ColumnType::integer: params.add(cell_integer(cell)); break;
        case ColumnType::text: params.add(as_text(cell)); break;
        case ColumnType::bytes: params.add(cell); break;
    }
}

void add_cell(
    RowPage& page, const PgRows& rows, std::size_t row, std::size_t column, ColumnType type) {
    switch (type) {
        case ColumnType::integer: page.add(rows.integer(row, column)); break;
        case ColumnType::text: page.add(as_bytes(rows.text_view(row, column))); break;
        case ColumnType::bytes: page.add(rows.bytes_view(row, column)); break;
    }
}

}  // namespace

Result<std::unique_ptr<PgTableHome>> PgTableHome::open(PgOptions options, HomeUse use) {
    auto db = TRY(PgConnection::open(patient(std::move(options))));
    std::unique_ptr<PgTableHome> home(new PgTableHome(std::move(db), use));
    TRY(home->begin_locked());
    if (use == HomeUse::target) TRY(home->db_.execute("COMMIT"));
    return home;
}

Result<bool> PgTableHome::is_there(const PgOptions& options) {
    auto db = TRY(PgConnection::open(options));
    const auto rows = TRY(db.run(
        "SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relname = $1 AND "
        "pg_catalog.pg_table_is_visible(c.oid)",
        PgParams{}.add(std::string_view{"setting"})));
    if (rows.integer(0, 0) == 0) return false;
    const auto version = TRY(db.run(sql::kSetting.text, PgParams{}.add(kSchemaSetting)));
    return !version.empty();
}

Result<> PgTableHome::begin_locked() {
    const bool source = use_ == HomeUse::source;
    auto begun = db_.execute(source ? kBeginSource : kBeginTarget);
    if (begun.ok()) return begun;
    static_cast<void>(db_.execute("ROLLBACK").ok());
    if (begun.error().code == "store.retry") return Error{Fault::unavailable, "store.in_use"};
    return begun;
}

template <typename Work>
Result<> PgTableHome::in_transaction(const Work& work) {
    check(use_ == HomeUse::target);
    TRY(begin_locked());
    const auto done = [&]() -> Result<> {
        TRY(work());
        return db_.execute("COMMIT");
    }();
    if (!done.ok()) static_cast<void>(db_.execute("ROLLBACK").ok());
    return done;
}

Result<std::string> PgTableHome::setting(std::string_view name) {
    const auto rows = TRY(db_.run(sql::kSetting.text, PgParams{}.add(name)));
    return rows.empty() ? std::string{} : rows.text(0, 0);
}

Result<std::int64_t> PgTableHome::count(const MovingTable& table) {
    return TRY(db_.run(count_sql(table).c_str())).integer(0, 0);
}

Result<RowPage> PgTableHome::page(const MovingTable& table, ByteView after, std::size_t limit) {
    const auto text = after.empty() ? first_page_sql(table, SqlDialect::postgres)
                                    : next_page_sql(table, SqlDialect::postgres);
    PgParams params;
    if (RowCursor row(after); row.next())
        for (const auto at : table.key) add_cell(params, table.columns[at].type, row.cells()[at]);
    params.add(static_cast<std::int64_t>(limit));
    const auto rows = TRY(db_.run(text.c_str(), params));
    RowPage page;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        page.begin_row(table.columns.size());
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            add_cell(page, rows, i, column, table.columns[column].type);
    }
    return page;
}

Result<> PgTableHome::put(const MovingTable& table, const RowPage& page) {
    return in_transaction([&]() -> Result<> {
        std::vector<std::string_view> names;
        names.reserve(table.columns.size());
        for (const auto& column : table.columns) names.push_back(column.name);
        auto copy = TRY(PgCopy::begin(db_, table.name, names));
        copy.rows(page.encoded);
        TRY(copy.end());
        return {};
    });
}

Result<> PgTableHome::clear(const MovingTable& table) {
    return in_transaction([&] { return db_.execute(clear_sql(table).c_str()); });
}

Result<> PgTableHome::set_settings(std::initializer_list<Setting> settings) {
    for (const auto& [name, value] : settings)
        TRY(db_.run(sql::kSetSetting.text, PgParams{}.add(name).add(value)));
    return {};
}

Result<> PgTableHome::begin_move_in(std::string_view id, std::string_view master) {
    return in_transaction([&]() -> Result<> {
        TRY(db_.run(
            sql::kSetIndexState.text, PgParams{}.add(kIndexStateName).add(std::string_view{})));
        return set_settings(
            {{kSchemaSetting, kMovingIn},
             {kMigrationIdSetting, id},
             {kMigrationMasterSetting, master}});
    });
}

Result<> PgTableHome::finish_move_in(std::string_view hash) {
    return in_transaction([&] {
        return set_settings(
            {{kSchemaSetting, std::to_string(kSchemaVersion)}, {kMigrationHashSetting, hash}});
    });
}

Result<> PgTableHome::move_away(std::string_view id) {
    check(use_ == HomeUse::source);
    TRY(set_settings({{kSchemaSetting, kMovedAway}, {kMigrationIdSetting, id}}));
    return db_.execute("COMMIT");
}

}  // namespace genbo
