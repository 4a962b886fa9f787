// SPDX-License-Identifier: Apache-2.0

// A made-up company of 300 honest people and 160 who leak, over 150 days, and what the watch sees
// of it.  Synthetic and clean: a target to be held, not a proof of what it does among real people.
//
// Everybody has a pace of his own, weekends, days off, busy days that come to a whole role at once,
// and a share of accesses that nothing explains.  Four ways to leak, 40 people each:
//
//   bulk     1,000 records in one day
//   slow     15 more a day, unexplained, for 40 days
//   nosy     3 look-ups a day for 10 days; figures can hardly see it, and are not asked to
//   dump     an administrator who does next to nothing takes 5,000 once a month

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "watch/watch.h"

namespace genbo {
namespace {

constexpr int kDays = 150;
constexpr std::int64_t kDayZero = 20'003;  // A Monday.

struct RoleHabits {
    const char* name;
    double records;      // A day, median of its people.
    double unexplained;  // Share.
};
constexpr std::array<RoleHabits, 4> kRoles = {{
    {"support", 90, 0.06},
    {"steward", 140, 0.04},
    {"privacy_officer", 12, 0.10},
    {"administrator", 3, 0.15},
}};

enum class Leak { none, bulk, slow, nosy, dump };

struct Person {
    std::string name;
    std::size_t role = 0;
    double pace = 1;
    double share = 0.05;
    Leak leak = Leak::none;
    int from = 0;
    // Days after the beginning at which the watch first told.
    int told_after = -1;
};

class Company {
public:
    explicit Company(std::uint32_t seed) : random_(seed) {
        for (int i = 0; i < 300; ++i) hire(static_cast<std::size_t>(i % 20), Leak::none);
        for (int i = 0; i < 40; ++i) {
            hire(static_cast<std::size_t>(i % 18), Leak::bulk);
            hire(static_cast<std::size_t>(i % 18), Leak::slow);
            hire(static_cast<std::size_t>(i % 18), Leak::nosy);
            hire(19, Leak::dump);
        }
        for (auto& busy : busy_)
            for (auto& factor : busy) factor = chance() < 0.05 ? 1.6 : 1;
    }

    void live() {
        for (int day = 0; day < kDays; ++day) live_day(day);
    }

    // Per 100 people and day, of those who do nothing wrong (or have not begun).
    double false_alerts() const { return 100.0 * false_alerts_ / honest_days_; }

    // Of those who leaked so, how many were told of within so many days.
    double told(Leak leak, int within) const {
        int all = 0;
        int found = 0;
        for (const auto& person : people_) {
            if (person.leak != leak) continue;
            ++all;
            if (person.told_after >= 0 && person.told_after <= within) ++found;
        }
        return static_cast<double>(found) / all;
    }

private:
    double chance() { return std::uniform_real_distribution{}(random_); }
    double scatter(double sigma) { return std::lognormal_distribution{0.0, sigma}(random_); }
    int poisson(double mean) { return mean <= 0 ? 0 : std::poisson_distribution{mean}(random_); }

    // Of twenty: twelve support, five stewards, two officers, one administrator.
    void hire(std::size_t place, Leak leak) {
        Person person;
        person.role = place < 12 ? 0 : place < 17 ? 1 : place < 19 ? 2 : 3;
        person.name = "staff:" + std::to_string(people_.size());
        person.pace = scatter(0.4);
        person.share = std::min(0.4, kRoles[person.role].unexplained * scatter(0.4));
        person.leak = leak;
        person.from = 60 + static_cast<int>(chance() * 40);
        while (weekend(person.from)) ++person.from;
        people_.push_back(person);
    }

    static bool weekend(int day) { return day % 7 >= 5; }

    int leaked(const Person& person, int day) const {
        const int since = day - person.from;
        if (since < 0) return 0;
        switch (person.leak) {
            case Leak::bulk: return since == 0 ? 1000 : 0;
            case Leak::slow: return since < 56 && !weekend(day) ? 15 : 0;
            case Leak::nosy: return since < 14 && !weekend(day) ? 3 : 0;
            case Leak::dump: return since % 30 == 0 ? 5000 : 0;
            case Leak::none: break;
        }
        return 0;
    }

