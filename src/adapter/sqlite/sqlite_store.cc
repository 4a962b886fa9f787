// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/sqlite_store.h"

#include <sys/stat.h>

#include <string>

#include "adapter/sql/id_names.h"
#include "adapter/sql/schema.h"
#include "adapter/sql/schema_state.h"
#include "adapter/sql/statements.h"
#include "adapter/sqlite/lock_file.h"
#include "adapter/sqlite/sqlite_writer.h"

namespace genbo {

namespace {

// No connection checkpoints by itself; the writer does so when it is due (sqlite_writer.cc).
constexpr const char* kWriterPragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA mmap_size = 0; "
    "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0;";

constexpr const char* kReaderPragmas =
    "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON; "
    "PRAGMA wal_autocheckpoint = 0;";

// Within the way to the next version: the steps that are done.
constexpr std::string_view kStepSetting = "schema.step";

std::filesystem::path database_path(const std::filesystem::path& directory) {
    return directory / "genbo.db";
}

Result<> set_cache(SqliteDatabase& db, std::int64_t mib) {
    const std::string sql = "PRAGMA cache_size = -" + std::to_string(mib * 1024);
    return db.execute(sql.c_str());
}

// How far the schema is: a version, and within the way to the next one the steps that are done.
Result<> note_schema(SqliteDatabase& db, int version, int step) {
    const auto note = [&](std::string_view name, int value) -> Result<> {
        auto statement = TRY(db.prepare(sql::kSetSetting.text));
        return statement.bind(1, name).bind(2, std::string_view{std::to_string(value)}).run();
    };
    TRY(note(kSchemaSetting, version));
    return note(kStepSetting, step);
}

Result<int> schema_number(SqliteDatabase& db, std::string_view setting) {
    auto statement = TRY(db.prepare(sql::kSetting.text));
    statement.bind(1, setting);
    if (!TRY(statement.step())) return 0;
    return parse_schema_version(statement.text(0));
}

Result<int> schema_version(SqliteDatabase& db) { return schema_number(db, kSchemaSetting); }

Result<> take_step(
    SqliteDatabase& db, const MigrationStep& step, int version_after, int step_after) {
    TRY(db.execute("BEGIN IMMEDIATE"));
    const auto done = [&]() -> Result<> {
        TRY(db.execute(step.script));
        TRY(note_schema(db, version_after, step_after));
        // Not recorded: the backup sees by the number that it needs a snapshot.
        const auto commits = TRY(db.commit_number());
        TRY(db.set_commit_number(commits + 1));
        return db.execute("COMMIT");
    }();
    if (!done.ok()) static_cast<void>(db.execute("ROLLBACK").ok());
    return done;
}

// Step by step to the schema of this program.
Result<> upgrade(SqliteDatabase& db) {
    const int version = TRY(schema_version(db));
    const int done = TRY(schema_number(db, kStepSetting));
    const auto steps = migration_steps();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& step = steps[i];
        if (step.dialect != SqlDialect::sqlite || step.from < version) continue;
        if (step.from == version && step.step <= done) continue;
        const bool last = i + 1 == steps.size() || steps[i + 1].from != step.from ||
                          steps[i + 1].dialect != step.dialect;
        TRY(take_step(db, step, last ? step.from + 1 : step.from, last ? 0 : step.step));
    }
    return {};
}

}  // namespace

Result<> SqliteStore::create(const std::filesystem::path& directory) {
    const auto path = database_path(directory);
    if (std::filesystem::exists(path)) return Error{Fault::conflict, "store.exists"};
    // Nobody but the owner may read even the sealed form.
    const auto mask = ::umask(0077);
    auto db = SqliteDatabase::open(path.string(), SqliteAccess::read_write);
    ::umask(mask);
    if (!db.ok()) return db.error();
    TRY(db->execute("PRAGMA page_size = 8192;"));
    TRY(db->execute(kWriterPragmas));
    TRY(db->execute("BEGIN IMMEDIATE"));
    for (const auto& table : all_tables())
        for (const auto& statement : create_statements(table, SqlDialect::sqlite))
            TRY(db->execute(statement.c_str()));
    for (const auto& counter : sql::kIdCounters) {
        auto row = TRY(db->prepare(sql::kAddIdBlock.text));
        TRY(row.bind(1, counter.name).bind(2, counter.first).run());
    }
    TRY(note_schema(*db, kSchemaVersion, 0));
    return db->execute("COMMIT");
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(
    const std::filesystem::path& directory, SqliteOptions options) {
    if (!std::filesystem::exists(database_path(directory)))
        return Error{Fault::not_found, "store.no_master"};
    std::unique_ptr<SqliteStore> store(new SqliteStore(directory, options));
    auto db = TRY(SqliteDatabase::open(database_path(directory).string(), SqliteAccess::read_only));
    const int version = TRY(schema_version(db));
    if (version < 1 || version > kSchemaVersion)
        return Error{Fault::corrupt, "store.other_version", {std::to_string(version)}};
    if (version < kSchemaVersion) {
        const auto lock = TRY(LockFile::take(directory / "genbo.lock"));
        auto writable =
            TRY(SqliteDatabase::open(database_path(directory).string(), SqliteAccess::read_write));
        TRY(writable.execute(kWriterPragmas));
        TRY(upgrade(writable));
    }
    return store;
}

Result<std::unique_ptr<StoreReader>> SqliteStore::reader() {
    auto db =
        TRY(SqliteDatabase::open(database_path(directory_).string(), SqliteAccess::read_only));
    TRY(db.execute(kReaderPragmas));
    TRY(set_cache(db, options_.cache_mib / 8));
    return std::unique_ptr<StoreReader>(new SqliteReads<StoreReader>(std::move(db)));
}

Result<std::unique_ptr<StoreWriter>> SqliteStore::writer() {
    auto lock = TRY(LockFile::take(directory_ / "genbo.lock"));
    auto db =
        TRY(SqliteDatabase::open(database_path(directory_).string(), SqliteAccess::read_write));
    TRY(db.execute(kWriterPragmas));
    TRY(set_cache(db, options_.cache_mib));
    auto writer = std::make_unique<SqliteWriter>(std::move(lock), std::move(db));
    if (options_.changes.empty()) return std::unique_ptr<StoreWriter>(std::move(writer));
    static const SystemClock kMachineClock;
    const Clock& clock = options_.clock == nullptr ? kMachineClock : *options_.clock;
    TRY(writer->record_changes(options_.changes, options_.changes_bytes_max, clock));
    return std::unique_ptr<StoreWriter>(std::move(writer));
}

Result<> SqliteStore::copy_to(const std::string& path) {
    auto db =
        TRY(SqliteDatabase::open(database_path(directory_).string(), SqliteAccess::read_only));
    const auto mask = ::umask(0077);
    auto copied = db.backup_to(path);
    ::umask(mask);
    return copied;
}

}  // namespace genbo
