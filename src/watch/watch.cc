// SPDX-License-Identifier: Apache-2.0
#include "watch/watch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace genbo {

namespace {

constexpr std::size_t kPastKept = 120;
constexpr std::int64_t kDormantDays = 60;
constexpr std::int64_t kDormantRecords = 10;
constexpr std::int64_t kUnmaskedMax = 30;
constexpr std::int64_t kWildcardsMax = 5;
constexpr std::int64_t kLateRecordsMax = 20;
constexpr int kLateUntil = 5;  // From midnight.
constexpr std::int64_t kReturnDays = 30;
constexpr std::size_t kReturnsMax = 4;
constexpr std::size_t kReturnsRemembered = 2000;
// Colleagues that make a median.
constexpr std::size_t kPeersMin = 5;
constexpr double kExpectedNone = 0;

struct MarkRule {
    Mark mark;
    std::string_view kind;
    int severity;
    bool only_unexplained;
};

// Those that need nothing but the mark.
constexpr std::array<MarkRule, 8> kMarkRules = {{
    {Mark::honey, "honey", 3, false},
    {Mark::self_test, "self_test", 1, false},
    {Mark::own_person, "own_person", 2, false},
    {Mark::family, "family", 2, false},
    {Mark::colleague, "colleague", 2, true},
    {Mark::notable, "notable", 2, true},
    {Mark::sequential, "sequential", 3, false},
    {Mark::break_glass, "break_glass", 2, false},
}};

Contribution counted(std::string_view feature, std::int64_t value, std::int64_t expected) {
    return {
        std::string{feature}, static_cast<double>(value), static_cast<double>(expected),
        static_cast<double>(value - expected)};
}

}  // namespace

std::vector<std::string_view> alert_kinds() {
    std::vector<std::string_view> kinds = {"volume",       "unexplained", "cusum",     "left",
                                           "dormant",      "unmasked",    "wildcard",  "late",
                                           "first_export", "new_device",  "returning", "trail"};
    for (const auto& rule : kMarkRules) kinds.push_back(rule.kind);
    return kinds;
}

std::vector<std::string_view> gravest_alert_kinds() {
    std::vector<std::string_view> kinds = {"volume", "unexplained", "left"};
    for (const auto& rule : kMarkRules)
        if (rule.severity == 3) kinds.push_back(rule.kind);
    return kinds;
}

AccessWatch::Person& AccessWatch::person_named(const std::string& name) {
    auto& person = people_[name];
    person.name = name;
    return person;
}

void AccessWatch::remember(const ActorDay& day) {
    auto& person = person_named(day.actor);
    person.role = day.role;
    turn_day(person, day.count.day);
    person.today = day.count;
    person.today_alarmed = day.alarmed;
}

void AccessWatch::set_left(const std::string& actor, std::optional<Instant> left) {
    // Most people are here, and never were away.
    if (!left && !people_.contains(actor)) return;
    person_named(actor).left = left;
}

const RoleNorm& AccessWatch::norm_of(const std::string& role, std::int64_t day) {
    auto& [computed, norm] = norms_[role];
    if (computed == day) return norm;
    std::vector<std::span<const DayCount>> pasts;
    for (const auto& [name, person] : people_)
        if (person.role == role && !person.past.empty()) pasts.emplace_back(person.past);
    norm = role_norm(pasts);
    computed = day;
    return norm;
}

const Usual& AccessWatch::usual_for(Person& person, std::int64_t day) {
    if (!person.usual_known) person.usual = usual_of(person.past, norm_of(person.role, day));
    person.usual_known = true;
    return person.usual;
}

double AccessWatch::shift_of_role(const Person& person) {
    std::vector<double> shifts;
    for (auto& [name, other] : people_) {
        if (other.role != person.role || &other == &person || !other.today) continue;
        if (other.today->day != person.today->day || other.today->records == 0) continue;
        shifts.push_back(
            std::log1p(static_cast<double>(other.today->records)) -
            usual_for(other, other.today->day).median_log);
    }
    if (shifts.size() < kPeersMin) return 0;
    const auto middle = shifts.begin() + static_cast<std::ptrdiff_t>(shifts.size() / 2);
    std::ranges::nth_element(shifts, middle);
    return *middle;
}

void AccessWatch::turn_day(Person& person, std::int64_t day) {
    if (!person.today || person.today->day >= day) return;
    if (person.changed)
        finished_.push_back({person.name, person.role, *person.today, person.today_alarmed});
    person.changed = false;
    if (person.today->records > 0) person.last_active = person.today->day;
    person.cusum = next_cusum(person.cusum, usual_for(person, person.today->day), *person.today);
    // After its alarm the sum begins anew, and the day is nobody's measure.
    if (person.cusum > kCusumAlarm) person.cusum = 0;
    if (!person.today_alarmed) person.past.push_back(*person.today);
    if (person.past.size() > kPastKept) person.past.erase(person.past.begin());
    person.usual_known = false;
    person.today.reset();
    person.today_alarmed = false;
    person.raised.clear();
    person.unmasked_today = person.wild_today = person.late_today = 0;
    for (auto at = person.returns.begin(); at != person.returns.end();) {
        at->second.erase(at->second.begin(), at->second.lower_bound(day - kReturnDays));
        at = at->second.empty() ? person.returns.erase(at) : std::next(at);
    }
}

