// SPDX-License-Identifier: Apache-2.0

// What is SQLite's own: its files, its copy, a disk that is full.  What every store must do is
// asked in adapter/postgres/store_contract_test.cc.

#include "adapter/sqlite/sqlite_store.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapter/sqlite/database.h"
#include "adapter/sqlite/sqlite_table_home.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

class SqliteStoreTest : public testing::Test {
protected:
    SqliteStoreTest()
        : folder_(fs::temp_directory_path() / ("genbo-sqlite-" + std::to_string(::getpid()))) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    ~SqliteStoreTest() override { fs::remove_all(folder_); }

    std::unique_ptr<SqliteStore> open() const {
        auto store = SqliteStore::open(folder_);
        EXPECT_TRUE(store.ok());
        return store.ok() ? *std::move(store) : nullptr;
    }

    fs::path folder_;
    const Bytes mark_ = Bytes(16, 7);
};

TEST_F(SqliteStoreTest, AFolderWithoutAMasterIsRefused) {
    EXPECT_EQ(SqliteStore::open("/nonexistent/genbo").error().code, "store.no_master");
    EXPECT_EQ(SqliteStore::open(folder_).error().code, "store.no_master");
}

TEST_F(SqliteStoreTest, AMasterIsNotMadeOverAnother) {
    ASSERT_TRUE(SqliteStore::create(folder_).ok());
    EXPECT_EQ(SqliteStore::create(folder_).error().code, "store.exists");
}

