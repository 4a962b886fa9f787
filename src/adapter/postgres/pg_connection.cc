// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

#include "adapter/postgres/pg_error.h"
#include "base/check.h"

namespace genbo {

namespace {

// Statements of ours are a fixed set of a few hundred; only a mistake makes more, and then the
// server's memory is not to pay for it.
constexpr std::uint64_t kPreparedMax = 1000;

// Reading this many unwanted rows is cheaper than a new connection.
constexpr int kDrainRowsMax = 10'000;

// REQUIRES: a socket; false: nothing came in time.  A negative time waits for ever.
bool wait_for_socket(int socket, short events, std::chrono::milliseconds time) {
    pollfd waited{.fd = socket, .events = events, .revents = 0};
    const int limit =
        time.count() < 0 ? -1 : static_cast<int>(std::min<long long>(time.count(), INT_MAX));
    int ready = 0;
    do {
        ready = poll(&waited, 1, limit);
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

PgRows owned(PGresult* result) { return PgRows(result); }

}  // namespace

PgConnection::PgConnection(pg_conn* handle, const PgOptions& options)
    : handle_(handle),
      shards_(options.shards),
      patience_(
          options.statement_timeout.count() == 0 ? options.statement_timeout
                                                 : options.statement_timeout + options.silence),
      prepares_(options.prepared) {}

void PgConnection::Close::operator()(pg_conn* handle) const { PQfinish(handle); }

Result<> PgConnection::execute(const char* sql) {
    check(!streaming_);
    if (broken_ || PQsendQuery(handle_.get(), sql) == 0) return lost();
    TRY(finish_statement());
    return {};
}

Result<PgRows> PgConnection::run(const char* sql, const PgParams& params) {
    check(!streaming_);
    const auto name = TRY(prepared_name(sql, params));
    if (!send(name, sql, params)) return lost();
    return finish_statement();
}

Result<std::int64_t> PgConnection::each_row(
    const char* sql, const PgParams& params, const std::function<Result<>(const PgRows&)>& fn) {
    check(!streaming_);
    const auto name = TRY(prepared_name(sql, params));
    if (!send(name, sql, params)) return lost();
    check(PQsetSingleRowMode(handle_.get()) == 1);
    std::int64_t count = 0;
    int unwanted = 0;
    Result<> outcome;
    for (;;) {
        auto* const result = TRY(next_result());
        if (result == nullptr) break;
        const auto rows = owned(result);
        const auto status = PQresultStatus(result);
        if (status == PGRES_SINGLE_TUPLE && outcome.ok()) {
            ++count;
            streaming_ = true;
            outcome = fn(rows);
            streaming_ = false;
        } else if (status == PGRES_SINGLE_TUPLE) {
            if (++unwanted <= kDrainRowsMax) continue;
            broken_ = true;
            break;
        } else if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
            auto error = error_of(result);
            if (outcome.ok()) outcome = std::move(error);
        }
    }
    if (!outcome.ok()) return std::move(outcome).error();
    return count;
}

bool PgConnection::healthy() {
    auto* const handle = handle_.get();
    // What comes unasked while nothing runs is a farewell, or a change of settings.  Its last words
    // and the end of the stream may arrive one after the other.
    for (int i = 0; i < 4 && !broken_; ++i) {
        if (PQstatus(handle) != CONNECTION_OK) broken_ = true;
        if (broken_ || !wait_for_socket(PQsocket(handle), POLLIN, std::chrono::milliseconds(0)))
            break;
        if (PQconsumeInput(handle) == 0 || PQisBusy(handle) != 0) broken_ = true;
    }
    return !broken_ && PQstatus(handle) == CONNECTION_OK;
}

bool PgConnection::in_transaction() const {
    const auto status = PQtransactionStatus(handle_.get());
    return status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
}

int PgConnection::server_version() const { return PQserverVersion(handle_.get()); }

int PgConnection::backend_pid() const { return PQbackendPID(handle_.get()); }

const PgConnection::Statement* PgConnection::find_prepared(
    std::string_view sql, const PgParams& params) const {
    const auto found = statements_.find(sql);
    if (found == statements_.end() || found->second.types != params.types()) return nullptr;
    return &found->second;
}

// A text that is prepared with other types is not prepared twice: its values must never be read as
// something else.
bool PgConnection::may_prepare(std::string_view sql) const {
    return prepares_ && names_ < kPreparedMax && !statements_.contains(sql);
}

std::string PgConnection::next_name() { return "g" + std::to_string(++names_); }

Result<std::string> PgConnection::prepared_name(const char* sql, const PgParams& params) {
    if (const auto* known = find_prepared(sql, params)) return known->name;
    if (broken_ || !may_prepare(sql)) return std::string{};
    auto name = next_name();
    const auto& types = params.types();
    if (PQsendPrepare(
            handle_.get(), name.c_str(), sql, static_cast<int>(types.size()), types.data()) == 0)
        return lost();
    TRY(finish_statement());
    statements_.emplace(sql, Statement{name, types});
    return name;
}

bool PgConnection::send(const std::string& name, const char* sql, const PgParams& params) {
    if (broken_) return false;
    // The protocol counts parameters in 16 bits and bytes in 31.
    const std::size_t size = params.size();
    check(size <= 65535);
    std::vector<const char*> values(size);
    std::vector<int> lengths(size);
    const std::vector<int> formats(size, 1);
    for (std::size_t i = 0; i < size; ++i) {
        const auto value = params.value(i);
        check(value.size() <= INT_MAX);
        // A null pointer would be NULL.
        values[i] = value.empty() ? "" : reinterpret_cast<const char*>(value.data());
        lengths[i] = static_cast<int>(value.size());
    }
    const int count = static_cast<int>(size);
    if (name.empty())
        return PQsendQueryParams(
                   handle_.get(), sql, count, params.types().data(), values.data(), lengths.data(),
                   formats.data(), 1) == 1;
    return PQsendQueryPrepared(
               handle_.get(), name.c_str(), count, values.data(), lengths.data(), formats.data(),
               1) == 1;
}

Result<pg_result*> PgConnection::next_result() {
    auto* const handle = handle_.get();
    const auto limit = patience_.count() == 0 ? std::chrono::milliseconds(-1) : patience_;
    while (PQisBusy(handle) != 0) {
        if (!wait_for_socket(PQsocket(handle), POLLIN, limit)) return lost();
        // When it fails, the result that follows says why.
        if (PQconsumeInput(handle) == 0) break;
    }
    return PQgetResult(handle);
}

Result<PgRows> PgConnection::finish_statement() {
    Result<PgRows> out = PgRows(nullptr);
    for (;;) {
        auto* const result = TRY(next_result());
        if (result == nullptr) return out;
        auto rows = owned(result);
        const auto status = PQresultStatus(result);
        // COPY is PgCopy's: inside execute() it would wait for ever.
        check(status != PGRES_COPY_IN && status != PGRES_COPY_OUT);
        if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK ||
            status == PGRES_EMPTY_QUERY) {
            if (out.ok()) out = std::move(rows);
        } else {
            auto error = error_of(result);
            if (out.ok()) out = std::move(error);
        }
    }
}

Error PgConnection::error_of(const pg_result* result) {
    const auto field = [&](int code) -> std::string_view {
        const char* text = PQresultErrorField(result, code);
        return text == nullptr ? std::string_view{} : text;
    };
    const auto state = field(PG_DIAG_SQLSTATE);
    const auto severity = field(PG_DIAG_SEVERITY_NONLOCALIZED);
    const bool fatal = severity == "FATAL" || severity == "PANIC";
    // After these the server hangs up; a standby (25006) stays, but is of no use.
    if (state.empty() || fatal || state == "25006") broken_ = true;
    // "cached plan must not change result type", after a migration; "no such statement", behind a
    // pooler.  Prepared anew the next time.
    if (state == "0A000" || state == "26000") statements_.clear();
    return fatal ? pg_fatal_error(state) : pg_error(state);
}

Error PgConnection::lost() {
    broken_ = true;
    return pg_error({});
}

}  // namespace genbo
