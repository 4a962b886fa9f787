// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_lookups.h"

#include <gtest/gtest.h>

#include "adapter/postgres/homes_test_helper.h"
#include "adapter/postgres/pg_store.h"
#include "adapter/postgres/test_server.h"
#include "port/index_tables.h"

namespace genbo {
namespace {

constexpr const char* kPagesNotSeen =
    "SELECT relpages - relallvisible FROM pg_class WHERE relname = 'match_key'";
constexpr const char* kPlan =
    "EXPLAIN SELECT key_hash, record_id FROM match_key WHERE key_hash = ANY(ARRAY[1, 2]::bigint[])";

// As soon as the first load is committed its keys come out of the index alone.
TEST(PgLookups, TheIndexOfKeysAnswersAloneAfterALoad) {
    const PgOptions options{.url = PgTestServer::shared().make_database()};
    ASSERT_TRUE(PgStore::create(options).ok());
    auto store = must(PgStore::open(options, 1));
    auto writer = must(store->writer());
    std::vector<IndexPosting> postings;
    for (std::int64_t i = 0; i < 20'000; ++i) postings.push_back({i * 7919 % 20'011, i});

    must(writer->begin(WriteScope::partition, fresh_mark()));
    must(writer->index_tables()->add_postings(postings));
    must(writer->index_tables()->make_lookups());
    must(writer->commit());

    auto db = PgConnection::open(options);
    EXPECT_GT(
        db->run("SELECT relpages FROM pg_class WHERE relname = 'match_key'")->integer(0, 0), 0);
    EXPECT_EQ(db->run(kPagesNotSeen)->integer(0, 0), 0);
    const auto plan = *db->run(kPlan);
    EXPECT_TRUE(plan.text(0, 0).starts_with("Index Only Scan using match_key_by_key"))
        << plan.text(0, 0);
}

// The server is told to look at new rows from then on.
TEST(PgLookups, NewRowsAreSeenInTime) {
    const PgOptions options{.url = PgTestServer::shared().make_database()};
    ASSERT_TRUE(PgStore::create(options).ok());
    auto db = PgConnection::open(options);
    const auto settings = *db->run(
        "SELECT array_to_string(reloptions, ' ') FROM pg_class WHERE "
        "relname IN ('match_key', 'match_edge') ORDER BY relname");
    EXPECT_NE(settings.text(1, 0).find("insert_scale_factor=0.02"), std::string::npos);
    EXPECT_EQ(settings.text(0, 0), "autovacuum_vacuum_insert_threshold=-1");
}

}  // namespace
}  // namespace genbo
