// SPDX-License-Identifier: Apache-2.0
#include "register/access_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "register/alert_desk.h"
#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

template <typename House>
class AccessLogTest : public testing::Test {
protected:
    AccessLogTest() {
        house.open.import("pos", {hanako("1"), taro("2")});
        hanako_id = RecordId{1};
    }

    AccessNote act(std::vector<RecordId> records) {
        AccessNote out;
        out.at = clock.now();
        out.actor = "staff:7";
        out.staff = StaffId{7};
        out.role = "support";
        out.action = "customer.show";
        out.fields = {"surname", "phone"};
        out.request_id = "r-1";
        out.records = std::move(records);
        return out;
    }

    AuditAlias alias_of(RecordId id) {
        auto session = house.open.sessions().borrow();
        const auto record = (*session)->store().record(id);
        return record_alias(*(*session)->vault().open_key(*record));
    }

    std::vector<StoredAccess> kept_of(RecordId id) {
        auto session = house.open.sessions().borrow();
        const auto alias = alias_of(id);
        return *(*session)->store().access_of(alias, {}, 100);
    }

    Result<AccessInspection> inspected() {
        auto session = house.open.sessions().borrow();
        return verify_access((*session)->store());
    }

    House house;
    StepClock clock;
    RecordId hanako_id;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(AccessLogTest, Houses);

TYPED_TEST(AccessLogTest, WhatWasSeenIsFoundByWhoWasSeen) {
    {
        AccessLog log(this->house.open.sessions(), this->house.open.writer(), this->clock);
        ASSERT_TRUE(log.note(this->act({RecordId{1}, RecordId{2}, RecordId{1}})).ok());
        auto upload = this->act({});
        upload.nameless = 20;
        ASSERT_TRUE(log.note(upload).ok());
    }
    const auto kept = this->kept_of(RecordId{1});
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].actor, "staff:7");
    EXPECT_EQ(kept[0].fields, "surname phone");
    EXPECT_EQ(kept[0].explained, 0);
    EXPECT_EQ(this->kept_of(RecordId{2}).at(0).entry, kept[0].entry);
    const auto inspection = this->inspected();
    ASSERT_TRUE(inspection.ok()) << inspection.error().code;
    EXPECT_EQ(inspection->rows, 3);
    EXPECT_EQ(inspection->acts, 2);
    EXPECT_EQ(inspection->without_rows, 0);
}

TYPED_TEST(AccessLogTest, ARowThatIsPutInByHandIsNoticed) {
    {
        AccessLog log(this->house.open.sessions(), this->house.open.writer(), this->clock);
        ASSERT_TRUE(log.note(this->act({RecordId{1}})).ok());
    }
    auto forged = this->kept_of(RecordId{1}).at(0);
    forged.entry[15] ^= 1;
    ASSERT_TRUE(this->house.open.writer()
                    .run([&](WriteContext& context) {
                        return context.store.add_access(std::span{&forged, 1});
                    })
                    .ok());
    EXPECT_EQ(this->inspected().error().code, "register.access_rows");
}

TYPED_TEST(AccessLogTest, WordsAreSealedBesideWhoWasFound) {
    {
        AccessLog log(this->house.open.sessions(), this->house.open.writer(), this->clock);
        auto search = this->act({RecordId{1}, RecordId{2}});
        search.words = "髙橋 花子";
        ASSERT_TRUE(log.note(search).ok());
        auto nobody = this->act({});
        nobody.words = "誰もいない";
        ASSERT_TRUE(log.note(nobody).ok());
    }
    auto session = this->house.open.sessions().borrow();
    auto& store = (*session)->store();
    const auto record = *store.record(RecordId{1});
    const auto key = *(*session)->vault().open_key(record);
    const auto words = opened_details(store, record, key);
    ASSERT_TRUE(words.ok());
    ASSERT_EQ(words->size(), 1U);
    EXPECT_EQ(words->at(0).text, "髙橋 花子");
    // The leaf of the words commits to them, and leads to the record only with its key.
    const auto other = Key::random();
    EXPECT_NE(record_alias(other), record_alias(key));
    EXPECT_FALSE(opened_details(store, record, other).ok());
    EXPECT_THAT(*store.details_of(RecordId{2}), IsEmpty());
}

