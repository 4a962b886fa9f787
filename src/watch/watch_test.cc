// SPDX-License-Identifier: Apache-2.0
#include "watch/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace genbo {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kFirstDay = 20'000;

Instant moment(std::int64_t day, int hour, int minute = 0) {
    return Instant{std::chrono::days{day}} + std::chrono::hours{hour - 9} +
           std::chrono::minutes{minute};
}

std::vector<std::string> kinds_of(const std::vector<WatchAlert>& alerts) {
    std::vector<std::string> kinds;
    for (const auto& alert : alerts) kinds.push_back(alert.kind);
    return kinds;
}

WatchedAccess access_of(std::int64_t day, std::int64_t records, std::int64_t unexplained) {
    return {moment(day, 10), "staff:1", "support", "customer.show", records, unexplained};
}

// A quiet past: some 40 records a day, two of them unexplained.
AccessWatch with_past(int days = 40) {
    AccessWatch watch;
    for (int i = 0; i < days; ++i)
        watch.remember(
            {"staff:1", "support", {kFirstDay - days + i, 36 + i % 9, 2 + i % 2}, false});
    return watch;
}

TEST(AccessFacts, TheDayIsJapans) {
    EXPECT_EQ(watch_day(moment(kFirstDay, 0)), kFirstDay);
    EXPECT_EQ(watch_day(moment(kFirstDay, 23, 59)), kFirstDay);
    EXPECT_EQ(watch_hour(moment(kFirstDay, 23, 59)), 23);
    EXPECT_EQ(watch_hour(moment(kFirstDay, 0)), 0);
    EXPECT_THAT(mark_names(bit(Mark::honey) | bit(Mark::family)), ElementsAre("family", "honey"));
    EXPECT_THAT(explained_names(0), IsEmpty());
}

