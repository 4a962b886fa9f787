// SPDX-License-Identifier: Apache-2.0
#pragma once

// The store port on SQLite: one file `genbo.db` in WAL mode with synchronous=FULL.
//
// Exactly one process writes: writer() takes an exclusive lock on `genbo.lock` for as long as the
// StoreWriter lives.  That writer is also the only one who checkpoints, which keeps clear of the
// WAL-reset defect of SQLite 3.7.0 to 3.51.2 (two connections checkpointing at the same instant;
// Debian 12 ships 3.40.1).  Memory mapping stays off for the same reason.
//
// Every commit that changed something counts itself in the file's first page
// (SqliteDatabase::commit_number), and is recorded for the backup when `changes` names a folder.

#include <filesystem>
#include <memory>

#include "port/clock.h"
#include "port/store.h"

namespace genbo {

struct SqliteOptions {
    // Page cache of the writer.  Large enough for the inner pages of the key indexes at a million
    // records; readers take an eighth.
    std::int64_t cache_mib = 128;
    // The folder of the backup's spool (backup/spool.h); empty: commits are not recorded.
    std::filesystem::path changes = {};
    std::uint64_t changes_bytes_max = std::uint64_t{1} << 30;
    // For the moments of commits; null: the machine's.  Outlives the store.
    const Clock* clock = nullptr;
};

class SqliteStore final : public Store {
public:
    // Makes the file and its tables.  conflict: it exists.
    static Result<> create(const std::filesystem::path& directory);

    // A master of an earlier version is brought to this one first, step by step (adapter/sql/
    // schema.h).  corrupt: not a master, or one of a later version.
    static Result<std::unique_ptr<SqliteStore>> open(
        const std::filesystem::path& directory, SqliteOptions options = {});

    Sharing sharing() const override { return Sharing::embedded; }
    Result<std::unique_ptr<StoreReader>> reader() override;
    Result<std::unique_ptr<StoreWriter>> writer() override;
    Result<> copy_to(const std::string& path) override;

private:
    SqliteStore(std::filesystem::path directory, SqliteOptions options)
        : directory_(std::move(directory)), options_(options) {}

    std::filesystem::path directory_;
    SqliteOptions options_;
};

}  // namespace genbo
