// SPDX-License-Identifier: Apache-2.0
#include "app/checkpoint_keeper.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/log.h"
#include "register/audit_trail.h"
#include "register/trail_export.h"

namespace genbo {

namespace {

constexpr std::string_view kSignedSetting = "audit.checkpoint";
constexpr std::string_view kOutsideSetting = "audit.outside";
// After a failure nobody is asked more often than this.
constexpr std::chrono::seconds kOutsideRetry{30};
// A contradiction stays one until a file tells otherwise, so the leaves are not read each time.
constexpr std::chrono::minutes kRefusalKept{10};

std::filesystem::path outside_path(const Master& master, const std::string& name) {
    return master.directory() / name;  // An absolute name stays as it is.
}

// Many times what an entry takes.
constexpr off_t kEntryBytesMax = 16384;

// Appends and forces to the disk.  An entry that a power cut tore at the end goes first: readers
// pass it over only there.
Result<> append_outside(
    const std::filesystem::path& path, const std::string& name, std::string_view entry) {
    const Error failed{Fault::unavailable, "audit.cannot_write", {name}};
    const int handle = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (handle < 0) return failed;
    const off_t end = ::lseek(handle, 0, SEEK_END);
    bool fine = end >= 0;
    if (fine) {
        const auto from = std::max<off_t>(0, end - kEntryBytesMax);
        std::string tail(static_cast<std::size_t>(end - from), '\0');
        fine = ::pread(handle, tail.data(), tail.size(), from) == end - from;
        const auto whole = whole_part(tail);
        if (fine && whole < tail.size())
            fine = ::ftruncate(handle, from + static_cast<off_t>(whole)) == 0;
    }
    while (fine && !entry.empty()) {
        const auto written = ::write(handle, entry.data(), entry.size());
        fine = written > 0;
        if (fine) entry.remove_prefix(static_cast<std::size_t>(written));
    }
    fine = fine && ::fdatasync(handle) == 0;
    ::close(handle);
    if (!fine) return failed;
    return {};
}

Result<> post_outside(HttpCaller& http, const std::string& url, const std::string& entry) {
    HttpCall call;
    call.method = "POST";
    call.url = url;
    call.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
    call.body = entry;
    const auto answer = TRY(http.call(call));
    if (answer.status < 200 || answer.status > 299)
        return Error{Fault::unavailable, "app.hook_refused", {std::to_string(answer.status)}};
    return {};
}

std::string states_text(const std::vector<OutsideState>& states) {
    std::string text;
    for (const auto& state : states)
        text += state.destination + "\t" + std::to_string(state.size) + "\t" +
                std::to_string(to_micros(state.at)) + "\t" + state.failure + "\n";
    return text;
}

template <typename T>
T number_in(std::string_view text) {
    T number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string_view cut_at(std::string_view& text, char mark) {
    const auto piece = text.substr(0, text.find(mark));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    return piece;
}

Result<std::string> setting_or_none(StoreReader& store, std::string_view name) {
    auto setting = store.setting(name);
    if (setting.ok() || setting.error().fault != Fault::not_found) return setting;
    return std::string{};
}

Result<TrailKeys> keys_of_trail(Master& master) {
    auto session = TRY(master.sessions().borrow());
    return trail_keys(session->store(), master.keyring());
}

// corrupt: audit.not_consistent, the trail is another than it was.
Result<> continues(StoreReader& store, const AuditTree& before, const AuditTree& now) {
    if (TRY(with_later_leaves(store, before)) == now) return {};
    return Error{Fault::corrupt, "audit.not_consistent"};
}

Instant last_handover(std::string_view list) {
    Instant last;
    for (const auto note : notes_of(list))
        if (const auto one = open_handover(note); one.ok()) last = std::max(last, one->at);
    return last;
}

// A list may tell of a hand-over that a restore has taken out of the store.
Result<TrailKeys> with_list(TrailKeys keys, std::string_view list) {
    TRY(keys.follow(list));
    return keys;
}

}  // namespace

Result<std::optional<SignedCheckpoint>> last_signed(StoreReader& store) {
    const std::string text = TRY(setting_or_none(store, kSignedSetting));
    if (text.empty()) return std::optional<SignedCheckpoint>{};
    std::string_view rest = text;
    const auto at = instant_from_micros(number_in<std::int64_t>(cut_at(rest, '\n')));
    return std::optional{SignedCheckpoint{at, std::string{rest}}};
}

Result<std::vector<OutsideState>> outside_states(StoreReader& store) {
    const std::string text = TRY(setting_or_none(store, kOutsideSetting));
    std::vector<OutsideState> states;
    for (std::string_view rest = text; !rest.empty();) {
        auto line = cut_at(rest, '\n');
        OutsideState state;
        state.destination = cut_at(line, '\t');
        state.size = number_in<std::uint64_t>(cut_at(line, '\t'));
        state.at = instant_from_micros(number_in<std::int64_t>(cut_at(line, '\t')));
        state.failure = line;
        states.push_back(std::move(state));
    }
    return states;
}

bool CheckpointKeeper::has_work() const {
    const auto& config = master_.config();
    return !config.outside_files.empty() || !config.outside_hooks.empty();
}

CheckpointKeeper::Lengths CheckpointKeeper::lengths() const {
    Lengths lengths;
    for (const auto& name : master_.config().outside_files) {
        std::error_code failed;
        const auto length = std::filesystem::file_size(outside_path(master_, name), failed);
        lengths.push_back(failed ? std::optional<std::uintmax_t>{} : length);
    }
    return lengths;
}

Result<> CheckpointKeeper::look_at_files(StoreReader& store, const AuditTree& now) const {
    const auto keys = TRY(trail_keys(store, master_.keyring()));
    for (const auto& list : outside_lists(master_)) {
        const auto known_keys = TRY(with_list(keys, list));
        auto copies = TRY(OutsideCopies::read(list, known_keys));
        if (copies.standing().empty()) continue;
        if (const auto largest = copies.standing().back().size; largest > now.size())
            return Error{
                Fault::corrupt,
                "audit.rolled_back",
                {std::to_string(now.size()), std::to_string(largest)}};
        // What is signed is the tree that the store keeps beside its leaves.
        if (!(TRY(compare_outside(store, known_keys, copies)) == now))
            return Error{Fault::corrupt, "audit.not_consistent"};
    }
    return {};
}

Result<> CheckpointKeeper::look(StoreReader& store, const AuditTree& now, Instant at) {
    auto lengths_now = lengths();
    const bool same_files = lengths_now == lengths_;
    lengths_ = std::move(lengths_now);
    if (same_files && refused_ && at - refused_at_ < kRefusalKept) return *refused_;
    refused_.reset();
    const auto before = same_files ? std::exchange(tree_, {}) : std::optional<AuditTree>{};
    tree_.reset();
    const auto looked = before ? continues(store, *before, now) : look_at_files(store, now);
    if (looked.ok()) {
        tree_ = now;
    } else if (!before && looked.error().fault == Fault::corrupt) {
        // Anything else may be over the next time.
        refused_ = looked.error();
        refused_at_ = at;
    }
    return looked;
}

Result<> CheckpointKeeper::send(const Checkpoint& checkpoint, const Result<>& looked, Instant at) {
    std::string note;
    std::string entry;
    std::string handovers;
    bool all_need_them = false;
    std::vector<OutsideState> before;
    {
        auto session = TRY(master_.sessions().borrow());
        auto& store = session->store();
        const auto key_now = TRY(trail_signing_key(store, master_.keyring()));
        note = sign_checkpoint(checkpoint, key_now);
        before = TRY(outside_states(store));
        // Whoever reads the copies must learn of a new key before the first that it signed.
        const auto last = TRY(last_signed(store));
        const auto key = TRY(trail_note_key(store, master_.keyring()));
        all_need_them = last && !open_note(last->note, key).ok();
        handovers = TRY(trail_handovers(store));
        entry = outside_entry(at, note);
    }
    const auto handed_over = last_handover(handovers);
    // One that is new or was away may not have them; twice they say nothing else.
    const auto entry_for = [&](const std::string& name) {
        const auto old = std::ranges::find(before, name, &OutsideState::destination);
        const bool has_them =
            !all_need_them && old != before.end() && old->failure.empty() && old->at > handed_over;
        return has_them ? entry : handovers + entry;
    };
    std::vector<OutsideState> states;
    bool all = true;
    const auto tell = [&](const std::string& name, const Result<>& sent) {
        OutsideState state{name, checkpoint.size, at, {}};
        if (!sent.ok()) {
            all = false;
            const auto old = std::ranges::find(before, name, &OutsideState::destination);
            state = old == before.end() ? OutsideState{name, 0, {}, {}} : *old;
            state.failure = sent.error().code;
            log_warn("audit.outside_failed", {{"code", LogToken{sent.error().code}}});
        }
        states.push_back(std::move(state));
    };
    const auto& config = master_.config();
    for (std::size_t i = 0; i < config.outside_files.size(); ++i) {
        const auto& name = config.outside_files[i];
        const auto text = entry_for(name);
        const auto sent =
            looked.ok() ? append_outside(outside_path(master_, name), name, text) : looked;
        tell(name, sent);
        // So long it is if nobody else wrote to it meanwhile.
        if (sent.ok()) lengths_[i] = lengths_[i].value_or(0) + text.size();
    }
    for (const auto& url : config.outside_hooks)
        tell(url, looked.ok() ? post_outside(http_, url, entry_for(url)) : looked);
    tried_at_ = at;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            if (looked.ok())
                TRY(context.store.set_setting(
                    kSignedSetting, std::to_string(to_micros(at)) + "\n" + note));
            return context.store.set_setting(kOutsideSetting, states_text(states));
        },
        WriteScope::rows));
    if (all) {
        last_ = checkpoint;
        last_at_ = at;
    }
    return {};
}

