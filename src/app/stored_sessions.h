// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sessions of a shared master, in its database, so that every node behind a load balancer knows who
// is signed in.  Only the hash of a token is there.
//
//   StoredSessions sessions(*master);
//   ServerParts parts{…, .sessions = &sessions};
//
// A node believes what it has read for kSessionTrust: a sign-out, or the end of all of somebody's
// sessions after a new password, counts at once where it happened and within that time elsewhere.
// The last use is written once a minute, so an idle session may live a minute longer.
//
// How its owner has proved who they are is a note beside it, "session.<half of the hash>"; without
// the note nothing has been proved.
//
// Thread safety: all functions, from any thread.

#include <map>
#include <mutex>

#include "app/master.h"
#include "server/session_keeper.h"

namespace genbo {

inline constexpr std::chrono::seconds kSessionTrust{4};
inline constexpr std::chrono::minutes kSessionTouch{1};

class StoredSessions final : public SessionKeeper {
public:
    // REQUIRES: the master is open for writing, and outlives it.
    explicit StoredSessions(Master& master, const SessionLimits& limits = {})
        : master_(master), limits_(limits) {}

    Result<std::string> open(const NewSession& session, Instant now) override;
    Result<std::optional<SessionUse>> use(std::string_view token, Instant now) override;
    Result<std::vector<SessionView>> sessions_of(StaffId staff, Instant now) override;
    Result<> close(std::string_view token) override;
    Result<> close_one(StaffId staff, std::string_view id) override;
    Result<> close_all_of(StaffId staff) override;

private:
    struct Known {
        StoredSession session;
        Instant read;
        bool closed = false;  // Here; a reading that began before may come in later.
        SessionProof proof = {};
    };
    struct Looked {
        StoredSession session;
        SessionProof proof;
    };

    // A recent reading, or a new one; not_found: store.not_found.
    Result<Looked> look_up(const Bytes& name, Instant now);
    void distrust(const Bytes& name);
    void forget_old(Instant now);
    void note_closed(const Bytes& name);

    Master& master_;
    const SessionLimits limits_;
    std::mutex mutex_;
    std::map<Bytes, Known> known_;
};

}  // namespace genbo
