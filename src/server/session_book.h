// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sessions in memory, for an embedded master: they end with the program on purpose, a sign-in costs
// a person seconds and a lasting table would be one more thing to steal.
//
// Thread safety: all functions, from any thread.

#include <cstddef>
#include <map>
#include <mutex>

#include "server/session_keeper.h"

namespace genbo {

class SessionBook final : public SessionKeeper {
public:
    explicit SessionBook(const SessionLimits& limits) : limits_(limits) {}

    Result<std::string> open(const NewSession& session, Instant now) override;
    Result<std::optional<SessionUse>> use(std::string_view token, Instant now) override;
    Result<std::vector<SessionView>> sessions_of(StaffId staff, Instant now) override;
    Result<> close(std::string_view token) override;
    Result<> close_one(StaffId staff, std::string_view id) override;
    Result<> close_all_of(StaffId staff) override;

    std::size_t size() const;

private:
    struct Session {
        StaffId staff;
        Instant opened;
        Instant used;
        SessionProof proof;
        std::string device;
    };

    bool is_over(const Session& session, Instant now) const {
        return limits_.are_over(session.opened, session.used, now);
    }
    void make_place(StaffId staff, Instant now);

    const SessionLimits limits_;
    mutable std::mutex mutex_;
    std::map<Hash, Session> sessions_;
};

}  // namespace genbo
