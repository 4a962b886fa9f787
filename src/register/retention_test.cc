// SPDX-License-Identifier: Apache-2.0
#include "register/retention.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "register/approval_desk.h"
#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

using std::chrono::days;
using std::chrono::hours;

Day day(const char* text) { return *parse_iso_day(text); }

TEST(RetentionPeriods, AreReadAndCountedByTheCalendar) {
    EXPECT_EQ(parse_period("7y"), (RetentionPeriod{84, 0}));
    EXPECT_EQ(parse_period("18m"), (RetentionPeriod{18, 0}));
    EXPECT_EQ(parse_period("90d"), (RetentionPeriod{0, 90}));
    for (const auto* bad : {"", "7", "y", "0d", "-1y", "7 y", "1w", "101y", "99999999999d"})
        EXPECT_FALSE(parse_period(bad)) << bad;
    struct Case {
        const char* from;
        const char* period;
        const char* end;
    };
    for (const auto& one : std::vector<Case>{
             {"2026-01-31", "1m", "2026-02-28"},
             {"2024-01-31", "1m", "2024-02-29"},
             {"2024-02-29", "1y", "2025-02-28"},
             {"2024-02-29", "4y", "2028-02-29"},
             {"2026-12-31", "2m", "2027-02-28"},
             {"2026-08-31", "18m", "2028-02-29"},
             {"2026-03-01", "90d", "2026-05-30"}})
        EXPECT_EQ(end_of_period(day(one.from), *parse_period(one.period)), day(one.end))
            << one.from << one.period;
}

RetentionRule rule(const char* name, const char* keep) {
    RetentionRule rule;
    rule.name = name;
    rule.keep = *parse_period(keep);
    return rule;
}

TEST(RetentionRules, TheLongestThatAppliesDecides) {
    RetentionPolicy policy;
    policy.rules = {rule("general", "3y"), rule("tax", "7y")};
    policy.rules[0].from = {Field::last_purchase_on, Field::joined_on};
    policy.rules[1].sources = {"pos"};
    SourceValues values;
    values.set(Field::last_purchase_on, "2020/04/01");
    values.set(Field::joined_on, "2019-01-01");
    const auto changed = day("2021-01-01");
    const auto today = day("2026-11-22");
    const auto in_shop = kept_until(policy, "pos", values, changed, today);
    ASSERT_TRUE(in_shop);
    EXPECT_EQ(in_shop->rule->name, "tax");
    EXPECT_EQ(in_shop->day, day("2028-01-01"));
    const auto elsewhere = kept_until(policy, "ec", values, changed, today);
    EXPECT_EQ(elsewhere->rule->name, "general");
    EXPECT_EQ(elsewhere->day, day("2023-04-01"));
    // A date that is none is no date: counted from the last change.
    values.set(Field::last_purchase_on, "不明");
    values.set(Field::joined_on, "0000-00-00");
    EXPECT_EQ(kept_until(policy, "ec", values, changed, today)->day, day("2024-01-01"));
    // Another country's law, and a rule that is not one yet or any more.
    policy.countries["ec"] = "DE";
    EXPECT_FALSE(kept_until(policy, "ec", values, changed, today));
    policy.rules[1].effective = day("2027-01-01");
    EXPECT_EQ(kept_until(policy, "pos", values, changed, today)->rule->name, "general");
    policy.rules[1].effective = day("2020-01-01");
    policy.rules[1].until = day("2026-11-22");
    EXPECT_EQ(kept_until(policy, "pos", values, changed, today)->rule->name, "tax");
    EXPECT_EQ(kept_until(policy, "pos", values, changed, day("2026-11-23"))->rule->name, "general");
}

template <typename House>
class RetentionTest : public testing::Test {
protected:
    RetentionTest()
        : path(
              std::filesystem::temp_directory_path() /
              ("genbo-retention-" + std::to_string(::getpid()))),
          ledger(path / "genbo.erasures", house.open.keyring),
          erasures(house.open.writer(), ledger),
          sessions(house.get(), house.open.keyring) {
        std::filesystem::remove_all(path);
        std::filesystem::create_directories(path);
        policy.rules = {rule("general", "3y")};
    }
    ~RetentionTest() override { std::filesystem::remove_all(path); }

    RetentionDesk desk() { return RetentionDesk(house.open.writer(), sessions, erasures, policy); }
    RunStop clock(ClockTrust trust = ClockTrust::ask) {
        RunStop stop{};
        const auto looked = house.open.writer().run([&](WriteContext& context) -> Result<> {
            stop = TRY(check_clock(context, trust));
            return {};
        });
        EXPECT_TRUE(looked.ok());
        return stop;
    }
    Instant now() { return house.open.clock.now(); }
    std::size_t people() { return house.open.partition().size(); }

