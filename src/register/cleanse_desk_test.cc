// SPDX-License-Identifier: Apache-2.0
#include "register/cleanse_desk.h"

#include <gtest/gtest.h>

#include "register/number_report.h"
#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

constexpr Day kToday{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{22}};

std::vector<SourceValues> untidy_rows() {
    auto first = hanako("1");
    first.set(Field::phone, "０９０－６７１２－３４９８");
    first.set(Field::birth_date, "昭和55年2月3日");
    auto second = taro("2");
    second.set(Field::email, "taro@gmial.com");
    auto third = taro("3");
    third.set(Field::postal_code, "12");
    third.set(Field::phone, "080-6712-3498");
    return {first, second, third};
}

template <typename House>
class CleanseTest : public testing::Test {
protected:
    CleansePiece propose(const CleanseQuery& query = {}) {
        auto session = open.sessions().borrow();
        auto piece = CleanseDesk(kToday).propose(**session, query);
        EXPECT_TRUE(piece.ok()) << piece.error().code;
        return piece.ok() ? *std::move(piece) : CleansePiece{};
    }
    static std::vector<CleanseChoice> chosen(const std::vector<CleanseProposal>& proposals) {
        std::vector<CleanseChoice> choices;
        for (const auto& one : proposals)
            choices.push_back({one.record, one.version, one.finding.field, one.finding.code});
        return choices;
    }
    Result<CleanseRun> apply(const std::vector<CleanseProposal>& proposals) {
        auto session = open.sessions().borrow();
        return CleanseDesk(kToday).apply(**session, open.writer(), {chosen(proposals)}, Actor{});
    }
    // Every current payload, as bytes.
    std::map<std::int64_t, Bytes> payloads() {
        auto session = open.sessions().borrow();
        std::map<std::int64_t, Bytes> out;
        EXPECT_TRUE(
            (*session)
                ->store()
                .each_live_record(
                    [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
                        out[record.id.value()] =
                            encode_values(TRY((*session)->vault().open_payload(record, version)));
                        return {};
                    })
                .ok());
        return out;
    }
    std::map<std::int64_t, Bytes> hashes() {
        auto session = open.sessions().borrow();
        std::map<std::int64_t, Bytes> out;
        EXPECT_TRUE((*session)
                        ->store()
                        .each_live_record(
                            [&](const StoredRecord& record, const StoredVersion&) -> Result<> {
                                out[record.id.value()] = record.content_hash;
                                return {};
                            })
                        .ok());
        return out;
    }

