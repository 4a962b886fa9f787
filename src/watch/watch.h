// SPDX-License-Identifier: Apache-2.0
#pragma once

// The watch (見張り): takes the accesses of everybody in the order of time and says which deserve a
// question.  Pure: no clock, no store; what it must remember over a restart are the day counts,
// which it hands out and takes back.
//
//   figures   volume, tail and cusum of detectors.h, looked at after every act, so that a bulk leak
//             shows while it happens
//   rules     what is remarkable by itself: a made-up customer opened, one's own or a relative's
//             record, numbers tried one after the other, the small hours, a long unused account, …
//
// One alert per person, kind and day: a second one would say nothing new.  Days that raised a
// figure's alarm do not become part of what is usual.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "watch/detectors.h"

namespace genbo {

struct WatchAlert {
    Instant at;
    std::string actor;
    std::string role;
    std::string kind;  // "volume", "unexplained", "cusum", or a rule's name.
    int severity = 1;  // 1 low, 2 medium, 3 high.
    std::vector<Contribution> contributions;

    friend bool operator==(const WatchAlert&, const WatchAlert&) = default;
};

struct ActorDay {
    std::string actor;
    std::string role;
    DayCount count;
    bool alarmed = false;  // Not part of what is usual.

    friend bool operator==(const ActorDay&, const ActorDay&) = default;
};

// Every kind there is, for whoever puts them into words.
std::vector<std::string_view> alert_kinds();

// Those of severity 3 that are about somebody.
std::vector<std::string_view> gravest_alert_kinds();

class AccessWatch {
public:
    // A finished or running day of before; oldest first.
    void remember(const ActorDay& day);
    // The person's account ended then, or his work: any access after it is an alert.  Nothing: he
    // is here.
    void set_left(const std::string& actor, std::optional<Instant> left);

    std::vector<WatchAlert> take(const WatchedAccess& access);

    // The days that changed since the last call, to be kept.
    std::vector<ActorDay> changed_days();

private:
    struct Person {
        std::string name;
        std::string role;
        Usual usual;  // Of the days before today.
        bool usual_known = false;
        std::vector<DayCount> past;  // Finished days, oldest first.
        std::optional<DayCount> today;
        bool today_alarmed = false;
        bool changed = false;
        double cusum = 0;  // Up to the last finished day.
        std::int64_t last_active = 0;
        std::optional<Instant> left;
        std::set<std::string, std::less<>> raised;  // Kinds of today.
        std::int64_t unmasked_today = 0;
        std::int64_t wild_today = 0;
        std::int64_t late_today = 0;
        std::int64_t exports = 0;
        // Unexplained ones he came back to: the days.
        std::map<std::string, std::set<std::int64_t>, std::less<>> returns;
    };

    Person& person_named(const std::string& name);
    const Usual& usual_for(Person& person, std::int64_t day);
    // How far the day of the others of his role is above what is usual for them.
    double shift_of_role(const Person& person);
    const RoleNorm& norm_of(const std::string& role, std::int64_t day);
    void turn_day(Person& person, std::int64_t day);
    void apply_rules(Person& person, const WatchedAccess& access, std::vector<WatchAlert>& alerts);
    void apply_figures(
        Person& person, const WatchedAccess& access, std::vector<WatchAlert>& alerts);
    static void raise(
        Person& person, const WatchedAccess& access, std::string_view kind, int severity,
        std::vector<Contribution> why, std::vector<WatchAlert>& alerts);

    std::map<std::string, Person, std::less<>> people_;
    std::vector<ActorDay> finished_;  // Days that ended since changed_days().
    std::map<std::string, std::pair<std::int64_t, RoleNorm>, std::less<>> norms_;
};

}  // namespace genbo
