// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where to connect to, and what must hold before a byte of a customer is sent there.
//
//   PgOptions options{.url = "postgresql://genbo@db.example.jp/genbo?sslrootcert=…"};
//   const auto targets = TRY(pg_targets(options));
//
// A TCP connection is encrypted and the server's name is checked (sslmode=verify-full) unless the
// address itself names another mode.  Modes that may end up in plain text are refused, except to
// this very machine.  Unix sockets are exempt: nothing leaves the machine.
//
// An address with several hosts gives one target per host, in the order given.  We go through them
// ourselves, because only so does each get its own time limit.

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace genbo {

class PgShardMap;

struct PgOptions {
    // postgresql://user@host/database?…, or libpq's "host=… dbname=…".
    std::string url = {};

    // False behind a pooler that hands a session to somebody else after each transaction and does
    // not know prepared statements (PgBouncer before 1.21).  Statements are then unnamed, and
    // nothing is set on the session: set statement_timeout for the server with ALTER ROLE.
    bool prepared = true;

    // Longer than anything that a person waits for.  Zero: no limit, for index builds and first
    // loads (a COPY is one statement).
    std::chrono::milliseconds statement_timeout = std::chrono::seconds(30);

    // How much longer we wait for a server that should have given up by then, before we hold it for
    // dead.
    std::chrono::milliseconds silence = std::chrono::seconds(10);

    // A process of ours that hangs must not hold locks for ever.  Zero: no limit.
    std::chrono::milliseconds idle_in_transaction_timeout = std::chrono::seconds(60);

    // For each host.
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(5);

    // True: an sslmode in the address that allows plain text is taken at its word.
    bool allow_plain_tcp = false;

    // More session settings, "name=value".  On Citus "citus.max_adaptive_executor_pool_size=1" for
    // everyday work (a hundred keys cost 10 ms of CPU instead of 64), and
    // "citus.max_cached_conns_per_worker=16" for bulk work.
    std::vector<std::string> settings = {};

    // Of the database, once it is open: which keys lie together (pg_shards.h).  Null: all of them.
    std::shared_ptr<const PgShardMap> shards = {};
};

// libpq's keywords and values, for one host.
using PgTarget = std::map<std::string, std::string>;

// store.bad_url, store.plain_tcp.  The environment counts as in psql (PGHOST, PGUSER, …).
Result<std::vector<PgTarget>> pg_targets(const PgOptions& options);

}  // namespace genbo
