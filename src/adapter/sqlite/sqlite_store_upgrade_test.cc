// SPDX-License-Identifier: Apache-2.0

// A master that a released program made (tests/fixtures) is brought to the schema of this one: with
// the same content, into the same tables as a new master has, and however often it is interrupted.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <thread>

#include "adapter/sql/id_names.h"
#include "adapter/sql/schema.h"
#include "adapter/sqlite/database.h"
#include "adapter/sqlite/lock_file.h"
#include "adapter/sqlite/sqlite_store.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

using Lines = std::vector<std::string>;

fs::path fixture_path(int version) {
    return fs::path(GENBO_SOURCE_DIR) / "tests/fixtures" / ("schema-" + std::to_string(version)) /
           "genbo.sql";
}

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.good()) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

SqliteDatabase open_raw(const fs::path& folder) {
    auto db = SqliteDatabase::open((folder / "genbo.db").string(), SqliteAccess::read_write);
    EXPECT_TRUE(db.ok());
    return *std::move(db);
}

void run(SqliteDatabase& db, const std::string& script) {
    const auto done = db.execute(script.c_str());
    EXPECT_TRUE(done.ok()) << script.substr(0, 80);
}

// The first column of each row.
Lines lines_of(SqliteDatabase& db, const std::string& sql) {
    // The connection keeps what it prepared by the address of its text.
    static std::set<std::string> texts;
    Lines lines;
    auto statement = db.prepare(texts.insert(sql).first->c_str());
    EXPECT_TRUE(statement.ok()) << sql;
    while (statement.ok() && statement->step().value_or(false)) lines.push_back(statement->text(0));
    return lines;
}

// Every row of a table with the columns of this program's schema, in the order of its text.
Lines rows_of(SqliteDatabase& db, const std::string& table, const std::string& where = "1") {
    std::string row;
    for (const auto& column : lines_of(db, "SELECT name FROM pragma_table_info('" + table + "')"))
        row += (row.empty() ? "" : " || ', ' || ") + ("quote(" + column + ")");
    return lines_of(db, "SELECT " + row + " FROM " + table + " WHERE " + where + " ORDER BY 1");
}

// Of the rows that stay, only the administrators of before are called otherwise.
Lines as_upgraded(const Lines& before) {
    Lines after;
    for (auto line : before) {
        const std::string_view role = "'administrator'";
        if (const auto at = line.find(role); at != line.npos)
            line.replace(at, role.size(), "'owner'");
        after.insert(after.end(), std::move(line));
    }
    return after;
}

Lines tables_of(SqliteDatabase& db) {
    return lines_of(
        db,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
        "ORDER BY name");
}

// All that a store holds.
std::map<std::string, Lines> content_of(const fs::path& folder) {
    auto db = open_raw(folder);
    std::map<std::string, Lines> content;
    for (const auto& table : tables_of(db)) content[table] = rows_of(db, table);
    return content;
}

// Tables, columns and indexes, with everything SQLite tells about them.
std::map<std::string, Lines> shape_of_store(const fs::path& folder) {
    auto db = open_raw(folder);
    std::map<std::string, Lines> shape;
    shape["tables"] = lines_of(
        db,
        "SELECT name || ' ' || type || ' ' || wr || ' ' || strict FROM pragma_table_list "
        "WHERE schema = 'main' AND name NOT LIKE 'sqlite%' ORDER BY name");
    for (const auto& table : tables_of(db)) {
        shape[table] = lines_of(
            db,
            "SELECT cid || ' ' || name || ' ' || type || ' ' || \"notnull\" || ' ' || "
            "ifnull(dflt_value, '-') || ' ' || pk FROM pragma_table_info('" +
                table + "') ORDER BY cid");
        shape[table + " indexes"] = lines_of(
            db,
            "SELECT l.\"unique\" || ' ' || l.origin || ' ' || l.partial || ' ' || "
            "(SELECT group_concat(name) FROM pragma_index_info(l.name)) "
            "FROM pragma_index_list('" +
                table + "') l ORDER BY 1");
    }
    shape["named indexes"] = lines_of(
        db, "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1");
    shape["others"] =
        lines_of(db, "SELECT sql FROM sqlite_master WHERE type NOT IN ('table', 'index')");
    return shape;
}

