// SPDX-License-Identifier: Apache-2.0
#include "app/stored_sessions.h"

#include <algorithm>
#include <charconv>

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

std::string proof_note(ByteView name) { return "session." + to_hex(name.first(16)); }

// "second|first micros device".
Bytes note_of_proof(const NewSession& session) {
    const std::string text = std::string{session.proof.second_factor ? "second " : "first "} +
                             std::to_string(to_micros(session.proof.at)) + " " + session.device;
    const auto bytes = as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

struct ReadProof {
    SessionProof proof;
    std::string device;
};

Result<ReadProof> read_proof(StoreReader& store, ByteView name) {
    const auto note = store.note(proof_note(name));
    if (!note.ok()) {
        if (note.error().fault == Fault::not_found) return ReadProof{};
        return note.error();
    }
    std::string_view text = as_text(note->value);
    ReadProof read;
    read.proof.second_factor = text.starts_with("second ");
    text.remove_prefix(std::min(text.find(' ') + 1, text.size()));
    std::int64_t micros = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), micros);
    if (end.ec != std::errc{}) return ReadProof{};
    read.proof.at = instant_from_micros(micros);
    text.remove_prefix(static_cast<std::size_t>(end.ptr - text.data()));
    if (text.starts_with(' ')) text.remove_prefix(1);
    read.device = text;
    return read;
}

bool is_token(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

Result<std::string> StoredSessions::open(const NewSession& opened, Instant now) {
    const StaffId staff = opened.staff;
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
                TRY(context.store.remove_note(proof_note(session.token_hash)));
                --left;
            }
            TRY(context.store.put_note({proof_note(name), now, note_of_proof(opened)}));
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

Result<StoredSessions::Looked> StoredSessions::look_up(const Bytes& name, Instant now) {
    const Error signed_out{Fault::not_found, "store.not_found"};
    {
        const std::lock_guard lock(mutex_);
        const auto at = known_.find(name);
        if (at != known_.end() && at->second.closed) return signed_out;
        // Should the clock be set back, a reading is worth nothing.
        if (at != known_.end() && at->second.read <= now && now - at->second.read < kSessionTrust)
            return Looked{at->second.session, at->second.proof};
    }
    auto reader = TRY(master_.store().reader());
    auto stored = reader->session(name);
    ReadProof read;
    if (stored.ok()) read = TRY(read_proof(*reader, name));
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
    known = {*std::move(stored), now, false, read.proof};
    known.session.used = used;
    return Looked{known.session, known.proof};
}

Result<std::optional<SessionUse>> StoredSessions::use(std::string_view token, Instant now) {
    if (!is_token(token)) return std::optional<SessionUse>{};
    const Bytes name = stored_name(token);
    const auto is_over = [&](const StoredSession& session) {
        return limits_.are_over(session.opened, session.used + kSessionTouch, now);
    };
    auto looked = look_up(name, now);
    if (looked.ok() && is_over(looked->session)) {
        // Another node may have seen it used since.
        distrust(name);
        looked = look_up(name, now);
    }
    if (!looked.ok()) {
        if (looked.error().fault == Fault::not_found) return std::optional<SessionUse>{};
        return looked.error();
    }
    const StoredSession& session = looked->session;
    if (is_over(session)) {
        TRY(close(token));
        return std::optional<SessionUse>{};
    }
    if (now - session.used >= kSessionTouch) {
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
    return std::optional{SessionUse{.staff = session.staff, .proof = looked->proof}};
}

Result<std::vector<SessionView>> StoredSessions::sessions_of(StaffId staff, Instant now) {
    auto reader = TRY(master_.store().reader());
    std::vector<SessionView> views;
    for (const auto& session : TRY(reader->sessions_of(staff))) {
        if (limits_.are_over(session.opened, session.used, now)) continue;
        const auto read = TRY(read_proof(*reader, session.token_hash));
        views.push_back(
            {.id = session_id(session.token_hash),
             .opened = session.opened,
             .used = session.used,
             .proof = read.proof,
             .device = read.device});
    }
    std::ranges::sort(views, std::ranges::greater{}, &SessionView::used);
    return views;
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
        [&](WriteContext& context) -> Result<> {
            TRY(context.store.remove_note(proof_note(name)));
            return context.store.remove_session(name);
        },
        WriteScope::rows));
    note_closed(name);
    return {};
}

Result<> StoredSessions::close_one(StaffId staff, std::string_view id) {
    Bytes closed;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            for (const auto& session : TRY(context.store.sessions_of(staff))) {
                if (session_id(session.token_hash) != id) continue;
                closed = session.token_hash;
                TRY(context.store.remove_note(proof_note(closed)));
                return context.store.remove_session(closed);
            }
            return Error{Fault::not_found, "server.unknown_session"};
        },
        WriteScope::rows));
    note_closed(closed);
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