TYPED_TEST(AccessLogTest, WhatExplainsIsKeptAtOnce) {
    // Of the one who judged the record, and of whoever a review put it before.
    VerdictDesk desk(this->house.open.writer());
    ASSERT_TRUE(desk.decide(
                        RecordId{1}, RecordId{2}, StoredVerdictKind::not_same, "別人",
                        Actor{StaffId{7}, "steward"})
                    .ok());
    {
        AccessLog log(this->house.open.sessions(), this->house.open.writer(), this->clock);
        ASSERT_TRUE(log.note(this->act({RecordId{1}})).ok());
        auto other = this->act({RecordId{1}});
        other.staff = StaffId{8};
        other.actor = "staff:8";
        ASSERT_TRUE(log.note(other).ok());
        other.action = "review.show";
        other.at = this->clock.now();
        ASSERT_TRUE(log.note(other).ok());
    }
    std::vector<std::int64_t> explained;
    for (const auto& row : this->kept_of(RecordId{1})) explained.push_back(row.explained);
    EXPECT_THAT(explained, ElementsAre(bit(Explained::review), 0, bit(Explained::own_act)));
}

TYPED_TEST(AccessLogTest, MarkedPeopleAreRecognised) {
    WatchMarkDesk desk(this->house.open.writer());
    const auto customer = this->house.open.customer_with_key("1");
    const auto seen_with = [&](PersonMarkKind kind, std::int64_t staff) {
        const auto mark =
            kind == PersonMarkKind::honey
                ? desk.mark_planted(RecordId{1}, ImportId{1}, "見張り", {StaffId{9}, "auditor", {}})
                : desk.set({kind, customer, StaffId{staff}, "届け出"}, {StaffId{9}, "auditor", {}});
        EXPECT_TRUE(mark.ok()) << mark.error().code;
        AccessLog log(this->house.open.sessions(), this->house.open.writer(), this->clock);
        EXPECT_TRUE(log.note(this->act({RecordId{1}})).ok());
        EXPECT_TRUE(log.flush().ok());
        const auto marks = this->kept_of(RecordId{1}).at(0).marks;
        EXPECT_TRUE(desk.lift(mark->id, "終わり", {StaffId{9}, "auditor", {}}).ok());
        return marks;
    };
    EXPECT_EQ(seen_with(PersonMarkKind::honey, 0), bit(Mark::honey));
    EXPECT_EQ(seen_with(PersonMarkKind::notable, 0), bit(Mark::notable));
    EXPECT_EQ(seen_with(PersonMarkKind::own_person, 7), bit(Mark::own_person));
    EXPECT_EQ(seen_with(PersonMarkKind::own_person, 8), bit(Mark::colleague));
    EXPECT_EQ(seen_with(PersonMarkKind::family, 7), bit(Mark::family));
    EXPECT_EQ(seen_with(PersonMarkKind::family, 8), 0);
}

// A made-up customer who stands in a list beside those who were meant is nobody's question.
TYPED_TEST(AccessLogTest, HoneyInAListOfManyIsNotOpened) {
    WatchMarkDesk desk(this->house.open.writer());
    ASSERT_TRUE(desk.mark_planted(RecordId{1}, ImportId{1}, "見張り", {}).ok());
    AccessLog log(this->house.open.sessions(), this->house.open.writer(), this->clock);
    auto many = this->act({RecordId{1}, RecordId{2}});
    many.list = true;
    ASSERT_TRUE(log.note(many).ok());
    ASSERT_TRUE(log.flush().ok());
    EXPECT_EQ(this->kept_of(RecordId{1}).at(0).marks, 0);
    auto one = this->act({RecordId{1}});
    one.at = this->clock.now();
    one.list = true;
    ASSERT_TRUE(log.note(one).ok());
    ASSERT_TRUE(log.flush().ok());
    EXPECT_EQ(this->kept_of(RecordId{1}).at(0).marks, bit(Mark::honey));
}

