// SPDX-License-Identifier: Apache-2.0
#include "register/feed_desk.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "register/import_desk.h"
#include "register/open_register_test_helper.h"
#include "register/told_rejections.h"

namespace genbo {
namespace {

template <typename House>
class FeedTest : public testing::Test {
protected:
    Result<FeedOutcome> feed(std::vector<FedRecord> records, const std::string& source = "shop") {
        auto session = open.sessions().borrow();
        if (!session.ok()) return session.error();
        return desk.take((*session)->store(), source, std::move(records), {});
    }
    StoredImport import(ImportId id) {
        auto session = open.sessions().borrow();
        EXPECT_TRUE(session.ok());
        auto found = (*session)->store().import(id);
        EXPECT_TRUE(found.ok());
        return *std::move(found);
    }

    std::vector<StoredRejection> kept(ImportId id) {
        auto session = open.sessions().borrow();
        return *(*session)->store().rejections(id, 0, 100);
    }

    House house;
    OpenRegister& open = house.open;
    FeedDesk desk{open.writer(), RecordVault{open.keyring}, open.clock};
};

using FeedHouses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(FeedTest, FeedHouses);

TYPED_TEST(FeedTest, WhoIsSentIsAsIfImported) {
    this->open.import("pos", {hanako("1")});
    const auto fed = this->feed({{"a", hanako("")}, {"b", taro("")}});
    ASSERT_TRUE(fed.ok()) << fed.error().code;
    ASSERT_EQ(fed->records.size(), 2U);
    EXPECT_EQ(fed->counts.added, 2);
    EXPECT_EQ(fed->records[0].outcome, RowOutcome::added);
    EXPECT_NE(fed->records[0].customer, fed->records[1].customer);
    EXPECT_EQ(this->open.show(fed->records[0].customer).members.size(), 2U);
    const auto view = this->open.show(fed->records[1].customer);
    ASSERT_EQ(view.members.size(), 1U);
    EXPECT_EQ(view.members[0].record.id, fed->records[1].record);
    EXPECT_EQ(view.members[0].source_name, "shop");
    EXPECT_EQ(view.members[0].values.get(Field::source_key), "b");
    this->open.expect_sound();
}

TYPED_TEST(FeedTest, TheSameAgainChangesNothingAndAChangeIsAVersion) {
    const auto first = this->feed({{"a", hanako("")}, {"b", taro("")}});
    ASSERT_TRUE(first.ok());
    const auto before = this->open.picture();
    const auto again = this->feed({{"b", taro("")}, {"a", hanako("")}});
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->counts.same, 2);
    EXPECT_EQ(this->open.picture(), before);
    EXPECT_EQ(again->records[1].customer, first->records[0].customer);
    EXPECT_EQ(again->records[1].number, first->records[0].number);
    auto moved = hanako("");
    moved.set(Field::phone, "03-9999-1111");
    const auto changed = this->feed({{"a", moved}});
    ASSERT_TRUE(changed.ok());
    EXPECT_EQ(changed->records[0].outcome, RowOutcome::changed);
    EXPECT_EQ(changed->records[0].record, first->records[0].record);
    this->open.expect_sound();
}

TYPED_TEST(FeedTest, AKeyTwiceInOneCallIsOneRecord) {
    auto moved = taro("");
    moved.set(Field::phone, "03-9999-1111");
    const auto fed = this->feed({{"a", taro("")}, {"a", moved}});
    ASSERT_TRUE(fed.ok());
    EXPECT_EQ(fed->records[0].record, fed->records[1].record);
    EXPECT_EQ(fed->records[1].outcome, RowOutcome::changed);
    const auto view = this->open.show(fed->records[0].customer);
    ASSERT_EQ(view.members.size(), 1U);
    EXPECT_EQ(view.members[0].values.get(Field::phone), "03-9999-1111");
}

TYPED_TEST(FeedTest, WhatIsRefusedStandsAtItsPlaceAndTheOthersAreTaken) {
    auto card = taro("");
    card.set(Field::note, "4111-1111-1111-1111");
    const auto fed = this->feed({{"a", card}, {"b", hanako("")}});
    ASSERT_TRUE(fed.ok());
    EXPECT_EQ(fed->records[0].outcome, RowOutcome::rejected);
    EXPECT_EQ(fed->records[0].code, "register.card_number");
    EXPECT_EQ(fed->records[0].customer, NumberId{});
    EXPECT_EQ(fed->records[1].outcome, RowOutcome::added);
    EXPECT_EQ(fed->counts.rejected, 1);
    // The next call's rows are counted on from here.
    const auto next = this->feed({{"c", card}});
    ASSERT_TRUE(next.ok());
    EXPECT_EQ(next->import, fed->import);
    EXPECT_EQ(this->import(fed->import).counts.rejected, 2);
    EXPECT_EQ(this->import(fed->import).counts.rows, 3);
}

TYPED_TEST(FeedTest, WhatItsSenderCouldNotPutTogetherIsRejectedAndNoneOfItKept) {
    const auto fed = this->feed({{"a", hanako(""), "register.empty_row"}, {"b", taro("")}});
    ASSERT_TRUE(fed.ok());
    EXPECT_EQ(fed->records[0].outcome, RowOutcome::rejected);
    EXPECT_EQ(fed->records[0].code, "register.empty_row");
    EXPECT_EQ(fed->records[1].outcome, RowOutcome::added);
    auto session = this->open.sessions().borrow();
    const auto rejections = (*session)->store().rejections(fed->import, 0, 10);
    ASSERT_TRUE(rejections.ok());
    ASSERT_EQ(rejections->size(), 1U);
    EXPECT_EQ((*rejections)[0].code, "register.empty_row");
    const auto cells = (*session)->vault().open_text(
        rejection_place(fed->import, (*rejections)[0].row), (*rejections)[0].sealed);
    ASSERT_TRUE(cells.ok());
    EXPECT_EQ(*cells, "");
}

TYPED_TEST(FeedTest, TheSameRejectedAgainIsToldAgainAndKeptOnce) {
    auto card = taro("");
    card.set(Field::note, "4111-1111-1111-1111");
    const std::vector<FedRecord> call{
        {"a", card}, {"b", hanako(""), "register.empty_row"}, {"", taro(""), "app.fed_no_key"}};
    const auto fed = this->feed(call);
    ASSERT_TRUE(fed.ok());
    for (int i = 0; i < 5; ++i) {
        const auto again = this->feed(call);
        ASSERT_TRUE(again.ok());
        EXPECT_EQ(again->import, fed->import);
        EXPECT_EQ(again->counts.rejected, 3);
        EXPECT_EQ(again->records[0].code, "register.card_number");
        EXPECT_EQ(again->records[1].outcome, RowOutcome::rejected);
    }
    EXPECT_EQ(this->kept(fed->import).size(), 3U);
    auto counts = this->import(fed->import).counts;
    EXPECT_EQ(counts.rows, 18);
    EXPECT_EQ(counts.rejected, 3);
    EXPECT_EQ(counts.same, 15);
    // Within one call as well; and whatever differs in any way is kept.
    auto other = card;
    other.set(Field::phone, "03-9999-1111");
    const auto more = this->feed(
        {{"a", card},
         {"a", other},
         {"a", other},
         {"c", card},
         {"b", hanako(""), "app.fed_field_twice"},
         {"", taro(""), "app.fed_no_key"}});
    ASSERT_TRUE(more.ok());
    EXPECT_EQ(more->counts.rejected, 6);
    EXPECT_EQ(this->kept(fed->import).size(), 7U);
    std::set<std::int64_t> rows;
    for (const auto& one : this->kept(fed->import)) rows.insert(one.row);
    EXPECT_EQ(rows.size(), 7U);
    this->open.expect_sound();
}

TYPED_TEST(FeedTest, AnotherDayAnUndoAndAnErasureBeginAnew) {
    const std::vector<FedRecord> call{{"b", hanako(""), "register.empty_row"}};
    const auto first = this->feed(call);
    ASSERT_TRUE(first.ok());
    const auto forgotten = this->open.writer().run(
        [](WriteContext& context) { return forget_told_rejections(context.store); });
    ASSERT_TRUE(forgotten.ok());
    ASSERT_TRUE(this->feed(call).ok());
    EXPECT_EQ(this->kept(first->import).size(), 2U);
    ASSERT_TRUE(ImportDesk{this->open.writer()}.undo(first->import, {}).ok());
    const auto second = this->feed(call);
    ASSERT_TRUE(second.ok());
    EXPECT_NE(second->import, first->import);
    EXPECT_EQ(this->kept(second->import).size(), 1U);
    this->open.clock.advance(std::chrono::hours{24});
    const auto third = this->feed(call);
    ASSERT_TRUE(third.ok());
    EXPECT_NE(third->import, second->import);
    EXPECT_EQ(this->kept(third->import).size(), 1U);
}

TYPED_TEST(FeedTest, ABirthDateThatNeverWinsIsAWarning) {
    auto unborn = taro("");
    unborn.set(Field::birth_date, "2199-01-01");
    const auto fed = this->feed({{"a", hanako("")}, {"b", unborn}});
    ASSERT_TRUE(fed.ok());
    EXPECT_TRUE(fed->records[0].warnings.empty());
    EXPECT_EQ(fed->records[1].outcome, RowOutcome::added);
    ASSERT_EQ(fed->records[1].warnings.size(), 1U);
    EXPECT_EQ(fed->records[1].warnings[0].code, "register.date_future");
    EXPECT_EQ(fed->records[1].warnings[0].column, "birth_date");
}

TYPED_TEST(FeedTest, ADayIsOneImportAndIsTakenBackAtOnce) {
    this->open.import("pos", {hanako("1")});
    const auto before = this->open.picture();
    const auto morning = this->feed({{"a", taro("")}});
    const auto evening = this->feed({{"b", hanako("")}});
    ASSERT_TRUE(morning.ok() && evening.ok());
    EXPECT_EQ(morning->import, evening->import);
    EXPECT_EQ(this->import(morning->import).file_name.substr(0, 6), "API 20");
    EXPECT_EQ(this->import(morning->import).state, ImportState::done);
    this->open.undo(morning->import);
    EXPECT_EQ(this->open.picture(), before);
    // What comes after the undo is another import, or it would be gone at once.
    const auto later = this->feed({{"a", taro("")}});
    ASSERT_TRUE(later.ok());
    EXPECT_NE(later->import, morning->import);
    EXPECT_EQ(later->records[0].record, morning->records[0].record);
    this->open.clock.advance(std::chrono::hours{24});
    const auto tomorrow = this->feed({{"c", taro("")}});
    ASSERT_TRUE(tomorrow.ok());
    EXPECT_NE(tomorrow->import, later->import);
    const auto other = this->feed({{"c", taro("")}}, "web");
    ASSERT_TRUE(other.ok());
    EXPECT_NE(other->import, tomorrow->import);
}

}  // namespace
}  // namespace genbo
