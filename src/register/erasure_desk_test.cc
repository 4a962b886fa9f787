// SPDX-License-Identifier: Apache-2.0
#include "register/erasure_desk.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "register/approval_desk.h"
#include "register/conflict_desk.h"
#include "register/entry_desk.h"
#include "register/epoch_roll.h"
#include "register/feed_desk.h"
#include "register/open_register_test_helper.h"
#include "register/paper_json.h"
#include "register/relation_desk.h"
#include "register/suppression.h"

namespace genbo {
namespace {

using std::chrono::hours;

constexpr hours kWeek{24 * 7};

Actor staff(std::int64_t id) { return {StaffId{id}, "administrator", {}}; }

// A place for the files beside the keyring.
class KeyFolder {
public:
    KeyFolder() {
        static int folders = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("genbo-erasure-" + std::to_string(::getpid()) + "-" + std::to_string(folders++));
        std::filesystem::create_directories(path_);
    }
    ~KeyFolder() { std::filesystem::remove_all(path_); }
    std::filesystem::path operator/(const char* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

template <typename House>
class ErasureTest : public testing::Test {
protected:
    ErasureTest() : ledger(folder / "genbo.erasures", house.open.keyring) {}

    ErasureDesk desk() { return ErasureDesk(house.open.writer(), ledger, {{"mailer"}}); }

    NumberId customer_of(const std::string& key) { return house.open.customer_with_key(key); }
    std::vector<RecordId> records_of(NumberId customer) {
        auto reader = house.get().reader();
        std::vector<RecordId> ids;
        for (const auto& record : *(*reader)->records_of(customer)) ids.push_back(record.id);
        return ids;
    }
    Result<Erasure> ask(NumberId customer, std::vector<RecordId> records = {}) {
        return desk().ask(
            {customer, std::move(records), ErasureGround::request, "本人の求め"}, staff(2));
    }
    void approve(const Erasure& erasure) {
        const auto done = ApprovalDesk(house.open.writer())
                              .approve(erasure.approval, "", staff(3), Role::steward);
        ASSERT_TRUE(done.ok()) << done.error().code;
        house.open.clock.advance(kWeek + hours{1});
    }
    // From the request to the end.
    Erasure erase(NumberId customer, std::vector<RecordId> records = {}) {
        const auto asked = ask(customer, std::move(records));
        EXPECT_TRUE(asked.ok()) << asked.error().code;
        if (!asked.ok()) return {};
        approve(*asked);
        const auto done = desk().execute(asked->id, staff(2));
        EXPECT_TRUE(done.ok()) << done.error().code;
        return done.ok() ? *done : Erasure{};
    }
    RollReport roll(std::size_t batch = 3) {
        EpochRoll roll(
            house.open.writer(), house.get(), house.open.keyring, folder / "genbo.keys", batch);
        const auto report = roll.run(staff(0));
        EXPECT_TRUE(report.ok()) << report.error().code;
        return report.ok() ? *report : RollReport{};
    }
    // Every byte that the store keeps of records, as text.
    std::string everything() {
        auto reader = house.get().reader();
        std::string out;
        for (const auto& record : *(*reader)->all_records(RecordId{}, 10'000)) {
            out += std::to_string(record.id.value()) + to_hex(record.key_hash);
            for (const auto& version : *(*reader)->versions(record.id))
                out += to_hex(version.sealed);
        }
        return out;
    }

    House house;
    KeyFolder folder;
    ErasureLedger ledger;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(ErasureTest, Houses);

TYPED_TEST(ErasureTest, ADryRunSaysWhatGoesAndWritesNothing) {
    this->house.open.import("pos", {hanako("1"), taro("2")});
    this->house.open.import("ec", {hanako("A")});
    const auto customer = this->customer_of("1");
    const auto before = this->house.open.picture(OpenRegister::PictureOf::everything);
    auto reader = this->house.get().reader();
    const RecordVault vault{this->house.open.keyring};
    const auto plan = plan_erasure(**reader, vault, customer, {}, this->house.open.clock.now());
    ASSERT_TRUE(plan.ok()) << plan.error().code;
    EXPECT_EQ(plan->scope.counts.records, 2);
    EXPECT_EQ(plan->scope.counts.versions, 2);
    EXPECT_GE(plan->scope.counts.numbers, 1);
    EXPECT_EQ(plan->scope.sources, (std::vector<std::string>{"ec", "pos"}));
    EXPECT_TRUE(plan->holds.empty());
    EXPECT_EQ(this->house.open.picture(OpenRegister::PictureOf::everything), before);
    EXPECT_EQ(
        plan_erasure(**reader, vault, customer, this->records_of(this->customer_of("2")), {})
            .error()
            .code,
        "register.erasure_foreign");
}

TYPED_TEST(ErasureTest, APendingOneIsSeenByNobodyAndComesBackAsItWas) {
    this->house.open.import("pos", {hanako("1"), taro("2")});
    this->house.open.import("ec", {hanako("A")});
    const auto customer = this->customer_of("1");
    const auto number = this->house.open.show(customer).number;
    const auto before = this->house.open.picture();
    const auto bytes = this->everything();

    const auto asked = this->ask(customer);
    ASSERT_TRUE(asked.ok()) << asked.error().code;
    EXPECT_EQ(asked->records.size(), 2U);
    EXPECT_TRUE(this->house.open.search("hanako@example.jp").empty());
    EXPECT_EQ(this->house.open.look_up(number).state, NumberState::withdrawn);
    EXPECT_EQ(this->house.open.partition().size(), 1U);
    // Nobody opens it by mistake, and the index does not know it after a restart either.
    auto reader = this->house.get().reader();
    const RecordVault vault{this->house.open.keyring};
    for (const auto& record : *(*reader)->all_records(RecordId{}, 9)) {
        if (*vault.is_frozen(record))
            EXPECT_EQ(vault.open_key(record).error().code, "crypto.key_use");
    }
    this->house.open.reopen();
    EXPECT_TRUE(this->house.open.search("hanako@example.jp").empty());
    EXPECT_EQ(this->ask(customer).error().code, "register.unknown_number");

    const auto back = this->desk().take_back(asked->id, "取り違え", staff(3), Role::administrator);
    ASSERT_TRUE(back.ok()) << back.error().code;
    EXPECT_EQ(this->house.open.picture(), before);
    EXPECT_EQ(this->everything(), bytes);
    EXPECT_EQ(this->house.open.search("hanako@example.jp").size(), 1U);
    this->house.open.expect_sound();
    EXPECT_EQ(this->desk().execute(asked->id, staff(2)).error().code, "register.erasure_state");
    // And the same rows are taken again.
    this->house.open.import("pos", {hanako("1"), taro("2")});
    EXPECT_EQ(this->house.open.last.same, 2);
}

TYPED_TEST(ErasureTest, TwoPersonsAndSevenDays) {
    this->house.open.import("pos", {hanako("1")});
    const auto asked = this->ask(this->customer_of("1"));
    ASSERT_TRUE(asked.ok());
    EXPECT_EQ(this->desk().execute(asked->id, staff(2)).error().code, "register.approval_state");
    ApprovalDesk approvals(this->house.open.writer());
    EXPECT_EQ(
        approvals.approve(asked->approval, "", staff(2), Role::administrator).error().code,
        "register.approval_own");
    ASSERT_TRUE(approvals.approve(asked->approval, "", staff(3), Role::steward).ok());
    EXPECT_EQ(this->desk().execute(asked->id, staff(2)).error().code, "register.approval_early");
    EXPECT_TRUE(this->desk().due(this->house.open.clock.now())->empty());
    this->house.open.clock.advance(kWeek + hours{1});
    EXPECT_EQ(*this->desk().due(this->house.open.clock.now()), std::vector<ErasureId>{asked->id});
    EXPECT_TRUE(this->desk().execute(asked->id, staff(2)).ok());
    EXPECT_EQ(this->desk().execute(asked->id, staff(2)).error().code, "register.erasure_state");
}

TYPED_TEST(ErasureTest, NothingIsLeftAndTheOthersAreAsTheyWere) {
    this->house.open.import("pos", {taro("2")});
    const auto only_taro = this->house.open.picture();
    this->house.open.import("ec", {hanako("A")});
    auto changed = hanako("A");
    changed.set(Field::phone, "090-9999-0001");
    this->house.open.import("ec", {changed});
    const auto customer = this->customer_of("A");
    const auto number = this->house.open.show(customer).number;
    const auto ids = this->records_of(customer);
    VerdictDesk verdicts(this->house.open.writer());
    const auto others = this->records_of(this->customer_of("2"));
    ASSERT_TRUE(
        verdicts.decide(ids.front(), others.front(), StoredVerdictKind::not_same, "別人", staff(2))
            .ok());
    const auto done = this->erase(customer);
    EXPECT_EQ(done.state, ErasureState::erased);
    EXPECT_EQ(done.counts.records, 1);
    EXPECT_EQ(done.counts.versions, 2);
    EXPECT_EQ(done.counts.verdicts, 1);
    EXPECT_TRUE(done.records.empty());
    EXPECT_TRUE(done.reason.empty());
    EXPECT_EQ(this->house.open.picture(), only_taro);
    auto reader = this->house.get().reader();
    EXPECT_FALSE((*reader)->record(ids.front()).ok());
    EXPECT_TRUE((*reader)->versions(ids.front())->empty());
    EXPECT_TRUE((*reader)->evidence_of(ids.front())->empty());
    EXPECT_TRUE((*reader)->verdicts_of(ids)->empty());
    EXPECT_TRUE((*reader)->verify().ok());
    this->house.open.expect_sound();
    // The number stays issued, and says why nobody has it.
    EXPECT_EQ(this->house.open.look_up(number).state, NumberState::erased);
    this->house.open.reopen();
    EXPECT_EQ(this->house.open.picture(), only_taro);
    this->house.open.expect_sound();
    // Whom to tell.
    std::vector<std::string> told;
    for (const auto& task : done.tasks) told.push_back(task.recipient);
    EXPECT_EQ(told, (std::vector<std::string>{"ec", "mailer"}));
    EXPECT_EQ(
        this->desk().acknowledge(done.id, "nobody", "", staff(2)).error().code,
        "register.unknown_recipient");
    const auto acknowledged = this->desk().acknowledge(done.id, "mailer", "済", staff(2));
    ASSERT_TRUE(acknowledged.ok());
    EXPECT_NE(acknowledged->tasks[1].acknowledged, Instant{});
}

// Both say things of him: why a value was taken, what he is to somebody.
TYPED_TEST(ErasureTest, RulingsAndRelationsGoWithHim) {
    auto other_day = hanako("A");
    other_day.set(Field::birth_date, "1980-02-13");
    this->house.open.import("pos", {hanako("1"), taro("2"), taro("3")});
    this->house.open.import("ec", {other_day});
    const auto customer = this->customer_of("1");
    const auto other = this->customer_of("2");
    auto& writer = this->house.open.writer();
    const auto papers = [&](const std::string& prefix) {
        auto reader = this->house.get().reader();
        std::vector<std::string> names;
        for (const auto& paper : *(*reader)->papers(prefix + "/", prefix + "0", 100))
            names.push_back(paper.name);
        return names;
    };
    const RecordVault vault{this->house.open.keyring};
    const auto edges = [&](NumberId of) {
        auto reader = this->house.get().reader();
        return *relations_of(**reader, vault, of);
    };
    ConflictDesk conflicts(writer, this->house.open.policy);
    for (const auto field : {Field::birth_date, Field::birth_date}) {
        const auto ruling =
            conflicts.decide({customer, field, {}, RulingKind::both, {}, "本人"}, staff(2));
        ASSERT_TRUE(ruling.ok()) << ruling.error().code;
    }
    RelationDesk relations(writer);
    const auto relate = [&](NumberId lower, NumberId upper) {
        const auto id = relations.add(
            {RelationKind::contact, lower, upper, {}, {}, "長女", "電話で"}, staff(2));
        ASSERT_TRUE(id.ok()) << id.error().code;
    };
    const auto taros = this->records_of(other);
    ASSERT_TRUE(
        VerdictDesk(writer)
            .decide(taros.front(), taros.back(), StoredVerdictKind::not_same, "同姓同名", staff(2))
            .ok());
    const auto third = this->customer_of("3");
    ASSERT_NE(third, other);
    relate(customer, other);
    relate(third, customer);
    relate(third, other);
    ASSERT_EQ(edges(customer).size(), 2U);
    ASSERT_EQ(papers(std::string{kRulingPapers}).size(), 1U);

    EXPECT_EQ(this->erase(customer).state, ErasureState::erased);
    EXPECT_TRUE(papers(std::string{kRulingPapers}).empty());
    // Of either end; what the other two are to each other is theirs.
    EXPECT_EQ(papers(std::string{kRelationPapers}).size(), 2U);
    const auto left = edges(other);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].lower, third);
    this->house.open.expect_sound();
}

TYPED_TEST(ErasureTest, ReachesRejectedRowsAndThoseApartByVerdict) {
    this->house.open.import("pos", {hanako("1"), taro("2")});
    const auto hanako_number = this->customer_of("1");
    const auto taro_number = this->customer_of("2");
    VerdictDesk verdicts(this->house.open.writer());
    const auto merged = verdicts.merge(hanako_number, taro_number, "同じ", staff(2));
    ASSERT_TRUE(merged.ok());
    ASSERT_TRUE(verdicts.take_back(merged->verdicts.front(), 1, staff(2)).ok());
    // A row that was refused, with her mail address in it.
    const auto source = this->house.open.source("pos");
    const auto import = this->house.open.begin_import(source);
    std::vector<MappedRow> rows(2);
    for (auto& row : rows) {
        row.row = 2 + (&row - rows.data());
        row.findings.push_back(
            {.severity = Severity::reject,
             .code = "import.test",
             .row = static_cast<std::uint64_t>(row.row)});
        row.values.set(Field::note, "x");
    }
    rows[0].cells = {"HANAKO@example.jp", "x"};
    rows[1].cells = {"somebody@example.jp", "y"};
    auto batch = std::make_shared<const PreparedBatch>(prepare_rows(
        rows, std::vector<std::string>{"mail", "note"}, source,
        RecordVault{this->house.open.keyring}, WithFeatures::yes));
    ASSERT_EQ(batch->rejected.size(), 2U);
    ASSERT_TRUE(ImportDesk(this->house.open.writer())
                    .take(import, source, {}, batch, std::make_shared<BatchOutcome>())
                    .get()
                    .ok());

    const RecordVault vault{this->house.open.keyring};
    const auto related = related_records(**this->house.get().reader(), vault, hanako_number);
    ASSERT_TRUE(related.ok());
    ASSERT_EQ(related->size(), 2U);
    EXPECT_EQ(related->at(1).why, RelatedRecord::Why::verdict);
    EXPECT_EQ(related->at(1).customer, taro_number);

    // The person says that both are his.
    const auto done = this->erase(hanako_number, {related->at(0).record, related->at(1).record});
    EXPECT_EQ(done.counts.records, 2);
    EXPECT_EQ(done.counts.rejections, 1);
    auto reader = this->house.get().reader();
    const auto left = *(*reader)->rejections(import, 0, 9);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].row, 3);
    EXPECT_TRUE((*reader)->all_records(RecordId{}, 9)->empty());
}

TYPED_TEST(ErasureTest, WhoWasErasedDoesNotComeBackByHimself) {
    this->house.open.import("pos", {hanako("1"), taro("2")});
    const auto done = this->erase(this->customer_of("1"));
    // The same row, and her again in another source under another key with the old form of a kanji.
    this->house.open.import("pos", {hanako("1"), taro("2")});
    EXPECT_EQ(this->house.open.last.rejected, 1);
    EXPECT_EQ(this->house.open.last.same, 1);
    auto again = hanako("Z9");
    again.set(Field::surname, "高橋");
    const auto import = this->house.open.import("crm", {again});
    EXPECT_EQ(this->house.open.last.rejected, 1);
    EXPECT_EQ(this->house.open.last.added, 0);
    auto reader = this->house.get().reader();
    const auto told = *(*reader)->rejections(import, 0, 9);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].code, "register.suppressed");
    const RecordVault vault{this->house.open.keyring};
    EXPECT_TRUE(decode_cells(*vault.open_text(rejection_place(import, told[0].row), told[0].sealed))
                    ->empty());
    // Her son has the same telephone and is somebody else.
    auto son = hanako("S1");
    son.set(Field::given_name, "一郎");
    son.set(Field::kana_full, "タカハシ イチロウ");
    son.set(Field::birth_date, "2010-01-01");
    son.set(Field::email, "");
    this->house.open.import("crm", {son});
    EXPECT_EQ(this->house.open.last.added, 1);
    // Nor sent by another system, which is not told what else is odd about her.
    auto unborn = hanako("F1");
    unborn.set(Field::birth_date, "2199-01-01");
    FeedDesk feed(this->house.open.writer(), vault, this->house.open.clock);
    const auto fed = feed.take(**reader, "shop", {{"F1", unborn}}, {});
    ASSERT_TRUE(fed.ok());
    EXPECT_EQ(fed->records[0].code, "register.suppressed");
    EXPECT_TRUE(fed->records[0].warnings.empty());
    // By hand neither, until she wishes it.
    EntryDesk entry(this->house.open.writer(), vault);
    EXPECT_EQ(
        entry.enter("console", "K1", hanako("K1"), staff(2)).error().code, "register.suppressed");
    EXPECT_EQ(
        this->desk().let_come_back(done.id, "", staff(2)).error().code, "register.reason_needed");
    ASSERT_TRUE(this->desk().let_come_back(done.id, "再入会", staff(2)).ok());
    const auto entered = entry.enter("console", "K1", hanako("K1"), staff(2));
    ASSERT_TRUE(entered.ok()) << entered.error().code;
    // Under a number of her own, not the old one.
    EXPECT_EQ(this->house.open.last.added, 1);
    this->house.open.expect_sound();
}

