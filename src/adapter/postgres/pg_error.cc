// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_error.h"

#include <algorithm>
#include <string>
#include <utility>

namespace genbo {

namespace {

struct PgState {
    // A whole SQLSTATE, or its first two letters for the class.
    std::string_view prefix;
    Fault fault;
    std::string_view code;
};

// The first that fits is taken: single states stand before their class.
// https://www.postgresql.org/docs/15/errcodes-appendix.html
constexpr PgState kPgStates[] = {
    // The server did not understand the bytes of a value: ours to mend, and the session goes on.
    {"08P01", Fault::corrupt, "store.failed"},
    {"08", Fault::unavailable, "store.connection_lost"},
    {"23", Fault::conflict, "store.constraint"},
    // A standby: the primary is somewhere else now, and another connection finds it.
    {"25006", Fault::unavailable, "store.connection_lost"},
    {"25P03", Fault::unavailable, "store.connection_lost"},  // Idle too long in a transaction.
    // The statement is no longer prepared: somebody between us and the server swapped sessions.
    {"26000", Fault::unavailable, "store.retry"},
    {"28", Fault::forbidden, "store.login"},
    {"3D000", Fault::not_found, "store.no_master"},
    {"3F000", Fault::not_found, "store.no_master"},
    {"40", Fault::unavailable, "store.retry"},  // 40001 serialization, 40P01 deadlock.
    {"42501", Fault::forbidden, "store.login"},
    {"42P01", Fault::not_found, "store.no_master"},
    {"53100", Fault::unavailable, "store.disk_full"},
    {"53300", Fault::unavailable, "store.connection_lost"},  // Too many connections.
    {"53", Fault::limit, "store.full"},
    {"55P03", Fault::unavailable, "store.retry"},  // A lock that was not to be waited for.
    {"57014", Fault::unavailable, "store.timeout"},
    {"57P", Fault::unavailable, "store.connection_lost"},  // Shutdown, crash, starting up.
    {"58030", Fault::unavailable, "store.io_error"},
    {"XX001", Fault::corrupt, "store.corrupt"},
    {"XX002", Fault::corrupt, "store.corrupt"},
};

bool is_sqlstate(std::string_view text) {
    return text.size() == 5 && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
           });
}

}  // namespace

Error pg_error(std::string_view sqlstate) {
    if (sqlstate.empty()) return {Fault::unavailable, "store.connection_lost", {"-"}};
    // Five letters or digits by the protocol; anything else could be text, which we do not carry.
    if (!is_sqlstate(sqlstate)) return {Fault::corrupt, "store.failed", {"?"}};
    for (const auto& state : kPgStates)
        if (sqlstate.starts_with(state.prefix))
            return {state.fault, std::string{state.code}, {std::string{sqlstate}}};
    return {Fault::corrupt, "store.failed", {std::string{sqlstate}}};
}

Error pg_fatal_error(std::string_view sqlstate) {
    auto error = pg_error(sqlstate);
    if (error.code == "store.failed")
        return {Fault::unavailable, "store.connection_lost", std::move(error.args)};
    return error;
}

bool pg_is_retryable(const Error& error) {
    return error.code == "store.retry" || pg_lost_connection(error);
}

bool pg_lost_connection(const Error& error) { return error.code == "store.connection_lost"; }

}  // namespace genbo
