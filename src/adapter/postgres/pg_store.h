// SPDX-License-Identifier: Apache-2.0
#pragma once

// The store port on PostgreSQL 15 to 18, alone or with Citus.
//
//   TRY(PgStore::create(options));                       // an empty database gets its tables
//   auto store = TRY(PgStore::open(options));
//
// On a database with the Citus extension create() also distributes each table by the column that
// the schema names (adapter/sql/schema.h), colocated by group; that has to be done through the
// coordinator.
//
// Backups are the server's own: WAL archive and pg_basebackup, or pgBackRest (docs/scale.md).  The
// index tables are UNLOGGED, so they are in none of them.

#include <memory>

#include "adapter/postgres/pg_pool.h"
#include "port/store.h"

namespace genbo {

class PgStore final : public Store {
public:
    // conflict: store.exists.  A run that was killed leaves nothing: it is one transaction, except
    // on Citus, where it is done again from where it stopped.
    static Result<> create(const PgOptions& options);

    // not_found: store.no_master.  corrupt: store.other_version.
    // `connections`: of the readers' pool; 0: by the number of cores.
    static Result<std::unique_ptr<PgStore>> open(
        const PgOptions& options, std::size_t connections = 0);

    Sharing sharing() const override { return Sharing::shared; }
    Result<std::unique_ptr<StoreReader>> reader() override;
    Result<std::unique_ptr<StoreWriter>> writer() override;
    Result<> copy_to(const std::string& path) override;

    PgPoolStats pool_stats() const { return pool_->stats(); }

private:
    PgStore(const PgOptions& options, std::size_t connections);

    PgOptions options_;
    std::shared_ptr<PgPool> pool_;
};

}  // namespace genbo