TYPED_TEST(ErasureTest, AHoldKeepsEverybodyFromErasing) {
    this->house.open.import("pos", {hanako("1"), taro("2")});
    const auto customer = this->customer_of("1");
    HoldDesk holds(this->house.open.writer());
    EXPECT_EQ(holds.set(customer, "", {}, staff(2)).error().code, "register.reason_needed");
    ASSERT_TRUE(holds.set(customer, "訴訟", {}, staff(2)).ok());
    EXPECT_EQ(this->ask(customer).error().code, "register.legal_hold");
    ASSERT_TRUE(holds.clear(customer, "和解", staff(2)).ok());
    // A hold that ends by itself.
    const auto until = this->house.open.clock.now() + hours{1};
    ASSERT_TRUE(holds.set(customer, "調査", until, staff(2)).ok());
    EXPECT_EQ(this->ask(customer).error().code, "register.legal_hold");
    this->house.open.clock.advance(hours{2});
    EXPECT_TRUE(this->ask(customer).ok());
}

TYPED_TEST(ErasureTest, DiesAnywhereAndIsFinished) {
    this->house.open.import("pos", {hanako("1"), taro("2")});
    const auto asked = this->ask(this->customer_of("1"));
    this->approve(*asked);
    // Begun, and no further: as a process that died before the ledger.
    const auto begun = this->house.open.writer().run([&](WriteContext& context) -> Result<> {
        auto erasure = TRY(stored_erasure(context.store, context.vault, asked->id));
        TRY(use_approval(
            context, erasure.approval, ApprovalKind::erasure, erasure_subject(erasure), staff(2)));
        erasure.state = ErasureState::executing;
        return put_erasure(context, erasure);
    });
    ASSERT_TRUE(begun.ok());
    this->house.open.reopen();
    EXPECT_EQ(
        this->desk().take_back(asked->id, "x", staff(2), Role::administrator).error().code,
        "register.erasure_state");
    EXPECT_EQ(*this->desk().finish_started(), 1U);
    EXPECT_EQ(*this->desk().finish_started(), 0U);
    EXPECT_EQ(*this->ledger.size(), 1U);
    EXPECT_EQ(this->house.open.partition().size(), 1U);
    this->house.open.expect_sound();
}

