// SPDX-License-Identifier: Apache-2.0
#include "app/stored_sessions.h"

#include <algorithm>

namespace genbo {

namespace {

// Readings kept before old ones are looked for.
constexpr std::size_t kKnownSessionsMax = 1000;
// As long as a reading that began before the end may still be on its way.
constexpr std::chrono::minutes kClosedRemembered{2};

Bytes stored_name(std::string_view token) {
    const Hash hash = session_hash(token);
    return {hash.begin(), hash.end()};
}

bool is_token(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

Result<std::string> StoredSessions::open(StaffId staff, Instant now) {
    std::string token = new_session_token();
    const Bytes name = stored_name(token);
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            // The longest unused first.
            auto sessions = TRY(context.store.sessions_of(staff));
            std::size_t left = sessions.size();
            for (const auto& session : sessions) {
                const bool over = limits_.are_over(session.opened, session.used, now);
                if (!over && left < kSessionsPerStaffMax) continue;
                TRY(context.store.remove_session(session.token_hash));
                --left;
            }
            return context.store.put_session({name, staff, now, now});
        },
        WriteScope::rows));
    return token;
}

void StoredSessions::forget_old(Instant now) {
    if (known_.size() < kKnownSessionsMax) return;
    std::erase_if(
        known_, [&](const auto& entry) { return now - entry.second.read > kClosedRemembered; });
}

Result<StoredSession> StoredSessions::look_up(const Bytes& name, Instant now) {
    const Error signed_out{Fault::not_found, "store.not_found"};
    {
        const std::lock_guard lock(mutex_);
        const auto at = known_.find(name);
        if (at != known_.end() && at->second.closed) return signed_out;
        // Should the clock be set back, a reading is worth nothing.
        if (at != known_.end() && at->second.read <= now && now - at->second.read < kSessionTrust)
            return at->second.session;
    }
    auto reader = TRY(master_.store().reader());
    auto stored = reader->session(name);
    const std::lock_guard lock(mutex_);
    if (!stored.ok()) {
        const auto at = known_.find(name);
        if (at != known_.end() && !at->second.closed) known_.erase(at);
        return stored.error();
    }
    forget_old(now);
    auto& known = known_[name];
    if (known.closed) return signed_out;
    // What this node knows of the last use may not be written yet.
    const Instant used = std::max(known.session.used, stored->used);
    known = {*std::move(stored), now, false};
    known.session.used = used;
    return known.session;
}

Result<std::optional<StaffId>> StoredSessions::use(std::string_view token, Instant now) {
    if (!is_token(token)) return std::optional<StaffId>{};
    const Bytes name = stored_name(token);
    const auto is_over = [&](const StoredSession& session) {
        return limits_.are_over(session.opened, session.used + kSessionTouch, now);
    };
    auto session = look_up(name, now);
    if (session.ok() && is_over(*session)) {
        // Another node may have seen it used since.
        distrust(name);
        session = look_up(name, now);
    }
    if (!session.ok()) {
        if (session.error().fault == Fault::not_found) return std::optional<StaffId>{};
        return session.error();
    }
    if (is_over(*session)) {
        TRY(close(token));
        return std::optional<StaffId>{};
    }
    if (now - session->used >= kSessionTouch) {
        {
            const std::lock_guard lock(mutex_);
            const auto at = known_.find(name);
            if (at != known_.end()) at->second.session.used = now;
        }
        // Nobody waits for it: if it fails, the next minute writes it.
        static_cast<void>(master_.writer().submit(
            [name, now](WriteContext& context) { return context.store.touch_session(name, now); },
            WriteScope::rows));
    }
    return std::optional{session->staff};
}

void StoredSessions::distrust(const Bytes& name) {
    const std::lock_guard lock(mutex_);
    const auto at = known_.find(name);
    if (at != known_.end()) at->second.read = Instant{};
}

void StoredSessions::note_closed(const Bytes& name) {
    const Instant now = master_.clock().now();
    const std::lock_guard lock(mutex_);
    auto& known = known_[name];
    known.closed = true;
    known.read = now;
    forget_old(now);
}

Result<> StoredSessions::close(std::string_view token) {
    const Bytes name = stored_name(token);
    TRY(master_.writer().run(
        [&](WriteContext& context) { return context.store.remove_session(name); },
        WriteScope::rows));
    note_closed(name);
    return {};
}

Result<> StoredSessions::close_all_of(StaffId staff) {
    std::vector<StoredSession> closed;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            closed = TRY(context.store.sessions_of(staff));
            for (const auto& session : closed)
                TRY(context.store.remove_session(session.token_hash));
            return {};
        },
        WriteScope::rows));
    for (const auto& session : closed) note_closed(session.token_hash);
    // Those that somebody else has removed already, with the old password.
    const std::lock_guard lock(mutex_);
    for (auto& [name, known] : known_)
        if (known.session.staff == staff) known.closed = true;
    return {};
}

}  // namespace genbo
