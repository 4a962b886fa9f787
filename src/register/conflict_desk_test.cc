// SPDX-License-Identifier: Apache-2.0
#include "register/conflict_desk.h"

#include <gtest/gtest.h>

#include "register/conflict_survey.h"
#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

SourceValues born(SourceValues person, const char* day) {
    person.set(Field::birth_date, day);
    return person;
}

template <typename House>
class ConflictDeskTest : public testing::Test {
protected:
    void import_both() {
        open.import("pos", {hanako("1"), taro("2")});
        open.import("ec", {born(hanako("1"), "1980-02-13"), taro("2")});
    }
    NumberId hanakos() {
        auto session = open.sessions().borrow();
        return (*session)->store().record(RecordId{1})->customer;
    }
    CustomerConflicts look(NumberId customer) {
        auto session = open.sessions().borrow();
        auto found = look_for_conflicts(**session, open.policy, customer);
        EXPECT_TRUE(found.ok()) << found.error().code;
        return found.ok() ? *std::move(found) : CustomerConflicts{};
    }
    std::string version(NumberId customer) {
        auto session = open.sessions().borrow();
        const auto shown = CustomerDesk(**session, open.policy).show(customer);
        EXPECT_EQ(shown->version, *customer_version((*session)->store(), customer));
        return shown->version;
    }
    std::string birth(NumberId customer) {
        auto session = open.sessions().borrow();
        const auto shown = CustomerDesk(**session, open.policy).show(customer);
        return std::string{shown->golden.get(Field::birth_date)};
    }
    RecordId record_of(const Conflict& conflict, std::size_t side) {
        return conflict.sides[side].claims.front().record;
    }
    ConflictReport survey() {
        ConflictSurvey survey(open.policy);
        while (true) {
            auto session = open.sessions().borrow();
            auto report = survey.step(**session, 1, this->open.clock.now());
            EXPECT_TRUE(report.ok()) << report.error().code;
            if (!report.ok()) return {};
            if (*report) return **std::move(report);
        }
    }
    ConflictPage page(
        const ConflictReport& report, std::size_t limit,
        const std::optional<ConflictPlace>& after = {}) {
        auto session = open.sessions().borrow();
        auto found = conflict_page(**session, open.policy, report, after, limit);
        EXPECT_TRUE(found.ok()) << found.error().code;
        return found.ok() ? *std::move(found) : ConflictPage{};
    }