TYPED_TEST(ErasureTest, AfterTheRollTheKeysOfBeforeOpenNothing) {
    this->house.open.import("pos", some_rows(5, 20));
    this->house.open.import("pos", {hanako("h")});
    auto reader = this->house.get().reader();
    const auto before = *(*reader)->all_records(RecordId{}, 100);
    const auto picture_of_all = this->house.open.picture();
    this->erase(this->customer_of("h"));
    const auto left = this->house.open.picture();
    const auto report = this->roll();
    EXPECT_EQ(report.records, static_cast<std::int64_t>(before.size()) - 1);
    EXPECT_EQ(report.epoch, 2U);
    EXPECT_EQ(report.ended, 2);
    EXPECT_GE(report.texts, 2);
    EXPECT_EQ(this->house.open.picture(), left);
    this->house.open.reopen();
    EXPECT_EQ(this->house.open.picture(), left);
    this->house.open.expect_sound();
    const RecordVault vault{this->house.open.keyring};
    for (const auto& record : before)
        EXPECT_EQ(vault.open_key(record).error().code, "crypto.epoch_gone");
    const auto erasures = stored_erasures(**this->house.get().reader(), vault);
    ASSERT_TRUE(erasures.ok());
    EXPECT_EQ(erasures->front().state, ErasureState::buried);
    // The next one has nothing to bury and leaves the texts alone.
    EXPECT_EQ(this->roll().texts, 0);
    EXPECT_EQ(this->house.open.keyring.epochs(), std::vector<std::uint32_t>{3});
}

