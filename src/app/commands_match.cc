// SPDX-License-Identifier: Apache-2.0

// match: clusters files of any columns, without a master.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <unordered_map>

#include "app/command.h"
#include "app/usage.h"
#include "base/large_vector.h"
#include "connect/csv_writer.h"
#include "connect/table_reader.h"
#include "match/match_all.h"
#include "match/pairwise_score.h"
#include "match/schema.h"

namespace genbo {

namespace {

constexpr std::size_t kSchemaSampleRows = 5000;

// Names that say "this column only names the row", taken when --id is not given.
constexpr std::array<std::string_view, 4> kIdColumnNames = {
    "record_id", "rec_id", "unique_id", "id"};

// Record names, packed: a million std::strings would cost more than the table.
class RecordNames {
public:
    void add(std::string_view name) {
        text_ += name;
        ends_.push_back(text_.size());
    }
    std::string_view operator[](std::size_t row) const {
        const auto begin = row == 0 ? 0 : ends_[row - 1];
        return std::string_view{text_}.substr(begin, ends_[row] - begin);
    }
    std::size_t size() const { return ends_.size(); }

private:
    std::string text_;
    std::vector<std::size_t> ends_;
};

struct MatchInput {
    Table table;
    RecordNames names;
    std::string id_column;
};

std::string choose_id_column(const MatchCommand& command, const std::vector<std::string>& header) {
    if (!command.id_column.empty()) return command.id_column;
    for (const auto name : kIdColumnNames)
        if (std::ranges::count(header, name) > 0) return std::string{name};
    return {};
}

Result<> check_columns(
    const MatchCommand& command, const std::vector<std::string>& header,
    const std::string& id_column) {
    std::vector<std::string> wanted = command.ignored;
    if (!id_column.empty()) wanted.push_back(id_column);
    for (const auto& name : wanted)
        if (std::ranges::count(header, name) == 0)
            return Error{Fault::invalid, "app.no_such_column", {name}};
    return {};
}

// The columns of all files, each once, in the order of their first appearance.
Result<std::vector<std::string>> common_header(const MatchCommand& command) {
    std::vector<std::string> header;
    for (const auto& path : command.files) {
        const auto reader = TRY(open_table(path, {}));
        for (const auto& name : reader->header())
            if (std::ranges::count(header, name) == 0) header.push_back(name);
    }
    return header;
}

Result<> read_rows(
    const std::filesystem::path& path, const std::vector<std::string>& header, MatchInput& input) {
    auto reader = TRY(open_table(path, {}));
    std::vector<std::size_t> to;
    std::optional<std::size_t> id;
    for (const auto& name : reader->header()) {
        to.push_back(static_cast<std::size_t>(std::ranges::find(header, name) - header.begin()));
        if (name == input.id_column) id = to.size() - 1;
    }
    std::vector<std::string_view> cells(header.size());
    TableRow row;
    TableFiller filler{input.table};
    while (TRY(reader->next(row))) {
        std::ranges::fill(cells, std::string_view{});
        const auto count = std::min(row.cells.size(), to.size());
        for (std::size_t i = 0; i < count; ++i) cells[to[i]] = row.cells[i];
        filler.add_row(cells);
        if (id && *id < row.cells.size())
            input.names.add(row.cells[*id]);
        else
            input.names.add(std::to_string(input.names.size()));
    }
    filler.finish();
    return {};
}

Result<MatchInput> read_input(const MatchCommand& command) {
    const auto header = TRY(common_header(command));
    const std::string id_column = choose_id_column(command, header);
    TRY(check_columns(command, header, id_column));
    std::vector<std::string> dropped = command.ignored;
    if (!id_column.empty()) dropped.push_back(id_column);
    const std::vector<std::string_view> names(header.begin(), header.end());
    MatchInput input{Table{names, dropped}, {}, id_column};
    for (const auto& path : command.files) TRY(read_rows(path, header, input));
    input.table.seal();
    return input;
}

// The true cluster of each record, numbered from 0; a record that the truth does not know is alone.
Result<std::vector<std::uint32_t>> read_truth(
    const std::filesystem::path& path, const RecordNames& names) {
    auto reader = TRY(open_table(path, {}));
    if (reader->header().size() < 2) return Error{Fault::invalid, "app.truth_columns"};
    std::unordered_map<std::string, std::uint32_t> cluster_ids;
    std::unordered_map<std::string, std::uint32_t> truth;
    TableRow row;
    while (TRY(reader->next(row))) {
        if (row.cells.size() < 2) continue;
        const auto next = static_cast<std::uint32_t>(cluster_ids.size());
        const auto cluster = cluster_ids.try_emplace(std::string{row.cells[1]}, next).first;
        truth[std::string{row.cells[0]}] = cluster->second;
    }
    auto alone = static_cast<std::uint32_t>(cluster_ids.size());
    std::vector<std::uint32_t> clusters;
    std::size_t known = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto at = truth.find(std::string{names[i]});
        if (at != truth.end()) ++known;
        clusters.push_back(at == truth.end() ? alone++ : at->second);
    }
    if (known == 0) return Error{Fault::invalid, "app.truth_ids"};
    return clusters;
}

Result<> write_clusters(
    const std::filesystem::path& path, const RecordNames& names,
    const std::vector<std::uint32_t>& clusters) {
    std::string csv;
    append_csv_row(csv, {"record_id", "cluster_id"}, {.line_end = LineEnd::lf});
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string cluster = std::to_string(clusters[i]);
        append_csv_row(csv, {names[i], cluster}, {.line_end = LineEnd::lf});
    }
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
        return Error{Fault::unavailable, "app.cannot_write", {path.filename().string()}};
    const bool written = std::fwrite(csv.data(), 1, csv.size(), file) == csv.size();
    if (std::fclose(file) != 0 || !written)
        return Error{Fault::unavailable, "app.cannot_write", {path.filename().string()}};
    return {};
}

