// SPDX-License-Identifier: Apache-2.0
#include "match/table_clusters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "match/long_test_helper.h"
#include "match/naive_test_helper.h"
#include "match/strict_tables_test_helper.h"
#include "match/test_people.h"

namespace genbo {

namespace {

// What gtest can compare and show.
using PlainChange = std::pair<std::vector<RecordSet>, std::vector<RecordSet>>;

std::vector<PlainChange> plain(const Outcome& outcome) {
    std::vector<PlainChange> changes;
    for (const auto& change : outcome.changes) changes.emplace_back(change.before, change.after);
    return changes;
}

// One history, lived by the resident engine and by the one over tables.
class TwoHomes {
public:
    TwoHomes(std::uint64_t seed, const LiveOptions& options, std::size_t people)
        : dice_(seed),
          pool_(TestPeople{seed + 1}.records(people)),
          options_(options),
          live_(register_schema(), default_register_model(), options),
          engine_(register_schema(), default_register_model(), options) {}

    // Both apply it; their outcomes must be one.
    void apply(const Change& change) {
        tables_.set_verdicts(change);
        const auto calls = tables_.calls;
        const auto outcome = engine_.apply(tables_, change);
        ASSERT_TRUE(outcome.ok());
        most_calls_ = std::max(most_calls_, tables_.calls - calls);
        ASSERT_EQ(plain(*outcome), plain(live_.apply(change)));
        tables_.set_labels(*outcome);
        changes_ += outcome->changes.size();
        for (const auto id : change.removes) records_.erase(id);
        for (const auto& put : change.puts) records_[put.record_id] = put;
    }

    void step(std::uint64_t most) {
        Change change;
        for (auto i = dice_.below(most + 1); i > 0; --i) change.puts.push_back(some_put());
        for (auto i = dice_.below(most + 1) * dice_.below(3) / 2; i > 0; --i)
            change.removes.push_back(some_id());
        for (auto i = dice_.below(4); i > 0; --i)
            change.verdicts.push_back(
                {some_id(), some_id(),
                 dice_.chance(60) ? VerdictKind::same : VerdictKind::not_same});
        for (auto i = dice_.below(4); i > 0 && !tables_.verdict_of.empty(); --i) {
            auto it = tables_.verdict_of.begin();
            std::advance(it, static_cast<std::ptrdiff_t>(dice_.below(tables_.verdict_of.size())));
            change.unset_verdicts.push_back(it->first);
        }
        apply(change);
    }

    // The state of the tables from its definition.
    void check_state() {
        ASSERT_EQ(tables_.partition(), live_.all_clusters());
        ASSERT_EQ(tables_.row_of.size(), records_.size());
        std::map<BlockKey, std::set<std::int64_t>> postings;
        BlockKeyMaker maker{register_schema()};
        for (const auto& [id, put] : records_) {
            const auto& row = tables_.row_of.at(id);
            ASSERT_EQ(row.row, put.row);
            ASSERT_EQ(row.tie, put.tie);
            for (const auto key : maker.keys(put.row.view())) postings[key].insert(id);
        }
        ASSERT_EQ(tables_.records_of, postings);
        std::set<BlockKey> marks;
        std::map<StrictTables::Pair, Millibits> edges;
        const BlockCaps caps{register_schema(), options_.limits()};
        const Scorer scorer{register_schema(), default_register_model()};
        for (const auto& [key, ids] : postings) {
            if (ids.size() > caps.of(key)) {
                marks.insert(key);
                continue;
            }
            for (const auto a : ids)
                for (const auto b : ids) {
                    if (a >= b || edges.contains({a, b})) continue;
                    const auto bits =
                        scorer.score(records_.at(a).row.view(), records_.at(b).row.view());
                    if (bits >= options_.review_bits) edges[{a, b}] = bits;
                }
        }
        ASSERT_EQ(tables_.overfull, marks);
        ASSERT_EQ(tables_.bits_of, edges);
        most_marks_ = std::max(most_marks_, marks.size());
    }

    void check_partition() {
        std::vector<NaiveRecord> records;
        for (const auto& [id, put] : records_) records.push_back({id, put.tie, put.row});
        std::vector<Verdict> verdicts;
        for (const auto& [pair, kind] : tables_.verdict_of)
            verdicts.push_back({pair.first, pair.second, kind});
        ASSERT_EQ(
            tables_.partition(), naive_partition(
                                     register_schema(), default_register_model(), options_,
                                     std::move(records), verdicts));
    }