// A process that dies after any step of the roll, or between the file and the store.
TYPED_TEST(ErasureTest, ARollThatDiesAnywhereIsFinished) {
    this->house.open.import("pos", some_rows(6, 8));
    this->house.open.import("pos", {hanako("h"), taro("t")});
    ASSERT_TRUE(this->ask(this->customer_of("t")).ok());
    this->erase(this->customer_of("h"));
    const auto left = this->house.open.picture();
    auto& keyring = this->house.open.keyring;
    // Between the keyring's file and the store.
    ASSERT_TRUE(keyring.begin_epoch().ok());
    std::size_t steps = 0;
    bool finished = false;
    while (!finished && steps < 100) {
        EpochRoll roll(
            this->house.open.writer(), this->house.get(), keyring, this->folder / "genbo.keys", 3);
        const auto done = roll.step(staff(0));
        ASSERT_TRUE(done.ok()) << done.error().code << " " << steps;
        finished = *done;
        ++steps;
        this->house.open.reopen();
        EXPECT_EQ(this->house.open.picture(), left) << steps;
        // Both epochs are valid meanwhile, and rows still come in.
        if (steps == 3) {
            this->house.open.import("ec", {taro("other")});
            EXPECT_EQ(this->house.open.last.rejected, 1);
        }
    }
    EXPECT_GT(steps, 10U);
    EXPECT_EQ(keyring.epochs(), std::vector<std::uint32_t>{2});
    EXPECT_EQ(keyring.text_epochs().size(), 1U);
    // Who is pending can still be taken back.
    const RecordVault vault{keyring};
    auto reader = this->house.get().reader();
    const auto erasures = *stored_erasures(**reader, vault);
    ASSERT_EQ(erasures.size(), 2U);
    EXPECT_EQ(erasures[0].state, ErasureState::buried);
    EXPECT_TRUE(
        this->desk().take_back(erasures[1].id, "まちがい", staff(3), Role::administrator).ok());
    this->house.open.expect_sound();
}

