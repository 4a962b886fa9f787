// SPDX-License-Identifier: Apache-2.0
#include "app/watch_duty.h"

#include <algorithm>
#include <charconv>

#include "app/checkpoint_keeper.h"
#include "base/log.h"
#include "register/alert_desk.h"
#include "register/entry_id.h"
#include "staff/staff_vault.h"

namespace genbo {

namespace {

constexpr std::string_view kCursorSetting = "watch.cursor";
constexpr std::string_view kStateSetting = "watch.state";
// Held by whoever writes the two.
constexpr std::string_view kTurnNote = "watch.turn";
constexpr std::int64_t kDaysRemembered = 120;
// How far back late rows are looked for.
constexpr std::chrono::minutes kLateRows{10};
// Nothing new is written more seldom than this, so that others see that it lives.
constexpr std::chrono::seconds kKeepEvery{30};
constexpr std::chrono::minutes kDeadAfter{3};
constexpr std::chrono::minutes kSeenWithin{10};
constexpr std::chrono::hours kPlantedWithin{26};
constexpr std::size_t kWatchPage = 5000;
constexpr std::chrono::seconds kLeaversEvery{10};
constexpr std::string_view kStaffActor = "staff:";
constexpr const char* kWatchActor = "watch";

Instant time_of(const Bytes& entry) {
    std::int64_t micros = 0;
    for (std::size_t i = 0; i < 8 && i < entry.size(); ++i)
        micros = static_cast<std::int64_t>(static_cast<std::uint64_t>(micros) << 8 | entry[i]);
    return instant_from_micros(micros);
}

// The lowest entry of that time.
Bytes entry_floor(Instant at) {
    Bytes entry(kEntryIdSize, 0);
    auto micros = static_cast<std::uint64_t>(std::max<std::int64_t>(0, to_micros(at)));
    for (std::size_t i = 8; i > 0; --i, micros >>= 8)
        entry[i - 1] = static_cast<std::uint8_t>(micros & 0xff);
    return entry;
}

WatchedAccess watched(const std::vector<StoredAccess>& rows) {
    const auto& first = rows.front();
    WatchedAccess access;
    access.at = time_of(first.entry);
    access.actor = first.actor;
    access.role = first.role;
    access.action = first.action;
    // A sign-in shows nobody.
    const bool shows = !access.action.starts_with("session.");
    access.records = shows ? static_cast<std::int64_t>(rows.size()) : 0;
    for (const auto& row : rows) {
        access.marks |= row.marks;
        if (!shows) continue;
        if (row.explained != 0) continue;
        ++access.unexplained;
        access.unexplained_aliases.emplace_back(as_text(row.alias));
    }
    return access;
}

double in_seconds(Instant at) { return static_cast<double>(to_micros(at)) / 1e6; }

std::string state_text(Instant round, Instant planted, Instant seen, std::int64_t outside_day) {
    return std::to_string(to_micros(round)) + " " + std::to_string(to_micros(planted)) + " " +
           std::to_string(to_micros(seen)) + " " + std::to_string(outside_day);
}

// The day when a trail that was put back was last told; 0: of none, and of an older program.
std::int64_t outside_day_in(std::string_view state) {
    for (int i = 0; i < 3; ++i) {
        const auto space = state.find(' ');
        if (space == state.npos) return 0;
        state.remove_prefix(space + 1);
    }
    std::int64_t day = 0;
    std::from_chars(state.data(), state.data() + state.size(), day);
    return day;
}

Instant next_time(std::string_view& text) {
    std::int64_t micros = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), micros);
    text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(end - text.data()) + 1));
    return instant_from_micros(micros);
}

Result<std::string> setting_text(StoreReader& store, std::string_view name) {
    auto setting = store.setting(name);
    if (setting.ok() || setting.error().fault != Fault::not_found) return setting;
    return std::string{};
}

}  // namespace

Result<WatchState> watch_state(StoreReader& store, Instant now) {
    const std::string text = TRY(setting_text(store, kStateSetting));
    WatchState state;
    if (text.empty()) return state;
    std::string_view rest = text;
    state.round_at = next_time(rest);
    state.planted_at = next_time(rest);
    state.seen_at = next_time(rest);
    const bool found = state.seen_at >= state.planted_at || now - state.planted_at < kSeenWithin;
    state.alive =
        now - state.round_at < kDeadAfter && found && now - state.planted_at < kPlantedWithin;
    return state;
}

