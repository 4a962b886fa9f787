// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapter/postgres/pg_error.h"
#include "adapter/postgres/test_server.h"

namespace genbo {

namespace {

constexpr const char* kInsertOne = "INSERT INTO t VALUES ($1)";
constexpr const char* kCountAll = "SELECT count(*) FROM t";

PgConnection pipeline_database(PgOptions options = {}) {
    options.url = PgTestServer::shared().make_database();
    auto db = PgConnection::open(options);
    check(db.ok() && db->execute("CREATE TABLE t (id bigint PRIMARY KEY)").ok());
    return *std::move(db);
}

}  // namespace

TEST(PgPipeline, AnswersInOrder) {
    for (const bool prepared : {true, false}) {
        auto db = pipeline_database({.prepared = prepared});
        PgPipeline pipeline(db);
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < 100; ++i)
                pipeline.add("SELECT $1 * 2", PgParams{}.add(i))
                    .add("SELECT $1 || '!'", PgParams{}.add(std::to_string(i)));
            const auto answers = pipeline.finish();
            ASSERT_TRUE(answers.ok());
            ASSERT_EQ(answers->size(), 200U);
            for (std::size_t i = 0; i < 100; ++i) {
                EXPECT_EQ((*answers)[2 * i].integer(0, 0), static_cast<std::int64_t>(2 * i));
                EXPECT_EQ((*answers)[2 * i + 1].text(0, 0), std::to_string(i) + "!");
            }
            EXPECT_TRUE(pipeline.empty());
        }
        const auto names = db.run("SELECT count(*) FROM pg_prepared_statements")->integer(0, 0);
        EXPECT_EQ(names, prepared ? 3 : 0);
    }
}

TEST(PgPipeline, NothingIsNothing) {
    auto db = pipeline_database();
    PgPipeline pipeline(db);
    const auto answers = pipeline.finish();
    ASSERT_TRUE(answers.ok());
    EXPECT_TRUE(answers->empty());
    EXPECT_TRUE(db.run(kCountAll).ok());
}

TEST(PgPipeline, AnErrorInTheMiddleUndoesAllAndTheConnectionServesOn) {
    for (const bool prepared : {true, false}) {
        auto db = pipeline_database({.prepared = prepared});
        for (int round = 0; round < 3; ++round) {
            PgPipeline pipeline(db);
            pipeline.add(kInsertOne, PgParams{}.add(1)).add(kInsertOne, PgParams{}.add(2));
            pipeline.add("SELECT $1 / 0", PgParams{}.add(1));
            // Never heard of before: its preparation is skipped with the rest and is not believed.
            pipeline.add("SELECT $1 + 1000", PgParams{}.add(3));
            pipeline.add(kInsertOne, PgParams{}.add(4));
            const auto answers = pipeline.finish();
            ASSERT_FALSE(answers.ok());
            EXPECT_EQ(answers.error().args, std::vector<std::string>{"22012"});
            EXPECT_TRUE(db.healthy());
            EXPECT_FALSE(db.in_transaction());
            EXPECT_EQ(db.run(kCountAll)->integer(0, 0), 0);
            EXPECT_EQ(db.run("SELECT $1 + 1000", PgParams{}.add(3))->integer(0, 0), 1003);
        }
    }
}

TEST(PgPipeline, ATextThatDoesNotParse) {
    auto db = pipeline_database();
    PgPipeline pipeline(db);
    pipeline.add(kInsertOne, PgParams{}.add(1))
        .add("SELEKT", {})
        .add(kInsertOne, PgParams{}.add(2));
    EXPECT_EQ(pipeline.finish().error().args, std::vector<std::string>{"42601"});
    EXPECT_EQ(db.run(kCountAll)->integer(0, 0), 0);
}