// What the fixture happens not to have: a withdrawn record with two versions, a reserved number, a
// withdrawn verdict, a record that moved twice, a rejected row, a kept answer.
constexpr const char* kMoreRows = R"sql(
INSERT INTO record VALUES (1001, 1, X'00112233445566778899aabbccddeeff', X'01', 0, 2, X'', 0);
INSERT INTO record_version VALUES (1001, 1, 1, 5, X'02', X'03'), (1001, 2, 2, 6, X'04', X'05');
INSERT INTO import_record VALUES (1, 1001), (2, 1001);
INSERT INTO number VALUES (1001, '9000000001', 1, 2, 0, 5, '駅前店');
INSERT INTO verdict VALUES (1001, 3, 1001, 1, 1, 5, 9, X'06');
INSERT INTO move VALUES (1001, 7, 2, 1, 3, 'import 2'), (1002, 8, 1001, 4, 0, 'undo 2');
INSERT INTO rejection VALUES (1, 3, 'import.no_key', '会員番号', X'07');
INSERT INTO answer VALUES ('key', X'08', 201, X'', 9);
)sql";

class Upgrade : public testing::Test {
protected:
    Upgrade() : root_(fs::temp_directory_path() / ("genbo-upgrade-" + std::to_string(::getpid()))) {
        fs::remove_all(root_);
    }
    ~Upgrade() override { fs::remove_all(root_); }

    // A folder with the master of the fixture.
    fs::path old_master(const std::string& name) {
        const auto folder = root_ / name;
        fs::create_directories(folder);
        if (!fs::exists(root_ / "loaded.db")) {
            auto db =
                *SqliteDatabase::open((root_ / "loaded.db").string(), SqliteAccess::read_write);
            run(db, "PRAGMA page_size = 8192; PRAGMA synchronous = OFF;");
            run(db, text_of(fixture_path(1)));
            run(db, kMoreRows);
        }
        fs::copy_file(root_ / "loaded.db", folder / "genbo.db");
        return folder;
    }

    // What becomes of it.
    const std::map<std::string, Lines>& expected() {
        if (expected_.empty()) {
            const auto folder = old_master("expected");
            EXPECT_TRUE(SqliteStore::open(folder).ok());
            expected_ = content_of(folder);
        }
        return expected_;
    }

    fs::path root_;
    std::map<std::string, Lines> expected_;
};

TEST_F(Upgrade, ThereIsAFixtureOfEveryReleasedVersion) {
    for (int version = 1; version < kSchemaVersion; ++version) {
        EXPECT_TRUE(fs::exists(fixture_path(version))) << version;
        EXPECT_TRUE(fs::exists(fixture_path(version).parent_path() / "genbo.keyring")) << version;
    }
}

TEST_F(Upgrade, KeepsEveryRow) {
    const auto before_folder = old_master("before");
    const auto folder = old_master("after");
    ASSERT_TRUE(SqliteStore::open(folder).ok());
    auto before = open_raw(before_folder);
    auto after = open_raw(folder);
    EXPECT_EQ(rows_of(before, "record").size(), 62U);
    for (const auto* table :
         {"source", "staff", "record", "record_version", "import", "rejection", "number", "verdict",
          "answer", "audit_leaf"})
        EXPECT_EQ(as_upgraded(rows_of(before, table)), rows_of(after, table)) << table;
    const std::string kept = "name NOT LIKE 'schema.%' AND name <> 'number.next'";
    EXPECT_EQ(rows_of(before, "setting", kept), rows_of(after, "setting", kept));
    EXPECT_EQ(
        lines_of(after, "SELECT name || '=' || value FROM setting WHERE name LIKE 'schema.%'"),
        (Lines{"schema.step=0", "schema.version=" + std::to_string(kSchemaVersion)}));
    // Which records an import touched is told by their versions now.
    EXPECT_EQ(
        rows_of(before, "import_record"),
        lines_of(
            after,
            "SELECT DISTINCT import_id || ', ' || record_id FROM record_version ORDER BY 1"));
    const std::string moves =
        "SELECT at || ' ' || record_id || ' ' || from_number || ' ' || to_number || ' ' || cause "
        "FROM move ORDER BY record_id, seq";
    EXPECT_EQ(lines_of(before, moves), lines_of(after, moves));
    EXPECT_EQ(lines_of(after, "PRAGMA integrity_check"), Lines{"ok"});
}