Result<> WatchDuty::open() {
    auto session = TRY(master_.sessions().borrow());
    auto& store = session->store();
    watch_ = AccessWatch{};
    leavers_read_ = {};
    // What they told of is read again.
    alerts_.clear();
    kept_state_ = TRY(setting_text(store, kStateSetting));
    outside_day_ = outside_day_in(kept_state_);
    const auto today = watch_day(master_.clock().now());
    for (const auto& day : TRY(store.access_days(today - kDaysRemembered)))
        watch_.remember(
            {day.actor, day.role, {day.day, day.records, day.unexplained}, day.alarmed != 0});
    const std::string cursor = TRY(setting_text(store, kCursorSetting));
    cursor_ = cursor.empty() ? Bytes{} : TRY(from_hex(cursor));
    taken_.clear();
    // What lies before the cursor is in the days already.
    if (!cursor_.empty()) {
        auto after = entry_floor(time_of(cursor_) - kLateRows);
        for (const auto& row : TRY(store.access_after(after, 100'000)))
            if (row.entry <= cursor_) taken_[row.entry] = time_of(row.entry);
    }
    const auto state = TRY(watch_state(store, master_.clock().now()));
    planted_at_ = state.planted_at;
    seen_at_ = state.seen_at;
    open_ = true;
    return {};
}

Result<bool> WatchDuty::overtaken(StoreReader& store) const {
    return TRY(setting_text(store, kStateSetting)) != kept_state_;
}

Result<> WatchDuty::read_leavers() {
    const auto now = master_.clock().now();
    const auto since = now - leavers_read_;
    if (leavers_read_ != Instant{} && since >= since.zero() && since < kLeaversEvery) return {};
    auto session = TRY(master_.sessions().borrow());
    const StaffVault vault(master_.keyring());
    for (const auto& staff : TRY(session->store().staff())) {
        const auto file = TRY(vault.read(session->store(), staff.id));
        std::optional<Instant> left;
        if (file.leaves != Instant{}) left = file.leaves;
        if (staff.role == kDisabledRole)
            left = left ? std::min(*left, file.disabled) : file.disabled;
        watch_.set_left(std::string{kStaffActor} + std::to_string(staff.id.value()), left);
    }
    leavers_read_ = now;
    return {};
}

// After the alerts are kept: a session that ends has its reason in the list.
Result<> WatchDuty::end_sessions() {
    while (!to_end_.empty()) {
        const StaffId staff = *to_end_.begin();
        if (sessions_ != nullptr) TRY(sessions_->close_all_of(staff));
        TRY(master_.writer().run(
            [&](WriteContext& context) {
                return context.trail.record_as(
                    context.store, kWatchActor, {}, context.now,
                    {"session.ended", "staff", staff.value()});
            },
            WriteScope::rows));
        to_end_.erase(staff);
    }
    return {};
}

Result<> WatchDuty::read_new() {
    auto session = TRY(master_.sessions().borrow());
    auto after = cursor_.empty() ? Bytes{} : entry_floor(time_of(cursor_) - kLateRows);
    while (true) {
        auto page = TRY(session->store().access_after(after, kWatchPage));
        if (page.empty()) break;
        const bool last_page = page.size() < kWatchPage;
        after = page.back().entry;
        // An act that goes on behind the page is read with the next.
        if (!last_page) {
            const auto cut = std::ranges::find(page, Bytes{after}, &StoredAccess::entry);
            if (cut != page.begin()) {
                page.erase(cut, page.end());
                after = page.back().entry;
            }
        }
        for (auto begin = page.begin(); begin != page.end();) {
            const auto end = std::find_if(
                begin, page.end(), [&](const auto& row) { return row.entry != begin->entry; });
            if (taken_.emplace(begin->entry, time_of(begin->entry)).second) {
                changed_ = true;
                for (auto& alert : watch_.take(watched({begin, end})))
                    alerts_.push_back(std::move(alert));
                cursor_ = std::max(cursor_, begin->entry);
            }
            begin = end;
        }
        if (last_page) break;
    }
    if (cursor_.empty()) return {};
    const auto old = time_of(cursor_) - kLateRows - std::chrono::minutes{1};
    std::erase_if(taken_, [&](const auto& one) { return one.second < old; });
    return {};
}

// A trail that was put back is an alert as well, once a day.
Result<> WatchDuty::look_outside() {
    const auto now = master_.clock().now();
    if (outside_day_ == watch_day(now)) return {};
    auto session = TRY(master_.sessions().borrow());
    for (const auto& state : TRY(outside_states(session->store()))) {
        if (!state.failure.starts_with("audit.")) continue;
        outside_day_ = watch_day(now);
        alerts_.push_back(
            {now,
             "system",
             "",
             "trail",
             3,
             {{"leaves", 0, static_cast<double>(state.size), static_cast<double>(state.size)}}});
        return {};
    }
    return {};
}

Result<> WatchDuty::plant() {
    const auto now = master_.clock().now();
    if (planted_at_ != Instant{} && watch_day(planted_at_) == watch_day(now)) return {};
    AccessNote act;
    act.at = now;
    act.actor = kWatchActor;
    act.role = kWatchActor;
    act.action = "watch.self_test";
    act.nameless = 1;
    act.marks = bit(Mark::self_test);
    TRY(log_.note(std::move(act)));
    planted_at_ = now;
    changed_ = true;
    return {};
}

Result<> WatchDuty::keep() {
    const auto now = master_.clock().now();
    for (const auto& alert : alerts_)
        if (alert.kind == "self_test" && alert.actor == kWatchActor) seen_at_ = now;
    std::erase_if(alerts_, [](const auto& alert) { return alert.kind == "self_test"; });
    if (!changed_ && alerts_.empty() && now - kept_at_ < kKeepEvery) return {};
    std::vector<StoredAccessDay> days;
    for (const auto& day : watch_.changed_days())
        days.push_back(
            {day.actor, day.count.day, day.role, day.count.records, day.count.unexplained,
             day.alarmed ? 1 : 0});
    const auto state = state_text(now, planted_at_, seen_at_, outside_day_);
    const auto kept = master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            TRY(context.store.hold_note(kTurnNote, context.now));
            if (TRY(overtaken(context.store)))
                return Error{Fault::conflict, "store.lease_lost", {"watch"}};
            TRY(context.store.put_access_days(days));
            for (const auto& alert : alerts_) TRY(raise_alert(context, alert));
            if (!cursor_.empty()) TRY(context.store.set_setting(kCursorSetting, to_hex(cursor_)));
            return context.store.set_setting(kStateSetting, state);
        },
        WriteScope::rows);
    if (!kept.ok()) {
        // The days are in the store as they were, or as another node left them: begin again there.
        open_ = false;
        return kept;
    }
    const auto& ending = master_.config().watch.end_sessions;
    for (const auto& alert : alerts_) {
        log_warn("watch.alert", {{"severity", static_cast<std::int64_t>(alert.severity)}});
        if (metrics_ != nullptr)
            metrics_->alerts[static_cast<AlertSeverity>(std::clamp(alert.severity, 1, 3) - 1)]
                .add();
        if (!ending.contains(alert.kind) || !alert.actor.starts_with(kStaffActor)) continue;
        std::int64_t id = 0;
        const auto digits = std::string_view{alert.actor}.substr(kStaffActor.size());
        std::from_chars(digits.data(), digits.data() + digits.size(), id);
        to_end_.emplace(id);
    }
    alerts_.clear();
    kept_state_ = state;
    kept_at_ = now;
    changed_ = false;
    return {};
}

Result<> WatchDuty::run_once() {
    if (open_) {
        auto session = TRY(master_.sessions().borrow());
        open_ = !TRY(overtaken(session->store()));
    }
    if (!open_) TRY(open());
    TRY(plant());
    TRY(read_leavers());
    TRY(read_new());
    TRY(look_outside());
    TRY(keep());
    TRY(end_sessions());
    if (metrics_ != nullptr) {
        metrics_->round_timestamp_seconds.set(in_seconds(master_.clock().now()));
        metrics_->found_timestamp_seconds.set(in_seconds(seen_at_));
    }
    return {};
}

}  // namespace genbo
