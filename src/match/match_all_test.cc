// SPDX-License-Identifier: Apache-2.0
#include "match/match_all.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "match/cluster.h"
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

// Rules are chosen by a sample of what the rows hold, not of where they stand.
TEST(MatchAll, LeavesOutTheSameRulesInAnyOrderAndOnAnyNumberOfThreads) {
    auto file = people_file(12, 1500);
    MatchOptions options{.pairs_per_record = 2, .rows_to_choose_rules = 100};
    const auto first = match(file, options);
    std::uint64_t left_out = 0;
    for (const auto& rule : first.statistics.rules) left_out += rule.pairs_left_out;
    EXPECT_GT(left_out, 0U);
    EXPECT_LT(first.statistics.pairs_compared, match(file).statistics.pairs_compared);
    EXPECT_GT(pairwise_score(first.cluster, file.truth).f1(), 0.95);
    const auto expected = named(file, first);
    std::ranges::reverse(file.rows);
    options.threads = 3;
    const auto again = match(file, options);
    EXPECT_EQ(named(file, again), expected);
    EXPECT_EQ(model_to_json(again.model), model_to_json(first.model));
}

// Four columns: every rule that says nothing of the names brings more strangers than matches, and
// without its pairs nothing could be learned of them.
TEST(MatchAll, LearnsFromRulesThatItLeavesOut) {
    PeopleFile file;
    file.header = {"id", "given_name", "surname", "date_of_birth", "city", "remark"};
    std::uint64_t state = 8;
    const auto below = [&](std::uint64_t limit) {
        state = hash_mix(state, 1);
        return (state >> 20) % limit;
    };
    const auto word = [](std::string text, std::uint64_t number) {
        for (int i = 0; i < 3; ++i, number /= 12)
            text += "bcdfghklmnpr"[number % 12], text += "aeiou"[number % 5];
        return text;
    };
    const auto two = [](std::uint64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    for (std::uint32_t person = 0; person < 3000; ++person) {
        std::array<std::string, 6> row = {
            "",
            word("g", below(60)),
            word("s", below(150)),
            std::to_string(1940 + below(65)) + "-" + two(1 + below(12)) + "-" + two(1 + below(28)),
            "town" + std::to_string(below(40)),
            ""};
        for (int copy = 0; copy < 2; ++copy) {
            row[0] = std::to_string(file.rows.size());
            file.rows.push_back(row);
            file.truth.push_back(person);
            auto& name = row[1 + below(2)];
            name[below(name.size())] = static_cast<char>('a' + below(26));
        }
    }
    const auto all = match(file);
    const auto some = match(file, {.pairs_per_record = 2, .rows_to_choose_rules = 100});
    EXPECT_LT(some.statistics.pairs_compared, all.statistics.pairs_compared / 2);
    for (std::size_t i = 0; i < all.model.comparisons.size(); ++i)
        for (std::size_t level = 1; level < all.model.comparisons[i].levels.size(); ++level)
            EXPECT_NEAR(
                some.model.comparisons[i].levels[level].m, all.model.comparisons[i].levels[level].m,
                0.05)
                << all.model.comparisons[i].name << " " << level;
    const auto score = pairwise_score(some.cluster, file.truth);
    EXPECT_GT(score.precision(), pairwise_score(all.cluster, file.truth).precision() - 0.002);
}

// Thirty people of one name, each with the name and a number as address: what the address says
// again of the name is no second witness, and must not teach that people have many birth dates.
TEST(MatchAll, NamesakesWithAddressesMadeFromTheirNameStayApart) {
    static constexpr std::string_view kGiven[] = {"lewis", "ruby", "harry", "sofia", "finley"};
    static constexpr std::string_view kSurnames[] = {"fox", "smith", "marlow", "kendal"};
    PeopleFile file;
    file.header = {"id", "first_name", "surname", "dob", "city", "email"};
    std::uint64_t state = 3;
    const auto below = [&](std::uint64_t limit) {
        state = hash_mix(state, 1);
        return (state >> 20) % limit;
    };
    const auto two = [](std::uint64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    for (std::uint32_t person = 0; person < 600; ++person) {
        const std::string given{kGiven[below(5)]};
        const std::string surname{kSurnames[below(4)]};
        const auto born =
            std::to_string(1940 + below(65)) + "-" + two(1 + below(12)) + "-" + two(1 + below(28));
        const auto city = "town" + std::to_string(below(30));
        const auto email = given + "." + surname + std::to_string(person) + "@mail.example";
        for (std::uint64_t copy = 1 + below(3); copy > 0; --copy) {
            file.rows.push_back(
                {std::to_string(file.rows.size()), given, surname, below(8) == 0 ? "" : born,
                 below(4) == 0 ? "" : city, below(5) == 0 ? "" : email});
            file.truth.push_back(person);
        }
    }
    const auto score = pairwise_score(match(file).cluster, file.truth);
    EXPECT_GT(score.precision(), 0.98);
    EXPECT_GT(score.recall(), 0.9);
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

// Two files that each hold everybody once: nobody is joined within one file, and the pairs across
// are found.
TEST(MatchAll, LinksSourcesThatAreFreeOfDuplicates) {
    auto file = people_file(9, 2000);
    MatchFacts facts{.sources = {}, .unique_sources = true, .verdicts = {}};
    std::map<std::uint32_t, std::uint16_t> seen;
    PeopleFile linked;
    for (std::size_t row = 0; row < file.rows.size(); ++row) {
        const auto source = ++seen[file.truth[row]];
        if (source > 2) continue;
        linked.rows.push_back(file.rows[row]);
        linked.truth.push_back(file.truth[row]);
        facts.sources.push_back(source);
    }
    const auto table = linked.table();
    const auto result = match_all(table, schema_of(linked, table), {}, facts);
    std::set<std::pair<std::uint32_t, std::uint16_t>> taken;
    for (std::size_t row = 0; row < linked.rows.size(); ++row)
        EXPECT_TRUE(taken.insert({result.cluster[row], facts.sources[row]}).second);
    EXPECT_GT(pairwise_score(result.cluster, linked.truth).f1(), 0.97);
}

TEST(MatchAll, BetweenTwoListsWhereMostHaveAPartnerLessIsAsked) {
    const auto allowance = [](double matches, std::vector<std::uint64_t> lists) {
        return exclusive_allowance(matches, lists);
    };
    EXPECT_EQ(allowance(0, {1000, 800}), 0);
    EXPECT_EQ(allowance(0, {}), 0);
    EXPECT_EQ(allowance(0, {0, 0}), 0);
    EXPECT_EQ(allowance(500, {1000, 800}), -1000);  // Half have one: one bit
    EXPECT_EQ(allowance(750, {800, 1000}), -2000);
    EXPECT_EQ(allowance(1000, {1000, 1000}), -3000);
    EXPECT_EQ(allowance(5000, {1000, 1000}), -3000);
    EXPECT_EQ(allowance(500, {1000, 0, 800}), -1000);
    // A record may have a partner in each of the others, and yet most have none in any.
    EXPECT_EQ(allowance(5000, {1000, 1000, 1000}), 0);
}

TEST(MatchAll, VerdictsStandAndTheModelLearnsFromThem) {
    const auto file = people_file(10, 1500);
    const auto table = file.table();
    const auto schema = schema_of(file, table);
    const auto before = match_all(table, schema, {.questions = 40});
    ASSERT_FALSE(before.questions.empty());
    MatchFacts facts;
    for (const auto& question : before.questions)
        facts.verdicts.push_back(
            {question.a, question.b, file.truth[question.a] == file.truth[question.b]});
    // A person may also know better than all evidence.
    facts.verdicts.push_back({0, 700, true});
    const auto after = match_all(table, schema, {}, facts);
    EXPECT_TRUE(after.refused.empty());
    for (const auto& [a, b, same] : facts.verdicts)
        EXPECT_EQ(after.cluster[a] == after.cluster[b], same) << a << " " << b;
    EXPECT_EQ(after.former.version, before.model.version);
    EXPECT_EQ(after.model.version, learned_version(before.model.version, facts.verdicts.size()));
    EXPECT_GE(
        pairwise_score(after.cluster, file.truth).f1() + 0.005,
        pairwise_score(before.cluster, file.truth).f1());
    EXPECT_EQ(after.diff.pairs_joined + after.diff.pairs_parted == 0, after.diff.examples.empty());
}

TEST(MatchAll, ContradictoryVerdictsAreReported) {
    const auto file = people_file(11, 300);
    const auto table = file.table();
    const MatchFacts facts{
        .sources = {},
        .unique_sources = false,
        .verdicts = {{0, 100, true}, {100, 200, true}, {0, 200, false}}};
    const auto result = match_all(table, schema_of(file, table), {}, facts);
    EXPECT_EQ(result.refused.size(), 1U);
    EXPECT_NE(result.cluster[0], result.cluster[200]);
}

TEST(MatchAll, CountsItsZonesAndExpectsLessThanAll) {
    const auto file = people_file(12, 2000);
    const auto result = match(file);
    const auto& statistics = result.statistics;
    EXPECT_GT(statistics.pairs_sure, statistics.pairs_review);
    EXPECT_EQ(
        statistics.pairs_sure + statistics.pairs_review + statistics.pairs_apart,
        statistics.pairs_compared);
    EXPECT_GT(statistics.expected_recall, 0.8);
    EXPECT_LT(statistics.expected_recall, 1);
}

TEST(MatchAll, ALevelThatAPersonDecidedHolds) {
    const auto file = people_file(13, 400);
    const auto result = match(file, {.fixed = {{.comparison = 0, .level = 1, .bits = -12345}}});
    EXPECT_EQ(result.model.comparisons[0].levels[1].weight, -12345);
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
