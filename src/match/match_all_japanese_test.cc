// SPDX-License-Identifier: Apache-2.0
//
// The batch engine on made-up Japanese customers (docs/sample-data.md), small enough for every day;
// bench/japanese.mjs is the whole measurement.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "connect/table_reader.h"
#include "match/long_test_helper.h"
#include "match/match_all.h"
#include "sample/sample.h"

namespace genbo {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read_rows(const std::filesystem::path& path) {
    Rows rows;
    auto reader = open_table(path, {});
    EXPECT_TRUE(reader.ok());
    rows.emplace_back((*reader)->header().begin(), (*reader)->header().end());
    TableRow row;
    while (*(*reader)->next(row)) rows.emplace_back(row.cells.begin(), row.cells.end());
    return rows;
}

// P17 lives in household 17 / 8.
std::string home_of(const std::string& person) {
    return person[0] == 'P' ? std::to_string(std::stoull(person.substr(1)) / 8) : person;
}

struct JapaneseScore {
    double precision = 0;
    double decidable_recall = 0;
    double homes_joined = 0;  // Of pairs of records of two people in one home.
};

// A sample as the batch engine sees it.
struct JapaneseRun {
    std::vector<std::pair<std::string, std::string>> truth;  // Of each row: person, evidence.
    MatchResult result;
};

JapaneseRun run_sample(const std::filesystem::path& folder, std::size_t questions) {
    const Rows rows = read_rows(folder / "one.csv");
    std::map<std::string, std::pair<std::string, std::string>> truth;
    for (const auto& line : read_rows(folder / "truth.csv")) truth[line[0]] = {line[1], line[2]};
    const std::vector<std::string_view> header(rows[0].begin(), rows[0].end());
    Table table{header, std::vector<std::string>{"record_id", "source"}};
    JapaneseRun run;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const std::vector<std::string_view> cells(rows[i].begin(), rows[i].end());
        table.add_row(cells);
        run.truth.push_back(truth[rows[i][0]]);
    }
    const auto schema = guess_schema(
        header, table.sample(5000), {.ignored_columns = {"source"}, .id_column = "record_id"});
    run.result = match_all(table, schema, {.threads = 2, .questions = questions});
    return run;
}

JapaneseScore score_sample(const JapaneseRun& run) {
    const auto& result = run.result;
    std::map<std::string, std::vector<std::size_t>> homes;
    std::map<std::uint32_t, std::vector<std::size_t>> clusters;
    for (std::size_t row = 0; row < run.truth.size(); ++row) {
        homes[home_of(run.truth[row].first)].push_back(row);
        clusters[result.cluster[row]].push_back(row);
    }
    const auto entity = [&](std::size_t row) { return run.truth[row]; };
    double joined = 0;
    double right = 0;
    for (const auto& [cluster, members] : clusters)
        for (std::size_t i = 0; i < members.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) {
                ++joined;
                right += entity(members[i]).first == entity(members[j]).first;
            }
    double decidable = 0;
    double found = 0;
    double relatives = 0;
    double relatives_joined = 0;
    for (const auto& [home, members] : homes)
        for (std::size_t i = 0; i < members.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) {
                const auto a = entity(members[i]);
                const auto b = entity(members[j]);
                const bool together = result.cluster[members[i]] == result.cluster[members[j]];
                if (a.first != b.first) {
                    ++relatives;
                    relatives_joined += together;
                } else if (a.second == b.second) {
                    ++decidable;
                    found += together;
                }
            }
    return {
        .precision = right / joined,
        .decidable_recall = found / decidable,
        .homes_joined = relatives_joined / relatives};
}

JapaneseRun made_run(std::uint64_t seed, std::uint64_t persons, std::size_t questions) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("genbo-match-japanese-" + std::to_string(seed));
    const auto made = write_sample(
        {.seed = seed,
         .persons = persons,
         .profile = "open",
         .out = folder,
         .shape = SampleShape::one_file,
         .existing = SampleExisting::replace},
        {});
    EXPECT_TRUE(made.ok());
    auto run = run_sample(folder, questions);
    std::filesystem::remove_all(folder);
    return run;
}

constexpr std::size_t kQuestions = 150;

// What is asked changes nothing in who is together: so one run is good for both.
const JapaneseRun& asked_run() {
    static const JapaneseRun run = made_run(4, rounds(2'500U, 4'000U), kQuestions);
    return run;
}

TEST(Japanese, PeopleAreFoundAndFamiliesKeptApart) {
    const auto score = score_sample(long_tests() ? made_run(3, 5'000, 0) : asked_run());
    EXPECT_GT(score.precision, 0.99);
    EXPECT_GT(score.decidable_recall, 0.96);
    EXPECT_LT(score.homes_joined, 0.001);
    std::printf(
        "precision %.4f, recall of decidable pairs %.4f, relatives joined %.5f\n", score.precision,
        score.decidable_recall, score.homes_joined);
}

// What a person is asked about is what the program does not know: right less often than what it
// joined, and more often than what it left apart.
TEST(Japanese, QuestionsAreTheUncertainPairs) {
    const auto& run = asked_run();
    const auto& result = run.result;
    std::map<std::string, std::size_t> numbers;
    std::vector<std::size_t> person;
    for (const auto& [name, evidence] : run.truth)
        person.push_back(numbers.try_emplace(name, numbers.size()).first->second);
    const auto same = [&](std::size_t a, std::size_t b) { return person[a] == person[b]; };
    ASSERT_EQ(result.questions.size(), kQuestions);
    struct Rate {
        double pairs = 0;
        double same = 0;
        double rate() const { return same / pairs; }
    };
    Rate asked;
    Rate likely;
    Rate unlikely;
    double worth = result.questions.front().worth;
    for (const auto& question : result.questions) {
        EXPECT_EQ(question.joined, result.cluster[question.a] == result.cluster[question.b]);
        EXPECT_LE(question.worth, worth);
        worth = question.worth;
        for (auto* rate : {&asked, question.bits >= 0 ? &likely : &unlikely}) {
            ++rate->pairs;
            rate->same += same(question.a, question.b);
        }
    }
    Rate joined;
    double left = 0;  // Of one person, and apart.
    std::map<std::size_t, std::vector<std::size_t>> clusters;
    std::map<std::size_t, std::vector<std::size_t>> people;
    for (std::size_t row = 0; row < run.truth.size(); ++row) {
        clusters[result.cluster[row]].push_back(row);
        people[person[row]].push_back(row);
    }
    for (const auto& [cluster, rows] : clusters)
        for (const auto a : rows)
            for (const auto b : rows)
                if (b < a) {
                    ++joined.pairs;
                    joined.same += same(a, b);
                }
    for (const auto& [who, rows] : people)
        for (const auto a : rows)
            for (const auto b : rows)
                if (b < a) left += result.cluster[a] != result.cluster[b];
    const auto apart = static_cast<double>(result.statistics.pairs_apart);
    std::printf(
        "joined %.3f right, asked %.3f (likely %.3f, unlikely %.3f), apart at most %.3f\n",
        joined.rate(), asked.rate(), likely.rate(), unlikely.rate(), left / apart);
    EXPECT_GT(joined.rate(), 0.98);
    EXPECT_LT(asked.rate(), joined.rate());
    EXPECT_GT(asked.rate(), left / apart + 0.1);
    EXPECT_GT(likely.rate(), unlikely.rate());
}

}  // namespace
}  // namespace genbo
