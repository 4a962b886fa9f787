// SPDX-License-Identifier: Apache-2.0
#include "match/match_all.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <utility>

#include "match/live_clusters.h"
#include "match/pairwise_score.h"
#include "match/test_table.h"

namespace genbo {
namespace {

Schema schema_of(const PeopleFile& file, const Table& table) {
    return guess_schema(file.header, table.sample(2000), {});
}

MatchResult match(const PeopleFile& file, const MatchOptions& options = {}) {
    const auto table = file.table();
    return match_all(table, schema_of(file, table), options);
}

// The partition by identifier, so that rows may stand in any order.
std::set<std::set<std::string>> named(const PeopleFile& file, const MatchResult& result) {
    std::map<std::uint32_t, std::set<std::string>> clusters;
    for (std::size_t row = 0; row < file.rows.size(); ++row)
        clusters[result.cluster[row]].insert(file.rows[row][0]);
    std::set<std::set<std::string>> all;
    for (auto& [number, ids] : clusters) all.insert(std::move(ids));
    return all;
}

TEST(MatchAll, FindsThePeopleWithoutLabels) {
    const auto file = people_file(1, 3000);
    const auto result = match(file);
    const auto score = pairwise_score(result.cluster, file.truth);
    EXPECT_GT(score.f1(), 0.97);
    EXPECT_GT(score.precision(), 0.99);
    EXPECT_EQ(result.statistics.records, 3000U);
    EXPECT_GT(result.statistics.expected_precision, 0.9);
    EXPECT_LT(result.statistics.expected_precision, 1);
    EXPECT_EQ(
        result.statistics.clusters, std::set(result.cluster.begin(), result.cluster.end()).size());
}

TEST(MatchAll, IsTheSameForAnyNumberOfThreads) {
    const auto file = people_file(2, 1200);
    const auto one = match(file, {.threads = 1});
    for (const unsigned threads : {2U, 3U}) {
        const auto more = match(file, {.threads = threads});
        EXPECT_EQ(more.cluster, one.cluster);
        EXPECT_EQ(model_to_json(more.model), model_to_json(one.model));
        EXPECT_EQ(more.statistics.pairs_compared, one.statistics.pairs_compared);
    }
}

TEST(MatchAll, IsTheSameForAnyOrderOfTheRows) {
    auto file = people_file(3, 700);
    const auto first = match(file);
    const auto expected = named(file, first);
    std::uint64_t state = 5;
    for (int round = 0; round < 3; ++round) {
        for (std::size_t i = file.rows.size(); i > 1; --i) {
            state = hash_mix(state, i);
            std::swap(file.rows[i - 1], file.rows[(state >> 20) % i]);
        }
        const auto again = match(file);
        EXPECT_EQ(named(file, again), expected);
        EXPECT_EQ(model_to_json(again.model), model_to_json(first.model));
    }
}

TEST(MatchAll, NumbersClustersByTheirFirstRow) {
    const auto result = match(people_file(4, 500));
    std::uint32_t next = 0;
    for (const auto cluster : result.cluster) {
        ASSERT_LE(cluster, next);
        next += cluster == next;
    }
}

// One model, two engines: the resident one must not know better than the batch.
TEST(MatchAll, AgreesWithTheResidentEngineUnderTheSameModel) {
    const auto file = people_file(5, 1200);
    const auto table = file.table();
    const auto schema = schema_of(file, table);
    const auto result = match_all(table, schema, {});
    LiveClusters engine{
        schema,
        result.model,
        {.auto_bits = 0, .review_bits = 0, .mean_bits = 0, .block_cap = MatchOptions{}.block_cap}};
    std::vector<Put> puts;
    for (std::size_t row = 0; row < file.rows.size(); ++row) {
        const std::vector<std::string_view> cells(file.rows[row].begin(), file.rows[row].end());
        Put put;
        put.record_id = static_cast<std::int64_t>(row);
        put.row = prepare(schema, cells);
        put.tie = hash_bytes(file.rows[row][0], hash_bytes(put.row.bytes));
        puts.push_back(std::move(put));
    }
    engine.bulk_load(puts, {});
    std::map<std::uint32_t, RecordSet> clusters;
    for (std::size_t row = 0; row < file.rows.size(); ++row)
        clusters[result.cluster[row]].push_back(static_cast<std::int64_t>(row));
    std::vector<RecordSet> expected;
    for (auto& [number, rows] : clusters) expected.push_back(std::move(rows));
    EXPECT_EQ(engine.all_clusters(), expected);
    EXPECT_EQ(engine.statistics().edges, result.statistics.edges);
}

TEST(MatchAll, CountsWhatItDropsAndStillMatches) {
    const auto file = people_file(6, 1500);
    const auto result = match(file, {.block_cap = 3});
    std::uint64_t dropped = 0;
    for (const auto& rule : result.statistics.rules) dropped += rule.dropped_records;
    EXPECT_GT(dropped, 0U);
    EXPECT_GT(pairwise_score(result.cluster, file.truth).f1(), 0.9);
}

TEST(MatchAll, TakesEmptyAndTinyFiles) {
    for (const std::size_t rows : {0U, 1U, 2U, 3U}) {
        const auto result = match(people_file(7, rows));
        EXPECT_EQ(result.cluster.size(), rows);
    }
}

TEST(MatchAll, EqualRowsAreOneRecordTwice) {
    auto file = people_file(8, 600);
    file.rows.push_back(file.rows[0]);
    file.rows.back()[0] = "again";
    const auto result = match(file);
    EXPECT_EQ(result.cluster.back(), result.cluster.front());
}

TEST(PairwiseScore, CountsPairs) {
    const std::vector<std::uint32_t> truth = {0, 0, 0, 1, 1, 2};
    const std::vector<std::uint32_t> predicted = {5, 5, 6, 6, 7, 8};
    const auto score = pairwise_score(predicted, truth);
    EXPECT_EQ(score.true_positives, 1U);
    EXPECT_EQ(score.found_pairs, 2U);
    EXPECT_EQ(score.true_pairs, 4U);
    EXPECT_DOUBLE_EQ(score.precision(), 0.5);
    EXPECT_DOUBLE_EQ(score.recall(), 0.25);
    EXPECT_DOUBLE_EQ(score.f1(), 1.0 / 3);
    EXPECT_DOUBLE_EQ(pairwise_score(truth, truth).f1(), 1);
}

}  // namespace
}  // namespace genbo
