// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/fault_proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "adapter/postgres/pg_error.h"
#include "adapter/postgres/pg_pipeline.h"

namespace genbo {

namespace {

// A table, and a way to it that goes through the proxy.
class FaultProxyTest : public testing::Test {
protected:
    FaultProxyTest()
        : url_(PgTestServer::shared().make_database()), proxy_(PgTestServer::shared()) {
        check(direct().execute("CREATE TABLE t (id bigint PRIMARY KEY)").ok());
    }

    PgConnection direct() const { return *PgConnection::open({.url = url_}); }
    Result<PgConnection> through() const {
        return PgConnection::open({.url = proxy_.url_of(url_)});
    }
    std::int64_t rows() const { return direct().run("SELECT count(*) FROM t")->integer(0, 0); }

    std::string url_;
    PgFaultProxy proxy_;
};

// Each way to say COMMIT.
using Commit = std::function<Result<>(PgConnection&)>;
const std::vector<Commit> kCommits = {
    [](PgConnection& db) { return db.execute("COMMIT"); },
    [](PgConnection& db) { return db.execute("SELECT 1; commit ;\n"); },
    [](PgConnection& db) -> Result<> {
        TRY(db.run("COMMIT"));
        return {};
    },
    [](PgConnection& db) -> Result<> {
        PgPipeline pipeline(db);
        pipeline.add("SELECT 1", {}).add("COMMIT", {});
        TRY(pipeline.finish());
        return {};
    },
};

}  // namespace

TEST_F(FaultProxyTest, WithoutAPlanItIsAWire) {
    auto db = *through();
    for (const auto& commit : kCommits) {
        ASSERT_TRUE(db.execute("BEGIN").ok());
        ASSERT_TRUE(db.run("INSERT INTO t SELECT count(*) FROM t").ok());
        ASSERT_TRUE(commit(db).ok());
    }
    EXPECT_EQ(rows(), 4);
    EXPECT_EQ(proxy_.counts().commits, 4U);
    EXPECT_EQ(proxy_.counts().connections, 1U);
    const std::string large(5'000'000, 'x');
    EXPECT_EQ(db.run("SELECT $1", PgParams{}.add(large))->text(0, 0), large);
}

TEST_F(FaultProxyTest, CutBeforeCommitTheRowIsNotThere) {
    for (const auto& commit : kCommits) {
        auto db = *through();
        proxy_.plan({.before_commit_no = 1});
        ASSERT_TRUE(db.execute("BEGIN").ok());
        ASSERT_TRUE(db.run("INSERT INTO t VALUES (1)").ok());
        const auto done = commit(db);
        ASSERT_FALSE(done.ok());
        EXPECT_TRUE(pg_lost_connection(done.error()));
        EXPECT_FALSE(db.healthy());
        EXPECT_EQ(rows(), 0);
    }
    EXPECT_EQ(proxy_.counts().cut_before_commit, kCommits.size());
}

TEST_F(FaultProxyTest, CutAfterCommitTheRowIsThere) {
    std::int64_t expected = 0;
    for (const auto& commit : kCommits) {
        auto db = *through();
        proxy_.plan({.after_commit_no = 1});
        ASSERT_TRUE(db.execute("BEGIN").ok());
        ASSERT_TRUE(db.run("INSERT INTO t VALUES ($1)", PgParams{}.add(expected)).ok());
        const auto done = commit(db);
        ASSERT_FALSE(done.ok());
        EXPECT_TRUE(pg_lost_connection(done.error()));
        EXPECT_FALSE(db.healthy());
        EXPECT_EQ(rows(), ++expected);
    }
    EXPECT_EQ(proxy_.counts().cut_after_commit, kCommits.size());
}

TEST_F(FaultProxyTest, TheNthAndNoOther) {
    auto db = *through();
    proxy_.plan({.before_commit_no = 3});
    for (int i = 1; i <= 3; ++i) {
        ASSERT_TRUE(db.execute("BEGIN").ok());
        ASSERT_TRUE(db.run("INSERT INTO t VALUES ($1)", PgParams{}.add(i)).ok());
        EXPECT_EQ(db.run("COMMIT").ok(), i < 3);
    }
    EXPECT_EQ(rows(), 2);
    EXPECT_TRUE(through().ok());
}

// What chaos tests will do: try until it is there, and look first whether it is there already.
TEST_F(FaultProxyTest, WithChanceEveryRowArrivesOnce) {
    proxy_.plan({.before_commit = 0.2, .after_commit = 0.2, .any_message = 0.01, .seed = 5});
    std::optional<PgConnection> db;
    const auto try_once = [&](int id) -> Result<> {
        if (!db || !db->healthy()) db.emplace(TRY(through()));
        const auto params = PgParams{}.add(id);
        TRY(db->execute("BEGIN"));
        TRY(db->run("INSERT INTO t VALUES ($1) ON CONFLICT DO NOTHING", params));
        TRY(db->run("COMMIT"));
        return {};
    };
    int failures = 0;
    for (int id = 0; id < 100; ++id) {
        for (;;) {
            const auto done = try_once(id);
            if (done.ok()) break;
            ASSERT_TRUE(pg_is_retryable(done.error())) << done.error().args.front();
            ++failures;
        }
    }
    EXPECT_EQ(rows(), 100);
    const auto counts = proxy_.counts();
    EXPECT_GT(counts.cut_before_commit, 0U);
    EXPECT_GT(counts.cut_after_commit, 0U);
    EXPECT_GT(counts.cut_anywhere, 0U);
    EXPECT_GT(failures, 20);
}

TEST(PgCommitWatch, KnowsACommit) {
    const auto query = [](const std::string& sql) {
        PgCommitWatch watch;
        return watch.commits(std::string{"Q\0\0\0\0", 5} + sql + '\0');
    };
    for (const char* sql : {"COMMIT", "commit;", " Commit ; ", "SELECT 1; COMMIT", "x;;\nCOMMIT;"})
        EXPECT_TRUE(query(sql)) << sql;
    for (const char* sql : {"", ";", "COMMITTED", "SELECT 'COMMIT'", "COMMIT; BEGIN", "ROLLBACK"})
        EXPECT_FALSE(query(sql)) << sql;
}

// Whatever the pieces in which a stream arrives, its messages are the same.
TEST(PgMessageSplitter, PiecesDoNotMatter) {
    using namespace std::string_literals;
    const auto ssl = "\0\0\0\x08\x04\xd2\x16\x2f"s;
    const auto opening = "\0\0\0\x0a\0\x03\0\0xy"s;
    const auto query =
        "Q\0\0\0\x0c"
        "COMMIT;\0"s;
    const auto sync = "S\0\0\0\x04"s;
    const auto stream = ssl + opening + query + sync + sync;
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        PgMessageSplitter splitter(PgMessageSplitter::Side::client);
        std::vector<std::string> messages;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            splitter.feed(std::string_view{stream}.substr(at, piece));
            while (auto message = splitter.next()) messages.push_back(*message);
        }
        EXPECT_THAT(messages, testing::ElementsAre(ssl, opening, query, sync, sync)) << piece;
    }
    EXPECT_TRUE(PgMessageSplitter::asks_for_encryption(ssl));
    EXPECT_FALSE(PgMessageSplitter::asks_for_encryption(opening));
}

}  // namespace genbo