TEST_F(Upgrade, FillsTheLookUpTables) {
    const auto folder = old_master("store");
    const auto store = *SqliteStore::open(folder);
    const auto reader = *store->reader();
    ASSERT_TRUE(reader->verify().ok());
    std::set<RecordId> walked;
    std::set<NumberId> customers;
    ASSERT_TRUE(
        reader
            ->each_live_record(
                [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
                    walked.insert(record.id);
                    customers.insert(record.customer);
                    EXPECT_EQ(version.record, record.id);
                    const std::vector<Bytes> keys(1, record.key_hash);
                    EXPECT_EQ(*reader->records_by_keys(record.source, keys), std::vector{record});
                    const std::vector whose{record.customer};
                    const auto members = *reader->members_of(whose);
                    EXPECT_EQ(std::ranges::count(members, record.id, &CustomerMember::record), 1);
                    return {};
                })
            .ok());
    const auto counts = *reader->counts();
    EXPECT_EQ(counts.records, 61);
    EXPECT_EQ(counts.versions, 63);
    EXPECT_EQ(counts.rejections, 1);
    EXPECT_EQ(counts.records, static_cast<std::int64_t>(walked.size()));
    EXPECT_EQ(counts.customers, static_cast<std::int64_t>(customers.size()));
    EXPECT_EQ(counts.leaves, 88);
    std::int64_t numbers = 0;
    for (const auto& number : *reader->numbers(NumberId{0}, 1000)) {
        ++numbers;
        EXPECT_EQ(*reader->number_by_text(number.text), number);
        const std::vector anchor{number.anchor};
        const auto on_anchor = *reader->numbers_anchored_on(anchor);
        EXPECT_EQ(std::ranges::count(on_anchor, number), number.anchor.value() == 0 ? 0 : 1);
    }
    EXPECT_EQ(numbers, counts.numbers);
    EXPECT_GT(numbers, 0);
    const auto verdicts = *reader->standing_verdicts();
    for (const auto& verdict : verdicts) {
        const std::vector sides{verdict.left, verdict.right};
        for (const auto side : sides)
            EXPECT_EQ(std::ranges::count(*reader->verdicts_of(std::span{&side, 1}), verdict), 1);
    }
    EXPECT_FALSE(verdicts.empty());
    const RecordId withdrawn{1001};
    const auto record = *reader->record(withdrawn);
    EXPECT_EQ(
        *reader->records_by_keys(SourceId{1}, std::vector<Bytes>(1, record.key_hash)),
        std::vector{record});
    EXPECT_EQ(reader->versions(withdrawn)->size(), 2U);
    EXPECT_EQ(reader->verdicts_of(std::span{&withdrawn, 1})->size(), 1U);
    EXPECT_EQ(reader->records_of_import(ImportId{2})->back(), withdrawn);
    EXPECT_EQ(reader->moves_of(withdrawn)->front().seq, 1);
    const auto moves = *reader->moves_of(RecordId{2});
    ASSERT_EQ(moves.size(), 2U);
    EXPECT_EQ(moves[1].seq, 2);
    EXPECT_EQ(moves[1].cause, "import 2");
    EXPECT_EQ(reader->number_by_text("9000000001")->owner, "駅前店");
    EXPECT_EQ(reader->answer("key")->status, 201);
    EXPECT_EQ(*reader->pending_leaf_count(), 0);
}

