// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/sqlite_store.h"

#include <sys/stat.h>

#include <string>

#include "adapter/sqlite/lock_file.h"
#include "adapter/sqlite/schema.h"
#include "adapter/sqlite/sqlite_writer.h"

namespace genbo {

namespace {

// Pages of log before a checkpoint is due: 64 MiB, so that a bulk import does not pay for moving
// pages it is about to change again.
constexpr const char* kWriterPragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA mmap_size = 0; "
    "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 16384;";

constexpr const char* kReaderPragmas =
    "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;";

std::filesystem::path database_path(const std::filesystem::path& directory) {
    return directory / "genbo.db";
}

Result<> set_cache(SqliteDatabase& db, std::int64_t mib) {
    const std::string sql = "PRAGMA cache_size = -" + std::to_string(mib * 1024);
    return db.execute(sql.c_str());
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
    TRY(db->execute(kSchema));
    const std::string version = "INSERT INTO setting (name, value) VALUES ('schema.version', '" +
                                std::to_string(kSchemaVersion) + "')";
    TRY(db->execute(version.c_str()));
    return db->execute("COMMIT");
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(
    const std::filesystem::path& directory, SqliteOptions options) {
    if (!std::filesystem::exists(database_path(directory)))
        return Error{Fault::not_found, "store.no_master"};
    std::unique_ptr<SqliteStore> store(new SqliteStore(directory, options));
    auto reader = TRY(store->reader());
    const std::string version = TRY(reader->setting("schema.version"));
    if (version != std::to_string(kSchemaVersion))
        return Error{Fault::corrupt, "store.other_version", {version}};
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
    return std::unique_ptr<StoreWriter>(new SqliteWriter(std::move(lock), std::move(db)));
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
