// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace genbo {

namespace {

using testing::HasSubstr;

std::string only(const PgOptions& options, const std::string& keyword) {
    const auto targets = pg_targets(options);
    if (!targets.ok()) return targets.error().code;
    EXPECT_EQ(targets->size(), 1U);
    const auto found = targets->front().find(keyword);
    return found == targets->front().end() ? "(none)" : found->second;
}

std::string sslmode(const std::string& url) { return only({.url = url}, "sslmode"); }

}  // namespace

TEST(PgTarget, TcpIsSealedAndTheServerProven) {
    for (const char* url :
         {"postgresql://genbo@db.example.jp/genbo", "postgres://db.example.jp:6432",
          "host=db.example.jp", "hostaddr=192.0.2.1 dbname=genbo", "postgresql://[2001:db8::1]/g",
          "postgresql://localhost/genbo", "service=somewhere"})
        EXPECT_EQ(sslmode(url), "verify-full") << url;
}

TEST(PgTarget, AModeThatIsNamedIsKeptWhenItSeals) {
    for (const std::string mode : {"require", "verify-ca", "verify-full"}) {
        EXPECT_EQ(sslmode("postgresql://db.example.jp/g?sslmode=" + mode), mode);
        EXPECT_EQ(sslmode("host=db.example.jp sslmode=" + mode), mode);
    }
}

TEST(PgTarget, PlainTextStaysOnThisMachine) {
    for (const std::string mode : {"disable", "allow", "prefer"}) {
        const auto with = [&](const std::string& place) {
            return sslmode(place + " sslmode=" + mode);
        };
        for (const char* here :
             {"host=localhost", "host=127.0.0.1", "host=127.9.9.9", "host=::1", "host=0:0::1",
              "host=/run/pg", "host=@abstract", "dbname=genbo",
              "host=db.example.jp hostaddr=127.0.0.1"})
            EXPECT_EQ(with(here), mode) << here;
        for (const char* away :
             {"host=db.example.jp", "host=192.0.2.1", "host=127.evil.example", "host=127.0.0.1.1",
              "host=127..1", "host=localhost.evil.example", "host=localhost hostaddr=192.0.2.1",
              "host=localhost,db.example.jp", "service=somewhere", "host=::ffff:192.0.2.1"})
            EXPECT_EQ(with(away), "store.plain_tcp") << away;
    }
    const auto refused = pg_targets({.url = "postgresql://db.example.jp/g?sslmode=prefer"});
    EXPECT_EQ(refused.error(), (Error{Fault::invalid, "store.plain_tcp", {"prefer"}}));
}

TEST(PgTarget, PlainTextElsewhereOnRequest) {
    EXPECT_EQ(
        only(
            {.url = "postgresql://db.example.jp/g?sslmode=disable", .allow_plain_tcp = true},
            "sslmode"),
        "disable");
    // Only what the address asks for.
    EXPECT_EQ(
        only({.url = "postgresql://db.example.jp/g", .allow_plain_tcp = true}, "sslmode"),
        "verify-full");
}

TEST(PgTarget, TheEnvironmentIsSeenByThePolicy) {
    ASSERT_EQ(setenv("PGHOST", "db.example.jp", 1), 0);
    ASSERT_EQ(setenv("PGSSLMODE", "disable", 1), 0);
    EXPECT_EQ(sslmode("dbname=genbo"), "verify-full");
    EXPECT_EQ(sslmode("dbname=genbo sslmode=disable"), "store.plain_tcp");
    EXPECT_EQ(sslmode("host=localhost sslmode=disable"), "disable");
    unsetenv("PGHOST");
    unsetenv("PGSSLMODE");
    EXPECT_EQ(sslmode("dbname=genbo sslmode=disable"), "disable");
}

TEST(PgTarget, NonsenseIsRefusedWithoutQuotingIt) {
    for (const char* url :
         {"", "genbo", "mysql://db/g", "postgresql://db/g?nonsense=1", "host=a,b port=1,2,3",
          "host=a,b hostaddr=192.0.2.1", "host=db sslmode=sometimes", "postgresql://u:secret@[/g"})
        EXPECT_EQ(pg_targets({.url = url}).error(), (Error{Fault::invalid, "store.bad_url"}))
            << url;
}

TEST(PgTarget, SeveralHostsAreSeveralTargets) {
    const auto two = pg_targets({.url = "postgresql://a.example.jp:1,b.example.jp:2/genbo"});
    ASSERT_TRUE(two.ok());
    ASSERT_EQ(two->size(), 2U);
    EXPECT_EQ((*two)[0].at("host"), "a.example.jp");
    EXPECT_EQ((*two)[0].at("port"), "1");
    EXPECT_EQ((*two)[1].at("host"), "b.example.jp");
    EXPECT_EQ((*two)[1].at("port"), "2");
    EXPECT_EQ((*two)[1].at("dbname"), "genbo");
    const auto same = pg_targets({.url = "host=a,b,c port=6432"});
    ASSERT_EQ(same->size(), 3U);
    EXPECT_EQ(same->back().at("port"), "6432");
}

TEST(PgTarget, SessionSettingsTravelWithTheOpening) {
    const PgOptions options{
        .url = "host=/run/pg options='-c search_path=a'",
        .statement_timeout = std::chrono::milliseconds(1500),
        .settings = {"citus.max_adaptive_executor_pool_size=1", "x.y=two words \\"}};
    EXPECT_EQ(
        only(options, "options"),
        "-c search_path=a -c statement_timeout=1500 -c idle_in_transaction_session_timeout=60000 "
        "-c enable_seqscan=off -c jit=off -c citus.max_adaptive_executor_pool_size=1 "
        "-c x.y=two\\ words\\ \\\\");
    // A pooler knows no such thing.
    EXPECT_EQ(only({.url = "host=/run/pg", .prepared = false}, "options"), "(none)");
    EXPECT_EQ(only({.url = "host=/run/pg"}, "fallback_application_name"), "genbo");
    EXPECT_EQ(only({.url = "host=/run/pg"}, "client_encoding"), "UTF8");
    EXPECT_THAT(only({.url = "host=/run/pg"}, "options"), HasSubstr("statement_timeout=30000"));
}

}  // namespace genbo