TEST(ErasureLedgerTest, FindsEveryChangeAndMendsATornEnd) {
    const KeyFolder folder;
    const auto keyring = Keyring::ephemeral(Key(Bytes(32, 7)));
    const auto path = folder / "genbo.erasures";
    // Each time as another process: one that reads twice within a tick of the clock would not look.
    const auto ledger = [&] { return ErasureLedger(path, keyring); };
    EXPECT_EQ(*ledger().size(), 0U);
    std::vector<LedgerEntry> entries;
    for (int i = 0; i < 3; ++i) {
        entries.push_back(
            {"uid" + std::to_string(i),
             instant_from_micros(i),
             {{"pos", SourceId{1}, Bytes(16, 9)}},
             {"suppress/ab"}});
        ASSERT_TRUE(ledger().append(entries.back()).ok());
        ASSERT_TRUE(ledger().append(entries.back()).ok());
    }
    EXPECT_EQ(*ledger().entries(), entries);
    EXPECT_TRUE(*ledger().has("uid1"));
    EXPECT_FALSE(*ledger().has("uid9"));
    std::ifstream file(path, std::ios::binary);
    const std::string good{std::istreambuf_iterator<char>{file}, {}};
    const auto write = [&](std::string_view text) {
        std::ofstream(path, std::ios::binary) << text;
    };
    const auto lines = std::ranges::count(good, '\n');
    EXPECT_EQ(lines, 4);
    // Any byte changed is found, or cuts the last line's end off.
    for (std::size_t at = 0; at < good.size(); at += at + 3 < good.size() ? 3 : 1) {
        auto bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        write(bad);
        const auto read = ledger().entries();
        if (read.ok())
            EXPECT_EQ(at, good.size() - 1);
        else
            EXPECT_EQ(read.error().code, "register.ledger_damaged") << at;
    }
    // A line taken out, or two in another order.
    const auto first = good.find('\n') + 1;
    const auto second = good.find('\n', first) + 1;
    const auto third = good.find('\n', second) + 1;
    write(good.substr(0, first) + good.substr(second));
    EXPECT_FALSE(ledger().entries().ok());
    write(
        good.substr(0, first) + good.substr(second, third - second) +
        good.substr(first, second - first) + good.substr(third));
    EXPECT_FALSE(ledger().entries().ok());
    // Cut anywhere: whole lines stay, and the next append goes on behind them.
    for (std::size_t size = 0; size < good.size(); size += 3) {
        write(good.substr(0, size));
        const auto kept = ledger().size();
        ASSERT_TRUE(kept.ok()) << size;
        const auto whole =
            std::max<std::ptrdiff_t>(0, std::ranges::count(good.substr(0, size), '\n') - 1);
        EXPECT_EQ(static_cast<std::ptrdiff_t>(*kept), whole);
    }
    write(good.substr(0, good.size() - 5));
    ASSERT_TRUE(ledger().append(entries.back()).ok());
    EXPECT_EQ(*ledger().entries(), entries);
    EXPECT_FALSE(ErasureLedger(path, Keyring::ephemeral(Key(Bytes(32, 8)))).entries().ok());
}