TEST(Detectors, TheTailIsThatOfTheNegativeBinomial) {
    // Of a rate that is known well it is nearly Poisson: P(X >= 21 | 7) = 1.0e-5.
    const Usual usual{3.4, 0.5, 70'000, 1'000'000};
    const auto tail = tail_score(usual, {0, 100, 21});
    EXPECT_NEAR(tail.expected, 7, 1e-9);
    double above = 1;
    double mass = std::exp(-7.0);
    for (int k = 0; k < 21; ++k) {
        above -= mass;
        mass *= 7.0 / (k + 1);
    }
    EXPECT_NEAR(tail.score, -std::log10(above), 0.02);
    EXPECT_EQ(tail_score(usual, {0, 100, 0}).score, 0);
    EXPECT_EQ(tail_score(usual, {0, 100, 6}).score, 0);
    // Of thousands it neither ends in a hang nor in nothing.
    EXPECT_GT(tail_score(usual, {0, 5000, 5000}).score, 1000);
}

TEST(Detectors, VolumeIsTheModifiedZScore) {
    const std::vector<DayCount> past(30, DayCount{0, 99, 0});
    const auto usual = usual_of(past, RoleNorm{});
    EXPECT_NEAR(volume_score(usual, 99).score, 0, 1e-9);
    EXPECT_GT(volume_score(usual, 1000).score, kVolumeAlarm);
    EXPECT_NEAR(volume_score(usual, 1000).expected, 99, 1e-6);
}

TEST(Watch, AnOrdinaryDayIsSilent) {
    auto watch = with_past();
    for (int i = 0; i < 10; ++i)
        EXPECT_THAT(kinds_of(watch.take(access_of(kFirstDay, 4, i % 5 == 0))), IsEmpty());
}

TEST(Watch, ABulkLeakIsSeenWhileItHappensAndToldOnce) {
    auto watch = with_past();
    std::vector<WatchAlert> alerts;
    std::int64_t seen_at = 0;
    for (int i = 1; i <= 100; ++i) {
        const auto now = watch.take(access_of(kFirstDay, 10, 10));
        if (alerts.empty() && !now.empty()) seen_at = i * 10;
        alerts.insert(alerts.end(), now.begin(), now.end());
    }
    EXPECT_THAT(kinds_of(alerts), testing::UnorderedElementsAre("unexplained", "volume"));
    EXPECT_LE(seen_at, 50);
    ASSERT_EQ(alerts[0].contributions.size(), 3U);
    EXPECT_EQ(alerts[0].contributions[0].feature, "records");
}

TEST(Watch, TheDayOfAnAlarmDoesNotBecomeUsual) {
    auto watch = with_past();
    for (int day = 0; day < 5; ++day) {
        const auto alerts = kinds_of(watch.take(access_of(kFirstDay + day, 1000, 900)));
        EXPECT_THAT(alerts, testing::Contains("volume")) << day;
    }
}

TEST(Watch, GoesOnFromTheDaysItHandedOut) {
    auto watch = with_past();
    watch.take(access_of(kFirstDay, 500, 400));
    watch.take(access_of(kFirstDay + 1, 30, 2));
    const auto days = watch.changed_days();
    ASSERT_EQ(days.size(), 2U);
    EXPECT_EQ(days[0], (ActorDay{"staff:1", "support", {kFirstDay, 500, 400}, true}));
    EXPECT_EQ(days[1], (ActorDay{"staff:1", "support", {kFirstDay + 1, 30, 2}, false}));
    EXPECT_THAT(watch.changed_days(), IsEmpty());
    auto again = with_past();
    for (const auto& day : days) again.remember(day);
    EXPECT_THAT(kinds_of(again.take(access_of(kFirstDay + 2, 40, 2))), IsEmpty());
    EXPECT_THAT(
        kinds_of(again.take(access_of(kFirstDay + 2, 500, 400))), testing::Contains("volume"));
}

TEST(Watch, EveryRuleFiresAndOnlyWhenItShould) {
    struct Case {
        const char* kind;
        std::int64_t marks;
        std::int64_t unexplained;
        bool fires;
    };
    for (const auto& one : {
             Case{"honey", bit(Mark::honey), 0, true},
             Case{"self_test", bit(Mark::self_test), 1, true},
             Case{"own_person", bit(Mark::own_person), 0, true},
             Case{"family", bit(Mark::family), 0, true},
             Case{"colleague", bit(Mark::colleague), 1, true},
             Case{"colleague", bit(Mark::colleague), 0, false},
             Case{"notable", bit(Mark::notable), 1, true},
             Case{"notable", bit(Mark::notable), 0, false},
             Case{"sequential", bit(Mark::sequential), 1, true},
             Case{"break_glass", bit(Mark::break_glass), 0, true},
             Case{"first_export", bit(Mark::exported), 0, true},
             Case{"new_device", bit(Mark::new_device), 0, true},
         }) {
        auto watch = with_past();
        auto access = access_of(kFirstDay, 1, one.unexplained);
        access.marks = one.marks;
        const auto kinds = kinds_of(watch.take(access));
        EXPECT_EQ(std::ranges::count(kinds, one.kind), one.fires ? 1 : 0) << one.kind;
        EXPECT_THAT(kinds_of(watch.take(access)), IsEmpty()) << one.kind;
    }
}

TEST(Watch, RulesThatCount) {
    auto watch = with_past();
    auto access = access_of(kFirstDay, 1, 0);
    access.marks = bit(Mark::unmasked);
    for (int i = 0; i < 30; ++i) EXPECT_THAT(kinds_of(watch.take(access)), IsEmpty());
    EXPECT_THAT(kinds_of(watch.take(access)), ElementsAre("unmasked"));

    watch = with_past();
    access.marks = bit(Mark::wildcard);
    for (int i = 0; i < 5; ++i) EXPECT_THAT(kinds_of(watch.take(access)), IsEmpty());
    EXPECT_THAT(kinds_of(watch.take(access)), ElementsAre("wildcard"));

    watch = with_past();
    auto late = access_of(kFirstDay, 21, 21);
    late.at = moment(kFirstDay, 3);
    EXPECT_THAT(kinds_of(watch.take(late)), testing::Contains("late"));

    watch = with_past();
    EXPECT_THAT(
        kinds_of(watch.take(access_of(kFirstDay + 70, 12, 0))), testing::Contains("dormant"));

    watch = with_past();
    watch.set_left("staff:1", moment(kFirstDay, 9));
    EXPECT_THAT(kinds_of(watch.take(access_of(kFirstDay, 1, 0))), ElementsAre("left"));

    watch = with_past();
    auto again = access_of(kFirstDay, 1, 1);
    again.unexplained_aliases = {"somebody"};
    for (int day = 0; day < 3; ++day) {
        again.at = moment(kFirstDay + day, 10);
        EXPECT_THAT(kinds_of(watch.take(again)), IsEmpty());
    }
    again.at = moment(kFirstDay + 4, 10);
    EXPECT_THAT(kinds_of(watch.take(again)), ElementsAre("returning"));
}

TEST(Watch, EveryKindIsListed) {
    const auto kinds = alert_kinds();
    const std::set<std::string_view> unique(kinds.begin(), kinds.end());
    EXPECT_EQ(unique.size(), kinds.size());
    EXPECT_TRUE(unique.contains("honey"));
}

}  // namespace
}  // namespace genbo
