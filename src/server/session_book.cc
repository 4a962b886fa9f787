// SPDX-License-Identifier: Apache-2.0
#include "server/session_book.h"

#include <algorithm>

#include "base/bytes.h"
#include "crypto/random.h"

namespace genbo {

namespace {

Hash session_name(std::string_view token) {
    return sha256({as_bytes("genbo/session/"), as_bytes(token)});
}

}  // namespace

std::string csrf_token_of(std::string_view session_token) {
    return to_hex(sha256({as_bytes("genbo/csrf/"), as_bytes(session_token)}));
}

bool same_secret(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    return difference == 0;
}

bool SessionBook::is_over(const Session& session, Instant now) const {
    return now - session.used >= idle_ || now - session.opened >= absolute_;
}

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

std::string SessionBook::open(StaffId staff, Instant now) {
    std::array<std::uint8_t, 32> secret{};
    this_thread_random().fill(secret);
    std::string token = to_hex(secret);
    const std::lock_guard lock{mutex_};
    make_place(staff, now);
    sessions_.emplace(session_name(token), Session{.staff = staff, .opened = now, .used = now});
    return token;
}

std::optional<StaffId> SessionBook::use(std::string_view token, Instant now) {
    const Hash name = session_name(token);
    const std::lock_guard lock{mutex_};
    const auto at = sessions_.find(name);
    if (at == sessions_.end()) return std::nullopt;
    if (is_over(at->second, now)) {
        sessions_.erase(at);
        return std::nullopt;
    }
    at->second.used = std::max(at->second.used, now);
    return at->second.staff;
}

void SessionBook::close(std::string_view token) {
    const Hash name = session_name(token);
    const std::lock_guard lock{mutex_};
    sessions_.erase(name);
}

void SessionBook::close_all_of(StaffId staff) {
    const std::lock_guard lock{mutex_};
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second.staff == staff; });
}

std::size_t SessionBook::size() const {
    const std::lock_guard lock{mutex_};
    return sessions_.size();
}

}  // namespace genbo
