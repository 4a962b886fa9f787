// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_shards.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "adapter/postgres/homes_test_helper.h"
#include "adapter/sql/statements.h"

namespace genbo {
namespace {

PgConnection connected(const PgOptions& options) {
    auto connection = PgConnection::open(options);
    check(connection.ok());
    return *std::move(connection);
}

PgRows rows_of(PgConnection& db, const char* text, const PgParams& params) {
    auto rows = db.run(text, params);
    check(rows.ok());
    return *std::move(rows);
}

std::vector<std::int64_t> odd_numbers(std::size_t count) {
    std::mt19937_64 random(7);
    std::vector<std::int64_t> values{0,         1,         -1,        INT64_MAX,
                                     INT64_MIN, INT32_MAX, INT32_MIN, 1LL << 32};
    while (values.size() < count)
        values.push_back(static_cast<std::int64_t>(random() >> (random() % 64)));
    return values;
}

// The server itself is the oracle.
TEST(PgShards, NumbersHashAsTheServerHashesThem) {
    auto db = connected({.url = PgTestServer::shared().make_database()});
    const auto values = odd_numbers(3000);
    const auto rows = rows_of(
        db, "SELECT v, hashint8(v) FROM unnest($1) AS v",
        PgParams{}.add(std::span<const std::int64_t>{values}));
    ASSERT_EQ(rows.size(), values.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        ASSERT_EQ(pg_hash(rows.integer(i, 0)), rows.integer(i, 1)) << rows.integer(i, 0);
}

TEST(PgShards, BytesHashAsTheServerHashesThem) {
    auto db = connected({.url = PgTestServer::shared().make_database()});
    std::mt19937 random(3);
    // Every length across the steps of twelve, and bytes above 127 as UTF-8.
    for (std::size_t length = 0; length < 60; ++length) {
        std::string text;
        while (text.size() + 2 <= length)
            text += random() % 3 == 0 ? "\u00e9" : std::to_string(10 + random() % 90);
        if (text.size() < length) text += 'x';
        const auto rows =
            rows_of(db, "SELECT hashtext($1)", PgParams{}.add(std::string_view{text}));
        const ByteView bytes{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
        ASSERT_EQ(pg_hash(bytes), rows.integer(0, 0)) << text;
    }
}

TEST(PgShards, ThereIsNoMapWithoutCitus) {
    auto db = connected({.url = PgTestServer::shared().make_database()});
    EXPECT_EQ(must(PgShardMap::read(db)), nullptr);
    EXPECT_EQ(db.shards(), nullptr);
}

TEST(PgShards, EachKeyIsInOneGroupAndEachGroupInOneShard) {
    const auto home = make_home({"listed_shards", HomeEngine::postgres, {}, true});
    auto db = connected(home->options());
    const auto map = must(PgShardMap::read(db));
    ASSERT_NE(map, nullptr);
    const auto keys = odd_numbers(2000);
    const auto groups = map->groups("match_key", pg_hashes(keys));
    EXPECT_EQ(groups.size(), 4U);  // The fifth shard is a thousand values wide.
    std::vector<int> seen(keys.size());
    for (const auto& group : groups) {
        const auto shard_of = [&](std::uint32_t at) {
            const auto hash = pg_hash(keys[at]);
            return hash < -1500000000   ? 0
                   : hash < -1499999000 ? 1
                   : hash < 0           ? 2
                   : hash < 1073741824  ? 3
                                        : 4;
        };
        for (const auto at : group) {
            ++seen[at];
            EXPECT_EQ(shard_of(at), shard_of(group.front()));
        }
        EXPECT_TRUE(std::ranges::is_sorted(group));
    }
    EXPECT_TRUE(std::ranges::all_of(seen, [](int times) { return times == 1; }));
    EXPECT_EQ(map->groups("not_a_table", pg_hashes(keys)).size(), 1U);
}

TEST(PgShards, ABatchAsksEachShardOnceAndGetsEverything) {
    const auto home = make_home({"listed_shards", HomeEngine::postgres, {}, true});
    auto options = home->options();
    auto plain = connected(options);
    must(plain.execute("INSERT INTO match_key SELECT i, i * 10 FROM generate_series(1, 500) AS i"));
    options.shards = must(PgShardMap::read(plain));
    auto grouped = connected(options);
    std::vector<std::int64_t> keys(600);
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = static_cast<std::int64_t>(i);
    const auto records_of = [](const std::vector<PgRows>& answers) {
        std::vector<std::int64_t> records;
        for (const auto& rows : answers)
            for (std::size_t i = 0; i < rows.size(); ++i) records.push_back(rows.integer(i, 1));
        std::ranges::sort(records);
        return records;
    };
    const auto one = must(pg_run_by_shard(plain, sql::kPostings, keys));
    const auto many = must(pg_run_by_shard(grouped, sql::kPostings, keys));
    EXPECT_EQ(one.size(), 1U);
    EXPECT_EQ(many.size(), 4U);
    EXPECT_EQ(records_of(one).size(), 500U);
    EXPECT_EQ(records_of(one), records_of(many));
}

TEST(PgShards, TheTableOfAStatement) {
    EXPECT_EQ(pg_table_of(sql::kPostings), "match_key");
    EXPECT_EQ(pg_table_of(sql::kRecords), "record");
    EXPECT_EQ(pg_table_of(sql::kRemovePendingLeaves), "audit_pending");
}

}  // namespace
}  // namespace genbo