TEST(KeyStoreFile, IsReadBackAndAnyChangeIsFound) {
    SqliteHouse house;
    const KeyFolder folder;
    house.open.import("pos", {hanako("1"), taro("2")});
    const auto path = folder / "genbo.keys";
    auto reader = house.get().reader();
    ASSERT_EQ(*write_key_store(path, **reader, house.open.keyring), 2U);
    const auto keys = read_key_store(path, house.open.keyring);
    ASSERT_TRUE(keys.ok()) << keys.error().code;
    for (const auto& record : *(*reader)->all_records(RecordId{}, 9))
        EXPECT_EQ(keys->at({record.source, record.key_hash}), record.wrapped_key);
    std::ifstream file(path, std::ios::binary);
    const std::string good{std::istreambuf_iterator<char>{file}, {}};
    for (std::size_t at = 0; at < good.size(); at += 2) {
        auto bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 4);
        std::ofstream(path, std::ios::binary) << bad;
        EXPECT_FALSE(read_key_store(path, house.open.keyring).ok()) << at;
        std::ofstream(path, std::ios::binary) << good.substr(0, at);
        EXPECT_FALSE(read_key_store(path, house.open.keyring).ok()) << at;
    }
    EXPECT_EQ(
        read_key_store(folder / "none", house.open.keyring).error().code,
        "register.key_store_missing");
}