TEST_F(Upgrade, GoesOnCountingWhereItStopped) {
    const auto before_folder = old_master("before");
    auto before = open_raw(before_folder);
    const auto first_free = [&](const std::string& table) {
        return std::stoll(
            lines_of(before, "SELECT coalesce(max(" + table + "_id), 0) + 1 FROM " + table).at(0));
    };
    const auto sequence =
        std::stoll(lines_of(before, "SELECT value FROM setting WHERE name = 'number.next'").at(0));
    EXPECT_GT(sequence, 0);
    const auto store = *SqliteStore::open(old_master("after"));
    auto writer = *store->writer();
    ASSERT_TRUE(writer->begin(WriteScope::partition, Bytes(16)).ok());
    EXPECT_EQ(*writer->take_ids(IdKind::source, 1), first_free("source"));
    EXPECT_EQ(*writer->take_ids(IdKind::record, 1), first_free("record"));
    EXPECT_EQ(*writer->take_ids(IdKind::import, 1), first_free("import"));
    EXPECT_EQ(*writer->take_ids(IdKind::number, 1), first_free("number"));
    EXPECT_EQ(*writer->take_ids(IdKind::verdict, 1), first_free("verdict"));
    EXPECT_EQ(*writer->take_ids(IdKind::staff, 1), first_free("staff"));
    EXPECT_EQ(*writer->take_ids(IdKind::sequence, 1), sequence);
    const auto moved = lines_of(before, "SELECT record_id FROM move ORDER BY seq DESC LIMIT 1");
    const RecordId record{std::stoll(moved.at(0))};
    const auto known = *writer->moves_of(record);
    ASSERT_TRUE(writer->add_moves(std::vector<StoredMove>{{0, {}, record, {}, {}, "test"}}).ok());
    EXPECT_EQ(writer->moves_of(record)->back().seq, std::ssize(known) + 1);
    ASSERT_TRUE(writer->commit().ok());
}

TEST_F(Upgrade, EndsInTheTablesOfANewMaster) {
    const auto fresh = root_ / "fresh";
    fs::create_directories(fresh);
    ASSERT_TRUE(SqliteStore::create(fresh).ok());
    const auto upgraded = old_master("upgraded");
    ASSERT_TRUE(SqliteStore::open(upgraded).ok());
    const auto expected = shape_of_store(fresh);
    const auto got = shape_of_store(upgraded);
    for (const auto& [what, lines] : expected) {
        const auto at = got.find(what);
        ASSERT_NE(at, got.end()) << what;
        EXPECT_EQ(at->second, lines) << what;
    }
    EXPECT_EQ(got.size(), expected.size());
}

// The later schemas only added tables.
TEST_F(Upgrade, TheSchemasSinceTheSecondKeepEveryRow) {
    const std::map<int, std::size_t> records_of = {{2, 26}, {3, 4}};
    const auto load = [&](const std::string& name, int version) {
        const auto folder = root_ / (name + std::to_string(version));
        fs::create_directories(folder);
        auto db = *SqliteDatabase::open((folder / "genbo.db").string(), SqliteAccess::read_write);
        run(db, "PRAGMA page_size = 8192; PRAGMA synchronous = OFF;");
        run(db, text_of(fixture_path(version)));
        return folder;
    };
    const auto fresh = root_ / "fresh-too";
    fs::create_directories(fresh);
    ASSERT_TRUE(SqliteStore::create(fresh).ok());
    for (const auto& [version, records] : records_of) {
        const auto before_folder = load("later-before", version);
        const auto folder = load("later-after", version);
        ASSERT_TRUE(SqliteStore::open(folder).ok());
        auto before = open_raw(before_folder);
        auto after = open_raw(folder);
        EXPECT_EQ(rows_of(before, "record").size(), records);
        for (const auto& table : tables_of(before)) {
            const std::string where = table == "setting" ? "name NOT LIKE 'schema.%'" : "1";
            EXPECT_EQ(as_upgraded(rows_of(before, table, where)), rows_of(after, table, where))
                << table;
        }
        EXPECT_EQ(rows_of(after, "evidence").empty(), version == 2);
        EXPECT_EQ(shape_of_store(folder), shape_of_store(fresh));
    }
    EXPECT_EQ(records_of.rbegin()->first + 1, kSchemaVersion);
}

TEST_F(Upgrade, OpeningAgainChangesNothing) {
    const auto folder = old_master("twice");
    ASSERT_TRUE(SqliteStore::open(folder).ok());
    const auto content = content_of(folder);
    const auto bytes = text_of(folder / "genbo.db");
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(SqliteStore::open(folder).ok());
    EXPECT_TRUE(text_of(folder / "genbo.db") == bytes);
    EXPECT_EQ(content_of(folder), content);
}

// --- interrupted