void AccessWatch::raise(
    Person& person, const WatchedAccess& access, std::string_view kind, int severity,
    std::vector<Contribution> why, std::vector<WatchAlert>& alerts) {
    if (!person.raised.emplace(kind).second) return;
    alerts.push_back(
        {access.at, access.actor, access.role, std::string{kind}, severity, std::move(why)});
}

void AccessWatch::apply_rules(
    Person& person, const WatchedAccess& access, std::vector<WatchAlert>& alerts) {
    const auto tell = [&](std::string_view kind, int severity, Contribution why) {
        raise(person, access, kind, severity, {std::move(why)}, alerts);
    };
    for (const auto& rule : kMarkRules)
        if (has(access.marks, rule.mark) && (!rule.only_unexplained || access.unexplained > 0))
            tell(rule.kind, rule.severity, counted(rule.kind, access.records, 0));
    if (person.left && access.at > *person.left)
        tell("left", 3, counted("records", access.records, 0));
    const auto day = watch_day(access.at);
    if (person.last_active > 0 && day - person.last_active > kDormantDays &&
        person.today->records >= kDormantRecords)
        tell("dormant", 2, counted("days", day - person.last_active, kDormantDays));
    if (has(access.marks, Mark::new_device)) tell("new_device", 1, counted("new_device", 1, 0));
    if (has(access.marks, Mark::unmasked)) person.unmasked_today += access.records;
    if (person.unmasked_today > kUnmaskedMax)
        tell("unmasked", 2, counted("unmasked", person.unmasked_today, kUnmaskedMax));
    if (has(access.marks, Mark::wildcard)) ++person.wild_today;
    if (person.wild_today > kWildcardsMax)
        tell("wildcard", 2, counted("wildcard", person.wild_today, kWildcardsMax));
    if (has(access.marks, Mark::exported) && person.exports++ == 0)
        tell("first_export", 2, counted("exports", 1, 0));
    if (watch_hour(access.at) < kLateUntil) person.late_today += access.unexplained;
    if (person.late_today > kLateRecordsMax)
        tell("late", 2, counted("late", person.late_today, kLateRecordsMax));
    for (const auto& alias : access.unexplained_aliases) {
        if (person.returns.size() >= kReturnsRemembered) break;
        auto& days = person.returns[alias];
        days.insert(day);
        if (days.size() >= kReturnsMax)
            tell(
                "returning", 2,
                counted("days", static_cast<std::int64_t>(days.size()), kReturnsMax - 1));
    }
}

void AccessWatch::apply_figures(
    Person& person, const WatchedAccess& access, std::vector<WatchAlert>& alerts) {
    const auto& today = *person.today;
    const auto& usual = usual_for(person, today.day);
    auto volume = volume_score(usual, today.records);
    if (volume.score > kVolumeAlarm)
        volume = volume_score(usual, today.records, shift_of_role(person));
    const auto tail = tail_score(usual, today);
    const double sum = next_cusum(person.cusum, usual, today);
    const Contribution cusum{"cusum", sum, kExpectedNone, sum};
    const std::vector all{volume, tail, cusum};
    if (today.records >= kVolumeRecordsMin && volume.score > kVolumeAlarm) {
        raise(person, access, "volume", 3, all, alerts);
        person.today_alarmed = true;
    }
    if (today.unexplained >= kTailRecordsMin && tail.score > kTailAlarm) {
        raise(person, access, "unexplained", 3, all, alerts);
        person.today_alarmed = true;
    }
    if (sum > kCusumAlarm) {
        raise(person, access, "cusum", 2, all, alerts);
        person.today_alarmed = true;
    }
}

std::vector<WatchAlert> AccessWatch::take(const WatchedAccess& access) {
    std::vector<WatchAlert> alerts;
    auto& person = person_named(access.actor);
    person.role = access.role;
    const auto day = watch_day(access.at);
    turn_day(person, day);
    // A clock that went back counts for the day that is running.
    if (!person.today) person.today = DayCount{day, 0, 0};
    person.today->records += access.records;
    person.today->unexplained += access.unexplained;
    person.changed = true;
    apply_rules(person, access, alerts);
    apply_figures(person, access, alerts);
    return alerts;
}

std::vector<ActorDay> AccessWatch::changed_days() {
    auto days = std::exchange(finished_, {});
    for (auto& [name, person] : people_) {
        if (!person.changed || !person.today) continue;
        person.changed = false;
        days.push_back({name, person.role, *person.today, person.today_alarmed});
    }
    return days;
}

}  // namespace genbo
