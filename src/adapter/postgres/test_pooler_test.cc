// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/test_pooler.h"

#include <gtest/gtest.h>

#include <set>

namespace genbo {
namespace {

// What the contract tests through it rely on: it really does not keep a session for us.
TEST(TestPooler, HandsSessionsOn) {
    if (!PgTestPooler::installed()) GTEST_SKIP() << "PgBouncer is not installed";
    const auto url = PgTestPooler::shared().make_database();
    std::vector<PgConnection> clients;
    std::set<std::int64_t> sessions;
    for (int i = 0; i < 3; ++i) {
        auto opened = PgConnection::open({.url = url, .prepared = false});
        ASSERT_TRUE(opened.ok()) << opened.error().code;
        clients.push_back(*std::move(opened));
    }
    // Two at once take two sessions; one after the other then meets both.
    ASSERT_TRUE(clients[0].execute("BEGIN; SELECT 1").ok());
    ASSERT_TRUE(clients[1].execute("BEGIN; SELECT 1").ok());
    ASSERT_TRUE(clients[0].execute("COMMIT").ok());
    ASSERT_TRUE(clients[1].execute("COMMIT").ok());
    for (int i = 0; i < 8; ++i) {
        const auto rows = clients[2].run("SELECT pg_backend_pid()::bigint");
        ASSERT_TRUE(rows.ok()) << rows.error().code;
        sessions.insert(rows->integer(0, 0));
    }
    EXPECT_GE(sessions.size(), 2U);
    // Why the option is there: a prepared statement is not found again.
    auto preparing = PgConnection::open({.url = url});
    EXPECT_FALSE(
        preparing.ok() && preparing->run("SELECT 1").ok() && preparing->run("SELECT 1").ok() &&
        preparing->run("SELECT 1").ok());
}

}  // namespace
}  // namespace genbo
