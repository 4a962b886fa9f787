// SPDX-License-Identifier: Apache-2.0
#pragma once

// Connections to one database, lent out one at a time.
//
//   PgPool pool({.connection = {.url = url}});
//   auto connection = TRY(pool.borrow());
//   TRY(connection->run(…));                       // goes back at the end of the scope
//
// Connections are opened when they are first needed and then kept.  One that has died, or comes
// back in the middle of a transaction that cannot be rolled back, is thrown away.
//
// Thread safety: all of PgPool.  A PgLease belongs to one thread.  The pool outlives its leases.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "adapter/postgres/pg_connection.h"

namespace genbo {

// Twice the cores and two: about what keeps cores and disks busy; more only queue inside the
// server.  Between 4 and 32.
std::size_t pg_pool_default_size();

struct PgPoolOptions {
    PgOptions connection = {};
    std::size_t size = pg_pool_default_size();
    // For a connection when all are out.  A request that waited longer has lost its user.
    std::chrono::milliseconds wait = std::chrono::seconds(5);
};

struct PgPoolStats {
    std::size_t open = 0;        // Now, lent out or idle.
    std::size_t idle = 0;        // Now.
    std::uint64_t borrowed = 0;  // Since the start.
    std::uint64_t waits = 0;     // … those that had to wait,
    std::uint64_t refused = 0;   // … and those that waited in vain.
    std::uint64_t dropped = 0;   // Connections thrown away as dead.
};

class PgPool;

class PgLease {
public:
    PgLease(PgLease&& other) noexcept;
    PgLease& operator=(PgLease&&) = delete;
    ~PgLease();

    PgConnection& operator*() { return connection_; }
    PgConnection* operator->() { return &connection_; }

private:
    friend class PgPool;
    PgLease(PgPool& pool, PgConnection connection)
        : pool_(&pool), connection_(std::move(connection)) {}

    PgPool* pool_;  // Null: moved away.
    PgConnection connection_;
};

class PgPool {
public:
    explicit PgPool(PgPoolOptions options);
    PgPool(const PgPool&) = delete;
    PgPool& operator=(const PgPool&) = delete;
    ~PgPool();

    // store.pool_busy: all are out and none came back in time.  Otherwise what opening says.
    Result<PgLease> borrow();
    PgPoolStats stats() const;

private:
    friend class PgLease;
    // A place in the pool: an idle connection, or none and the right to open one.
    Result<std::optional<PgConnection>> reserve();
    std::optional<PgConnection> next_idle();
    std::optional<PgConnection> take_idle();
    void give_back(PgConnection connection);

    const PgPoolOptions options_;
    mutable std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<PgConnection> idle_;  // The last one back is the first one out.
    PgPoolStats counts_;
};

}  // namespace genbo
