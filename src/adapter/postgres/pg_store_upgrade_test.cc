// SPDX-License-Identifier: Apache-2.0

// A master of an older schema on PostgreSQL is brought to this program's when it is opened, and
// its older nodes write nothing more.

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "adapter/postgres/pg_lookups.h"
#include "adapter/postgres/pg_store.h"
#include "adapter/postgres/test_rows.h"
#include "adapter/postgres/test_server.h"
#include "adapter/sql/schema.h"

namespace genbo {
namespace {

void run(const std::string& url, const char* sql) {
    auto db = PgConnection::open({.url = url});
    ASSERT_TRUE(db.ok());
    ASSERT_TRUE(db->execute(sql).ok()) << sql;
}

std::string version_at(const std::string& url) {
    auto db = PgConnection::open({.url = url});
    const auto rows = db->run("SELECT value FROM setting WHERE name = 'schema.version'");
    return rows.ok() && !rows->empty() ? rows->text(0, 0) : "";
}

// As the program before left it.
std::string master_of_the_second_schema() {
    auto url = PgTestServer::shared().make_database();
    EXPECT_TRUE(PgStore::create({.url = url}).ok());
    run(url,
        "ALTER TABLE match_key ADD CONSTRAINT match_key_pkey PRIMARY KEY (key_hash, record_id);"
        "CREATE INDEX search_key_by_token ON search_key (token, first_record)");
    run(url, "DROP TABLE evidence; UPDATE setting SET value = '2' WHERE name = 'schema.version'");
    return url;
}

TEST(PgUpgrade, MakesWhatIsMissing) {
    const auto url = master_of_the_second_schema();
    auto store = PgStore::open({.url = url}, 1);
    ASSERT_TRUE(store.ok()) << store.error().code;
    EXPECT_EQ(version_at(url), std::to_string(kSchemaVersion));
    auto writer = (*store)->writer();
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE((*writer)->begin(WriteScope::partition, Bytes(16)).ok());
    ASSERT_TRUE((*writer)->add_evidence(std::vector{an_evidence(1, "a")}).ok());
    ASSERT_TRUE((*writer)->commit().ok());
    auto reader = (*store)->reader();
    EXPECT_EQ(*(*reader)->evidence_of(RecordId{1}), std::vector{an_evidence(1, "a")});
}

// The key of both columns goes; what replaces it is for the first writer to make.
// They could do everything, and go on doing so.
TEST(PgUpgrade, AdministratorsOfBeforeBecomeOwners) {
    const auto url = master_of_the_second_schema();
    run(url,
        "INSERT INTO staff VALUES (1, 'a', 'administrator', '', 0, 1), (2, 'b', 'steward', '', 0, "
        "1)");
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(PgStore::open({.url = url}, 1).ok());
    auto db = PgConnection::open({.url = url});
    const auto rows = db->run("SELECT role FROM staff ORDER BY staff_id");
    ASSERT_TRUE(rows.ok());
    EXPECT_EQ(rows->text(0, 0), "owner");
    EXPECT_EQ(rows->text(1, 0), "steward");
    // Who is made an administrator afterwards stays one.
    run(url, "UPDATE staff SET role = 'administrator' WHERE staff_id = 2");
    ASSERT_TRUE(PgStore::open({.url = url}, 1).ok());
    EXPECT_EQ(db->run("SELECT role FROM staff WHERE staff_id = 2")->text(0, 0), "administrator");
}

TEST(PgUpgrade, KeysAreFoundByAnotherIndex) {
    const auto url = master_of_the_second_schema();
    run(url, "INSERT INTO match_key VALUES (1, 1)");
    ASSERT_TRUE(PgStore::open({.url = url}, 1).ok());
    auto db = PgConnection::open({.url = url});
    EXPECT_EQ(
        db->run("SELECT count(*) FROM pg_class WHERE relname = 'match_key_pkey'")->integer(0, 0),
        0);
    EXPECT_FALSE(*pg_has_lookups(*db));
    run(url, "INSERT INTO match_key VALUES (1, 1)");
    ASSERT_TRUE(db->execute("BEGIN").ok());
    ASSERT_TRUE(pg_make_lookups(*db).ok());
    ASSERT_TRUE(db->execute("COMMIT").ok());
    EXPECT_TRUE(*pg_has_lookups(*db));
    EXPECT_EQ(
        db->run("SELECT count(*) FROM pg_class WHERE relname = 'match_key' AND "
                "'autovacuum_vacuum_insert_scale_factor=0.020000' = ANY(reloptions)")
            ->integer(0, 0),
        1);
}

TEST(PgUpgrade, TwoNodesAtOnceMakeItOnce) {
    const auto url = master_of_the_second_schema();
    std::vector<std::thread> nodes;
    std::atomic<int> opened = 0;
    for (int i = 0; i < 4; ++i)
        nodes.emplace_back([&] {
            const auto store = PgStore::open({.url = url}, 1);
            EXPECT_TRUE(store.ok()) << store.error().code;
            opened += store.ok() ? 1 : 0;
        });
    for (auto& node : nodes) node.join();
    EXPECT_EQ(opened, 4);
    EXPECT_EQ(version_at(url), std::to_string(kSchemaVersion));
}

TEST(PgUpgrade, OtherVersionsAreRefused) {
    const auto url = master_of_the_second_schema();
    for (const char* version : {"1", "99", "two"}) {
        run(url, ("UPDATE setting SET value = '" + std::string{version} +
                  "' WHERE name = 'schema.version'")
                     .c_str());
        const auto store = PgStore::open({.url = url}, 1);
        ASSERT_FALSE(store.ok()) << version;
        EXPECT_EQ(store.error().code, "store.other_version") << version;
    }
}

}  // namespace
}  // namespace genbo