// The whole way: a backup from before, restored with today's keyring.
TEST(ErasureBackup, AnOldBackupBringsNobodyBack) {
    SqliteHouse house;
    const KeyFolder folder;
    ErasureLedger ledger(folder / "genbo.erasures", house.open.keyring);
    house.open.import("pos", {hanako("1"), taro("2")});
    house.open.import("ec", {hanako("A")});
    std::filesystem::create_directories(folder / "restored");
    ASSERT_TRUE(house.get().copy_to((folder / "restored" / "genbo.db").string()).ok());

    ErasureDesk desk(house.open.writer(), ledger);
    const auto asked =
        desk.ask({house.open.customer_with_key("1"), {}, ErasureGround::request, "求め"}, staff(2));
    ASSERT_TRUE(asked.ok());
    ASSERT_TRUE(ApprovalDesk(house.open.writer())
                    .approve(asked->approval, "", staff(3), Role::administrator)
                    .ok());
    house.open.clock.advance(kWeek + hours{1});
    ASSERT_TRUE(desk.execute(asked->id, staff(2)).ok());
    EpochRoll roll(house.open.writer(), house.get(), house.open.keyring, folder / "genbo.keys");
    ASSERT_TRUE(roll.run(staff(0)).ok());

    auto store = *SqliteStore::open(folder / "restored");
    const RecordVault vault{house.open.keyring};
    {
        // With the keyring alone nothing of anybody opens.
        auto reader = store->reader();
        const auto records = *(*reader)->all_records(RecordId{}, 9);
        ASSERT_EQ(records.size(), 3U);
        for (const auto& record : records) EXPECT_FALSE(vault.open_key(record).ok());
    }
    const auto keys = read_key_store(folder / "genbo.keys", house.open.keyring);
    ASSERT_TRUE(keys.ok()) << keys.error().code;
    {
        auto writer = store->writer();
        EXPECT_TRUE(*keys_are_dead(**writer, house.open.keyring));
        const auto revived = revive_keys(**writer, house.open.keyring, *keys);
        ASSERT_TRUE(revived.ok()) << revived.error().code;
        EXPECT_EQ(revived->revived, 1);
        EXPECT_EQ(revived->buried, 2);
        EXPECT_FALSE(*keys_are_dead(**writer, house.open.keyring));
    }
    OpenRegister restored(*store, {}, {}, house.open.keyring);
    ErasureDesk again(restored.writer(), ledger);
    EXPECT_EQ(*again.replay(), 1U);
    EXPECT_EQ(*again.replay(), 0U);
    restored.reopen();
    EXPECT_EQ(restored.partition(), (std::set<std::set<std::string>>{{"2"}}));
    restored.import("pos", {hanako("1"), taro("2")});
    EXPECT_EQ(restored.last.rejected, 1);
    EXPECT_EQ(restored.last.same, 1);
    restored.expect_sound();
}