TEST_F(Upgrade, GoesOnAfterEachStep) {
    Lines notes;
    const auto folder = old_master("stepwise");
    std::size_t done = 0;
    for (const auto& step : migration_steps()) {
        ASSERT_EQ(step.dialect, SqlDialect::sqlite);
        {
            // What a killed program leaves: whole steps, each with its note.
            auto db = open_raw(folder);
            const auto* const next = &step + 1;
            const bool last = next == &*migration_steps().end() || next->from != step.from;
            const auto note = [](const std::string& name, int value) {
                return "INSERT INTO setting VALUES ('schema." + name + "', '" +
                       std::to_string(value) +
                       "') ON CONFLICT (name) DO UPDATE SET value = excluded.value; ";
            };
            run(db, "BEGIN; " + std::string{step.script} +
                        note("version", last ? step.from + 1 : step.from) +
                        note("step", last ? 0 : step.step) + "COMMIT");
        }
        const auto copy = root_ / ("after-" + std::to_string(++done));
        fs::create_directories(copy);
        fs::copy_file(folder / "genbo.db", copy / "genbo.db");
        ASSERT_TRUE(SqliteStore::open(copy).ok()) << done;
        EXPECT_EQ(content_of(copy), expected()) << done;
    }
    EXPECT_EQ(done, migration_steps().size());
}

TEST_F(Upgrade, AStepThatFailsLeavesTheOneBefore) {
    const auto folder = old_master("failing");
    {
        auto db = open_raw(folder);
        // In the way of a later step.
        run(db, "CREATE TABLE number_2 (in_the_way)");
    }
    const auto refused = SqliteStore::open(folder);
    ASSERT_FALSE(refused.ok());
    {
        auto db = open_raw(folder);
        EXPECT_EQ(
            lines_of(db, "SELECT value FROM setting WHERE name LIKE 'schema.%' ORDER BY name"),
            (Lines{"2", "1"}));
        EXPECT_EQ(rows_of(db, "record").size(), 62U);
        run(db, "DROP TABLE number_2");
    }
    ASSERT_TRUE(SqliteStore::open(folder).ok());
    EXPECT_EQ(content_of(folder), expected());
}

TEST_F(Upgrade, GoesOnAfterAKill) {
    int unfinished = 0;
    for (int round = 0; round < 24; ++round) {
        const auto folder = old_master("killed-" + std::to_string(round));
        const auto child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            const bool opened = SqliteStore::open(folder).ok();
            ::_exit(opened ? 0 : 1);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(700 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) != 0);
        {
            auto db = open_raw(folder);
            const auto version =
                lines_of(db, "SELECT value FROM setting WHERE name = 'schema.version'").at(0);
            unfinished += version == "1" ? 1 : 0;
        }
        ASSERT_TRUE(SqliteStore::open(folder).ok()) << round;
        EXPECT_EQ(content_of(folder), expected()) << round;
        fs::remove_all(folder);
    }
    // The first is killed before it can have done anything.
    EXPECT_GT(unfinished, 0);
}

TEST_F(Upgrade, WaitsForWhoeverWritesToTheMaster) {
    const auto folder = old_master("locked");
    const auto before = content_of(folder);
    {
        const auto lock = LockFile::take(folder / "genbo.lock");
        ASSERT_TRUE(lock.ok());
        EXPECT_EQ(SqliteStore::open(folder).error().code, "store.in_use");
        EXPECT_EQ(content_of(folder), before);
    }
    EXPECT_TRUE(SqliteStore::open(folder).ok());
}

TEST_F(Upgrade, OtherVersionsAreRefused) {
    const Lines versions{std::to_string(kSchemaVersion + 1), "0", "-1", "two", ""};
    for (const auto& version : versions) {
        const auto folder = old_master("version-" + version);
        {
            auto db = open_raw(folder);
            run(db, "UPDATE setting SET value = '" + version + "' WHERE name = 'schema.version'");
        }
        const auto before = content_of(folder);
        const auto refused = SqliteStore::open(folder);
        ASSERT_FALSE(refused.ok()) << version;
        EXPECT_EQ(refused.error().code, "store.other_version");
        EXPECT_EQ(refused.error().fault, Fault::corrupt);
        EXPECT_EQ(content_of(folder), before);
    }
}

}  // namespace
}  // namespace genbo
