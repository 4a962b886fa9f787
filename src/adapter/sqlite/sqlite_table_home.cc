// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/sqlite_table_home.h"

#include <algorithm>
#include <array>
#include <string>

#include "adapter/sql/schema_state.h"
#include "adapter/sql/statements.h"
#include "base/utf8.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

// As the writer's (sqlite_store.cc), but for checkpoints: this is the only connection there is.
constexpr const char* kHomePragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA mmap_size = 0; "
    "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -131072;";

// What belongs to a database beside its file.
constexpr std::array<const char*, 2> kCompanions{"-wal", "-shm"};

fs::path file_of(const fs::path& directory) { return directory / "genbo.db"; }

Result<SqliteDatabase> open_file(const fs::path& path) {
    auto db = TRY(SqliteDatabase::open(path.string(), SqliteAccess::read_write));
    TRY(db.execute(kHomePragmas));
    return db;
}

Result<std::int64_t> count_tables(SqliteDatabase& db) {
    auto statement = TRY(db.prepare("SELECT count(*) FROM sqlite_master"));
    TRY(statement.step());
    return statement.integer(0);
}

Result<std::string> read_setting(SqliteDatabase& db, std::string_view name) {
    auto statement = TRY(db.prepare(sql::kSetting.text));
    statement.bind(1, name);
    if (!TRY(statement.step())) return std::string{};
    return statement.text(0);
}

// Binds the cells of a row, some or all of them, from the parameter `at` on.
void bind_cell(SqliteStatement& statement, int at, ColumnType type, ByteView cell) {
    switch (type) {
        case ColumnType::integer: statement.bind(at, cell_integer(cell)); break;
        case ColumnType::text: statement.bind(at, as_text(cell)); break;
        case ColumnType::bytes: statement.bind(at, cell); break;
    }
}

// SQLite takes any bytes for text, such as a file name in another encoding; PostgreSQL takes UTF-8
// without U+0000.  What is neither arrives as U+FFFD, here as there.
std::string storable(std::string text) {
    const bool storable = is_valid_utf8(text) && text.find('\0') == text.npos;
    if (storable) return text;
    auto points = to_utf32(text);
    std::ranges::replace(points, U'\0', U'\uFFFD');
    return to_utf8(points);
}

void add_cell(RowPage& page, const SqliteStatement& statement, int column, ColumnType type) {
    switch (type) {
        case ColumnType::integer: page.add(statement.integer(column)); break;
        case ColumnType::text: page.add(as_bytes(storable(statement.text(column)))); break;
        case ColumnType::bytes: page.add(ByteView{statement.bytes(column)}); break;
    }
}

}  // namespace

Result<std::unique_ptr<SqliteTableHome>> SqliteTableHome::open(const fs::path& directory) {
    const auto path = file_of(directory);
    if (!fs::exists(path)) return Error{Fault::not_found, "store.no_master"};
    auto lock = TRY(LockFile::take(directory / "genbo.lock"));
    auto db = TRY(open_file(path));
    // What is moved in is not recorded: a backup sees by the number that it needs a snapshot.
    const auto commits = TRY(db.commit_number());
    TRY(db.set_commit_number(commits + 1));
    return std::unique_ptr<SqliteTableHome>(new SqliteTableHome(std::move(lock), std::move(db)));
}

Result<bool> SqliteTableHome::is_there(const fs::path& directory) {
    const auto path = file_of(directory);
    if (!fs::exists(path)) return false;
    const auto lock = TRY(LockFile::take(directory / "genbo.lock"));
    {
        auto db = TRY(open_file(path));
        if (TRY(count_tables(db)) > 0) return true;
    }
    std::error_code ignored;
    for (const auto* companion : kCompanions) fs::remove(path.string() + companion, ignored);
    fs::remove(path, ignored);
    return false;
}