// A backup of the middle of a roll notes the new epoch while some keys are still of the old one.
TEST(ErasureBackup, ABackupFromTheMiddleOfARollLivesAgain) {
    SqliteHouse house;
    const KeyFolder folder;
    house.open.import("pos", {hanako("1"), taro("2")});
    EpochRoll roll(house.open.writer(), house.get(), house.open.keyring, folder / "genbo.keys", 1);
    ASSERT_FALSE(*roll.step(staff(0)));  // Begun.
    ASSERT_FALSE(*roll.step(staff(0)));  // One record of two.
    std::filesystem::create_directories(folder / "middle");
    ASSERT_TRUE(house.get().copy_to((folder / "middle" / "genbo.db").string()).ok());
    auto store = *SqliteStore::open(folder / "middle");
    EXPECT_FALSE(*keys_are_dead(**store->reader(), house.open.keyring)) << "both epochs are there";
    ASSERT_TRUE(roll.run(staff(0)).ok());
    EXPECT_TRUE(*keys_are_dead(**store->reader(), house.open.keyring));

    // From the newer database alone: no key store file is needed.
    KeyStore keys;
    ASSERT_TRUE(add_living_keys(keys, **house.get().reader(), house.open.keyring).ok());
    {
        auto writer = store->writer();
        const auto revived = revive_keys(**writer, house.open.keyring, keys);
        ASSERT_TRUE(revived.ok()) << revived.error().code;
        EXPECT_EQ(revived->revived, 1);
        EXPECT_EQ(revived->buried, 0);
        EXPECT_TRUE(*rebuild_due(**writer));
        ASSERT_TRUE((*writer)->begin(WriteScope::rows, Bytes(16, 1)).ok());
        ASSERT_TRUE(rebuild_done(**writer).ok());
        ASSERT_TRUE((*writer)->commit().ok());
        EXPECT_FALSE(*rebuild_due(**writer));
    }
    OpenRegister restored(*store, {}, {}, house.open.keyring);
    restored.expect_sound();
    // The roll of then is over; the next one is a whole one.
    EpochRoll again(restored.writer(), *store, restored.keyring, folder / "again.keys");
    EXPECT_FALSE(*again.under_way());
    const auto report = again.run(staff(0));
    ASSERT_TRUE(report.ok()) << report.error().code;
    EXPECT_EQ(report->records, 2);
    restored.expect_sound();
}

// Who was frozen only afterwards is free in the backup of before, and the other way round.
TEST(ErasureBackup, AKeyIsInQuarantineAsTheBackupSays) {
    SqliteHouse house;
    const KeyFolder folder;
    house.open.import("pos", {hanako("1"), taro("2")});
    ErasureLedger ledger(folder / "genbo.erasures", house.open.keyring);
    const auto copied = [&](const char* name) {
        std::filesystem::create_directories(folder / name);
        EXPECT_TRUE(house.get().copy_to((folder / name / "genbo.db").string()).ok());
        return *SqliteStore::open(folder / name);
    };
    const auto rolled = [&] {
        EpochRoll roll(house.open.writer(), house.get(), house.open.keyring, folder / "genbo.keys");
        ASSERT_TRUE(roll.run(staff(0)).ok());
    };
    const auto revived = [&](Store& store) {
        const auto keys = read_key_store(folder / "genbo.keys", house.open.keyring);
        auto writer = store.writer();
        EXPECT_EQ(revive_keys(**writer, house.open.keyring, *keys)->revived, 2);
        std::map<std::string, bool> frozen;
        const RecordVault vault{house.open.keyring};
        for (const auto& record : *(*writer)->all_records(RecordId{}, 9)) {
            frozen[to_hex(record.key_hash)] = *vault.is_frozen(record);
            EXPECT_EQ(vault.open_key(record).ok(), !*vault.is_frozen(record));
        }
        return std::ranges::count_if(frozen, [](const auto& one) { return one.second; });
    };
    ErasureDesk desk(house.open.writer(), ledger);
    const auto before = copied("before");
    const auto asked =
        desk.ask({house.open.customer_with_key("1"), {}, ErasureGround::request, "求め"}, staff(2));
    ASSERT_TRUE(asked.ok());
    const auto pending = copied("pending");
    rolled();
    EXPECT_EQ(revived(*before), 0);
    ASSERT_TRUE(desk.take_back(asked->id, "取り違え", staff(2), Role::administrator).ok());
    rolled();
    EXPECT_EQ(revived(*pending), 1);
}

}  // namespace
}  // namespace genbo
