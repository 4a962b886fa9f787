// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who is signed in: what the server asks of whoever remembers it.
//
// A session is named by 256 random bits that only the browser's cookie holds; whoever keeps
// sessions keeps their SHA-256, so that a copy of memory or of a dump opens nothing.  The CSRF
// token is another hash of the same bits, made anew when it is needed: there is nothing to keep and
// nothing to leak, and every node behind a load balancer makes the same one.
//
// A session ends after `idle` without a request, after `absolute` in any case, and when its owner
// signs out, changes the password, or ends it from the list of sessions.
//
// What a session was opened with does not change while it lives: whoever proves a second factor, or
// proves again who they are, gets a new session with a new token, and the old one ends.
//
//   SessionBook      in this process's memory: ends with it (session_book.h)
//   StoredSessions   in the shared store, for any number of nodes (app/stored_sessions.h)
//
// Thread safety: all functions, from any thread.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "crypto/hash.h"
#include "record/ids.h"

namespace genbo {

// Sessions of one person at the same time; the one longest unused gives way.
inline constexpr std::size_t kSessionsPerStaffMax = 16;

struct SessionLimits {
    std::chrono::microseconds idle = std::chrono::minutes{30};
    std::chrono::microseconds absolute = std::chrono::hours{12};

    bool are_over(Instant opened, Instant used, Instant now) const {
        return now - used >= idle || now - opened >= absolute;
    }
};

// How the owner has shown who they are.
struct SessionProof {
    bool second_factor = false;
    Instant at;  // When last.

    friend bool operator==(const SessionProof&, const SessionProof&) = default;
};

struct NewSession {
    StaffId staff;
    SessionProof proof = {};
    // "Chromium / Linux": for the owner to tell sessions apart.
    std::string device = {};
};

struct SessionUse {
    StaffId staff;
    SessionProof proof = {};

    friend bool operator==(const SessionUse&, const SessionUse&) = default;
};

// A line of the list.  `id` names it and opens nothing.
struct SessionView {
    std::string id;
    Instant opened;
    Instant used;
    SessionProof proof;
    std::string device;
};

class SessionKeeper {
public:
    virtual ~SessionKeeper() = default;

    // The token for the cookie: 64 hexadecimal digits.
    virtual Result<std::string> open(const NewSession& session, Instant now) = 0;

    // Whose session it is; using it keeps it alive.
    virtual Result<std::optional<SessionUse>> use(std::string_view token, Instant now) = 0;

    // Those that are not over, the last used first.
    virtual Result<std::vector<SessionView>> sessions_of(StaffId staff, Instant now) = 0;

    virtual Result<> close(std::string_view token) = 0;
    // not_found: server.unknown_session, also when it is somebody else's.
    virtual Result<> close_one(StaffId staff, std::string_view id) = 0;
    virtual Result<> close_all_of(StaffId staff) = 0;
};

std::string new_session_token();
// Under which a session is kept.
Hash session_hash(std::string_view token);
// Of the session that is kept under this hash: 32 hexadecimal digits.
std::string session_id(ByteView hash);

// What X-Genbo-CSRF must say in the session of this token.
std::string csrf_token_of(std::string_view session_token);

// Takes the same time wherever the two differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace genbo
