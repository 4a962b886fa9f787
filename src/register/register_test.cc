// SPDX-License-Identifier: Apache-2.0

// The register as a whole, in its three homes (open_register_test_helper.h): imports, undo, merge
// and split, numbers, search.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

template <typename House>
class RegisterTest : public testing::Test {
protected:
    House house;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(RegisterTest, Houses);

TYPED_TEST(RegisterTest, TheSameFileTwiceChangesNothing) {
    auto& open = this->house.open;
    const auto rows = some_rows(1, 60);
    open.import("pos", rows);
    EXPECT_EQ(open.last.added, 60);
    const auto before = open.picture();
    open.import("pos", rows);
    EXPECT_EQ(open.last.same, 60);
    EXPECT_EQ(open.last.added + open.last.changed, 0);
    EXPECT_EQ(open.picture(), before);
    open.expect_sound();
}

TYPED_TEST(RegisterTest, AChangedRowIsANewVersion) {
    auto& open = this->house.open;
    open.import("pos", {hanako("1")});
    auto moved = hanako("1");
    moved.set(Field::address_full, "北海道札幌市中央区北3条西6-1");
    open.import("pos", {moved});
    EXPECT_EQ(open.last.changed, 1);
    const auto hits = open.search("髙橋花子");
    ASSERT_EQ(hits.size(), 1U);
    const auto view = open.show(hits[0].number);
    EXPECT_EQ(view.members.at(0).versions, 2);
    EXPECT_EQ(view.golden.get(Field::address_full), "北海道札幌市中央区北3条西6-1");
    EXPECT_TRUE(open.search("丸の内").empty());
}

TYPED_TEST(RegisterTest, OnePersonInTwoSourcesIsOneCustomer) {
    auto& open = this->house.open;
    open.import("pos", {hanako("P1"), taro("P2")});
    auto shop = hanako("E9");
    shop.set(Field::surname, "高橋");
    shop.set(Field::phone, "０９０１２３４５６７８");
    open.import("ec", {shop});
    const auto expected = std::set<std::set<std::string>>{{"P1", "E9"}, {"P2"}};
    EXPECT_EQ(open.partition(), expected);
    open.expect_sound();
}

TYPED_TEST(RegisterTest, UndoRestoresTheRegister) {
    auto& open = this->house.open;
    open.import("pos", some_rows(2, 50));
    for (const unsigned seed : {3U, 4U, 5U}) {
        SCOPED_TRACE(seed);
        const auto before = open.picture();
        // New records of people who are there, of new people, and changes of old records.
        auto rows = some_rows(2, 50);
        std::mt19937 random(seed);
        for (auto& row : rows) {
            if (random() % 2 == 0)
                row.set(Field::source_key, "x" + std::to_string(random() % 1000));
            if (random() % 4 == 0) row.set(Field::email, "new@example.jp");
            if (random() % 6 == 0) row.set(Field::birth_date, "1999-09-09");
        }
        const auto import = open.import(random() % 2 == 0 ? "pos" : "ec", rows, 7);
        EXPECT_NE(open.picture(), before);
        open.undo(import);
        EXPECT_EQ(open.picture(), before);
        open.expect_sound();
    }
}

TYPED_TEST(RegisterTest, UndoAndImportAgainGivesTheSameNumbers) {
    auto& open = this->house.open;
    const auto rows = some_rows(6, 40);
    const auto import = open.import("pos", rows);
    const auto before = open.picture();
    open.undo(import);
    EXPECT_EQ(open.picture(), "");
    open.import("pos", rows);
    EXPECT_EQ(open.picture(), before);
}

TYPED_TEST(RegisterTest, UndoneTwiceIsAConflict) {
    auto& open = this->house.open;
    const auto import = open.import("pos", {hanako("1")});
    open.undo(import);
    EXPECT_EQ(ImportDesk(open.writer()).undo(import, {}).error().code, "register.import_undone");
}

TYPED_TEST(RegisterTest, AnyOrderAndBatchSizeGivesTheSamePartition) {
    const auto rows = some_rows(7, 60);
    std::optional<std::set<std::set<std::string>>> expected;
    for (unsigned shuffle = 0; shuffle < 12; ++shuffle) {
        TypeParam house;
        auto shuffled = rows;
        std::mt19937 random(shuffle);
        std::ranges::shuffle(shuffled, random);
        house.open.import("pos", shuffled, 1 + random() % 20);
        if (!expected) expected = house.open.partition();
        EXPECT_EQ(house.open.partition(), *expected) << "shuffle " << shuffle;
    }
}

TYPED_TEST(RegisterTest, MergeThenTakeBackIsIdentity) {
    auto& open = this->house.open;
    open.import("pos", some_rows(8, 30));
    open.import("ec", {hanako("h"), taro("t")});
    const auto before = open.picture();
    const auto hana = open.search("髙橋花子").at(0);
    const auto tarou = open.search("鈴木太郎").at(0);
    VerdictDesk desk(open.writer());
    const auto merged = desk.merge(hana.customer, tarou.customer, "test", {});
    ASSERT_TRUE(merged.ok()) << merged.error().code;
    EXPECT_EQ(open.look_up(hana.number).resolves_to, open.look_up(tarou.number).resolves_to);
    // The older number survives; the other goes on resolving.
    const auto older = std::min(hana.customer, tarou.customer);
    EXPECT_EQ(open.look_up(tarou.number).customer, older);
    EXPECT_EQ(open.show(tarou.number).aliases.size(), 1U);
    open.expect_sound();
    const auto pair = open.show(tarou.number).members;
    ASSERT_TRUE(desk.take_back(pair.at(0).record.id, pair.at(1).record.id, {}).ok());
    EXPECT_EQ(open.picture(), before);
    EXPECT_EQ(open.look_up(tarou.number).state, NumberState::live);
    open.expect_sound();
}

// Whoever merges two customers means all their records, however little one says about another.
TYPED_TEST(RegisterTest, AMergeTakesEveryMemberAlong) {
    auto& open = this->house.open;
    open.import("pos", {hanako("1")});
    auto elsewhere = hanako("2");
    elsewhere.set(Field::address_full, "");
    open.import("ec", {elsewhere, taro("3")});
    const auto hana = open.search("髙橋花子").at(0);
    const auto tarou = open.search("鈴木太郎").at(0);
    ASSERT_EQ(hana.members, 2);
    ASSERT_TRUE(VerdictDesk(open.writer()).merge(tarou.customer, hana.customer, "", {}).ok());
    EXPECT_EQ(open.partition().size(), 1U);
    open.expect_sound();
}

TYPED_TEST(RegisterTest, AVerdictOutlivesTheProcess) {
    auto& open = this->house.open;
    open.import("ec", {hanako("h"), taro("t")});
    const auto hana = open.search("髙橋花子").at(0);
    const auto tarou = open.search("鈴木太郎").at(0);
    ASSERT_TRUE(VerdictDesk(open.writer()).merge(hana.customer, tarou.customer, "test", {}).ok());
    const auto before = open.picture();
    open.reopen();
    EXPECT_EQ(open.picture(), before);
    open.expect_sound();
}

TYPED_TEST(RegisterTest, SplitHoldsAgainstEveryScore) {
    auto& open = this->house.open;
    open.import("pos", {hanako("1")});
    open.import("ec", {hanako("2")});
    const auto customer = open.search("髙橋花子").at(0);
    ASSERT_EQ(customer.members, 2);
    const auto members = open.show(customer.number).members;
    VerdictDesk desk(open.writer());
    const auto split = desk.split(customer.customer, {members.at(1).record.id}, "twins", {});
    ASSERT_TRUE(split.ok()) << split.error().code;
    EXPECT_EQ(split->customers.size(), 2U);
    EXPECT_EQ(open.search("髙橋花子").size(), 2U);
    // Not even more evidence, or a rebuild, brings them together.
    open.import("crm", {hanako("3")});
    EXPECT_EQ(open.search("髙橋花子").size(), 2U);
    open.expect_sound();
    EXPECT_EQ(
        desk.merge(split->customers[0], split->customers[1], "", {}).error().code,
        "register.verdict_stands");
}

TYPED_TEST(RegisterTest, EveryNumberEverIssuedResolvesOrIsVoid) {
    auto& open = this->house.open;
    std::mt19937 random(11);
    std::vector<ImportId> imports;
    for (unsigned i = 0; i < 6; ++i)
        imports.push_back(open.import("s" + std::to_string(i % 3), some_rows(20 + i % 2, 25), 4));
    open.undo(imports[1]);
    open.undo(imports[4]);
    auto reader = *this->house.get().reader();
    std::set<std::string> texts;
    for (const auto& number : *reader->numbers(NumberId{}, 10'000)) {
        EXPECT_TRUE(texts.insert(number.text).second);
        const auto state = open.look_up(number.text).state;
        EXPECT_NE(state, NumberState::unknown) << number.text;
    }
    open.expect_sound();
}

TYPED_TEST(RegisterTest, TwinsArrivingAtOnceAreOneCustomer) {
    auto& open = this->house.open;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&open, i] {
            ImportDesk desk(open.writer());
            const RecordVault vault(open.keyring);
            const SourceId source = *desk.source("web" + std::to_string(i % 4), {});
            const ImportId import = *desk.begin({source, "form", {}, "{}", {}});
            std::vector<MappedRow> rows{{2, hanako("k" + std::to_string(i)), {}, {}}};
            auto batch = std::make_shared<const PreparedBatch>(
                prepare_rows(rows, {}, source, vault, WithFeatures::yes));
            EXPECT_TRUE(
                desk.take(import, source, {}, batch, std::make_shared<BatchOutcome>()).get().ok());
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(open.partition().size(), 1U);
    open.expect_sound();
}

TYPED_TEST(RegisterTest, FindsPeopleByWhatOneKnows) {
    auto& open = this->house.open;
    open.import("ec", {hanako("h"), taro("t")});
    for (const auto* text :
         {"髙橋", "高橋", "高橋花子", "髙橋 花子", "タカハシ", "ﾀｶﾊｼ", "たかはし はなこ",
          "Takahashi", "takahashi hanako", "花子", "090-3817-4642", "０９０３８１７４６４２",
          "4642", "hanako@example.jp", "HANAKO@EXAMPLE.JP", "千代田区", "東京", "丸の内1-2-3"}) {
        const auto hits = open.search(text);
        EXPECT_EQ(hits.size(), 1U) << text;
    }
    EXPECT_TRUE(open.search("存在しない").empty());
    EXPECT_TRUE(open.search("高橋 梅田").empty());
}

TYPED_TEST(RegisterTest, ForbiddenNumbersAreRefusedAndBlottedOut) {
    auto& open = this->house.open;
    const RecordVault vault(open.keyring);
    std::vector<MappedRow> rows{
        {2, hanako("1"), {"1", "カード 4111 1111 1111 1111 です"}, {}},
        {3, taro("2"), {"2", "備考なし"}, {}}};
    const std::vector<std::string> header{"番号", "備考"};
    const auto batch = prepare_rows(rows, header, SourceId{1}, vault, WithFeatures::no);
    ASSERT_EQ(batch.rejected.size(), 1U);
    EXPECT_EQ(batch.rejected[0].code, "register.card_number");
    EXPECT_EQ(batch.rejected[0].cells.at(1).find("4111"), std::string::npos);
    EXPECT_EQ(batch.ready.size(), 1U);
}

TYPED_TEST(RegisterTest, ManualNumbersFollowTheRuleAndAreGivenOnce) {
    auto& open = this->house.open;
    NumberDesk desk(open.writer());
    EXPECT_FALSE(desk.issue_manual("12345-67890", {}).ok());
    const auto reserved = desk.reserve(3, "store-1", {});
    ASSERT_TRUE(reserved.ok());
    EXPECT_EQ(reserved->size(), 3U);
    EXPECT_EQ(desk.issue_manual(reserved->at(0), {}).error().fault, Fault::conflict);
    EXPECT_EQ(open.look_up(reserved->at(0)).state, NumberState::reserved);
}

// As after the death of a node that had reserved, but not answered.
TYPED_TEST(RegisterTest, ARequestThatIsSentAgainGetsTheSameNumbers) {
    auto& open = this->house.open;
    const auto first = NumberDesk(open.writer()).reserve(3, "store-1", {}, "a request");
    ASSERT_TRUE(first.ok());
    open.reopen();
    NumberDesk desk(open.writer());
    EXPECT_EQ(*desk.reserve(3, "store-1", {}, "a request"), *first);
    const auto other = desk.reserve(3, "store-1", {}, "another request");
    ASSERT_TRUE(other.ok());
    EXPECT_NE(*other, *first);
    const auto unnamed = desk.reserve(3, "store-1", {});
    EXPECT_NE(*desk.reserve(3, "store-1", {}), *unnamed);

    // One of ten check digits is the right one.
    int issued = 0;
    for (int check_digit = 0; check_digit < 10; ++check_digit) {
        const auto number = "10000-0000" + std::to_string(check_digit);
        const auto typed = desk.issue_manual(number, {}, "by hand " + number);
        if (!typed.ok()) continue;
        ++issued;
        EXPECT_EQ(*desk.issue_manual(number, {}, "by hand " + number), *typed);
        EXPECT_EQ(desk.issue_manual(number, {}).error().fault, Fault::conflict);
    }
    EXPECT_EQ(issued, 1);
    open.expect_sound();
}

TYPED_TEST(RegisterTest, ARefusedCommandLeavesNothing) {
    auto& open = this->house.open;
    open.import("pos", some_rows(12, 20));
    const auto before = open.picture();
    const auto refused = open.writer().run([](WriteContext& context) -> Result<> {
        TRY(context.store.set_setting("half", "done"));
        context.index_touched = true;
        return Error{Fault::invalid, "register.split_all"};
    });
    EXPECT_EQ(refused.error().code, "register.split_all");
    auto reader = *this->house.get().reader();
    EXPECT_FALSE(reader->setting("half").ok());
    EXPECT_EQ(open.picture(), before);
    open.import("pos", some_rows(12, 20));
    EXPECT_EQ(open.last.same, 20);
    open.expect_sound();
}

}  // namespace
}  // namespace genbo