    House house;
    OpenRegister& open = house.open;
    ConflictDesk desk{open.writer(), open.policy};
    const Actor alice{StaffId{7}, "steward"};
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(ConflictDeskTest, Houses);

TYPED_TEST(ConflictDeskTest, SaysWhoSaysWhatSinceWhen) {
    this->import_both();
    // The web shop writes the same date in another way: still since the first time.
    const auto first = this->look(this->hanakos()).conflicts.at(0).sides;
    this->open.import("ec", {born(hanako("1"), "1980/2/13")});
    const auto found = this->look(this->hanakos());
    ASSERT_EQ(found.conflicts.size(), 1U);
    const auto& conflict = found.conflicts[0];
    EXPECT_EQ(conflict.field, Field::birth_date);
    EXPECT_EQ(conflict.worth, 100);
    ASSERT_EQ(conflict.sides.size(), 2U);
    for (const auto& side : conflict.sides) {
        const auto& claim = side.claims.at(0);
        const auto before = std::ranges::find(first, side.mark, &ConflictSide::mark);
        ASSERT_NE(before, first.end());
        EXPECT_EQ(claim.since, before->claims.at(0).since);
        if (claim.version == 2) {
            EXPECT_GT(claim.at, claim.since);
            EXPECT_EQ(claim.values.at(0).raw, "1980/2/13");
        }
    }
}

TYPED_TEST(ConflictDeskTest, ADecisionOutlivesImportsAndIsTakenBack) {
    this->import_both();
    const auto customer = this->hanakos();
    const auto before = this->version(customer);
    const auto conflict = this->look(customer).conflicts.at(0);
    const auto wins = this->birth(customer);
    const auto other = this->record_of(conflict, 1);
    const auto id = this->desk.decide(
        {customer, Field::birth_date, {}, RulingKind::value, other, "運転免許証"}, this->alice);
    ASSERT_TRUE(id.ok()) << id.error().code;
    EXPECT_EQ(id->record, other);
    EXPECT_NE(this->version(customer), before);
    EXPECT_NE(this->birth(customer), wins);
    EXPECT_TRUE(this->look(customer).conflicts.empty());
    // The same files again, and a changed row of the one that lost.
    this->import_both();
    auto moved = born(hanako("1"), "1980-02-13");
    moved.set(Field::address_full, "東京都港区芝公園4-2-8");
    this->open.import("ec", {moved, taro("2")});
    EXPECT_NE(this->birth(customer), wins);
    const auto look = this->look(customer);
    for (const auto& one : look.conflicts) EXPECT_NE(one.field, Field::birth_date);
    ASSERT_EQ(look.rulings.size(), 1U);
    EXPECT_EQ(look.rulings[0].reason, "運転免許証");
    EXPECT_EQ(look.rulings[0].actor, StaffId{7});

    const auto back = this->desk.withdraw(*id, this->alice);
    ASSERT_TRUE(back.ok()) << back.error().code;
    EXPECT_EQ(*back, customer);
    EXPECT_EQ(this->desk.withdraw(*id, this->alice).error().code, "register.no_ruling");
    EXPECT_EQ(this->birth(customer), wins);
    EXPECT_EQ(this->look(customer).conflicts.at(0).field, Field::birth_date);
    EXPECT_NE(this->look(customer).rulings[0].withdrawn, Instant{});
    this->open.expect_sound();
}

TYPED_TEST(ConflictDeskTest, ADecisionGoesWithItsRecord) {
    this->import_both();
    const auto customer = this->hanakos();
    const auto conflict = this->look(customer).conflicts.at(0);
    const auto right = this->record_of(conflict, 1);
    const auto wrong = this->record_of(conflict, 0);
    ASSERT_TRUE(
        this->desk
            .decide({customer, Field::birth_date, {}, RulingKind::value, right, ""}, this->alice)
            .ok());
    VerdictDesk verdicts(this->open.writer());
    const auto split = verdicts.split(customer, {right}, "", this->alice);
    ASSERT_TRUE(split.ok()) << split.error().code;
    auto session = this->open.sessions().borrow();
    const auto went = (*session)->store().record(right)->customer;
    const auto stayed = (*session)->store().record(wrong)->customer;
    EXPECT_NE(went, stayed);
    EXPECT_EQ(this->look(went).rulings.size(), 1U);
    EXPECT_TRUE(this->look(stayed).rulings.empty());
    // Together again, it rules again.
    ASSERT_TRUE(
        verdicts.take_back(split->verdicts.front(), std::ssize(split->verdicts), this->alice).ok());
    EXPECT_TRUE(this->look(customer).conflicts.empty());
}

TYPED_TEST(ConflictDeskTest, RefusesWhatIsNotSo) {
    this->import_both();
    const auto customer = this->hanakos();
    const auto code = [&](const RulingWish& wish) {
        const auto id = this->desk.decide(wish, this->alice);
        return id.ok() ? std::string{} : id.error().code;
    };
    EXPECT_EQ(
        code({customer, Field::phone, {}, RulingKind::value, RecordId{1}, ""}),
        "register.ruling_nothing");
    EXPECT_EQ(
        code({customer, Field::birth_date, {}, RulingKind::value, RecordId{2}, ""}),
        "register.ruling_record");
    EXPECT_EQ(
        code({NumberId{99}, Field::birth_date, {}, RulingKind::both, {}, ""}),
        "register.withdrawn_number");
    EXPECT_TRUE(this->look(customer).rulings.empty());
}

TYPED_TEST(ConflictDeskTest, TheInboxListsByWorth) {
    this->import_both();
    for (const auto& [source, phone] :
         {std::pair{"pos", "080-6345-2222"}, std::pair{"ec", "080-6345-1111"}}) {
        auto other = taro("2");
        other.set(Field::phone, phone);
        this->open.import(source, {other});
    }
    const auto report = this->survey();
    EXPECT_EQ(report.customers, 2);
    EXPECT_EQ(report.contradicted, 2);
    EXPECT_EQ(report.conflicts(), 2);
    ASSERT_EQ(report.places.size(), 2U);
    EXPECT_EQ(report.places[0].field, Field::birth_date);
    EXPECT_EQ(report.places[1].field, Field::phone);
    // Page after page.
    const auto first = this->page(report, 1);
    ASSERT_TRUE(first.next);
    EXPECT_EQ(first.items.at(0).conflict().field, Field::birth_date);
    const auto second = this->page(report, 1, first.next);
    EXPECT_FALSE(second.next);
    EXPECT_EQ(second.items.at(0).conflict().field, Field::phone);

    ASSERT_TRUE(store_report(this->open.writer(), report).ok());
    {
        auto session = this->open.sessions().borrow();
        const auto kept = *stored_report(**session);
        ASSERT_TRUE(kept);
        EXPECT_EQ(kept->places, report.places);
        EXPECT_EQ(kept->fields, report.fields);
        EXPECT_EQ(kept->state, *register_state((*session)->store()));
    }
    // What was decided falls out of the old report, whose count is then no longer right; what is
    // taken back makes it stale once more.
    const auto customer = this->hanakos();
    const auto id = *this->desk.decide(
        {customer, Field::birth_date, {}, RulingKind::both, {}, ""}, this->alice);
    const auto state = [&] {
        auto session = this->open.sessions().borrow();
        return *register_state((*session)->store());
    };
    const auto decided = state();
    EXPECT_NE(report.state, decided);
    EXPECT_EQ(this->page(report, 10).items.size(), 1U);
    EXPECT_EQ(this->survey().conflicts(), 1);
    ASSERT_TRUE(this->desk.withdraw(id, this->alice).ok());
    EXPECT_NE(report.state, state());
    EXPECT_NE(decided, state());
    EXPECT_EQ(this->survey().conflicts(), 2);
}

}  // namespace
}  // namespace genbo