TEST_F(SqliteStoreTest, NobodyElseMayReadIt) {
    ASSERT_TRUE(SqliteStore::create(folder_).ok());
    struct stat status{};
    ASSERT_EQ(::stat((folder_ / "genbo.db").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    ASSERT_TRUE(open()->copy_to((folder_ / "copy.db").string()).ok());
    ASSERT_EQ(::stat((folder_ / "copy.db").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(SqliteStoreTest, WhatIsNoDatabaseIsNotOpened) {
    std::ofstream(folder_ / "genbo.db") << std::string(20'000, 'x');
    const auto store = SqliteStore::open(folder_);
    ASSERT_FALSE(store.ok());
    EXPECT_EQ(store.error().fault, Fault::corrupt);
}

TEST_F(SqliteStoreTest, ACopyIsAMomentOfItsOwn) {
    ASSERT_TRUE(SqliteStore::create(folder_).ok());
    const auto store = open();
    auto writer = *store->writer();
    ASSERT_TRUE(writer->begin(WriteScope::rows, mark_).ok());
    ASSERT_TRUE(writer->set_setting("kept", "yes").ok());
    ASSERT_TRUE(writer->commit().ok());
    ASSERT_TRUE(writer->begin(WriteScope::rows, mark_).ok());
    ASSERT_TRUE(writer->set_setting("later", "no").ok());
    const auto copy = folder_ / "copy";
    fs::create_directories(copy);
    ASSERT_TRUE(store->copy_to((copy / "genbo.db").string()).ok());
    const auto copied = *SqliteStore::open(copy);
    const auto reader = *copied->reader();
    EXPECT_TRUE(reader->setting("kept").ok());
    EXPECT_FALSE(reader->setting("later").ok());
}

TEST_F(SqliteStoreTest, DamageIsFound) {
    ASSERT_TRUE(SqliteStore::create(folder_).ok());
    {
        const auto store = open();
        auto writer = *store->writer();
        ASSERT_TRUE(writer->begin(WriteScope::rows, mark_).ok());
        ASSERT_TRUE(writer->add_leaves(0, std::vector<Bytes>(2000, Bytes(100, 1))).ok());
        ASSERT_TRUE(writer->commit().ok());
        ASSERT_TRUE(writer->checkpoint().ok());
        EXPECT_TRUE((*store->reader())->verify().ok());
    }
    // In the middle of the leaves.
    std::fstream file(folder_ / "genbo.db", std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(fs::file_size(folder_ / "genbo.db") * 2 / 3);
    file.seekp(middle);
    file << std::string(9000, '\x55');
    file.close();
    const auto found = (*open()->reader())->verify();
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().fault, Fault::corrupt);
}

TEST_F(SqliteStoreTest, ALookUpTableThatLacksARowIsFound) {
    StoredRecord record;
    record.id = RecordId{1};
    record.customer = NumberId{1};
    const StoredNumber number{NumberId{1}, "10", 1, NumberKind::automatic, record.id, {}, {}};
    for (const char* damage :
         {"DELETE FROM record_key", "DELETE FROM customer_record", "DELETE FROM number_text"}) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        ASSERT_TRUE(SqliteStore::create(folder_).ok());
        const auto store = open();
        auto writer = *store->writer();
        ASSERT_TRUE(writer->begin(WriteScope::rows, mark_).ok());
        ASSERT_TRUE(writer->add_records(std::vector{record}).ok());
        ASSERT_TRUE(writer->add_numbers(std::vector{number}).ok());
        ASSERT_TRUE(writer->commit().ok());
        EXPECT_TRUE((*store->reader())->verify().ok());
        auto db = SqliteDatabase::open((folder_ / "genbo.db").string(), SqliteAccess::read_write);
        ASSERT_TRUE(db->execute(damage).ok());
        EXPECT_EQ((*store->reader())->verify().error().fault, Fault::corrupt) << damage;
    }
}

// Files may not grow while it lives.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    void (*handler_)(int);
    rlimit before_{};
};

TEST_F(SqliteStoreTest, AFullDiskIsAnErrorAndNothingMore) {
    ASSERT_TRUE(SqliteStore::create(folder_).ok());
    // A cache this small writes before the commit.
    auto store = *SqliteStore::open(folder_, {.cache_mib = 1});
    auto writer = *store->writer();
    ASSERT_TRUE(writer->begin(WriteScope::rows, mark_).ok());
    ASSERT_TRUE(writer->set_setting("before", "yes").ok());
    ASSERT_TRUE(writer->commit().ok());
    const std::vector<Bytes> leaves(2000, Bytes(4000, 1));
    {
        const FullDisk full(1U << 20);
        ASSERT_TRUE(writer->begin(WriteScope::rows, mark_).ok());
        ASSERT_TRUE(writer->savepoint().ok());
        auto told = writer->add_leaves(0, leaves);
        if (told.ok()) told = writer->release();
        ASSERT_FALSE(told.ok());
        EXPECT_EQ(told.error().fault, Fault::unavailable);
        writer->rollback_to_savepoint();
        writer->rollback();
    }
    ASSERT_TRUE(writer->begin(WriteScope::rows, mark_).ok());
    EXPECT_EQ(writer->leaf_count().value_or(-1), 0);
    ASSERT_TRUE(writer->add_leaves(0, leaves).ok());
    ASSERT_TRUE(writer->commit().ok());
    const auto reader = *store->reader();
    EXPECT_EQ(reader->leaf_count().value_or(-1), 2000);
    EXPECT_EQ(reader->setting("before").value_or(""), "yes");
    EXPECT_TRUE(reader->verify().ok());
}

std::string bytes_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>{file}, {}};
}

// What keeps clear of SQLite's WAL-reset defect: two connections that checkpoint, or one that does
// while another begins the log again, must not exist.
TEST_F(SqliteStoreTest, NobodyButTheWriterMovesTheLogIntoTheFile) {
    ASSERT_TRUE(SqliteStore::create(folder_).ok());
    const auto store = open();
    auto writer = *store->writer();
    ASSERT_TRUE(writer->checkpoint().ok());
    const auto file = bytes_of(folder_ / "genbo.db");
    // More frames than SQLite's own automatic checkpoint (1000) would let pass.
    for (int i = 0; i < 160; ++i) {
        // SQLite does not write a page again that says the same.
        const std::string value(60'000, static_cast<char>('a' + i % 26));
        ASSERT_TRUE(writer->begin(WriteScope::rows, mark_).ok());
        ASSERT_TRUE(writer->set_setting("s" + std::to_string(i % 50), value).ok());
        ASSERT_TRUE(writer->commit().ok());
        if (i % 100 == 0) ASSERT_TRUE((*store->reader())->setting("s0").ok());
    }
    EXPECT_GT(fs::file_size(folder_ / "genbo.db-wal"), std::uintmax_t{1000} * 8192);
    EXPECT_EQ(bytes_of(folder_ / "genbo.db"), file);
    ASSERT_TRUE(writer->checkpoint().ok());
    EXPECT_NE(bytes_of(folder_ / "genbo.db"), file);
}

TEST_F(SqliteStoreTest, ThereIsNoSecondWriter) {
    ASSERT_TRUE(SqliteStore::create(folder_).ok());
    const auto store = open();
    const auto other = open();
    auto writer = *store->writer();
    EXPECT_EQ(other->writer().error().code, "store.in_use");
    // Not by another name either: what would write for a migration takes the same lock.
    EXPECT_EQ(SqliteTableHome::open(folder_).error().code, "store.in_use");
    writer.reset();
    EXPECT_TRUE(other->writer().ok());
}

TEST_F(SqliteStoreTest, CommitsThatChangedSomethingCountThemselves) {
    ASSERT_TRUE(SqliteStore::create(folder_).ok());
    const auto store = open();
    auto writer = *store->writer();
    const auto number = [&] {
        return *SqliteDatabase::open((folder_ / "genbo.db").string(), SqliteAccess::read_only)
                    ->commit_number();
    };
    const auto before = number();
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(writer->begin(WriteScope::rows, mark_).ok());
        ASSERT_TRUE(writer->set_setting("a", std::to_string(i)).ok());
        ASSERT_TRUE(writer->commit().ok());
    }
    EXPECT_EQ(number(), before + 3);
    ASSERT_TRUE(writer->begin(WriteScope::rows, mark_).ok());
    ASSERT_TRUE(writer->commit().ok());
    EXPECT_EQ(number(), before + 3);
    ASSERT_TRUE(writer->begin(WriteScope::rows, mark_).ok());
    ASSERT_TRUE(writer->set_setting("a", "x").ok());
    writer->rollback();
    EXPECT_EQ(number(), before + 3);
}

}  // namespace
}  // namespace genbo
