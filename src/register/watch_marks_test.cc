// SPDX-License-Identifier: Apache-2.0
#include "register/watch_marks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "register/cleanse_desk.h"
#include "register/model_desk.h"
#include "register/number_report.h"
#include "register/open_register_test_helper.h"
#include "register/reconciliation.h"
#include "register/retention.h"
#include "watch/access_facts.h"

namespace genbo {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

Actor officer(std::int64_t id = 9) { return {StaffId{id}, "privacy_officer", {}}; }

template <typename House>
class WatchMarksTest : public testing::Test {
protected:
    WatchMarksTest() { house.open.import("pos", {hanako("1"), taro("2")}); }

    NumberId customer(const char* key) { return house.open.customer_with_key(key); }
    Result<PersonMark> set(PersonMarkKind kind, const char* key, std::int64_t staff) {
        return desk().set({kind, customer(key), StaffId{staff}, "届け出"}, officer());
    }
    WatchMarkDesk desk() { return WatchMarkDesk(house.open.writer()); }
    std::vector<PersonMark> marks() {
        auto session = *house.open.sessions().borrow();
        return *person_marks(session->store(), session->vault());
    }
    std::int64_t seen(const char* key, std::int64_t who) {
        auto session = *house.open.sessions().borrow();
        const auto all = *PersonMarks::read(session->store(), session->vault());
        const auto records = *session->store().records_of(customer(key));
        return all.of(records.front(), StaffId{who});
    }