void write_statistics(JsonWriter& json, const MatchStatistics& statistics) {
    json.field("pairs_compared", statistics.pairs_compared);
    json.field("edges", statistics.edges);
    json.field("expected_precision", statistics.expected_precision);
    json.field("stages").array([&] {
        for (const auto& stage : statistics.stages)
            json.object([&] {
                json.field("stage", stage.name);
                json.field("cpu_s", stage.cpu_s);
            });
    });
    json.field("blocking").array([&] {
        for (const auto& rule : statistics.rules)
            json.object([&] {
                json.field("rule", rule.name);
                json.field("blocks", rule.blocks);
                json.field("pairs", rule.pairs);
                json.field("dropped_blocks", rule.dropped_blocks);
                json.field("dropped_records", rule.dropped_records);
            });
    });
}

}  // namespace

CommandResult run(const CommandContext& context, const MatchCommand& command) {
    const UsageMeter meter;
    const LargeMemoryReuse reuse;
    StageClock clock;
    const auto input = TRY(read_input(command));
    clock.end("read");
    const auto sample = input.table.sample(kSchemaSampleRows);
    std::vector<std::string_view> header;
    for (std::size_t i = 0; i < input.table.columns(); ++i) header.push_back(input.table.name(i));
    std::vector<std::string> ignored = command.ignored;
    const Schema schema =
        guess_schema(header, sample, {.ignored_columns = ignored, .id_column = input.id_column});
    auto result = match_all(
        input.table, schema,
        {.threads = command.threads, .threshold_bits = command.threshold_bits});
    auto& stages = result.statistics.stages;
    stages.insert(stages.begin(), clock.stages().begin(), clock.stages().end());
    // From reading the file to holding the clusters; scoring and writing are not matching.
    const Usage usage = meter.usage();
    std::optional<PairwiseScore> score;
    if (!command.truth.empty()) {
        const auto truth = TRY(read_truth(command.truth, input.names));
        score = pairwise_score(result.cluster, truth);
    }
    if (!command.out.empty()) TRY(write_clusters(command.out, input.names, result.cluster));

    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("records", result.statistics.records);
            json.field("clusters", result.statistics.clusters);
            if (score) {
                json.field("precision", score->precision());
                json.field("recall", score->recall());
                json.field("f1", score->f1());
            }
            write_usage(json, usage);
            write_statistics(json, result.statistics);
        });
        return 0;
    }
    print(fmt::format(
        "{} {} → {} {}", result.statistics.records, context.say("件", "records"),
        result.statistics.clusters, context.say("まとまり", "clusters")));
    for (const auto& column : schema.columns)
        print(fmt::format("  {}: {}", column.name, field_kind_name(column.kind)));
    if (score)
        print(fmt::format(
            "  precision {:.4f} · recall {:.4f} · F1 {:.4f}", score->precision(), score->recall(),
            score->f1()));
    print(fmt::format(
        "  CPU {:.2f} s · {:.2f} s · {:.0f} MiB", usage.cpu_s, usage.wall_s, usage.peak_mb));
    return 0;
}

}  // namespace genbo
