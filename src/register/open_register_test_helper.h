// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a register with everything open, in each of its homes.
//
//   MemoryHouse, SqliteHouse   embedded: the index is resident
//   PgHouse                    shared: the index is look-up tables, on a server of the tests' own
//
//   PgHouse house;
//   house.open.import("pos", {hanako("1"), taro("2")});
//   house.open.expect_sound();
//
// People are made up.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <latch>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapter/memory/memory_store.h"
#include "adapter/postgres/pg_store.h"
#include "adapter/postgres/test_server.h"
#include "adapter/sql/id_list.h"
#include "adapter/sql/schema.h"
#include "adapter/sqlite/sqlite_store.h"
#include "match/model.h"
#include "match/schema.h"
#include "register/customer_desk.h"
#include "register/import_desk.h"
#include "register/inspection.h"
#include "register/model_book.h"
#include "register/model_desk.h"
#include "register/number_desk.h"
#include "register/resident.h"
#include "register/table_index.h"
#include "register/verdict_desk.h"

namespace genbo {

// Ahead by a microsecond at every look.
class StepClock final : public Clock {
public:
    Instant now() const override { return instant_from_micros(1'700'000'000'000'000 + ++steps_); }
    void advance(std::chrono::microseconds by) { steps_ += by.count(); }

private:
    mutable std::atomic<std::int64_t> steps_ = 0;
};

inline SourceValues person(
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

inline SourceValues hanako(const std::string& key) {
    return person(
        key, "髙橋", "花子", "タカハシ ハナコ", "1980-02-03", "090-3817-4642", "hanako@example.jp",
        "東京都千代田区丸の内1-2-3");
}

inline SourceValues taro(const std::string& key) {
    return person(
        key, "鈴木", "太郎", "スズキ タロウ", "1975-11-30", "080-8765-4321", "taro@example.jp",
        "大阪府大阪市北区梅田3-2-1");
}

// Made-up people, some of whom appear several times with small damage.
inline std::vector<SourceValues> some_rows(unsigned seed, std::size_t count) {
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

// What decides in these tests.  With GENBO_TEST_MODEL=rules: fixed rules instead of probabilities.
inline const Model& test_model() {
    static const Model model = [] {
        const char* wanted = std::getenv("GENBO_TEST_MODEL");
        return wanted != nullptr && std::string_view{wanted} == "rules"
                   ? rules_model(register_schema())
                   : default_register_model();
    }();
    return model;
}

// Keeps a writer busy until it is opened, so that what is submitted meanwhile becomes one group.
class Gate {
public:
    explicit Gate(Writer& writer)
        : done_(writer.submit([this](WriteContext&) -> Result<> {
              begun_.count_down();
              opened_.wait();
              return {};
          })) {
        begun_.wait();
    }
    ~Gate() {
        opened_.count_down();
        EXPECT_TRUE(done_.get().ok());
    }
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

private:
    std::latch begun_{1};
    std::latch opened_{1};
    std::future<Result<>> done_;
};

// One process on a master: its index, its writer, its sessions.  Several may share a store that
// can be shared.
class OpenRegister {
public:
    explicit OpenRegister(
        Store& store, const LiveOptions& matching = {}, const WriterRetries& retries = {},
        Keyring ring = Keyring::ephemeral(Key(Bytes(32, 7))))
        : options(matching), keyring(std::move(ring)), store_(store), retries_(retries) {
        reopen();
    }

    // As if the process had ended and come back.
    void reopen() {
        writer_.reset();
        table_index_ = nullptr;
        resident_ = nullptr;
        const auto stored = model_in_force(**store_.reader());
        const Model model = stored.ok() && *stored ? **stored : test_model();
        if (store_.sharing() == Sharing::shared) {
            auto tables = std::make_unique<TableIndex>(
                model, options, keyring, std::chrono::milliseconds{0});
            table_index_ = tables.get();
            index_ = std::move(tables);
        } else {
            auto resident = std::make_unique<Resident>(model, options);
            if (!snapshot_.empty()) resident->keep_at(snapshot_, keyring);
            resident_ = resident.get();
            index_ = std::move(resident);
        }
        auto writer = Writer::open(store_, keyring, clock, *index_, retries_);
        ASSERT_TRUE(writer.ok()) << writer.error().code;
        writer_ = *std::move(writer);
    }

    // For a test that opens the store in its own way.
    void close() { writer_.reset(); }

    // From the next reopen() on, an embedded register's index waits there.
    void keep_snapshot_at(std::filesystem::path path) { snapshot_ = std::move(path); }
    void save_snapshot() {
        const auto saved = writer_->run([this](WriteContext& context) {
            return resident_->save(context.store, Resident::Saving::always);
        });
        ASSERT_TRUE(saved.ok()) << saved.error().code;
    }
    const Resident& resident() const { return *resident_; }

    SourceId source(const std::string& name) {
        const auto id = ImportDesk(*writer_).source(name, {});
        EXPECT_TRUE(id.ok()) << id.error().code;
        return id.ok() ? *id : SourceId{};
    }

    ImportId begin_import(SourceId source) {
        const auto import = ImportDesk(*writer_).begin({source, "test.csv", {}, "{}", {}});
        EXPECT_TRUE(import.ok()) << import.error().code;
        return import.ok() ? *import : ImportId{};
    }

    std::shared_ptr<const PreparedBatch> prepare(
        SourceId source, std::span<const SourceValues> rows, std::int64_t first_row = 2) {
        std::vector<MappedRow> mapped;
        for (const auto& row : rows) mapped.push_back({first_row++, row, {}, {}});
        return std::make_shared<const PreparedBatch>(
            prepare_rows(mapped, {}, source, RecordVault{keyring}, WithFeatures::yes));
    }

    BatchOutcome take(
        ImportId import, SourceId source, std::span<const SourceValues> rows,
        std::int64_t first_row = 2) {
        auto outcome = std::make_shared<BatchOutcome>();
        const auto taken = ImportDesk(*writer_)
                               .take(import, source, {}, prepare(source, rows, first_row), outcome)
                               .get();
        EXPECT_TRUE(taken.ok()) << taken.error().code;
        return *outcome;
    }

    ImportId import(
        const std::string& source_name, const std::vector<SourceValues>& rows,
        std::size_t batch_rows = 1000) {
        const SourceId id = source(source_name);
        const ImportId import = begin_import(id);
        for (std::size_t at = 0; at < rows.size(); at += batch_rows)
            take(
                import, id, std::span{rows}.subspan(at, std::min(batch_rows, rows.size() - at)),
                static_cast<std::int64_t>(at) + 2);
        const auto finished = ImportDesk(*writer_).finish(import, ImportState::done, "{}", {});
        EXPECT_TRUE(finished.ok()) << finished.error().code;
        if (finished.ok()) last = finished->counts;
        return import;
    }

    void undo(ImportId import) {
        const auto undone = ImportDesk(*writer_).undo(import, {});
        ASSERT_TRUE(undone.ok()) << undone.error().code;
    }

    enum class PictureOf { people, everything };

    // What people can see of the register, as text: who is whose, under which number, with which
    // golden record.  `everything`: also every alias, version and move.
    std::string picture(PictureOf what = PictureOf::people) {
        auto session = sessions_.borrow();
        EXPECT_TRUE(session.ok()) << session.error().code;
        if (!session.ok()) return "no session";
        CustomerDesk desk(**session, policy);
        std::string out;
        std::set<NumberId> seen;
        const auto walked = (*session)->store().each_live_record(
            [&](const StoredRecord& record, const StoredVersion&) -> Result<> {
                seen.insert(record.customer);
                return {};
            });
        EXPECT_TRUE(walked.ok()) << walked.error().code;
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
            if (what == PictureOf::everything) out += history_of(desk, *view);
            out += "\n";
        }
        return out;
    }

    CustomerView show(NumberId customer) {
        auto session = sessions_.borrow();
        auto view = CustomerDesk(**session, policy).show(customer);
        EXPECT_TRUE(view.ok()) << view.error().code;
        return view.ok() ? *std::move(view) : CustomerView{};
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
        auto hits = desk.search(*index_, text, 50);
        EXPECT_TRUE(hits.ok()) << hits.error().code;
        return hits.ok() ? *std::move(hits) : std::vector<SearchHit>{};
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
        EXPECT_TRUE(walked.ok()) << walked.error().code;
        std::set<std::set<std::string>> out;
        for (const auto& [id, keys] : clusters) out.insert(keys);
        return out;
    }

    // Whose record has this key in its source.
    NumberId customer_with_key(const std::string& key) {
        NumberId customer;
        auto session = sessions_.borrow();
        const auto walked = (*session)->store().each_live_record(
            [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
                const auto values = TRY((*session)->vault().open_payload(record, version));
                if (values.get(Field::source_key) == key) customer = record.customer;
                return {};
            });
        EXPECT_TRUE(walked.ok()) << walked.error().code;
        return customer;
    }

    // The records of each customer.
    std::vector<std::vector<RecordId>> clusters() {
        std::map<NumberId, std::vector<RecordId>> of;
        auto session = sessions_.borrow();
        const auto walked = (*session)->store().each_live_record(
            [&](const StoredRecord& record, const StoredVersion&) -> Result<> {
                of[record.customer].push_back(record.id);
                return {};
            });
        EXPECT_TRUE(walked.ok()) << walked.error().code;
        std::vector<std::vector<RecordId>> out;
        for (auto& [customer, records] : of) out.push_back(std::move(records));
        return out;
    }

    // In pages of `page`.
    std::vector<ReviewPair> review_queue(std::size_t page) {
        auto session = sessions_.borrow();
        std::vector<ReviewPair> all;
        std::optional<ReviewPair> after;
        while (true) {
            const auto pairs = index_->review_pairs((*session)->store(), page, after);
            EXPECT_TRUE(pairs.ok()) << pairs.error().code;
            if (!pairs.ok()) return all;
            all.insert(all.end(), pairs->begin(), pairs->end());
            if (pairs->size() < page) return all;
            after = pairs->back();
        }
    }

    std::int64_t review_count() {
        auto session = sessions_.borrow();
        const auto count = index_->review_count((*session)->store());
        EXPECT_TRUE(count.ok()) << count.error().code;
        return count.ok() ? *count : -1;
    }

    void expect_sound() {
        auto session = sessions_.borrow();
        ASSERT_TRUE(session.ok()) << session.error().code;
        const auto inspection = inspect(**session, test_model(), options);
        for (const auto& part : inspection.parts)
            EXPECT_EQ(part.wrong, 0)
                << part.name << " " << (part.examples.empty() ? "" : part.examples[0].code);
    }

    Writer& writer() { return *writer_; }
    ReadSessions& sessions() { return sessions_; }
    RegisterIndex& index() { return *index_; }
    // Of a shared store.
    TableIndex& table_index() { return *table_index_; }

    const LiveOptions options;
    StepClock clock;
    Keyring keyring;
    RegisterPolicy policy;
    ImportCounts last;

private:
    static std::string history_of(CustomerDesk& desk, const CustomerView& view) {
        std::string out = "|version=" + view.version + "|aliases";
        for (const auto& alias : view.aliases) out += " " + alias;
        for (const auto& member : view.members)
            out += "|" + std::to_string(member.record.id.value()) + " versions " +
                   std::to_string(member.versions);
        const auto timeline = desk.timeline(view);
        EXPECT_TRUE(timeline.ok()) << timeline.error().code;
        if (!timeline.ok()) return out;
        std::vector<std::string> entries;
        for (const auto& entry : *timeline)
            entries.push_back(
                std::to_string(static_cast<int>(entry.kind)) + "/" +
                std::to_string(entry.record.value()) + "/" + std::to_string(entry.import.value()) +
                "/" + entry.number);
        // Entries of one moment have no order.
        std::ranges::sort(entries);
        for (const auto& entry : entries) out += "|" + entry;
        return out;
    }

    Store& store_;
    const WriterRetries retries_;
    ReadSessions sessions_{store_, keyring};
    std::unique_ptr<RegisterIndex> index_;
    TableIndex* table_index_ = nullptr;
    Resident* resident_ = nullptr;
    std::filesystem::path snapshot_;
    std::unique_ptr<Writer> writer_;
};

struct MemoryHouse {
    explicit MemoryHouse(const LiveOptions& options = {}) : open(store, options) {}

    MemoryStore store;
    OpenRegister open;

    Store& get() { return store; }
};

class SqliteHouse {
public:
    explicit SqliteHouse(const LiveOptions& options = {})
        : store(make_store(folder.path)), open(*store, options) {}

    Store& get() { return *store; }

private:
    struct Folder {
        const std::filesystem::path path = make_folder();
        ~Folder() { std::filesystem::remove_all(path); }
    };
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

    Folder folder;

public:
    std::unique_ptr<SqliteStore> store;
    OpenRegister open;
};

// Waiting for the disk is what most time would go to, and matters only where something crashes.
enum class PgCommits { durable, quick };

inline std::unique_ptr<PgStore> open_pg_store(
    const std::string& url, PgCommits commits = PgCommits::durable) {
    PgOptions options{.url = url};
    if (commits == PgCommits::quick) options.settings.emplace_back("synchronous_commit=off");
    auto store = PgStore::open(options, 4);
    check(store.ok());
    return *std::move(store);
}

// The address of a new master without anything in it.
inline std::string make_pg_master() {
    auto url = PgTestServer::shared().make_database();
    const auto created = PgStore::create({.url = url});
    EXPECT_TRUE(created.ok()) << created.error().code;
    return url;
}

struct PgHouse {
    explicit PgHouse(const LiveOptions& options = {})
        : url(make_pg_master()),
          store(open_pg_store(url, PgCommits::quick)),
          open(*store, options) {}

    std::string url;
    std::unique_ptr<PgStore> store;
    OpenRegister open;

    Store& get() { return *store; }
};

// What the look-up tables say, without what is sealed: table by table, its rows in order.
inline std::map<std::string, std::vector<std::string>> index_tables_at(const std::string& url) {
    static const std::pair<const char*, const char*> kRows[] = {
        {"match_key", "key_hash || '/' || record_id"},
        {"match_overfull", "key_hash::text"},
        {"match_row", "record_id::text"},
        {"match_edge",
         "record_id || '/' || other_id || '/' || bits || '/' || customer || '/' || other_customer"},
    };
    auto db = PgConnection::open({.url = url});
    check(db.ok());
    std::map<std::string, std::vector<std::string>> tables;
    for (const auto& [table, row] : kRows) {
        const std::string sql =
            std::string{"SELECT DISTINCT "} + row + " FROM " + table + " ORDER BY 1";
        const auto rows = db->run(sql.c_str());
        check(rows.ok());
        auto& lines = tables[table];
        for (std::size_t i = 0; i < rows->size(); ++i) lines.push_back(rows->text(i, 0));
    }
    std::set<std::string> entries;
    const auto rows = db->run("SELECT token, records FROM search_key");
    check(rows.ok());
    for (std::size_t i = 0; i < rows->size(); ++i)
        for (const auto record : *sql::decode_ids(rows->bytes_view(i, 1)))
            entries.insert(std::to_string(rows->integer(i, 0)) + "/" + std::to_string(record));
    tables["search_key"].assign(entries.begin(), entries.end());
    return tables;
}

// As a crash of the server does to tables that are not logged.
inline void lose_index_tables(const std::string& url) {
    auto db = PgConnection::open({.url = url});
    check(db.ok());
    for (const auto& table : all_tables()) {
        if (table.kind != TableKind::index) continue;
        const auto sql = "DELETE FROM " + std::string{table.name};
        EXPECT_TRUE(db->execute(sql.c_str()).ok());
    }
}

// Another program on the same master.
struct PgNode {
    explicit PgNode(
        const std::string& url, const LiveOptions& options = {}, const WriterRetries& retries = {},
        PgCommits commits = PgCommits::durable)
        : store(open_pg_store(url, commits)), open(*store, options, retries) {}

    std::unique_ptr<PgStore> store;
    OpenRegister open;
};

}  // namespace genbo