// The queue is full: the answer must not be given.
TYPED_TEST(AccessLogTest, AFullQueueRefuses) {
    if (this->house.get().sharing() == Sharing::shared) GTEST_SKIP() << "rows are not held up";
    auto gate = std::make_unique<Gate>(this->house.open.writer());
    AccessLog log(this->house.open.sessions(), this->house.open.writer(), this->clock, 2);
    ASSERT_TRUE(log.note(this->act({RecordId{1}})).ok());
    EXPECT_EQ(
        log.note(this->act({RecordId{1}, RecordId{2}})).error().code, "register.access_log_full");
    ASSERT_TRUE(log.note(this->act({RecordId{2}})).ok());
    EXPECT_EQ(log.note(this->act({RecordId{1}})).error().fault, Fault::limit);
    gate.reset();
    ASSERT_TRUE(log.flush().ok());
    EXPECT_TRUE(log.note(this->act({RecordId{1}})).ok());
}

TYPED_TEST(AccessLogTest, AnAlertIsAskedAnsweredAndClosedByAnother) {
    const WatchAlert what{this->clock.now(), "staff:7", "support",
                          "volume",          3,         {{"records", 900, 40, 7.5}}};
    ASSERT_TRUE(this->house.open.writer()
                    .run([&](WriteContext& context) { return raise_alert(context, what); })
                    .ok());
    const auto kept = [&] {
        auto session = this->house.open.sessions().borrow();
        return kept_alerts(**session, 10)->at(0);
    };
    EXPECT_EQ(kept().what, what);
    EXPECT_EQ(kept().state, AlertState::open);
    const auto entry = kept().entry;
    AlertDesk desk(this->house.open.writer());
    const Actor he{StaffId{7}, "support"};
    const Actor other{StaffId{8}, "auditor"};
    EXPECT_EQ(desk.answer(entry, "?", other).error().code, "register.alert_not_yours");
    EXPECT_EQ(desk.close(entry, "ok", he).error().code, "register.alert_yours");
    ASSERT_TRUE(desk.answer(entry, "キャンペーンの確認", he).ok());
    EXPECT_EQ(kept().state, AlertState::answered);
    EXPECT_EQ(kept().answer, "キャンペーンの確認");
    ASSERT_TRUE(desk.close(entry, "確認した", other).ok());
    EXPECT_EQ(kept().closed_by, "staff:8");
    EXPECT_EQ(desk.answer(entry, "?", he).error().code, "register.alert_closed");
    EXPECT_EQ(desk.close(Bytes(16), "", other).error().fault, Fault::not_found);
}

TYPED_TEST(AccessLogTest, AChangeNamesItsFieldsAndNeverAGlobalAlias) {
    auto changed = hanako("1");
    changed.set(Field::phone, "03-0000-1111");
    this->house.open.import("pos", {changed});
    const auto alias = this->alias_of(RecordId{1});
    auto session = this->house.open.sessions().borrow();
    std::vector<AuditLeaf> leaves;
    for (const auto& bytes : *(*session)->store().leaves(0, 1000))
        leaves.push_back(*decode_leaf(bytes));
    for (const auto& pending : *(*session)->store().pending_leaves(1000))
        leaves.push_back(*decode_leaf(pending.leaf));
    int adds = 0;
    int changes = 0;
    for (const auto& leaf : leaves) {
        if (leaf.alias != alias) continue;
        if (leaf.action == "record.add") ++adds;
        if (leaf.action != "record.change") continue;
        ++changes;
        EXPECT_THAT(leaf.fields, ElementsAre("phone"));
        EXPECT_TRUE(leaf.detail_commit.has_value());
    }
    EXPECT_EQ(adds, 1);
    EXPECT_EQ(changes, 1);
}

}  // namespace
}  // namespace genbo