Result<bool> SqliteTableHome::set_aside(const fs::path& directory) {
    const auto path = file_of(directory);
    if (!fs::exists(path)) return true;
    const auto lock = TRY(LockFile::take(directory / "genbo.lock"));
    {
        // Closing it as the last one moves the log into the file and removes the log.
        auto db = TRY(open_file(path));
        if (TRY(read_setting(db, kSchemaSetting)) != kMovedAway) return true;
    }
    // A log that were left behind would be taken for that of the next file of this name.
    for (const auto* companion : kCompanions)
        if (fs::exists(path.string() + companion)) return false;
    std::error_code error;
    fs::rename(path, path.string() + ".before-migrate", error);
    if (error) return Error{Fault::unavailable, "store.cannot_open", {"rename"}};
    return true;
}

const SqliteTableHome::Texts& SqliteTableHome::texts(const MovingTable& table) {
    const auto at = texts_.find(table.name);
    if (at != texts_.end()) return at->second;
    return texts_
        .emplace(
            table.name,
            Texts{
                first_page_sql(table, SqlDialect::sqlite), next_page_sql(table, SqlDialect::sqlite),
                insert_sql(table), clear_sql(table), count_sql(table)})
        .first->second;
}

template <typename Work>
Result<> SqliteTableHome::in_transaction(const Work& work) {
    TRY(db_.execute("BEGIN IMMEDIATE"));
    const auto done = [&]() -> Result<> {
        TRY(work());
        return db_.execute("COMMIT");
    }();
    if (!done.ok()) static_cast<void>(db_.execute("ROLLBACK").ok());
    return done;
}

Result<std::string> SqliteTableHome::setting(std::string_view name) {
    return read_setting(db_, name);
}

Result<std::int64_t> SqliteTableHome::count(const MovingTable& table) {
    auto statement = TRY(db_.prepare(texts(table).count.c_str()));
    TRY(statement.step());
    return statement.integer(0);
}

Result<RowPage> SqliteTableHome::page(const MovingTable& table, ByteView after, std::size_t limit) {
    const auto& text = after.empty() ? texts(table).first_page : texts(table).next_page;
    auto statement = TRY(db_.prepare(text.c_str()));
    int parameter = 0;
    if (RowCursor row(after); row.next())
        for (const auto at : table.key)
            bind_cell(statement, ++parameter, table.columns[at].type, row.cells()[at]);
    statement.bind(++parameter, static_cast<std::int64_t>(limit));
    RowPage page;
    while (TRY(statement.step())) {
        page.begin_row(table.columns.size());
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            add_cell(page, statement, static_cast<int>(i), table.columns[i].type);
    }
    return page;
}

Result<> SqliteTableHome::put(const MovingTable& table, const RowPage& page) {
    return in_transaction([&]() -> Result<> {
        auto statement = TRY(db_.prepare(texts(table).insert.c_str()));
        for (RowCursor rows(page.encoded); rows.next();) {
            for (std::size_t i = 0; i < table.columns.size(); ++i)
                bind_cell(
                    statement, static_cast<int>(i) + 1, table.columns[i].type, rows.cells()[i]);
            TRY(statement.run());
            statement.reset();
        }
        return {};
    });
}

Result<> SqliteTableHome::clear(const MovingTable& table) {
    return in_transaction([&] { return db_.execute(texts(table).clear.c_str()); });
}

Result<> SqliteTableHome::set_settings(std::initializer_list<Setting> settings) {
    return in_transaction([&]() -> Result<> {
        auto statement = TRY(db_.prepare(sql::kSetSetting.text));
        for (const auto& [name, value] : settings) {
            TRY(statement.bind(1, name).bind(2, value).run());
            statement.reset();
        }
        return {};
    });
}

Result<> SqliteTableHome::begin_move_in(std::string_view id, std::string_view master) {
    return set_settings(
        {{kSchemaSetting, kMovingIn},
         {kMigrationIdSetting, id},
         {kMigrationMasterSetting, master}});
}

Result<> SqliteTableHome::finish_move_in(std::string_view hash) {
    return set_settings(
        {{kSchemaSetting, std::to_string(kSchemaVersion)}, {kMigrationHashSetting, hash}});
}

Result<> SqliteTableHome::move_away(std::string_view id) {
    return set_settings({{kSchemaSetting, kMovedAway}, {kMigrationIdSetting, id}});
}

}  // namespace genbo
