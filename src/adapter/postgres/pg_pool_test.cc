// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include "adapter/postgres/pg_error.h"
#include "adapter/postgres/test_server.h"

namespace genbo {

namespace {

PgPoolOptions pool_of(std::size_t size, std::chrono::milliseconds wait = std::chrono::seconds(5)) {
    return {
        .connection = {.url = PgTestServer::shared().make_database()}, .size = size, .wait = wait};
}

}  // namespace

TEST(PgPool, DefaultSizeIsWithinBounds) {
    EXPECT_GE(pg_pool_default_size(), 4U);
    EXPECT_LE(pg_pool_default_size(), 32U);
}

TEST(PgPool, LendsTheSameOneAgain) {
    PgPool pool(pool_of(3));
    EXPECT_EQ(pool.stats().open, 0U);
    int pid = 0;
    for (int i = 0; i < 5; ++i) {
        auto lease = pool.borrow();
        ASSERT_TRUE(lease.ok());
        if (i == 0) pid = (*lease)->backend_pid();
        EXPECT_EQ((*lease)->backend_pid(), pid);
        EXPECT_EQ(pool.stats().idle, 0U);
    }
    const auto stats = pool.stats();
    EXPECT_EQ(stats.open, 1U);
    EXPECT_EQ(stats.idle, 1U);
    EXPECT_EQ(stats.borrowed, 5U);
    EXPECT_EQ(stats.waits, 0U);
}

TEST(PgPool, WhenAllAreOutItWaitsAndThenSaysSo) {
    PgPool pool(pool_of(2, std::chrono::milliseconds(50)));
    auto first = pool.borrow();
    auto second = pool.borrow();
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_NE((*first)->backend_pid(), (*second)->backend_pid());
    const auto third = pool.borrow();
    ASSERT_FALSE(third.ok());
    EXPECT_EQ(third.error(), (Error{Fault::unavailable, "store.pool_busy", {"2"}}));
    EXPECT_EQ(pool.stats().waits, 1U);
    EXPECT_EQ(pool.stats().refused, 1U);
}

TEST(PgPool, OneThatComesBackEndsTheWaiting) {
    PgPool pool(pool_of(1));
    std::optional<PgLease> lease = *pool.borrow();
    std::thread giver([&] {
        while (pool.stats().waits == 0) std::this_thread::yield();
        lease.reset();
    });
    EXPECT_TRUE(pool.borrow().ok());
    giver.join();
    EXPECT_EQ(pool.stats().refused, 0U);
    EXPECT_EQ(pool.stats().open, 1U);
}

TEST(PgPool, ATransactionLeftOpenIsRolledBack) {
    PgPool pool(pool_of(1));
    {
        auto lease = *pool.borrow();
        ASSERT_TRUE(lease->execute("CREATE TABLE t (x bigint)").ok());
        ASSERT_TRUE(lease->execute("BEGIN; INSERT INTO t VALUES (1)").ok());
    }
    auto lease = *pool.borrow();
    EXPECT_FALSE(lease->in_transaction());
    EXPECT_EQ(lease->run("SELECT count(*) FROM t")->integer(0, 0), 0);
    EXPECT_EQ(pool.stats().dropped, 0U);
}

TEST(PgPool, OnesThatDiedInUseAreNotKept) {
    PgPool pool(pool_of(2));
    {
        auto lease = *pool.borrow();
        EXPECT_FALSE(lease->run("SELECT pg_terminate_backend(pg_backend_pid())").ok());
    }
    EXPECT_EQ(pool.stats().open, 0U);
    EXPECT_EQ(pool.stats().dropped, 1U);
    EXPECT_TRUE((*pool.borrow())->run("SELECT 1").ok());
}

TEST(PgPool, OnesThatDiedIdleAreNotLent) {
    const auto options = pool_of(3);
    PgPool pool(options);
    {
        auto first = *pool.borrow();
        auto second = *pool.borrow();
        auto third = *pool.borrow();
    }
    EXPECT_EQ(pool.stats().idle, 3U);
    auto killer = *PgConnection::open(options.connection);
    const auto killed = killer.run(
        "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    ASSERT_EQ(killed->integer(0, 0), 3);
    EXPECT_TRUE((*pool.borrow())->run("SELECT 1").ok());
    EXPECT_EQ(pool.stats().dropped, 3U);
    EXPECT_EQ(pool.stats().open, 1U);
    EXPECT_EQ(pool.stats().idle, 1U);
}

TEST(PgPool, AServerThatIsGoneLeavesNoHoleInThePool) {
    PgPool pool({.connection = {.url = "host=/nonexistent user=x dbname=x"}, .size = 2});
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(pg_lost_connection(pool.borrow().error()));
    EXPECT_EQ(pool.stats().open, 0U);
    EXPECT_EQ(pool.stats().waits, 0U);
}

TEST(PgPool, ManyThreadsShareAFew) {
    PgPool pool(pool_of(4));
    ASSERT_TRUE(
        (*pool.borrow())->execute("CREATE TABLE t (n bigint); INSERT INTO t VALUES (0)").ok());
    std::atomic<int> out{0};
    std::atomic<int> most{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 12; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 20; ++round) {
                auto lease = pool.borrow();
                ASSERT_TRUE(lease.ok());
                const int now = ++out;
                int seen = most;
                while (now > seen && !most.compare_exchange_weak(seen, now)) {
                }
                EXPECT_TRUE((*lease)->run("UPDATE t SET n = n + 1").ok());
                --out;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_LE(most, 4);
    EXPECT_EQ((*pool.borrow())->run("SELECT n FROM t")->integer(0, 0), 240);
    EXPECT_LE(pool.stats().open, 4U);
    EXPECT_EQ(pool.stats().idle, pool.stats().open);
}

}  // namespace genbo