Result<> CheckpointKeeper::run_once() {
    if (!has_work()) return {};
    const auto now = master_.clock().now();
    if (!last_ && tried_at_ != Instant{} && now - tried_at_ < kOutsideRetry) return {};
    Checkpoint checkpoint;
    Result<> looked;
    {
        auto session = TRY(master_.sessions().borrow());
        const auto tree = TRY(stored_audit_tree(session->store()));
        checkpoint = {trail_origin(master_.keyring()), tree.size(), tree.root()};
        if (last_ && checkpoint == *last_) return {};
        const auto& config = master_.config();
        const bool shorter = last_ && checkpoint.size <= last_->size;
        const bool many = last_ && checkpoint.size - last_->size >= config.checkpoint_leaves;
        const bool old = !last_ || now - last_at_ >= std::chrono::seconds{config.checkpoint_s};
        const bool failed_lately = tried_at_ > last_at_ && now - tried_at_ < kOutsideRetry;
        if ((!shorter && !many && !old) || failed_lately) return {};
        looked = look(session->store(), tree, now);
    }
    return send(checkpoint, looked, now);
}

std::vector<std::string> outside_lists(const Master& master) {
    std::vector<std::string> lists;
    for (const auto& name : master.config().outside_files)
        if (auto list = read_log_file(outside_path(master, name)); list.ok())
            lists.push_back(*std::move(list));
    return lists;
}

