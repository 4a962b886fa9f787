// SPDX-License-Identifier: Apache-2.0
#include "app/migrate.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <thread>

#include "adapter/postgres/pg_connection.h"
#include "adapter/postgres/pg_store.h"
#include "adapter/postgres/test_server.h"
#include "adapter/sqlite/sqlite_store.h"
#include "app/file_import.h"
#include "crypto/random.h"
#include "register/customer_desk.h"
#include "register/entry_id.h"
#include "register/inspection.h"
#include "register/number_desk.h"
#include "register/verdict_desk.h"
#include "sample/sample.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

const SystemClock kMigrateClock;
constexpr const char* kSources[] = {"pos.csv", "ec.csv", "crm.tsv", "app.ndjson"};

class Folder {
public:
    Folder() {
        auto name = (fs::temp_directory_path() / "genbo-migrate-XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    fs::path path;
};

ImportCounts import_file_of(Master& master, const fs::path& file) {
    FileImport request;
    request.path = file;
    request.file_name = file.filename().string();
    request.source = file.stem().string();
    ImportProgress progress(kMigrateClock.now());
    const auto done = import_file(master, request, progress, [](ImportId) {});
    EXPECT_TRUE(done.ok()) << done.error().code;
    return done.ok() ? done->counts : ImportCounts{};
}

ImportCounts import_into(const fs::path& directory, const fs::path& file) {
    auto master = Master::open(directory, kMigrateClock);
    EXPECT_TRUE(master.ok()) << master.error().code;
    if (!master.ok()) return {};
    const auto writing = (*master)->start_writing();
    EXPECT_TRUE(writing.ok()) << writing.error().code;
    return import_file_of(**master, file);
}

// The rows of the tables that no import reaches.
void add_the_rest(const fs::path& directory) {
    const auto store = open_store(directory, *load_config(directory));
    ASSERT_TRUE(store.ok());
    auto writer = *(*store)->writer();
    const auto now = kMigrateClock.now();
    const Bytes some(16, 3);
    ASSERT_TRUE(writer->begin(WriteScope::partition, random_mark()).ok());
    ASSERT_TRUE(writer->add_answer({"answer", some, 201, some, now}).ok());
    ASSERT_TRUE(writer->put_session({some, StaffId{1}, now, now}).ok());
    AuditLeaf leaf;
    leaf.at = now;
    leaf.actor = "system";
    leaf.action = "test";
    std::vector<StoredPendingLeaf> leaves;
    std::vector<StoredEvent> events;
    for (std::int64_t i = 0; i < 20; ++i) {
        leaves.push_back({i % 7, entry_id(now), encode_leaf(leaf)});
        events.push_back({i % 3, entry_id(now), now, NumberId{i}, "customer.changed", "{}"});
    }
    ASSERT_TRUE(writer->add_pending_leaves(leaves).ok());
    ASSERT_TRUE(writer->add_events(events).ok());
    ASSERT_TRUE(
        writer->add_rejections(std::vector<StoredRejection>{{ImportId{1}, 9, "x", "y", some}})
            .ok());
    ASSERT_TRUE(writer->set_setting("mapping.\xE5\xBA\x97", "{}").ok());
    ASSERT_TRUE(writer->put_papers(std::vector<StoredPaper>{{"test/1", now, some}}).ok());
    ASSERT_TRUE(writer->add_details(std::vector<StoredDetail>{{RecordId{1}, some, some}}).ok());
    StoredAccess seen;
    seen.alias = seen.entry = some;
    seen.actor = "staff:1";
    ASSERT_TRUE(writer->add_access(std::vector{seen}).ok());
    ASSERT_TRUE(writer->put_access_days(std::vector<StoredAccessDay>{{"staff:1", 5, "x"}}).ok());
    ASSERT_TRUE(writer->put_alert({some, "volume", "staff:1", 0, some}).ok());
    ASSERT_TRUE(writer->commit().ok());
}

// Verdicts that stand and that do not, numbers of every kind, an import that was undone.
void decide_things(Master& master) {
    NumberDesk numbers(master.writer());
    EXPECT_TRUE(numbers.reserve(5, "店", {}).ok());
    VerdictDesk desk(master.writer());
    EXPECT_TRUE(desk.merge(NumberId{1}, NumberId{2}, "test", {}).ok());
    EXPECT_TRUE(desk.merge(NumberId{3}, NumberId{4}, "test", {}).ok());
    auto session = master.sessions().borrow();
    ASSERT_TRUE(session.ok());
    const auto verdicts = (*session)->store().standing_verdicts();
    ASSERT_TRUE(verdicts.ok() && verdicts->size() == 2U);
    EXPECT_TRUE(desk.take_back(verdicts->at(0).left, verdicts->at(0).right, {}).ok());
}

void make_master(const fs::path& directory, const fs::path& samples, std::uint64_t persons) {
    ASSERT_TRUE(write_sample({.seed = 5, .persons = persons, .out = samples}, {}).ok());
    ASSERT_TRUE(Master::create(directory, kMigrateClock).ok());
    {
        auto master = *Master::open(directory, kMigrateClock);
        ASSERT_TRUE(master->start_writing().ok());
        for (const char* name : kSources) import_file_of(*master, samples / name);
        decide_things(*master);
        ImportDesk imports(master->writer());
        EXPECT_TRUE(imports.undo(ImportId{2}, {}).ok());
    }
    add_the_rest(directory);
}

// One master for all tests: a copy of its folder is another master of the same keyring.
const fs::path& small_master() {
    static const Folder folder;
    static const auto made = [] {
        make_master(folder.path / "master", folder.path / "samples", 60);
        return true;
    }();
    check(made);
    return folder.path;
}

// A master that is to move, and a database to move to.
struct Moving {
    Moving() { fs::copy(small_master() / "master", directory, fs::copy_options::recursive); }

    Result<MigrateReport> go(const std::string& database) {
        return migrate(directory, kMigrateClock, {.database = database});
    }
    // What must be there, is.
    MigrateReport goes(const std::string& database) {
        auto report = go(database);
        EXPECT_TRUE(report.ok()) << report.error().code;
        if (!report.ok()) return {};
        EXPECT_EQ(report->source_sha256, report->target_sha256);
        EXPECT_EQ(load_config(directory)->database, database);
        expect_sound();
        return *std::move(report);
    }
    std::string code_of(const std::string& database) {
        const auto report = go(database);
        return report.ok() ? "none" : report.error().code;
    }

    void expect_sound() const {
        auto master = Master::open(directory, kMigrateClock);
        ASSERT_TRUE(master.ok()) << master.error().code;
        auto session = (*master)->sessions().borrow();
        ASSERT_TRUE(session.ok()) << session.error().code;
        const auto inspection =
            inspect(**session, (*master)->model(), (*master)->config().matching);
        for (const auto& part : inspection.parts)
            EXPECT_EQ(part.wrong, 0)
                << part.name << ' ' << (part.examples.empty() ? "" : part.examples[0].code);
    }

    static Result<std::string> setting_of(
        const Config& config, const fs::path& folder, const char* name) {
        const auto store = TRY(open_store(folder, config));
        const auto reader = TRY(store->reader());
        return reader->setting(name);
    }

    // Files taken before change nothing; a row of a new person gets a number nobody has.
    void expect_imports_go_on(const std::string& new_key) {
        const auto same = import_into(directory, small_master() / "samples" / kSources[0]);
        EXPECT_GT(same.same, 0);
        EXPECT_EQ(same.added + same.changed, 0);
        const auto before = numbers();
        const auto file = extra.path / "web.csv";
        std::ofstream(file) << "顧客コード,氏名,電話番号\n"
                            << new_key << ",新規" << new_key << ",0312345678\n";
        EXPECT_EQ(import_into(directory, file).added, 1);
        auto after = numbers();
        EXPECT_EQ(after.size(), before.size() + 1);
        EXPECT_EQ(std::set<std::string>(after.begin(), after.end()).size(), after.size());
        expect_sound();
    }

    std::vector<std::string> numbers() const {
        const auto store = open_store(directory, *load_config(directory));
        std::vector<std::string> texts;
        EXPECT_TRUE(store.ok());
        const auto all = (*(*store)->reader())->numbers(NumberId{0}, 100'000);
        for (const auto& number : *all) texts.push_back(number.text);
        return texts;
    }

    // Runs a migration in a child and says how that ended.
    struct Ended {
        bool killed = false;
        int code = 0;
    };
    template <typename Child>
    static pid_t start(const Child& child) {
        const auto pid = ::fork();
        check(pid >= 0);
        if (pid == 0) ::_exit(child() ? 0 : 1);
        return pid;
    }
    static Ended wait_for(pid_t pid) {
        int status = 0;
        check(::waitpid(pid, &status, 0) == pid);
        return {WIFSIGNALED(status), WIFEXITED(status) ? WEXITSTATUS(status) : -1};
    }
    // Killed by itself before its step `steps`; 0: never.
    Ended run_until(const std::string& database, std::size_t steps, std::size_t page_rows = 0) {
        return wait_for(start([&] {
            std::size_t seen = 0;
            return migrate(
                       directory, kMigrateClock,
                       {.database = database,
                        .page_rows = page_rows,
                        .each =
                            [&](const MigrateStep&) {
                                if (++seen == steps) ::raise(SIGKILL);
                            }})
                .ok();
        }));
    }
    Ended run_until(const std::string& database, MigratePhase phase) {
        return wait_for(start([&] {
            return migrate(
                       directory, kMigrateClock,
                       {.database = database,
                        .each =
                            [&](const MigrateStep& step) {
                                if (step.phase == phase) ::raise(SIGKILL);
                            }})
                .ok();
        }));
    }

    std::string state_of(const Config& config) const {
        const auto store = open_store(directory, config);
        return store.ok() ? "open" : store.error().code;
    }
    Config config_of(const std::string& database) const {
        auto config = *load_config(directory);
        config.database = database;
        return config;
    }

    Folder home;
    Folder extra;
    fs::path directory = home.path / "master";
    std::string url = PgTestServer::shared().make_database();
};

struct MigrateTest : testing::Test, Moving {};

TEST_F(MigrateTest, ThereAndBackWithEqualHashes) {
    const auto there = goes(url);
    ASSERT_FALSE(there.tables.empty());
    std::set<std::string> empty;
    for (const auto& table : there.tables)
        if (table.rows == 0) empty.insert(table.name);
    EXPECT_EQ(empty, std::set<std::string>{}) << "a table that the test does not reach";
    EXPECT_GT(there.records_indexed, 0);
    EXPECT_FALSE(fs::exists(directory / "genbo.db"));
    EXPECT_TRUE(fs::exists(directory / "genbo.db.before-migrate"));
    EXPECT_TRUE(fs::exists(directory / "genbo.toml.before-migrate"));

    const auto back = goes("");
    EXPECT_EQ(back.source_sha256, there.target_sha256);
    EXPECT_EQ(back.audit_root, there.audit_root);
    EXPECT_EQ(back.leaves_placed, 20);
    EXPECT_EQ(back.records_indexed, 0);
    EXPECT_EQ(state_of(config_of(url)), "store.moved");
}

// A file has no look-up tables, whatever it says of their version; those of the server are new.
TEST_F(MigrateTest, AFileOfAnOlderProgramNeedsNoRebuild) {
    expect_imports_go_on("a");
    {
        const auto store = open_store(directory, *load_config(directory));
        const auto writer = *(*store)->writer();
        ASSERT_TRUE(writer->begin(WriteScope::partition, random_mark()).ok());
        ASSERT_TRUE(writer->set_setting(kTablesSetting, "1-of-long-ago").ok());
        ASSERT_TRUE(writer->commit().ok());
    }
    goes(url);
    expect_imports_go_on("b");
}

TEST_F(MigrateTest, LifeGoesOnAfterEachMove) {
    expect_imports_go_on("a");
    goes(url);
    expect_imports_go_on("b");
    goes("");
    expect_imports_go_on("c");
    goes(PgTestServer::shared().make_database());
    expect_imports_go_on("d");
    // From one server to another.
    goes(PgTestServer::shared().make_database());
    expect_imports_go_on("e");
}

// Between a file and one new database after the other, killed again and again.  `run` answers how
// a run in a child ended.
template <typename Run>
void kill_and_go_on(Moving& test, int kills, const Run& run) {
    auto database = test.url;
    int last_kills = 0;
    int moves = 0;
    for (int killed = 0; killed < kills;) {
        const auto ended = run(database);
        if (ended.killed) {
            ++killed;
            // A kill may come so late that all is done.
            if (load_config(test.directory)->database != database) continue;
        } else {
            ASSERT_EQ(ended.code, 0);
            EXPECT_EQ(load_config(test.directory)->database, database);
        }
        ++moves;
        if (killed > last_kills) test.expect_sound();
        last_kills = killed;
        database = database.empty() ? PgTestServer::shared().make_database() : std::string{};
    }
    test.goes(database);
    EXPECT_GE(moves, 2);
    testing::Test::RecordProperty("kills", kills);
}

TEST_F(MigrateTest, KilledBeforeAnyPageItGoesOn) {
    std::mt19937 random(11);
    std::size_t steps = 0;
    {
        Moving whole;
        ASSERT_TRUE(migrate(
                        whole.directory, kMigrateClock,
                        {.database = whole.url,
                         .page_rows = 17,
                         .each = [&](const MigrateStep&) { ++steps; }})
                        .ok());
    }
    kill_and_go_on(*this, 32, [&](const std::string& database) {
        return run_until(database, 1 + random() % (steps + steps / 8), 17);
    });
}

TEST_F(MigrateTest, KilledAtAnyMomentItGoesOn) {
    std::mt19937 random(12);
    const auto begun = std::chrono::steady_clock::now();
    ASSERT_FALSE(run_until(url, 0, 17).killed);
    const auto took = std::chrono::steady_clock::now() - begun;
    const auto longest = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    goes("");
    url = PgTestServer::shared().make_database();
    kill_and_go_on(*this, 32, [&](const std::string& database) {
        const auto pid = start([&] {
            return migrate(directory, kMigrateClock, {.database = database, .page_rows = 17}).ok();
        });
        std::this_thread::sleep_for(
            std::chrono::microseconds{random() % static_cast<unsigned>(longest)});
        ::kill(pid, SIGKILL);
        return wait_for(pid);
    });
}

TEST_F(MigrateTest, KilledBetweenItsPhasesItGoesOn) {
    for (const auto& database : {url, std::string{}}) {
        const auto old = *load_config(directory);
        const auto ready = database.empty() ? MigratePhase::leaves : MigratePhase::index;
        for (const auto phase :
             {MigratePhase::begin, MigratePhase::fill, MigratePhase::compare, MigratePhase::close,
              MigratePhase::open, ready, MigratePhase::change}) {
            SCOPED_TRACE(static_cast<int>(phase));
            EXPECT_TRUE(run_until(database, phase).killed);
            const bool closed = phase >= MigratePhase::open;
            const bool open = phase > MigratePhase::open;
            EXPECT_EQ(state_of(old), closed ? "store.moved" : "open");
            EXPECT_EQ(state_of(config_of(database)), open ? "open" : "store.moving");
            EXPECT_EQ(load_config(directory)->database, old.database);
        }
        goes(database);
    }
}

TEST_F(MigrateTest, WhatChangedBetweenTwoRunsIsBroughtOver) {
    ASSERT_TRUE(run_until(url, MigratePhase::compare).killed);
    expect_imports_go_on("a");
    {
        // Somebody had a hand in the target.
        auto db = *PgConnection::open({.url = url});
        ASSERT_TRUE(db.execute("UPDATE number SET owner = 'x' WHERE number_id = 1").ok());
        ASSERT_TRUE(db.execute("DELETE FROM record_version WHERE record_id = 5").ok());
        ASSERT_TRUE(db.execute("INSERT INTO setting VALUES ('foreign', '1')").ok());
    }
    goes(url);
    expect_imports_go_on("b");
}

TEST_F(MigrateTest, ADifferenceFailsAndTheMasterStays) {
    const auto report =
        migrate(directory, kMigrateClock, {.database = url, .each = [&](const MigrateStep& step) {
                                               if (step.phase != MigratePhase::compare) return;
                                               auto db = *PgConnection::open({.url = url});
                                               const char* text = "UPDATE staff SET role = 'x'";
                                               EXPECT_TRUE(db.execute(text).ok());
                                           }});
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, "app.migrate_differs");
    EXPECT_EQ(report.error().args, std::vector<std::string>{"staff"});
    EXPECT_EQ(state_of(*load_config(directory)), "open");
    EXPECT_EQ(state_of(config_of(url)), "store.moving");
    goes(url);
}

TEST_F(MigrateTest, RefusesAWrongTarget) {
    EXPECT_EQ(code_of(""), "app.migrate_same");
    EXPECT_EQ(code_of("postgresql://genbo@127.0.0.1:1/x?sslmode=disable"), "store.connection_lost");
    EXPECT_EQ(
        code_of("postgresql://"
                "genbo@host.example.jp/x?sslmode=disable"),
        "store.plain_tcp");
    {
        // Somebody else's master.
        Folder other;
        ASSERT_TRUE(Master::create(other.path / "m", kMigrateClock, url).ok());
    }
    EXPECT_EQ(code_of(url), "app.migrate_not_empty");

    const auto second = PgTestServer::shared().make_database();
    {
        // Half of somebody else's.
        Folder other;
        ASSERT_TRUE(Master::create(other.path / "m", kMigrateClock).ok());
        const auto half = wait_for(start([&] {
            return migrate(
                       other.path / "m", kMigrateClock,
                       {.database = second,
                        .each =
                            [](const MigrateStep& step) {
                                if (step.phase == MigratePhase::compare) ::raise(SIGKILL);
                            }})
                .ok();
        }));
        ASSERT_TRUE(half.killed);
    }
    EXPECT_EQ(code_of(second), "app.migrate_other");
    expect_sound();

    const auto third = PgTestServer::shared().make_database();
    goes(third);
    EXPECT_EQ(code_of(third), "app.migrate_same");
    // The same database under another name.
    EXPECT_EQ(code_of(third + "&application_name=x"), "app.migrate_not_empty");
    // A file that is in the way.
    std::ofstream(directory / "genbo.db") << "not ours";
    EXPECT_NE(code_of(""), "none");
    fs::remove(directory / "genbo.db");
    // A database that the master has left is not empty.
    goes("");
    EXPECT_EQ(code_of(third), "app.migrate_not_empty");
}

TEST_F(MigrateTest, AFileThatIsWrittenToIsNotMoved) {
    const auto master = Master::open(directory, kMigrateClock);
    ASSERT_TRUE((*master)->start_writing().ok());
    EXPECT_EQ(code_of(url), "store.in_use");
}

// SQLite takes any bytes for text; PostgreSQL does not.
TEST_F(MigrateTest, TextThatIsNotUtf8DoesNotStopIt) {
    {
        const auto store = *open_store(directory, *load_config(directory));
        auto writer = *store->writer();
        ASSERT_TRUE(writer->begin(WriteScope::rows, random_mark()).ok());
        const std::string_view odd{"a\xFF店\0b", 7};
        ASSERT_TRUE(writer->set_setting("test.odd", odd).ok());
        ASSERT_TRUE(writer->commit().ok());
    }
    goes(url);
    goes("");
    const auto arrived = setting_of(*load_config(directory), directory, "test.odd");
    ASSERT_TRUE(arrived.ok());
    EXPECT_EQ(*arrived, "a\uFFFD店\uFFFDb");
}

// A file whose making was killed before it had a table.
TEST_F(MigrateTest, AnEmptyFileIsNoObstacle) {
    goes(url);
    std::ofstream(directory / "genbo.db").flush();
    goes("");
}

// Killed right after the switch, the file that the master has left is still called genbo.db.
TEST_F(MigrateTest, TheFileThatTheMasterHasLeftIsNoObstacle) {
    goes(url);
    fs::rename(directory / "genbo.db.before-migrate", directory / "genbo.db");
    goes("");
    EXPECT_TRUE(fs::exists(directory / "genbo.db.before-migrate"));
}

TEST_F(MigrateTest, AnotherNodeWaitsAndIsThenToldWhereTheMasterIs) {
    goes(url);
    const auto store = *PgStore::open({.url = url});
    auto node = *store->writer();
    std::string answer = "none";
    std::thread thread;
    const auto report = migrate(
        directory, kMigrateClock, {.database = "", .each = [&](const MigrateStep& step) {
                                       if (step.phase != MigratePhase::begin) return;
                                       thread = std::thread([&] {
                                           const auto begun =
                                               node->begin(WriteScope::rows, random_mark());
                                           answer = begun.ok() ? "open" : begun.error().code;
                                           node->rollback();
                                       });
                                   }});
    ASSERT_TRUE(report.ok()) << report.error().code;
    thread.join();
    EXPECT_EQ(answer, "store.moved");
    EXPECT_EQ(node->begin(WriteScope::partition, random_mark()).error().code, "store.moved");
}

}  // namespace
}  // namespace genbo
