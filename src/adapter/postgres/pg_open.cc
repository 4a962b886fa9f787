// SPDX-License-Identifier: Apache-2.0

// Opening a connection: host after host, each within its time, and telling from a failure which
// kind it was.

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

#include "adapter/postgres/pg_connection.h"
#include "adapter/postgres/pg_error.h"

namespace genbo {

namespace {

using PgDeadline = std::chrono::steady_clock::time_point;

struct FinishConnection {
    void operator()(PGconn* handle) const { PQfinish(handle); }
};
using OwnedConnection = std::unique_ptr<PGconn, FinishConnection>;

// libpq prints what a server remarks to standard error, data and all.
void drop_notice(void* /*context*/, const char* /*message*/) {}

// libpq gives no SQLSTATE for a failed login, but with this verbosity its text ends in
// "FATAL:  28P01" and a line break.
std::string_view state_at_end(std::string_view message) {
    while (!message.empty() && (message.back() == '\n' || message.back() == ' '))
        message.remove_suffix(1);
    constexpr std::size_t kLetters = 5;
    if (message.size() < kLetters + 2) return {};
    const auto state = message.substr(message.size() - kLetters);
    if (!message.substr(0, message.size() - kLetters).ends_with("  ")) return {};
    const bool proper = std::ranges::all_of(
        state, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
    return proper ? state : std::string_view{};
}

// The text is looked at and not passed on.
Error open_error(const PGconn* handle) {
    const std::string_view message = PQerrorMessage(handle);
    if (const auto state = state_at_end(message); !state.empty()) return pg_fatal_error(state);
    if (message.find("SSL") != message.npos || message.find("certificate") != message.npos)
        return {Fault::unavailable, "store.tls"};
    return pg_error({});
}

PgDeadline deadline_of(const PgTarget& target, const PgOptions& options) {
    auto time = options.connect_timeout;
    if (const auto given = target.find("connect_timeout"); given != target.end()) {
        int seconds = 0;
        const auto& text = given->second;
        std::from_chars(text.data(), text.data() + text.size(), seconds);
        // libpq's own reading: 0 is for ever, 1 is too short to be meant.
        time = seconds <= 0 ? std::chrono::hours(24) : std::chrono::seconds(std::max(2, seconds));
    }
    return std::chrono::steady_clock::now() + time;
}

// False: the time is over.
bool wait_until(int socket, short events, PgDeadline deadline) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) return false;
        pollfd waited{.fd = socket, .events = events, .revents = 0};
        const int ready = poll(&waited, 1, static_cast<int>(left.count()));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}

Result<OwnedConnection> connect_to(const PgTarget& target, const PgOptions& options) {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : target) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    const auto deadline = deadline_of(target, options);
    OwnedConnection handle(PQconnectStartParams(keywords.data(), values.data(), 0));
    if (handle == nullptr || PQstatus(handle.get()) == CONNECTION_BAD) return pg_error({});
    PQsetErrorVerbosity(handle.get(), PQERRORS_SQLSTATE);
    PQsetNoticeProcessor(handle.get(), drop_notice, nullptr);
    auto step = PGRES_POLLING_WRITING;
    while (step != PGRES_POLLING_OK) {
        const short events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (!wait_until(PQsocket(handle.get()), events, deadline)) return pg_error({});
        step = PQconnectPoll(handle.get());
        if (step == PGRES_POLLING_FAILED) return open_error(handle.get());
    }
    return handle;
}

}  // namespace

Result<PgConnection> PgConnection::open(const PgOptions& options) {
    const auto targets = TRY(pg_targets(options));
    Error error = pg_error({});
    for (const auto& target : targets) {
        auto handle = connect_to(target, options);
        if (handle.ok()) return PgConnection(std::move(*handle).release(), options);
        error = std::move(handle).error();
        // One that refuses us is not asked for its neighbour; one that is not there is.
        if (!pg_lost_connection(error)) break;
    }
    return error;
}

}  // namespace genbo
