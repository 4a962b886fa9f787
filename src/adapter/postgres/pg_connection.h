// SPDX-License-Identifier: Apache-2.0
#pragma once

// The thinnest useful layer over libpq: a connection that prepares each statement once, speaks
// binary both ways, and never lets a server's text out.  It knows no tables.
//
//   auto db = TRY(PgConnection::open({.url = url}));
//   const auto rows = TRY(db.run("SELECT name FROM source WHERE id = $1", PgParams{}.add(id)));
//
// Several statements in one trip are a PgPipeline (pg_pipeline.h), bulk loads a PgCopy (pg_copy.h),
// many connections a PgPool (pg_pool.h).
//
// After an error inside a transaction PostgreSQL takes nothing but ROLLBACK; the connection itself
// is still good unless healthy() says otherwise.  The client keeps time too: when the server has
// not answered for a while beyond the statement timeout, the connection is given up as lost.
//
// Thread safety: one thread at a time.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapter/postgres/pg_params.h"
#include "adapter/postgres/pg_rows.h"
#include "adapter/postgres/pg_target.h"
#include "base/result.h"

struct pg_conn;

namespace genbo {

// For one transaction: it may take as long as it needs.
inline constexpr const char* kAllowHours =
    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

class PgConnection {
public:
    // The first host that lets us in.  store.bad_url, store.plain_tcp, store.tls, store.login,
    // store.no_master (no such database), store.connection_lost.
    static Result<PgConnection> open(const PgOptions& options);

    PgConnection(PgConnection&&) noexcept = default;
    PgConnection& operator=(PgConnection&&) noexcept = default;
    ~PgConnection() = default;

    // Several statements without parameters; what they return is dropped.
    Result<> execute(const char* sql);

    // One statement.
    Result<PgRows> run(const char* sql, const PgParams& params = {});

    // One statement whose rows are handed on as they come, each as a PgRows of size 1; answers how
    // many there were.  Memory stays bounded, whatever the size.  `fn` must not use this
    // connection.  When it returns an error the rest is not read, or, when that would take long,
    // the connection is given up.
    Result<std::int64_t> each_row(
        const char* sql, const PgParams& params, const std::function<Result<>(const PgRows&)>& fn);

    // While it lives, the server may take as long as it likes over a statement.
    class Patience {
    public:
        explicit Patience(PgConnection& connection)
            : connection_(connection), before_(connection.patience_) {
            connection.patience_ = {};
        }
        ~Patience() { connection_.patience_ = before_; }
        Patience(const Patience&) = delete;
        Patience& operator=(const Patience&) = delete;

    private:
        PgConnection& connection_;
        std::chrono::milliseconds before_;
    };

    // False: throw it away.  Looks whether the server has hung up meanwhile; does not wait.
    bool healthy();
    bool in_transaction() const;

    // Null: nothing is distributed, or not known to be.
    const PgShardMap* shards() const { return shards_.get(); }

    // As in 150018.
    int server_version() const;
    // Of the server's process, as in pg_stat_activity.
    int backend_pid() const;

private:
    friend class PgPipeline;
    friend class PgCopy;

    struct Close {
        void operator()(pg_conn* handle) const;
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    struct Statement {
        std::string name;
        std::vector<unsigned> types;
    };
    using Statements = std::unordered_map<std::string, Statement, TextHash, std::equal_to<>>;

    explicit PgConnection(pg_conn* handle, const PgOptions& options);

    // What to call the statement; empty: send its text along.  Prepares it when it is new.
    Result<std::string> prepared_name(const char* sql, const PgParams& params);
    const Statement* find_prepared(std::string_view sql, const PgParams& params) const;
    bool may_prepare(std::string_view sql) const;
    std::string next_name();
    // An empty name sends the text.  False: the connection is gone.
    bool send(const std::string& name, const char* sql, const PgParams& params);

    // The next result, null when the statement has no more.  An error that is not a result of the
    // statement (hung up, out of time) breaks the connection.
    Result<pg_result*> next_result();
    // Reads to the end of the statement: its last result, or its first error.
    Result<PgRows> finish_statement();
    // The error in a result, remembering whether the connection can go on.
    Error error_of(const pg_result* result);
    Error lost();

    std::unique_ptr<pg_conn, Close> handle_;
    Statements statements_;
    std::uint64_t names_ = 0;
    std::shared_ptr<const PgShardMap> shards_;
    std::chrono::milliseconds patience_;  // Zero: without end.
    bool prepares_;
    bool broken_ = false;
    bool streaming_ = false;
};

}  // namespace genbo