    void check_candidates() {
        for (int i = 0; i < 20; ++i) {
            const auto row = some_put().row;
            const auto floor = static_cast<Millibits>(dice_.below(8000)) - 4000;
            const auto limit = 1 + dice_.below(10);
            const auto found = engine_.candidates(tables_, row, floor, limit);
            ASSERT_TRUE(found.ok());
            ASSERT_EQ(*found, live_.candidates(row, floor, limit));
            candidates_ += found->size();
        }
    }

    // A record as it is, or with the content of another one: a changed version.
    Put some_put() {
        auto put = pool_[dice_.below(pool_.size())];
        if (dice_.chance(30)) put.row = pool_[dice_.below(pool_.size())].row;
        if (dice_.chance(10)) put.tie = hash_mix(put.tie, dice_.below(1000));
        return put;
    }
    std::int64_t some_id() { return static_cast<std::int64_t>(1 + dice_.below(pool_.size())); }

    const std::vector<Put>& pool() const { return pool_; }
    StrictTables& tables() { return tables_; }
    const TableClusters& engine() const { return engine_; }
    std::size_t most_calls() const { return most_calls_; }
    std::size_t most_marks() const { return most_marks_; }
    std::size_t changes() const { return changes_; }
    std::size_t candidates() const { return candidates_; }

private:
    TestPeople dice_;
    std::vector<Put> pool_;
    LiveOptions options_;
    LiveClusters live_;
    TableClusters engine_;
    StrictTables tables_;
    std::map<std::int64_t, Put> records_;
    std::size_t most_calls_ = 0;
    std::size_t most_marks_ = 0;
    std::size_t changes_ = 0;
    std::size_t candidates_ = 0;
};

TEST(TableClusters, LivesTheHistoriesOfTheResidentEngine) {
    std::size_t marks = 0;
    std::size_t changes = 0;
    std::size_t candidates = 0;
    for (std::uint64_t seed = 1; seed <= 24; ++seed) {
        LiveOptions options;
        options.block_cap = static_cast<std::uint32_t>(2 + seed % 5);
        options.namesakes_cap = static_cast<std::uint32_t>(1 + seed % 4);
        if (seed % 3 == 0) options.auto_bits = 2000;
        TwoHomes homes{seed * 1000, options, 40 + 30 * (seed % 4)};
        const auto most = 1 + (seed * 7) % 30;
        for (int step = 0; step < rounds(30, 100); ++step) {
            homes.step(most);
            if (testing::Test::HasFatalFailure()) FAIL() << "seed " << seed << " step " << step;
            if (step % 10 != 9) continue;
            homes.check_state();
            homes.check_candidates();
            if (testing::Test::HasFatalFailure()) FAIL() << "seed " << seed << " step " << step;
        }
        homes.check_partition();
        if (testing::Test::HasFatalFailure()) FAIL() << "seed " << seed;
        marks += homes.most_marks();
        changes += homes.changes();
        candidates += homes.candidates();
    }
    EXPECT_GT(marks, rounds(200U, 250U));
    EXPECT_GT(changes, rounds(1500U, 6000U));
    EXPECT_GT(candidates, rounds(200U, 600U));
}

TEST(TableClusters, RemovingEverythingLeavesNothing) {
    TwoHomes homes{77, {.block_cap = 4}, 150};
    homes.apply({.puts = homes.pool()});
    homes.check_state();
    ASSERT_GT(homes.most_marks(), 10U);
    Change change;
    for (const auto& put : homes.pool()) change.removes.push_back(put.record_id);
    // Twice, and a record that never was.
    change.removes.push_back(1);
    change.removes.push_back(100'000);
    homes.apply(change);
    const auto& tables = homes.tables();
    EXPECT_TRUE(tables.row_of.empty());
    EXPECT_TRUE(tables.records_of.empty());
    EXPECT_TRUE(tables.overfull.empty());
    EXPECT_TRUE(tables.bits_of.empty());
    EXPECT_TRUE(tables.partition().empty());
}

TEST(TableClusters, OfSeveralVersionsTheLastCounts) {
    TwoHomes homes{5, {}, 60};
    auto older = homes.pool()[0];
    older.row = homes.pool()[30].row;
    homes.apply({.puts = {older, homes.pool()[1], homes.pool()[0]}});
    homes.apply({.removes = {1, 2}, .puts = {homes.pool()[0], older}});
    homes.check_state();
    EXPECT_EQ(homes.tables().row_of.at(1).row, older.row);
    EXPECT_FALSE(homes.tables().row_of.contains(2));
}

TEST(TableClusters, VerdictsAboutNobodyHaveNoEffect) {
    TwoHomes homes{6, {}, 60};
    homes.apply({.puts = {homes.pool()[0], homes.pool()[40]}});
    // A chain over a record that is not there holds nothing together, until it comes.
    homes.apply({.verdicts = {{1, 20, VerdictKind::same}, {20, 41, VerdictKind::same}}});
    EXPECT_EQ(homes.tables().partition(), (std::vector<RecordSet>{{1}, {41}}));
    homes.apply({.puts = {homes.pool()[19]}});
    EXPECT_EQ(homes.tables().partition(), (std::vector<RecordSet>{{1, 20, 41}}));
    homes.apply({.removes = {20}});
    EXPECT_EQ(homes.tables().partition(), (std::vector<RecordSet>{{1}, {41}}));
    homes.apply({.unset_verdicts = {{7, 8}}, .verdicts = {{500, 501, VerdictKind::same}}});
    EXPECT_EQ(homes.tables().partition(), (std::vector<RecordSet>{{1}, {41}}));
}

TEST(TableClusters, AnEmptyChangeAsksNothing) {
    TwoHomes homes{8, {}, 10};
    homes.apply({});
    EXPECT_EQ(homes.most_calls(), 0U);
}

TEST(TableClusters, CallsDoNotGrowWithTheBatch) {
    TwoHomes homes{9, {.block_cap = 20}, 3000};
    for (int step = 0; step < rounds(5, 12); ++step) {
        Change change;
        for (int i = 0; i < 500; ++i) change.puts.push_back(homes.some_put());
        for (int i = 0; i < 50; ++i) change.removes.push_back(homes.some_id());
        change.verdicts.push_back({homes.some_id(), homes.some_id(), VerdictKind::same});
        homes.apply(change);
        ASSERT_FALSE(testing::Test::HasFatalFailure()) << "step " << step;
    }
    homes.check_state();
    EXPECT_LE(homes.most_calls(), 40U);
    RecordProperty("most_calls", static_cast<int>(homes.most_calls()));
}

TEST(TableClusters, UnchangedVersionsCostLittle) {
    TwoHomes homes{10, {}, 500};
    homes.apply({.puts = homes.pool()});
    const auto loaded = homes.tables().elements;
    const auto before = homes.tables().bits_of;
    homes.apply({.puts = homes.pool()});
    EXPECT_LT(homes.tables().elements - loaded, 10 * homes.pool().size());
    EXPECT_EQ(homes.tables().bits_of, before);
}

TEST(TableClusters, EveryErrorOfTheTablesComesThrough) {
    const auto pool = TestPeople{11}.records(80);
    const TableClusters engine{
        register_schema(), default_register_model(), LiveOptions{.block_cap = 4}};
    Change first{.puts = {pool.begin(), pool.begin() + 50}};
    Change second{
        .removes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        .puts = {pool.begin() + 40, pool.end()},
        .verdicts = {{20, 40, VerdictKind::same}}};
    StrictTables loaded;
    loaded.set_labels(*engine.apply(loaded, first));
    auto whole = loaded;
    whole.calls = 0;
    ASSERT_TRUE(engine.apply(whole, second).ok());
    ASSERT_GT(whole.calls, 12U);
    for (std::size_t call = 1; call <= whole.calls; ++call) {
        auto tables = loaded;
        tables.fails_in = call;
        const auto outcome = engine.apply(tables, second);
        ASSERT_FALSE(outcome.ok()) << "call " << call;
        EXPECT_EQ(outcome.error().code, "test.failed");
    }
    for (std::size_t call = 1; call <= 2; ++call) {
        auto tables = loaded;
        tables.fails_in = call;
        EXPECT_FALSE(engine.candidates(tables, pool[0].row, 0, 10).ok());
    }
}

TEST(TableClusters, TablesThatContradictThemselvesAreReported) {
    const auto pool = TestPeople{12}.records(40);
    const TableClusters engine{register_schema(), default_register_model(), LiveOptions{}};
    StrictTables tables;
    tables.set_labels(*engine.apply(tables, {.puts = {pool.begin(), pool.begin() + 39}}));
    // Postings of a record without a row.
    auto torn = tables;
    torn.row_of.erase(1);
    auto twin = pool[0];
    twin.record_id = 40;
    const auto outcome = engine.apply(torn, {.puts = {twin}});
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().fault, Fault::corrupt);
    // A block over the cap that bears no mark.
    const TableClusters narrow{
        register_schema(), default_register_model(), LiveOptions{.block_cap = 1}};
    auto wide = tables;
    Change all;
    for (const auto& put : pool) all.removes.push_back(put.record_id);
    EXPECT_EQ(narrow.apply(wide, all).error().code, "match.broken_tables");
}

}  // namespace
}  // namespace genbo