// Found only when the transaction that the pipeline makes ends.
TEST(PgPipeline, ADeferredConstraint) {
    auto db = pipeline_database();
    ASSERT_TRUE(
        db.execute("CREATE TABLE d (id bigint REFERENCES t DEFERRABLE INITIALLY DEFERRED)").ok());
    PgPipeline pipeline(db);
    pipeline.add("INSERT INTO d VALUES ($1)", PgParams{}.add(77));
    const auto answers = pipeline.finish();
    ASSERT_FALSE(answers.ok());
    EXPECT_EQ(answers.error().code, "store.constraint");
    EXPECT_TRUE(db.healthy());
    EXPECT_EQ(db.run("SELECT count(*) FROM d")->integer(0, 0), 0);
}

TEST(PgPipeline, InsideATransaction) {
    auto db = pipeline_database();
    ASSERT_TRUE(db.execute("BEGIN").ok());
    PgPipeline pipeline(db);
    pipeline.add(kInsertOne, PgParams{}.add(1)).add(kInsertOne, PgParams{}.add(2));
    ASSERT_TRUE(pipeline.finish().ok());
    EXPECT_TRUE(db.in_transaction());
    ASSERT_TRUE(db.execute("COMMIT").ok());
    EXPECT_EQ(db.run(kCountAll)->integer(0, 0), 2);
    ASSERT_TRUE(db.execute("BEGIN").ok());
    pipeline.add(kInsertOne, PgParams{}.add(3)).add(kInsertOne, PgParams{}.add(1));
    EXPECT_EQ(pipeline.finish().error().code, "store.constraint");
    EXPECT_TRUE(db.in_transaction());
    ASSERT_TRUE(db.execute("ROLLBACK").ok());
    EXPECT_EQ(db.run(kCountAll)->integer(0, 0), 2);
}

TEST(PgPipeline, AWholeTransactionInOneTrip) {
    auto db = pipeline_database();
    PgPipeline pipeline(db);
    pipeline.add("BEGIN", {}).add(kInsertOne, PgParams{}.add(1)).add("COMMIT", {});
    ASSERT_TRUE(pipeline.finish().ok());
    pipeline.add("BEGIN", {}).add(kInsertOne, PgParams{}.add(1)).add("COMMIT", {});
    EXPECT_EQ(pipeline.finish().error().code, "store.constraint");
    EXPECT_TRUE(db.in_transaction());
    ASSERT_TRUE(db.execute("ROLLBACK").ok());
    EXPECT_EQ(db.run(kCountAll)->integer(0, 0), 1);
}

// Both sides fill their buffers at once; neither may wait for the other for ever.
TEST(PgPipeline, MuchBothWays) {
    auto db = pipeline_database();
    PgPipeline pipeline(db);
    const std::string text(200'000, 'x');
    for (int i = 0; i < 100; ++i) pipeline.add("SELECT $1 || $1", PgParams{}.add(text));
    const auto answers = pipeline.finish();
    ASSERT_TRUE(answers.ok());
    ASSERT_EQ(answers->size(), 100U);
    for (const auto& rows : *answers) EXPECT_EQ(rows.text_view(0, 0).size(), 400'000U);
}

TEST(PgPipeline, AKilledBackendIsALostConnection) {
    const auto url = PgTestServer::shared().make_database();
    auto killer = *PgConnection::open({.url = url});
    auto db = *PgConnection::open({.url = url});
    PgPipeline pipeline(db);
    pipeline.add("SELECT 1", {});
    pipeline.add("SELECT pg_terminate_backend(pg_backend_pid())", {});
    pipeline.add("SELECT 2", {});
    const auto answers = pipeline.finish();
    ASSERT_FALSE(answers.ok());
    EXPECT_TRUE(pg_lost_connection(answers.error()));
    EXPECT_FALSE(db.healthy());
    pipeline.add("SELECT 1", {});
    EXPECT_TRUE(pg_lost_connection(pipeline.finish().error()));
    EXPECT_TRUE(killer.healthy());
}

}  // namespace genbo
