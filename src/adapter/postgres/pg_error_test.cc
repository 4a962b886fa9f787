// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "adapter/postgres/pg_messages.h"
#include "adapter/postgres/test_server.h"
#include "port/port_messages.h"

namespace genbo {

namespace {

struct StateCase {
    const char* sqlstate;
    Fault fault;
    const char* code;
    bool retryable;
    bool lost;
};

const StateCase kStateCases[] = {
    {"23505", Fault::conflict, "store.constraint", false, false},
    {"23503", Fault::conflict, "store.constraint", false, false},
    {"40001", Fault::unavailable, "store.retry", true, false},
    {"40P01", Fault::unavailable, "store.retry", true, false},
    {"55P03", Fault::unavailable, "store.retry", true, false},
    {"26000", Fault::unavailable, "store.retry", true, false},
    {"08006", Fault::unavailable, "store.connection_lost", true, true},
    {"08P01", Fault::corrupt, "store.failed", false, false},
    {"08001", Fault::unavailable, "store.connection_lost", true, true},
    {"25006", Fault::unavailable, "store.connection_lost", true, true},
    {"25P03", Fault::unavailable, "store.connection_lost", true, true},
    {"57P01", Fault::unavailable, "store.connection_lost", true, true},
    {"57P02", Fault::unavailable, "store.connection_lost", true, true},
    {"57P03", Fault::unavailable, "store.connection_lost", true, true},
    {"53300", Fault::unavailable, "store.connection_lost", true, true},
    {"57014", Fault::unavailable, "store.timeout", false, false},
    {"3D000", Fault::not_found, "store.no_master", false, false},
    {"42P01", Fault::not_found, "store.no_master", false, false},
    {"28000", Fault::forbidden, "store.login", false, false},
    {"28P01", Fault::forbidden, "store.login", false, false},
    {"42501", Fault::forbidden, "store.login", false, false},
    {"53100", Fault::unavailable, "store.disk_full", false, false},
    {"53200", Fault::limit, "store.full", false, false},
    {"58030", Fault::unavailable, "store.io_error", false, false},
    {"XX001", Fault::corrupt, "store.corrupt", false, false},
    {"XX002", Fault::corrupt, "store.corrupt", false, false},
    {"XX000", Fault::corrupt, "store.failed", false, false},
    {"42601", Fault::corrupt, "store.failed", false, false},
    {"25P02", Fault::corrupt, "store.failed", false, false},
    {"0A000", Fault::corrupt, "store.failed", false, false},
};

}  // namespace

TEST(PgError, StatesMeanOneThing) {
    for (const auto& expected : kStateCases) {
        const auto error = pg_error(expected.sqlstate);
        EXPECT_EQ(error, (Error{expected.fault, expected.code, {expected.sqlstate}}));
        EXPECT_EQ(pg_is_retryable(error), expected.retryable) << expected.sqlstate;
        EXPECT_EQ(pg_lost_connection(error), expected.lost) << expected.sqlstate;
    }
}

TEST(PgError, NoStateIsALostConnection) {
    EXPECT_TRUE(pg_lost_connection(pg_error("")));
    EXPECT_TRUE(pg_is_retryable(pg_error("")));
}

// As a pooler's "no such user": whatever ends a session is a lost connection, unless more is known.
TEST(PgError, WhatEndsTheSession) {
    EXPECT_TRUE(pg_lost_connection(pg_fatal_error("08P01")));
    EXPECT_TRUE(pg_lost_connection(pg_fatal_error("XX000")));
    EXPECT_EQ(pg_fatal_error("08P01").args, std::vector<std::string>{"08P01"});
    for (const char* known : {"28P01", "3D000", "57P01", "53300", "XX001"})
        EXPECT_EQ(pg_fatal_error(known), pg_error(known));
}

TEST(PgError, NeverCarriesText) {
    for (const char* text : {"山田太郎", "ERROR", "error", "2350", "235055", "23 05", "a@b.c"}) {
        const auto error = pg_error(text);
        const std::set<std::vector<std::string>> harmless = {{"?"}, {"ERROR"}};
        EXPECT_TRUE(harmless.contains(error.args)) << text;
        EXPECT_EQ(error.code, "store.failed");
    }
}

TEST(PgError, EveryCodeSpeaksBothLanguages) {
    MessageCatalogue messages;
    messages.add(kPortMessages);
    messages.add(kPgMessages);
    for (const auto& expected : kStateCases) EXPECT_TRUE(messages.has(expected.code));
    for (const char* code : {"store.bad_url", "store.plain_tcp", "store.tls", "store.pool_busy"})
        EXPECT_TRUE(messages.has(code)) << code;
}

TEST(PgError, AClashDoesNotQuoteTheRow) {
    auto db = PgTestServer::shared().open_database();
    ASSERT_TRUE(db.execute("CREATE TABLE person (name text PRIMARY KEY)").ok());
    const auto insert = [&] {
        return db.run("INSERT INTO person VALUES ($1)", PgParams{}.add(std::string_view{"山田"}));
    };
    EXPECT_EQ(insert()->affected(), 1);
    const auto clash = insert();
    ASSERT_FALSE(clash.ok());
    EXPECT_EQ(clash.error(), (Error{Fault::conflict, "store.constraint", {"23505"}}));
    EXPECT_TRUE(db.healthy());
    EXPECT_EQ(db.run("SELECT 1 FROM person")->size(), 1U);
}

TEST(PgError, ARealDeadlockIsToBeTriedAgain) {
    const auto url = PgTestServer::shared().make_database();
    auto first = *PgConnection::open({.url = url});
    auto second = *PgConnection::open({.url = url});
    ASSERT_TRUE(first
                    .execute("CREATE TABLE t (id bigint PRIMARY KEY, n bigint);"
                             "INSERT INTO t VALUES (1, 0), (2, 0)")
                    .ok());
    const char* sql = "UPDATE t SET n = n + 1 WHERE id = $1";
    ASSERT_TRUE(first.execute("BEGIN").ok() && second.execute("BEGIN").ok());
    ASSERT_TRUE(first.run(sql, PgParams{}.add(1)).ok());
    ASSERT_TRUE(second.run(sql, PgParams{}.add(2)).ok());
    Result<PgRows> other = PgRows(nullptr);
    std::thread crossing([&] {
        other = second.run(sql, PgParams{}.add(1));
        if (!other.ok()) static_cast<void>(second.execute("ROLLBACK"));
    });
    const auto mine = first.run(sql, PgParams{}.add(2));
    if (!mine.ok()) ASSERT_TRUE(first.execute("ROLLBACK").ok());
    crossing.join();
    ASSERT_NE(mine.ok(), other.ok());
    const auto& error = mine.ok() ? other.error() : mine.error();
    EXPECT_EQ(error.args, std::vector<std::string>{"40P01"});
    EXPECT_TRUE(pg_is_retryable(error));
    EXPECT_FALSE(pg_lost_connection(error));
    EXPECT_TRUE(first.healthy() && second.healthy());
}

TEST(PgError, ARealSerializationFailureIsToBeTriedAgain) {
    const auto url = PgTestServer::shared().make_database();
    auto first = *PgConnection::open({.url = url});
    auto second = *PgConnection::open({.url = url});
    ASSERT_TRUE(first.execute("CREATE TABLE t (n bigint); INSERT INTO t VALUES (0)").ok());
    ASSERT_TRUE(first.execute("BEGIN ISOLATION LEVEL REPEATABLE READ").ok());
    ASSERT_TRUE(first.run("SELECT n FROM t").ok());
    ASSERT_TRUE(second.run("UPDATE t SET n = n + 1").ok());
    const auto late = first.run("UPDATE t SET n = n + 1");
    ASSERT_FALSE(late.ok());
    EXPECT_EQ(late.error(), (Error{Fault::unavailable, "store.retry", {"40001"}}));
}

TEST(PgError, AMissingTableIsAMissingMaster) {
    auto db = PgTestServer::shared().open_database();
    EXPECT_EQ(db.run("SELECT 1 FROM nowhere").error().code, "store.no_master");
}

}  // namespace genbo
