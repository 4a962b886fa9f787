// SPDX-License-Identifier: Apache-2.0
#pragma once

// A master's file as bare tables (adapter/sql/table_home.h).  Holds the lock of the master, as its
// one writer does: while a migration runs nobody else writes, whether this is where it reads or
// where it fills.
//
// After a master has moved away its file stays in the folder, closed.  set_aside() gives it another
// name, so that a later migration back finds the place free.

#include <filesystem>
#include <map>
#include <memory>

#include "adapter/sql/table_home.h"
#include "adapter/sqlite/database.h"
#include "adapter/sqlite/lock_file.h"

namespace genbo {

class SqliteTableHome final : public TableHome {
public:
    // The file as it is, even in the middle of being filled.  not_found: store.no_master.
    // unavailable: store.in_use.
    static Result<std::unique_ptr<SqliteTableHome>> open(const std::filesystem::path& directory);

    // Whether there is anything in the folder's file; a file that was begun and has no table yet is
    // nothing, and is removed.
    static Result<bool> is_there(const std::filesystem::path& directory);

    // genbo.db becomes genbo.db.before-migrate, if it is there and its master has moved away.
    // False: something else still reads it; it stays where it is.
    static Result<bool> set_aside(const std::filesystem::path& directory);

    Result<std::string> setting(std::string_view name) override;
    Result<std::int64_t> count(const MovingTable& table) override;
    Result<RowPage> page(const MovingTable& table, ByteView after, std::size_t limit) override;
    Result<> put(const MovingTable& table, const RowPage& page) override;
    Result<> clear(const MovingTable& table) override;
    Result<> begin_move_in(std::string_view id, std::string_view master) override;
    Result<> finish_move_in(std::string_view hash) override;
    Result<> move_away(std::string_view id) override;

private:
    struct Texts {
        std::string first_page;
        std::string next_page;
        std::string insert;
        std::string clear;
        std::string count;
    };
    using Setting = std::pair<std::string_view, std::string_view>;

    SqliteTableHome(LockFile lock, SqliteDatabase db)
        : lock_(std::move(lock)), db_(std::move(db)) {}

    // The statements of a table; they live as long as the database that keeps them prepared.
    const Texts& texts(const MovingTable& table);
    Result<> set_settings(std::initializer_list<Setting> settings);
    template <typename Work>
    Result<> in_transaction(const Work& work);

    LockFile lock_;
    std::map<std::string_view, Texts> texts_;
    SqliteDatabase db_;
};

}  // namespace genbo
