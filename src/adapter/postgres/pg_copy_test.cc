// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "adapter/postgres/pg_error.h"
#include "adapter/postgres/test_server.h"

namespace genbo {

namespace {

struct CopiedRow {
    std::int64_t id;
    std::string name;
    Bytes sealed;
};

std::vector<CopiedRow> copied_rows(std::int64_t count) {
    std::mt19937_64 dice(3);
    std::vector<CopiedRow> out;
    for (std::int64_t i = 0; i < count; ++i) {
        Bytes sealed(dice() % 40);
        for (auto& byte : sealed) byte = static_cast<std::uint8_t>(dice());
        out.push_back({i, i % 5 == 0 ? "" : "佐藤" + std::to_string(i), std::move(sealed)});
    }
    return out;
}

PgConnection copy_database() {
    auto db = PgTestServer::shared().open_database();
    check(db.execute("CREATE TABLE person (id bigint PRIMARY KEY, name text, sealed bytea)").ok());
    return db;
}

std::int64_t people_in(PgConnection& db) {
    return db.run("SELECT count(*) FROM person")->integer(0, 0);
}

}  // namespace

TEST(PgCopy, TenThousandRowsArrive) {
    auto db = copy_database();
    const auto rows = copied_rows(10'000);
    auto copy = PgCopy::begin(db, "person", {"id", "name", "sealed"});
    ASSERT_TRUE(copy.ok());
    for (const auto& row : rows) copy->integer(row.id).text(row.name).bytes(row.sealed);
    const auto count = copy->end();
    ASSERT_TRUE(count.ok());
    EXPECT_EQ(*count, 10'000);
    const auto back = db.run("SELECT id, name, sealed FROM person ORDER BY id");
    ASSERT_EQ(back->size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ASSERT_EQ(back->integer(i, 0), rows[i].id);
        ASSERT_EQ(back->text_view(i, 1), rows[i].name);
        ASSERT_EQ(back->bytes(i, 2), rows[i].sealed);
    }
}

TEST(PgCopy, NoRowsAndLargeOnes) {
    auto db = copy_database();
    auto none = PgCopy::begin(db, "person", {"id"});
    ASSERT_TRUE(none.ok());
    EXPECT_EQ(*none->end(), 0);
    auto large = PgCopy::begin(db, "person", {"name", "id"});
    ASSERT_TRUE(large.ok());
    large->text(std::string(3'000'000, 'x')).integer(1).text("").integer(2);
    EXPECT_EQ(*large->end(), 2);
    EXPECT_EQ(
        db.run("SELECT octet_length(name) FROM person ORDER BY id")->integer(0, 0), 3'000'000);
}

TEST(PgCopy, AClashComesOutAtTheEnd) {
    auto db = copy_database();
    const auto rows = copied_rows(10'000);
    auto copy = PgCopy::begin(db, "person", {"id", "name"});
    ASSERT_TRUE(copy.ok());
    // Early enough that the server stops listening long before we stop talking.
    copy->integer(5).text("first").integer(5).text("again");
    for (const auto& row : rows) copy->integer(row.id + 100).text(row.name);
    const auto count = copy->end();
    ASSERT_FALSE(count.ok());
    EXPECT_EQ(count.error(), (Error{Fault::conflict, "store.constraint", {"23505"}}));
    EXPECT_TRUE(db.healthy());
    EXPECT_EQ(people_in(db), 0);
}

TEST(PgCopy, AbandonedItLeavesNothing) {
    auto db = copy_database();
    {
        auto copy = PgCopy::begin(db, "person", {"id", "name"});
        ASSERT_TRUE(copy.ok());
        for (const auto& row : copied_rows(5000)) copy->integer(row.id).text(row.name);
        copy->integer(1'000'000);  // In the middle of a row.
    }
    EXPECT_TRUE(db.healthy());
    EXPECT_FALSE(db.in_transaction());
    EXPECT_EQ(people_in(db), 0);
}

TEST(PgCopy, InsideATransaction) {
    auto db = copy_database();
    ASSERT_TRUE(db.execute("BEGIN").ok());
    auto copy = PgCopy::begin(db, "person", {"id"});
    ASSERT_TRUE(copy.ok());
    copy->integer(1);
    ASSERT_TRUE(copy->end().ok());
    EXPECT_EQ(people_in(db), 1);
    ASSERT_TRUE(db.execute("ROLLBACK").ok());
    EXPECT_EQ(people_in(db), 0);
}

TEST(PgCopy, ATableThatIsNotThere) {
    auto db = copy_database();
    EXPECT_EQ(PgCopy::begin(db, "nowhere", {"id"}).error().code, "store.no_master");
    EXPECT_TRUE(db.healthy());
    EXPECT_EQ(people_in(db), 0);
}

TEST(PgCopy, AWrongTypeIsRefused) {
    auto db = copy_database();
    auto copy = PgCopy::begin(db, "person", {"id"});
    ASSERT_TRUE(copy.ok());
    copy->text("one");
    EXPECT_EQ(copy->end().error(), (Error{Fault::corrupt, "store.failed", {"08P01"}}));
    EXPECT_TRUE(db.healthy());
    auto longer = PgCopy::begin(db, "person", {"id"});
    longer->text("longer than a bigint");
    EXPECT_EQ(longer->end().error(), (Error{Fault::corrupt, "store.failed", {"22P03"}}));
    EXPECT_TRUE(db.healthy());
}

TEST(PgCopy, AKilledBackendIsALostConnection) {
    const auto url = PgTestServer::shared().make_database();
    auto killer = *PgConnection::open({.url = url});
    auto db = *PgConnection::open({.url = url});
    ASSERT_TRUE(db.execute("CREATE TABLE person (id bigint, name text, sealed bytea)").ok());
    auto copy = PgCopy::begin(db, "person", {"id", "name"});
    ASSERT_TRUE(copy.ok());
    copy->integer(1).text("a");
    ASSERT_TRUE(
        killer
            .run("SELECT pg_terminate_backend($1::integer, 5000)", PgParams{}.add(db.backend_pid()))
            .ok());
    for (const auto& row : copied_rows(20'000)) copy->integer(row.id).text(row.name);
    const auto count = copy->end();
    ASSERT_FALSE(count.ok());
    EXPECT_TRUE(pg_lost_connection(count.error()));
    EXPECT_FALSE(db.healthy());
    EXPECT_EQ(people_in(killer), 0);
}

}  // namespace genbo