    House house;
    std::filesystem::path path;
    ErasureLedger ledger;
    ErasureDesk erasures;
    ReadSessions sessions;
    RetentionPolicy policy;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(RetentionTest, Houses);

TYPED_TEST(RetentionTest, OverdueOnesAreFrozenAndErasedAfterSevenDays) {
    this->house.open.import("pos", {hanako("1"), taro("2")});
    auto run = this->desk().run(this->now(), Actor{});
    ASSERT_TRUE(run.ok()) << run.error().code;
    EXPECT_TRUE(run->asked.empty());
    EXPECT_EQ(run->report.looked_at, 2);
    EXPECT_EQ(run->report.lines.at(0).records, 2);

    this->house.open.clock.advance(days{3 * 366});
    // One was changed lately, and one is needed for a lawsuit.
    this->house.open.import("ec", {taro("A")});
    run = this->desk().run(this->now(), Actor{});
    ASSERT_TRUE(run.ok()) << run.error().code;
    EXPECT_EQ(run->report.lines.at(0).overdue, 2);
    // By record: taro's old row goes, his new one stays.
    EXPECT_EQ(run->asked.size(), 2U);
    EXPECT_EQ(this->people(), 1U);
    EXPECT_TRUE(this->erasures.due(this->now())->empty());
    this->house.open.clock.advance(days{7} + hours{1});
    const auto due = *this->erasures.due(this->now());
    EXPECT_EQ(due.size(), 2U);
    for (const auto id : due) EXPECT_TRUE(this->erasures.execute(id, Actor{}).ok());
    EXPECT_EQ(this->people(), 1U);
    this->house.open.expect_sound();
    run = this->desk().run(this->now(), Actor{});
    EXPECT_TRUE(run->asked.empty());
}

TYPED_TEST(RetentionTest, WhatIsHeldIsCountedAndKept) {
    this->house.open.import("pos", {hanako("1"), taro("2")});
    HoldDesk holds(this->house.open.writer());
    ASSERT_TRUE(
        holds.set(this->house.open.customer_with_key("1"), "訴訟", {}, {StaffId{2}, {}, {}}).ok());
    this->house.open.clock.advance(days{3 * 366});
    const auto run = this->desk().run(this->now(), Actor{});
    ASSERT_TRUE(run.ok());
    EXPECT_EQ(run->report.lines.at(0).overdue, 2);
    EXPECT_EQ(run->report.lines.at(0).held, 1);
    EXPECT_EQ(run->asked.size(), 1U);
    EXPECT_EQ(this->people(), 1U);
}

TYPED_TEST(RetentionTest, MoreThanTheCapWaitForTwoPersons) {
    this->house.open.import("pos", some_rows(3, 12));
    const auto people = this->people();
    this->policy.cap = 2;
    ASSERT_GT(people, 2U);
    this->house.open.clock.advance(days{4 * 366});
    const auto run = this->desk().run(this->now(), Actor{});
    ASSERT_TRUE(run.ok());
    EXPECT_EQ(run->stop, RunStop::cap);
    EXPECT_TRUE(run->asked.empty());
    EXPECT_EQ(this->people(), people);
    const auto subject = RetentionDesk::subject(run->report, this->now());
    ApprovalDesk approvals(this->house.open.writer());
    const auto asked = approvals.ask(
        {ApprovalKind::retention, subject, "期限切れ"}, {StaffId{2}, "administrator", {}});
    EXPECT_EQ(
        this->desk().run_approved(asked->id, Actor{}).error().code, "register.approval_state");
    ASSERT_TRUE(
        approvals.approve(asked->id, "", {StaffId{3}, "administrator", {}}, Role::administrator)
            .ok());
    // The other person took two days, and it is still for those of before.
    this->house.open.clock.advance(days{2});
    const auto done = this->desk().run_approved(asked->id, Actor{});
    ASSERT_TRUE(done.ok()) << done.error().code;
    EXPECT_EQ(done->asked.size(), people);
    EXPECT_EQ(this->people(), 0U);
}

TYPED_TEST(RetentionTest, AClockThatJumpsIsNotBelieved) {
    EXPECT_EQ(this->clock(), RunStop::first);
    this->house.open.clock.advance(days{1});
    EXPECT_EQ(this->clock(), RunStop::none);
    // Ten years ahead: not believed however often it is asked, and the good moment is remembered.
    this->house.open.clock.advance(days{3652});
    EXPECT_EQ(this->clock(), RunStop::clock);
    EXPECT_EQ(this->clock(), RunStop::clock);
    this->house.open.clock.advance(-days{3652} + hours{20});
    EXPECT_EQ(this->clock(), RunStop::none);
    // Back.
    this->house.open.clock.advance(-days{400});
    EXPECT_EQ(this->clock(), RunStop::clock);
    // A person vouches; from then on it counts.
    EXPECT_EQ(this->clock(ClockTrust::vouched), RunStop::none);
    this->house.open.clock.advance(days{1});
    EXPECT_EQ(this->clock(), RunStop::none);
    this->house.open.clock.advance(days{1} + hours{3});
    EXPECT_EQ(this->clock(), RunStop::clock);
}

}  // namespace
}  // namespace genbo