    House house;
    OpenRegister& open = house.open;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(CleanseTest, Houses);

TYPED_TEST(CleanseTest, ProposesWithoutWriting) {
    this->open.import("pos", untidy_rows());
    const auto before = this->open.picture(OpenRegister::PictureOf::everything);
    const auto piece = this->propose();
    EXPECT_EQ(piece.next, RecordId{});
    EXPECT_EQ(piece.looked_at, 3);
    ASSERT_EQ(piece.proposals.size(), 3U);
    EXPECT_EQ(piece.proposals[0].finding.code, "register.phone_form");
    EXPECT_EQ(piece.proposals[0].value, "０９０－６７１２－３４９８");
    EXPECT_EQ(piece.proposals[1].finding.code, "register.date_form");
    EXPECT_EQ(piece.proposals[2].finding.code, "register.email_domain");
    EXPECT_FALSE(piece.proposals[2].finding.certain);
    EXPECT_EQ(this->propose({.certain_only = true}).proposals.size(), 2U);
    EXPECT_EQ(this->propose({.without_proposal = true}).proposals.size(), 5U);
    EXPECT_EQ(this->open.picture(OpenRegister::PictureOf::everything), before);
    // In pieces it is the same.
    std::vector<CleanseProposal> all;
    RecordId after;
    do {
        const auto part = this->propose({.after = after, .proposals = 1});
        all.insert(all.end(), part.proposals.begin(), part.proposals.end());
        after = part.next;
    } while (after.value() != 0);
    EXPECT_EQ(all, piece.proposals);
}

TYPED_TEST(CleanseTest, WhatIsApprovedIsWrittenAndRolledBackToTheByte) {
    this->open.import("pos", untidy_rows());
    this->open.import("ec", untidy_rows());
    const auto payloads = this->payloads();
    const auto hashes = this->hashes();
    const auto people = this->open.picture();
    const auto proposals = this->propose().proposals;
    const auto run = this->apply(proposals);
    ASSERT_TRUE(run.ok()) << run.error().code;
    EXPECT_EQ(run->imports.size(), 2U);
    EXPECT_EQ(run->records, 4);
    EXPECT_EQ(run->values, 6);
    EXPECT_NE(this->payloads(), payloads);
    EXPECT_TRUE(this->propose().proposals.empty());
    this->open.expect_sound();
    // The same proposals again are out of date.
    EXPECT_EQ(this->apply(proposals).error().code, "register.proposal_changed");
    for (const auto import : run->imports) this->open.undo(import);
    EXPECT_EQ(this->payloads(), payloads);
    EXPECT_EQ(this->hashes(), hashes);
    EXPECT_EQ(this->open.picture(), people);
    this->open.expect_sound();
}

// A long stretch of records that were taken back is passed in pieces as well.
TYPED_TEST(CleanseTest, APieceIsBoundedWhereNobodyIsLeft) {
    this->open.undo(this->open.import("old", some_rows(7, 1200)));
    this->open.import("pos", untidy_rows());
    int pieces = 0;
    std::int64_t looked_at = 0;
    RecordId after;
    do {
        const auto piece = this->propose({.after = after, .records = 500});
        looked_at += piece.looked_at;
        after = piece.next;
        ++pieces;
    } while (after.value() != 0);
    EXPECT_EQ(looked_at, 3);
    EXPECT_GE(pieces, 3);
}

// The session that read them is of the moment before: it cannot know.
TYPED_TEST(CleanseTest, WhatChangedSinceTheSessionBeganIsLeftAsItIs) {
    this->open.import("pos", untidy_rows());
    auto session = this->open.sessions().borrow();
    const CleanseDesk desk(kToday);
    const auto choices = this->chosen(desk.propose(**session, {})->proposals);
    auto newer = untidy_rows()[0];
    newer.set(Field::phone, "080-1111-2222");
    this->open.import("pos", {newer});
    const auto now = this->payloads();
    const auto run = desk.apply(**session, this->open.writer(), {choices}, Actor{});
    ASSERT_FALSE(run.ok());
    EXPECT_EQ(run.error().code, "register.proposal_changed");
    EXPECT_EQ(this->payloads(), now) << "nothing at all is written";
    // Who does not answer for each of them takes the others.
    const auto rest =
        desk.apply(**session, this->open.writer(), {choices, IfChanged::leave_alone}, Actor{});
    ASSERT_TRUE(rest.ok()) << rest.error().code;
    EXPECT_EQ(rest->records, 1);
    EXPECT_EQ(rest->values, 1);
    auto after = this->payloads();
    EXPECT_EQ(after[1], now.at(1));
    EXPECT_NE(after[2], now.at(2));
    this->open.expect_sound();
}

TYPED_TEST(CleanseTest, WhatWasUndoneDoesNotComeBack) {
    const auto import = this->open.import("pos", untidy_rows());
    auto session = this->open.sessions().borrow();
    const CleanseDesk desk(kToday);
    const auto choices = this->chosen(desk.propose(**session, {})->proposals);
    this->open.undo(import);
    EXPECT_FALSE(desk.apply(**session, this->open.writer(), {choices}, Actor{}).ok());
    const auto none =
        desk.apply(**session, this->open.writer(), {choices, IfChanged::leave_alone}, Actor{});
    ASSERT_TRUE(none.ok()) << none.error().code;
    EXPECT_EQ(none->values, 0);
    EXPECT_TRUE(none->imports.empty());
    EXPECT_TRUE(this->payloads().empty());
}

TYPED_TEST(CleanseTest, EverythingCertainChangesNobodysCustomer) {
    auto rows = some_rows(31, 60);
    for (std::size_t i = 0; i < rows.size(); i += 2)
        rows[i].set(Field::postal_code, i % 4 == 0 ? "〒１６０－００２３" : "1600023");
    this->open.import("pos", rows);
    const auto partition = this->open.partition();
    const auto run =
        CleanseDesk(kToday).apply_certain(this->open.sessions(), this->open.writer(), Actor{});
    ASSERT_FALSE(run.error) << run.error->code;
    EXPECT_GE(run.written.values, 30);
    EXPECT_EQ(this->open.partition(), partition);
    EXPECT_TRUE(this->propose({.certain_only = true}).proposals.empty());
}

// A record of the second piece cannot be opened: what the first one wrote is told, and comes back.
TYPED_TEST(CleanseTest, WhatWasWrittenBeforeAFailureIsTold) {
    auto rows = some_rows(37, 560);
    for (auto& row : rows) row.set(Field::postal_code, "1600023");
    const auto import = this->open.import("pos", rows);
    const auto before = this->propose({.proposals = 20}).proposals;
    ASSERT_FALSE(before.empty());
    const auto damaged = this->open.writer().run([&](WriteContext& context) -> Result<> {
        auto record = TRY(context.store.record(RecordId{555}));
        const auto version = ++record.last_version;
        record.version = version;
        const StoredVersion bad{record.id,           version,     import, context.now,
                                record.content_hash, Bytes(40, 7)};
        TRY(context.store.add_versions(std::span{&bad, 1}));
        return context.store.set_current(std::span{&record, 1});
    });
    ASSERT_TRUE(damaged.ok()) << damaged.error().code;
    const auto run =
        CleanseDesk(kToday).apply_certain(this->open.sessions(), this->open.writer(), Actor{});
    ASSERT_TRUE(run.error);
    EXPECT_EQ(run.error->fault, Fault::corrupt);
    EXPECT_GE(run.written.values, 500);
    EXPECT_GE(run.written.records, 200);
    EXPECT_LT(run.written.records, 555);
    ASSERT_EQ(run.written.imports.size(), 1U);
    EXPECT_NE(this->propose({.proposals = 20}).proposals, before);
    this->open.undo(run.written.imports[0]);
    EXPECT_EQ(this->propose({.proposals = 20}).proposals, before);
}

TYPED_TEST(CleanseTest, TheNumberReportNamesEveryOddity) {
    this->open.import("pos", {hanako("1"), taro("2")});
    this->open.import("ec", {hanako("3")});
    const auto report = [&] {
        auto session = this->open.sessions().borrow();
        auto made = report_numbers(**session, this->open.index(), 7000);
        EXPECT_TRUE(made.ok()) << made.error().code;
        std::map<std::string, std::int64_t> counts;
        for (const auto& part : made->parts) counts[part.kind] = part.count;
        return counts;
    };
    for (const auto& [kind, count] : report()) EXPECT_EQ(count, 0) << kind;

    // Two numbers for one: merged by hand.
    VerdictDesk desk(this->open.writer());
    ASSERT_TRUE(desk.merge(NumberId{1}, NumberId{2}, "", Actor{}).ok());
    EXPECT_EQ(report()["aliases"], 1);

    // An orphan: the only record of the customer is withdrawn.
    auto lone = person(
        "9", "山田", "一郎", "ヤマダ イチロウ", "1960-01-05", "090-6712-3498", "",
        "京都府京都市中京区1-1");
    const auto import = this->open.import("late", {lone});
    this->open.undo(import);
    EXPECT_EQ(report()["orphans"], 1);

    // A number outside every rule, and one whose record is not there.
    ASSERT_TRUE(this->open.writer()
                    .run([](WriteContext& context) -> Result<> {
                        const auto id = TRY(context.store.take_ids(IdKind::number, 2));
                        const std::vector<StoredNumber> odd = {
                            {NumberId{id}, "12", 1, NumberKind::automatic, RecordId{1}, {}, {}},
                            {NumberId{id + 1},
                             "1031681111",
                             1,
                             NumberKind::automatic,
                             RecordId{999},
                             {},
                             {}}};
                        return context.store.add_numbers(odd);
                    })
                    .ok());
    auto counts = report();
    EXPECT_EQ(counts["rule"], 1);
    EXPECT_EQ(counts["anchor"], 1);
    EXPECT_EQ(counts["chains"], 0);
}

}  // namespace
}  // namespace genbo