    House house;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(WatchMarksTest, Houses);

TYPED_TEST(WatchMarksTest, AreSetToldAndLifted) {
    const auto own = this->set(PersonMarkKind::own_person, "1", 7);
    ASSERT_TRUE(own.ok()) << own.error().code;
    ASSERT_TRUE(this->set(PersonMarkKind::family, "1", 8).ok());
    ASSERT_TRUE(this->set(PersonMarkKind::notable, "2", 0).ok());
    EXPECT_EQ(this->seen("1", 7), bit(Mark::own_person));
    EXPECT_EQ(this->seen("1", 8), bit(Mark::colleague) | bit(Mark::family));
    EXPECT_EQ(this->seen("1", 5), bit(Mark::colleague));
    EXPECT_EQ(this->seen("2", 5), bit(Mark::notable));
    const auto kept = this->marks();
    ASSERT_THAT(kept, SizeIs(3));
    EXPECT_EQ(kept[0].reason, "届け出");
    EXPECT_EQ(kept[0].set_by, StaffId{9});
    ASSERT_TRUE(this->desk().lift(own->id, "退職", officer()).ok());
    EXPECT_EQ(this->seen("1", 7), 0);
    EXPECT_EQ(this->desk().lift(own->id, "退職", officer()).error().code, "register.unknown_mark");
}

TYPED_TEST(WatchMarksTest, RefuseWhatMakesNoSense) {
    const auto code = [](const auto& result) { return result.error().code; };
    EXPECT_EQ(code(this->set(PersonMarkKind::own_person, "1", 0)), "register.mark_staff");
    EXPECT_EQ(code(this->set(PersonMarkKind::notable, "1", 7)), "register.mark_staff");
    EXPECT_EQ(code(this->set(PersonMarkKind::honey, "1", 0)), "register.mark_staff");
    ASSERT_TRUE(this->set(PersonMarkKind::family, "1", 7).ok());
    EXPECT_EQ(code(this->set(PersonMarkKind::family, "1", 7)), "register.mark_there");
    ASSERT_TRUE(this->set(PersonMarkKind::family, "1", 8).ok());
    auto nameless = NewPersonMark{PersonMarkKind::notable, this->customer("1"), {}, ""};
    EXPECT_EQ(code(this->desk().set(nameless, officer())), "register.reason_needed");
    // Nobody takes the watch off his own family.
    EXPECT_EQ(
        code(this->desk().lift(this->marks()[0].id, "不要", officer(7))), "register.mark_own");
}

// The mark stands on the person, whatever becomes of the number.
TYPED_TEST(WatchMarksTest, GoAlongWithMergeAndUnmerge) {
    ASSERT_TRUE(this->set(PersonMarkKind::notable, "1", 0).ok());
    auto& open = this->house.open;
    const auto verdict =
        VerdictDesk(open.writer()).merge(this->customer("1"), this->customer("2"), "", officer());
    ASSERT_TRUE(verdict.ok()) << verdict.error().code;
    EXPECT_EQ(this->customer("1"), this->customer("2"));
    EXPECT_EQ(this->seen("2", 5), bit(Mark::notable));
}

// Who is whose relative is not for whoever has the database.
TYPED_TEST(WatchMarksTest, AreSealed) {
    ASSERT_TRUE(this->set(PersonMarkKind::family, "1", 7).ok());
    auto session = *this->house.open.sessions().borrow();
    for (const auto& paper :
         *session->store().papers_named(std::vector<std::string>{"mark/000000000001"})) {
        const std::string bytes{as_text(paper.sealed)};
        for (const char* word : {"family", "届け出", "record", "staff"})
            EXPECT_EQ(bytes.find(word), bytes.npos) << word;
    }
}

TYPED_TEST(WatchMarksTest, MadeUpCustomersAreKnownToFigures) {
    auto& open = this->house.open;
    ASSERT_TRUE(this->desk().mark_planted(RecordId{2}, ImportId{1}, "見張り", officer()).ok());
    auto session = *open.sessions().borrow();
    const auto made_up = *made_up_customers(session->store(), session->vault());
    EXPECT_THAT(made_up.customers, SizeIs(1));
    EXPECT_TRUE(made_up.customers.contains(this->customer("2")));
    EXPECT_TRUE(made_up.imports.contains(ImportId{1}));
    EXPECT_EQ(made_up.record_count(), 1);
    EXPECT_EQ(this->seen("2", 5), bit(Mark::honey));
}

TYPED_TEST(WatchMarksTest, FiguresPassTheMadeUpOver) {
    auto& open = this->house.open;
    open.import("pos", {hanako("3"), taro("4")});
    const auto figures = [&] {
        const Instant now = instant_from_micros(1'700'000'000'000'000) + std::chrono::days{400};
        auto session = *open.sessions().borrow();
        RetentionPolicy policy;
        RetentionRule rule;
        rule.name = "r";
        rule.keep = *parse_period("1d");
        policy.rules.push_back(rule);
        const auto kept = *retention_report(session->store(), session->vault(), policy, now);
        std::set<RecordId> overdue;
        for (const auto& [customer, records] : kept.overdue)
            overdue.insert(records.begin(), records.end());
        const auto numbers = *report_numbers(*session, open.index(), 7000);
        Reconciler reconciler(*session, open.source("pos"));
        const auto reconciled = *reconciler.finish();
        const auto cleansed =
            *CleanseDesk(day_in_japan(now)).propose(*session, {.without_proposal = true});
        std::set<RecordId> odd;
        for (const auto& proposal : cleansed.proposals) odd.insert(proposal.record);
        return std::tuple{
            kept.looked_at,
            kept.lines[0].records,
            overdue,
            numbers.numbers,
            reconciled.only_register,
            reconciled.in_register.records,
            judged_pairs(*session)->size(),
            odd.contains(RecordId{2}),
            cleansed.looked_at};
    };
    ASSERT_TRUE(VerdictDesk(open.writer())
                    .decide(RecordId{2}, RecordId{4}, StoredVerdictKind::not_same, "", officer())
                    .ok());
    const auto before = figures();
    ASSERT_TRUE(this->desk().mark_planted(RecordId{2}, ImportId{9}, "見張り", officer()).ok());
    const auto after = figures();
    EXPECT_EQ(std::get<0>(before) - 1, std::get<0>(after));
    EXPECT_EQ(std::get<1>(before) - 1, std::get<1>(after));
    EXPECT_TRUE(std::get<2>(before).contains(RecordId{2}));
    EXPECT_FALSE(std::get<2>(after).contains(RecordId{2}));
    EXPECT_EQ(std::get<3>(before) - 1, std::get<3>(after));
    EXPECT_EQ(std::get<4>(before) - 1, std::get<4>(after));
    EXPECT_EQ(std::get<5>(before) - 1, std::get<5>(after));
    EXPECT_EQ(std::get<6>(before), 1U);
    EXPECT_EQ(std::get<6>(after), 0U);
    EXPECT_FALSE(std::get<7>(after));
    EXPECT_EQ(std::get<8>(before) - 1, std::get<8>(after));
}

// The trail is read by many who may not know.
TYPED_TEST(WatchMarksTest, LeavesSayNeitherKindNorCustomer) {
    ASSERT_TRUE(this->set(PersonMarkKind::notable, "1", 0).ok());
    ASSERT_TRUE(this->desk().mark_planted(RecordId{2}, ImportId{9}, "見張り", officer()).ok());
    ASSERT_TRUE(this->desk().lift(2, "終わり", officer()).ok());
    if (this->house.get().sharing() == Sharing::shared)
        ASSERT_TRUE(this->house.open.writer()
                        .run([](WriteContext& context) -> Result<> {
                            TRY(sequence_leaves(context.store, 1000));
                            return {};
                        })
                        .ok());
    auto reader = *this->house.get().reader();
    std::vector<AuditLeaf> leaves;
    for (const auto& bytes : *reader->leaves(0, 1000))
        if (auto leaf = *decode_leaf(bytes); leaf.action.starts_with("watch."))
            leaves.push_back(std::move(leaf));
    ASSERT_THAT(leaves, SizeIs(3));
    EXPECT_EQ(leaves[0].action, leaves[1].action);
    for (const auto& leaf : leaves) {
        EXPECT_THAT(leaf.fields, IsEmpty());
        EXPECT_EQ(leaf.count, 1U);
    }
}

TYPED_TEST(WatchMarksTest, EndWithTheRecord) {
    ASSERT_TRUE(this->set(PersonMarkKind::notable, "1", 0).ok());
    auto& open = this->house.open;
    ASSERT_TRUE(
        open.writer()
            .run([&](WriteContext& context) { return remove_person_marks(context, {RecordId{1}}); })
            .ok());
    EXPECT_THAT(this->marks(), IsEmpty());
}

}  // namespace
}  // namespace genbo