    struct PersonsDay {
        Person* person;
        int records;
        int unexplained;
        int taken;
        int acts;
        int alerts = 0;
    };

    std::vector<PersonsDay> plan_day(int day) {
        std::vector<PersonsDay> plans;
        for (auto& person : people_) {
            const int taken = leaked(person, day);
            // Nobody leaks on a day off.
            const bool off = (weekend(day) ? chance() < 0.95 : chance() < 0.06) && taken == 0;
            if (off) continue;
            const auto& role = kRoles[person.role];
            const int records = poisson(
                role.records * person.pace * scatter(0.3) *
                busy_[person.role][static_cast<std::size_t>(day)]);
            const int unexplained =
                std::min(records, poisson(static_cast<double>(records) * person.share));
            plans.push_back({&person, records, unexplained, taken, 4 + taken / 100});
        }
        return plans;
    }

    // Everybody's day at the same time, from morning to evening.
    void live_day(int day) {
        auto plans = plan_day(day);
        constexpr int kMinutes = 9 * 60;
        std::vector<std::pair<int, std::size_t>> acts;  // Minute, whose.
        for (std::size_t whose = 0; whose < plans.size(); ++whose)
            for (int i = 0; i < plans[whose].acts; ++i)
                acts.emplace_back(i * kMinutes / plans[whose].acts, whose);
        std::ranges::sort(acts);
        std::vector<int> done(plans.size());
        for (const auto& [minute, at] : acts) {
            auto& plan = plans[at];
            const int i = done[at]++;
            const auto part = [&](int whole) {
                return whole / plan.acts + (i < whole % plan.acts ? 1 : 0);
            };
            WatchedAccess access;
            access.at = Instant{std::chrono::days{kDayZero + day}} + std::chrono::minutes{minute};
            access.actor = plan.person->name;
            access.role = kRoles[plan.person->role].name;
            access.action = "customer.show";
            access.records = part(plan.records) + part(plan.taken);
            access.unexplained = part(plan.unexplained) + part(plan.taken);
            if (access.records > 0) plan.alerts += static_cast<int>(watch_.take(access).size());
        }
        for (const auto& plan : plans) judge(plan, day);
    }

    void judge(const PersonsDay& plan, int day) {
        auto& person = *plan.person;
        if (person.leak == Leak::none || day < person.from) {
            ++honest_days_;
            false_alerts_ += plan.alerts;
        } else if (plan.alerts > 0 && person.told_after < 0) {
            person.told_after = day - person.from;
        }
    }

    std::mt19937 random_;
    std::vector<Person> people_;
    std::array<std::array<double, kDays>, 4> busy_{};
    AccessWatch watch_;
    double false_alerts_ = 0;
    double honest_days_ = 0;
};

TEST(WatchBenchmark, FindsWhatItMustAndCallsNobodyInVain) {
    for (const std::uint32_t seed : {1u, 2u}) {
        Company company(seed);
        company.live();
        RecordProperty("false_alerts", std::to_string(company.false_alerts()));
        std::printf(
            "seed %u: %.4f false alerts per 100 staff and day; bulk %.3f on day 0; slow %.3f "
            "within 3 days; nosy %.3f within 10; dump %.3f on day 0\n",
            seed, company.false_alerts(), company.told(Leak::bulk, 0), company.told(Leak::slow, 3),
            company.told(Leak::nosy, 14), company.told(Leak::dump, 0));
        EXPECT_LE(company.false_alerts(), 0.1);
        EXPECT_EQ(company.told(Leak::bulk, 0), 1);
        EXPECT_GE(company.told(Leak::slow, 3), 0.9);
        EXPECT_GE(company.told(Leak::dump, 0), 0.95);
    }
}

}  // namespace
}  // namespace genbo
