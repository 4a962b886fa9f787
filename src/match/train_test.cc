// SPDX-License-Identifier: Apache-2.0
//
// The bars, on public labelled sets that are not part of the project; where they are not there the
// tests say "skipped".  GENBO_DEV_DATA names the folder; the default is ../shared/data.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "match/hash.h"
#include "match/live_clusters.h"
#include "match/match_all.h"
#include "match/pairwise_score.h"

namespace genbo {
namespace {

std::filesystem::path dev_data() {
    if (const char* set = std::getenv("GENBO_DEV_DATA")) return set;
    return std::filesystem::path{GENBO_SOURCE_DIR} / "../shared/data";
}

// These files have no quoted cells; blanks around cells mean nothing.
struct PlainCsv {
    std::string text;
    std::vector<std::vector<std::string_view>> rows;
};

PlainCsv read_plain(const std::filesystem::path& path) {
    std::ostringstream all;
    all << std::ifstream{path, std::ios::binary}.rdbuf();
    PlainCsv file{.text = all.str(), .rows = {}};
    const std::string_view text = file.text;
    for (std::size_t at = 0; at < text.size();) {
        auto end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (line.ends_with('\r')) line.remove_suffix(1);
        std::vector<std::string_view> cells;
        while (true) {
            const auto comma = std::min(line.find(','), line.size());
            auto cell = line.substr(0, comma);
            while (cell.starts_with(' ')) cell.remove_prefix(1);
            cells.push_back(cell);
            if (comma == line.size()) break;
            line.remove_prefix(comma + 1);
        }
        file.rows.push_back(std::move(cells));
    }
    return file;
}

double f1_of(const std::string& set, const std::vector<std::string>& ignored) {
    const auto records = read_plain(dev_data() / "matching" / set / "records.csv");
    const auto truth = read_plain(dev_data() / "matching" / set / "truth.csv");
    Table table{records.rows[0], ignored};
    for (std::size_t i = 1; i < records.rows.size(); ++i) table.add_row(records.rows[i]);
    const auto schema = guess_schema(
        records.rows[0], table.sample(4000), {.ignored_columns = ignored, .id_column = {}});
    const auto result = match_all(table, schema, {.threads = 2});
    std::map<std::string_view, std::uint32_t> clusters;
    std::map<std::string_view, std::uint32_t> of_record;
    for (std::size_t i = 1; i < truth.rows.size(); ++i)
        of_record[truth.rows[i][0]] =
            clusters.emplace(truth.rows[i][1], static_cast<std::uint32_t>(clusters.size()))
                .first->second;
    std::vector<std::uint32_t> expected;
    for (std::size_t row = 0; row < table.rows(); ++row)
        expected.push_back(of_record.at(table.cell(row, 0)));
    return pairwise_score(result.cluster, expected).f1();
}

#define GENBO_NEEDS(set)                                           \
    if (!std::filesystem::exists(dev_data() / "matching" / (set))) \
    GTEST_SKIP() << "the development data are not here"

TEST(DevData, Febrl) {
    GENBO_NEEDS("febrl3");

    EXPECT_GE(f1_of("febrl3", {}), 0.998);
    EXPECT_GE(f1_of("febrl3", {"soc_sec_id"}), 0.995);
}

TEST(DevData, SplinkFake) {
    GENBO_NEEDS("splink-fake-1000");
    EXPECT_GE(f1_of("splink-fake-1000", {"cluster"}), 0.945);
    EXPECT_GE(f1_of("splink-fake-20000", {"group"}), 0.91);
}

// Arrival in any order and any batches, on data that we did not make up.
TEST(DevData, SplinkFakeArrivesInAnyOrder) {
    GENBO_NEEDS("splink-fake-1000");
    const auto records = read_plain(dev_data() / "matching/splink-fake-1000/records.csv");
    const std::vector<std::string> ignored = {"cluster"};
    Table table{records.rows[0], ignored};
    for (std::size_t i = 1; i < records.rows.size(); ++i) table.add_row(records.rows[i]);
    const auto schema = guess_schema(
        records.rows[0], table.sample(4000), {.ignored_columns = ignored, .id_column = {}});
    const auto result = match_all(table, schema, {});
    const LiveOptions options{.auto_bits = 0, .review_bits = -3000, .mean_bits = 0};
    std::vector<Put> puts;
    for (std::size_t i = 1; i < records.rows.size(); ++i) {
        Put put;
        put.record_id = static_cast<std::int64_t>(i);
        put.row = prepare(schema, records.rows[i]);
        put.tie = hash_bytes(records.rows[i][0], hash_bytes(put.row.bytes));
        puts.push_back(std::move(put));
    }
    LiveClusters whole{schema, result.model, options};
    whole.bulk_load(puts, {});
    const auto expected = whole.all_clusters();
    std::uint64_t state = 99;
    for (int round = 0; round < 20; ++round) {
        auto shuffled = puts;
        for (std::size_t i = shuffled.size(); i > 1; --i) {
            state = hash_mix(state, i);
            std::swap(shuffled[i - 1], shuffled[(state >> 20) % i]);
        }
        LiveClusters engine{schema, result.model, options};
        for (std::size_t from = 0; from < shuffled.size();) {
            state = hash_mix(state, from);
            const auto size =
                std::min<std::size_t>(1 + (state >> 20) % 250, shuffled.size() - from);
            Change change;
            change.puts.assign(
                shuffled.begin() + static_cast<std::ptrdiff_t>(from),
                shuffled.begin() + static_cast<std::ptrdiff_t>(from + size));
            engine.apply(change);
            from += size;
        }
        ASSERT_EQ(engine.all_clusters(), expected) << "round " << round;
    }
}

}  // namespace
}  // namespace genbo
