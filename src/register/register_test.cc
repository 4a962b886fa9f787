// SPDX-License-Identifier: Apache-2.0

// The register as a whole, on the memory store and on SQLite: imports, undo, merge and split,
// numbers, search.  People are made up.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <thread>

#include "adapter/memory/memory_store.h"
#include "adapter/sqlite/sqlite_store.h"
#include "match/model.h"
#include "register/customer_desk.h"
#include "register/import_desk.h"
#include "register/inspection.h"
#include "register/number_desk.h"
#include "register/verdict_desk.h"

namespace genbo {
namespace {

class StepClock final : public Clock {
public:
    Instant now() const override { return instant_from_micros(1'700'000'000'000'000 + ++steps_); }

private:
    mutable std::atomic<std::int64_t> steps_ = 0;
};

SourceValues person(
    std::string key, std::string surname, std::string given, std::string kana, std::string birth,
    std::string phone, std::string email, std::string address) {
    SourceValues values;
    values.set(Field::source_key, std::move(key));
    values.set(Field::surname, std::move(surname));
    values.set(Field::given_name, std::move(given));
    values.set(Field::kana_full, std::move(kana));
    values.set(Field::birth_date, std::move(birth));
    values.set(Field::phone, std::move(phone));
    values.set(Field::email, std::move(email));
    values.set(Field::address_full, std::move(address));
    return values;
}

SourceValues hanako(const std::string& key) {
    return person(
        key, "髙橋", "花子", "タカハシ ハナコ", "1980-02-03", "090-1234-5678", "hanako@example.jp",
        "東京都千代田区丸の内1-2-3");
}

SourceValues taro(const std::string& key) {
    return person(
        key, "鈴木", "太郎", "スズキ タロウ", "1975-11-30", "080-8765-4321", "taro@example.jp",
        "大阪府大阪市北区梅田3-2-1");
}

// Made-up people, some of whom appear several times with small damage.
std::vector<SourceValues> some_rows(unsigned seed, std::size_t count) {
    static const std::vector<std::pair<std::string, std::string>> surnames = {
        {"佐藤", "サトウ"},   {"鈴木", "スズキ"}, {"高橋", "タカハシ"}, {"田中", "タナカ"},
        {"渡辺", "ワタナベ"}, {"伊藤", "イトウ"}, {"山本", "ヤマモト"}, {"中村", "ナカムラ"}};
    static const std::vector<std::pair<std::string, std::string>> givens = {
        {"陽翔", "ハルト"}, {"結衣", "ユイ"}, {"蓮", "レン"},   {"葵", "アオイ"},
        {"湊", "ミナト"},   {"凛", "リン"},   {"樹", "イツキ"}, {"紬", "ツムギ"}};
    std::mt19937 random(seed);
    std::vector<SourceValues> rows;
    while (rows.size() < count) {
        const auto& surname = surnames[random() % surnames.size()];
        const auto& given = givens[random() % givens.size()];
        const auto year = 1950 + random() % 50;
        const std::string birth = std::to_string(year) + "-0" + std::to_string(1 + random() % 9) +
                                  "-1" + std::to_string(random() % 9);
        const std::string digits = std::to_string(10'000'000 + random() % 89'999'999);
        const std::string phone = "090" + digits;
        const std::string email = "p" + digits + "@example.jp";
        const std::size_t copies = 1 + random() % 3;
        for (std::size_t i = 0; i < copies && rows.size() < count; ++i) {
            auto row = person(
                std::to_string(seed) + "-" + std::to_string(rows.size()), surname.first,
                given.first, surname.second + " " + given.second, birth, phone, email,
                "東京都新宿区西新宿" + std::to_string(1 + year % 8) + "-" +
                    std::to_string(random() % 3 + 1) + "-1");
            if (random() % 3 == 0) row.set(Field::phone, "");
            if (random() % 3 == 0) row.set(Field::email, "");
            if (random() % 5 == 0) row.set(Field::surname, "");
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

// A register with everything open.
class OpenRegister {
public:
    explicit OpenRegister(Store& store) : store_(store) { reopen(); }

    void reopen() {
        writer_.reset();
        resident_ = std::make_unique<Resident>(default_register_model(), LiveOptions{});
        auto writer = Writer::open(store_, keyring, clock, *resident_);
        ASSERT_TRUE(writer.ok()) << writer.error().code;
        writer_ = *std::move(writer);
    }

    ImportId import(
        const std::string& source, const std::vector<SourceValues>& rows,
        std::size_t batch_rows = 1000) {
        ImportDesk desk(*writer_);
        const RecordVault vault(keyring);
        const SourceId id = *desk.source(source, {});
        const ImportId import = *desk.begin({id, "test.csv", {}, "{}", {}});
        std::int64_t number = 2;
        for (std::size_t at = 0; at < rows.size(); at += batch_rows) {
            std::vector<MappedRow> mapped;
            for (std::size_t i = at; i < std::min(at + batch_rows, rows.size()); ++i)
                mapped.push_back({number++, rows[i], {}, {}});
            auto outcome = std::make_shared<BatchOutcome>();
            auto batch = std::make_shared<const PreparedBatch>(
                prepare_rows(mapped, {}, id, vault, WithFeatures::yes));
            const auto taken = desk.take(import, id, {}, batch, outcome).get();
            EXPECT_TRUE(taken.ok()) << taken.error().code;
        }
        last = desk.finish(import, ImportState::done, "{}", {})->counts;
        return import;
    }

    void undo(ImportId import) {
        const auto undone = ImportDesk(*writer_).undo(import, {});
        ASSERT_TRUE(undone.ok()) << undone.error().code;
    }

    // Everything that people can see of the register, as text: who is whose, under which number,
    // with which golden record and which aliases.
    std::string picture() {
        auto session = sessions_.borrow();
        EXPECT_TRUE(session.ok());
        CustomerDesk desk(**session, policy);
        std::string out;
        std::set<NumberId> seen;
        const auto walked = (*session)->store().each_live_record(
            [&](const StoredRecord& record, const StoredVersion&) -> Result<> {
                seen.insert(record.customer);
                return {};
            });
        EXPECT_TRUE(walked.ok());
        for (const auto id : seen) {
            const auto view = desk.show(id);
            EXPECT_TRUE(view.ok()) << view.error().code;
            if (!view.ok()) continue;
            out += view->number + ":";
            for (const auto& member : view->members)
                out += " " + member.source_name + "/" +
                       std::string{member.values.get(Field::source_key)};
            for (const auto& field : view->golden.fields)
                out += "|" + std::string{field_info(field.field).name} + "=" + field.value;
            out += "\n";
        }
        return out;
    }

    CustomerView show(std::string_view number) {
        auto session = sessions_.borrow();
        CustomerDesk desk(**session, policy);
        auto view = desk.show(number);
        EXPECT_TRUE(view.ok()) << view.error().code;
        return view.ok() ? *std::move(view) : CustomerView{};
    }

    std::vector<SearchHit> search(std::string_view text) {
        auto session = sessions_.borrow();
        CustomerDesk desk(**session, policy);
        auto hits = desk.search(*resident_, text, 50);
        EXPECT_TRUE(hits.ok());
        return *std::move(hits);
    }

    NumberLookup look_up(std::string_view typed) {
        auto session = sessions_.borrow();
        return *CustomerDesk(**session, policy).look_up(typed);
    }

    // Sets of source keys, whatever the numbers.
    std::set<std::set<std::string>> partition() {
        std::map<NumberId, std::set<std::string>> clusters;
        auto session = sessions_.borrow();
        const auto walked = (*session)->store().each_live_record(
            [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
                const auto values = TRY((*session)->vault().open_payload(record, version));
                clusters[record.customer].insert(std::string{values.get(Field::source_key)});
                return {};
            });
        EXPECT_TRUE(walked.ok());
        std::set<std::set<std::string>> out;
        for (const auto& [id, keys] : clusters) out.insert(keys);
        return out;
    }

    void expect_sound() {
        auto session = sessions_.borrow();
        Resident fresh(default_register_model(), LiveOptions{});
        const auto inspection = inspect(**session, fresh);
        for (const auto& part : inspection.parts)
            EXPECT_EQ(part.wrong, 0)
                << part.name << " " << (part.examples.empty() ? "" : part.examples[0].code);
    }

    Writer& writer() { return *writer_; }

    StepClock clock;
    Keyring keyring = Keyring::ephemeral(Key(Bytes(32, 7)));
    RegisterPolicy policy;
    ImportCounts last;

private:
    Store& store_;
    ReadSessions sessions_{store_, keyring};
    std::unique_ptr<Resident> resident_;
    std::unique_ptr<Writer> writer_;
};

struct MemoryHouse {
    MemoryStore store;
    OpenRegister open{store};

    auto store_reader() { return store.reader(); }
};

struct SqliteHouse {
    std::filesystem::path folder;
    std::unique_ptr<SqliteStore> store;
    std::unique_ptr<OpenRegister> open_register;
    OpenRegister& open;

    SqliteHouse() : folder(make_folder()), store(make_store(folder)), open(*make_open()) {}
    ~SqliteHouse() {
        open_register.reset();
        std::filesystem::remove_all(folder);
    }
    auto store_reader() { return store->reader(); }
    OpenRegister* make_open() {
        open_register = std::make_unique<OpenRegister>(*store);
        return open_register.get();
    }
    static std::filesystem::path make_folder() {
        static int houses = 0;
        const auto folder =
            std::filesystem::temp_directory_path() /
            ("genbo-register-" + std::to_string(::getpid()) + "-" + std::to_string(houses++));
        std::filesystem::create_directories(folder);
        return folder;
    }
    static std::unique_ptr<SqliteStore> make_store(const std::filesystem::path& folder) {
        EXPECT_TRUE(SqliteStore::create(folder).ok());
        return *SqliteStore::open(folder);
    }
};

template <typename House>
class RegisterTest : public testing::Test {
protected:
    House house;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse>;
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
    auto reader = *this->house.store_reader();
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
          "Takahashi", "takahashi hanako", "花子", "090-1234-5678", "０９０１２３４５６７８",
          "5678", "hanako@example.jp", "HANAKO@EXAMPLE.JP", "千代田区", "東京", "丸の内1-2-3"}) {
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

TYPED_TEST(RegisterTest, ARefusedCommandLeavesNothing) {
    auto& open = this->house.open;
    open.import("pos", some_rows(12, 20));
    const auto before = open.picture();
    const auto refused = open.writer().run([](WriteContext& context) -> Result<> {
        TRY(context.store.set_setting("half", "done"));
        context.resident_touched = true;
        return Error{Fault::invalid, "register.split_all"};
    });
    EXPECT_EQ(refused.error().code, "register.split_all");
    auto reader = *this->house.store_reader();
    EXPECT_FALSE(reader->setting("half").ok());
    EXPECT_EQ(open.picture(), before);
    open.import("pos", some_rows(12, 20));
    EXPECT_EQ(open.last.same, 20);
    open.expect_sound();
}

}  // namespace
}  // namespace genbo
