// SPDX-License-Identifier: Apache-2.0
#include "server/session_book.h"

#include <algorithm>

namespace genbo {

void SessionBook::make_place(StaffId staff, Instant now) {
    std::erase_if(sessions_, [&](const auto& entry) { return is_over(entry.second, now); });
    std::size_t count = 0;
    auto oldest = sessions_.end();
    for (auto at = sessions_.begin(); at != sessions_.end(); ++at) {
        if (at->second.staff != staff) continue;
        ++count;
        if (oldest == sessions_.end() || at->second.used < oldest->second.used) oldest = at;
    }
    if (count >= kSessionsPerStaffMax) sessions_.erase(oldest);
}

Result<std::string> SessionBook::open(const NewSession& session, Instant now) {
    std::string token = new_session_token();
    const std::lock_guard lock{mutex_};
    make_place(session.staff, now);
    sessions_.emplace(
        session_hash(token), Session{
                                 .staff = session.staff,
                                 .opened = now,
                                 .used = now,
                                 .proof = session.proof,
                                 .device = session.device});
    return token;
}

Result<std::optional<SessionUse>> SessionBook::use(std::string_view token, Instant now) {
    const Hash name = session_hash(token);
    const std::lock_guard lock{mutex_};
    const auto at = sessions_.find(name);
    if (at == sessions_.end()) return std::optional<SessionUse>{};
    if (is_over(at->second, now)) {
        sessions_.erase(at);
        return std::optional<SessionUse>{};
    }
    at->second.used = std::max(at->second.used, now);
    return std::optional{SessionUse{.staff = at->second.staff, .proof = at->second.proof}};
}

Result<std::vector<SessionView>> SessionBook::sessions_of(StaffId staff, Instant now) {
    const std::lock_guard lock{mutex_};
    std::vector<SessionView> views;
    for (const auto& [hash, session] : sessions_)
        if (session.staff == staff && !is_over(session, now))
            views.push_back(
                {.id = session_id(hash),
                 .opened = session.opened,
                 .used = session.used,
                 .proof = session.proof,
                 .device = session.device});
    std::ranges::sort(views, std::ranges::greater{}, &SessionView::used);
    return views;
}

Result<> SessionBook::close_one(StaffId staff, std::string_view id) {
    const std::lock_guard lock{mutex_};
    const auto closed = std::erase_if(sessions_, [&](const auto& entry) {
        return entry.second.staff == staff && session_id(entry.first) == id;
    });
    if (closed == 0) return Error{.fault = Fault::not_found, .code = "server.unknown_session"};
    return {};
}

Result<> SessionBook::close(std::string_view token) {
    const Hash name = session_hash(token);
    const std::lock_guard lock{mutex_};
    sessions_.erase(name);
    return {};
}

Result<> SessionBook::close_all_of(StaffId staff) {
    const std::lock_guard lock{mutex_};
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second.staff == staff; });
    return {};
}

std::size_t SessionBook::size() const {
    const std::lock_guard lock{mutex_};
    return sessions_.size();
}

}  // namespace genbo
