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

JapaneseScore score_sample(const std::filesystem::path& folder) {
    const Rows rows = read_rows(folder / "one.csv");
    std::map<std::string, std::pair<std::string, std::string>> truth;
    for (const auto& line : read_rows(folder / "truth.csv")) truth[line[0]] = {line[1], line[2]};
    const std::vector<std::string_view> header(rows[0].begin(), rows[0].end());
    Table table{header, std::vector<std::string>{"record_id", "source"}};
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const std::vector<std::string_view> cells(rows[i].begin(), rows[i].end());
        table.add_row(cells);
    }
    const auto schema = guess_schema(
        header, table.sample(5000), {.ignored_columns = {"source"}, .id_column = "record_id"});
    const auto result = match_all(table, schema, {.threads = 2});
    std::map<std::string, std::vector<std::size_t>> homes;
    std::map<std::uint32_t, std::vector<std::size_t>> clusters;
    for (std::size_t row = 0; row + 1 < rows.size(); ++row) {
        homes[home_of(truth[rows[row + 1][0]].first)].push_back(row);
        clusters[result.cluster[row]].push_back(row);
    }
    const auto entity = [&](std::size_t row) { return truth[rows[row + 1][0]]; };
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

TEST(Japanese, PeopleAreFoundAndFamiliesKeptApart) {
    const auto folder = std::filesystem::temp_directory_path() / "genbo-match-japanese";
    const auto made = write_sample(
        {.seed = 3,
         .persons = 5'000,
         .profile = "open",
         .out = folder,
         .shape = SampleShape::one_file,
         .existing = SampleExisting::replace},
        {});
    ASSERT_TRUE(made.ok());
    const auto score = score_sample(folder);
    std::filesystem::remove_all(folder);
    EXPECT_GT(score.precision, 0.985);
    EXPECT_GT(score.decidable_recall, 0.95);
    EXPECT_LT(score.homes_joined, 0.002);
    std::printf(
        "precision %.4f, recall of decidable pairs %.4f, relatives joined %.5f\n", score.precision,
        score.decidable_recall, score.homes_joined);
}

}  // namespace
}  // namespace genbo
