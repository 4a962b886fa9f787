// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who is signed in.
//
// A session is named by 256 random bits that only the browser's cookie holds; the book keeps their
// SHA-256, so that a copy of memory or of a dump opens nothing.  The CSRF token is another hash of
// the same bits, made anew when it is needed, so there is nothing to keep and nothing to leak.
//
// A session ends after `idle` without a request, after `absolute` in any case, when its owner signs
// out or changes the password, or when the program restarts: sessions live in memory on purpose, a
// sign-in costs a person seconds and a lasting table would be one more thing to steal.
//
// Thread safety: all functions, from any thread.

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "crypto/hash.h"
#include "record/ids.h"

namespace genbo {

// Sessions of one person at the same time; the one longest unused gives way.
inline constexpr std::size_t kSessionsPerStaffMax = 16;

class SessionBook {
public:
    SessionBook(std::chrono::microseconds idle, std::chrono::microseconds absolute)
        : idle_(idle), absolute_(absolute) {}

    // The token for the cookie: 64 hexadecimal digits.
    std::string open(StaffId staff, Instant now);

    // Whose session it is; using it keeps it alive.
    std::optional<StaffId> use(std::string_view token, Instant now);

    void close(std::string_view token);
    void close_all_of(StaffId staff);

    std::size_t size() const;

private:
    struct Session {
        StaffId staff;
        Instant opened;
        Instant used;
    };

    bool is_over(const Session& session, Instant now) const;
    void make_place(StaffId staff, Instant now);

    const std::chrono::microseconds idle_;
    const std::chrono::microseconds absolute_;
    mutable std::mutex mutex_;
    std::map<Hash, Session> sessions_;
};

// What X-Genbo-CSRF must say in the session of this token.
std::string csrf_token_of(std::string_view session_token);

// Takes the same time wherever the two differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace genbo