InspectionPart inspect_outside(const Master& master, ReadSession& session) {
    InspectionPart part{"outside", 0, 0, {}};
    const auto wrong = [&](const Error& error) {
        ++part.wrong;
        part.examples.push_back(error);
    };
    for (const auto& name : master.config().outside_files) {
        const auto list = read_log_file(outside_path(master, name));
        if (!list.ok()) {
            // Before the first checkpoint there is no file.
            const auto leaves = session.store().leaf_count();
            const auto signed_one = last_signed(session.store());
            if (leaves.ok() && signed_one.ok() && !*signed_one) continue;
            wrong(list.error());
            continue;
        }
        const auto keys = [&]() -> Result<TrailKeys> {
            auto stored = TRY(trail_keys(session.store(), master.keyring()));
            return with_list(std::move(stored), *list);
        }();
        auto copies =
            keys.ok() ? OutsideCopies::read(*list, *keys) : Result<OutsideCopies>{keys.error()};
        if (!copies.ok()) {
            wrong(copies.error());
            continue;
        }
        part.looked_at += static_cast<std::int64_t>(copies->checkpoints());
        if (const auto same = compare_outside(session.store(), *keys, *copies); !same.ok())
            wrong(same.error());
    }
    return part;
}

Result<std::optional<ForkRecord>> note_restore(Master& master) {
    ForkRecord fork;
    const auto keys = TRY(keys_of_trail(master));
    {
        auto session = TRY(master.sessions().borrow());
        auto& store = session->store();
        fork.restored = TRY(trail_checkpoint(store, master.keyring()));
        for (const auto& list : outside_lists(master)) {
            const auto known_keys = TRY(with_list(keys, list));
            const auto copies = TRY(OutsideCopies::read(list, known_keys));
            if (copies.standing().empty()) continue;
            const auto& largest = copies.standing().back();
            if (largest.size > fork.known.size) fork.known = largest;
            const auto common = TRY(uncontradicted(store, master.keyring(), copies));
            if (common.size < fork.restored.size) fork.restored = common;
        }
    }
    if (fork.known.size <= fork.restored.size) return std::optional<ForkRecord>{};
    fork.at = master.clock().now();
    std::string entry;
    {
        auto session = TRY(master.sessions().borrow());
        auto& store = session->store();
        entry = TRY(trail_handovers(store)) +
                outside_entry(
                    fork.at, sign_fork(fork, TRY(trail_signing_key(store, master.keyring()))));
    }
    // The act first: a fork record outside must not stand for a restore that the trail is silent
    // about.
    TRY(master.writer().run([&](WriteContext& context) {
        return context.trail.record(
            context.store, Actor{}, context.now,
            {.action = "audit.restored",
             .object_type = "trail",
             .object = 0,
             .count = fork.known.size - fork.restored.size});
    }));
    TRY(master.finish_duties());
    for (const auto& name : master.config().outside_files)
        TRY(append_outside(outside_path(master, name), name, entry));
    return std::optional{fork};
}

}  // namespace genbo
