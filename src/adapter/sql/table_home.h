// SPDX-License-Identifier: Apache-2.0
#pragma once

// A store seen as bare tables: what a migration reads from and fills (app/migrate.h).  Unlike a
// Store (port/store.h) it knows no nouns, and it opens stores that nobody else may: those that are
// being filled, and those whose master has moved away.
//
//   SqliteTableHome, PgTableHome       adapter/sqlite, adapter/postgres
//
// A source reads from one moment, and nobody writes to it while the object lives; a target is
// filled by nobody else.  Pages come in the order of the key, byte by byte, on every engine.
//
// Thread safety: one thread at a time.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapter/sql/moving_tables.h"
#include "adapter/sql/row_page.h"
#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

// Beside schema.version, in the store's settings; `id` tells one migration from another.
inline constexpr std::string_view kMigrationIdSetting = "migration.id";
inline constexpr std::string_view kMigrationMasterSetting = "migration.master";
inline constexpr std::string_view kMigrationHashSetting = "migration.sha256";

enum class HomeUse { source, target };

class TableHome {
public:
    virtual ~TableHome() = default;

    // Empty when it is not there.
    virtual Result<std::string> setting(std::string_view name) = 0;
    virtual Result<std::int64_t> count(const MovingTable& table) = 0;
    // At most `limit` rows after the key in the row `after`; from the beginning when that is empty.
    virtual Result<RowPage> page(const MovingTable& table, ByteView after, std::size_t limit) = 0;

    // Each of these is durable when it returns, and done as a whole or not at all.

    // To a target: rows that are not there yet.
    virtual Result<> put(const MovingTable& table, const RowPage& page) = 0;
    virtual Result<> clear(const MovingTable& table) = 0;
    // From now on this store opens for migrations only, and its index is not whole.
    virtual Result<> begin_move_in(std::string_view id, std::string_view master) = 0;
    // It opens for everybody.
    virtual Result<> finish_move_in(std::string_view hash) = 0;
    // Of a source: nobody opens it or writes to it any more.  Nothing is read from this object
    // afterwards.
    virtual Result<> move_away(std::string_view id) = 0;
};

}  // namespace genbo
