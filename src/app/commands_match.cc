// SPDX-License-Identifier: Apache-2.0

// match: clusters files of any columns, without a master.

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/command.h"
#include "app/explanation_text.h"
#include "app/match_input.h"
#include "app/match_report.h"
#include "app/schema_file.h"
#include "app/usage.h"
#include "base/large_vector.h"
#include "match/match_all.h"
#include "match/pairwise_score.h"
#include "match/schema.h"
#include "match/score.h"
#include "match/stage_clock.h"

namespace genbo {

namespace {

constexpr std::size_t kSchemaSampleRows = 5000;

Result<SchemaFile> choose_schema(const MatchCommand& command, const MatchFiles& input) {
    std::vector<std::string_view> header;
    for (std::size_t i = 0; i < input.table.columns(); ++i) header.push_back(input.table.name(i));
    if (!command.schema.empty()) {
        std::ifstream file{command.schema, std::ios::binary};
        if (!file) return Error{Fault::not_found, "app.schema_file", {"--schema"}};
        return schema_from_toml(std::string{std::istreambuf_iterator<char>{file}, {}}, header);
    }
    return SchemaFile{
        .schema = guess_schema(
            header, input.table.sample(kSchemaSampleRows),
            {.ignored_columns = command.ignored, .id_column = input.id_column}),
        .unique_sources = false,
        .fixed = {}};
}

// Two rows, why they are or are not one, and what is to be stored to say so again.
struct ExplainedRows {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    Explanation why;
    PairEvidence evidence;
};

PreparedRow prepared(const Schema& schema, const Table& table, std::uint32_t row) {
    std::vector<std::string_view> cells;
    for (std::size_t i = 0; i < table.columns(); ++i)
        cells.push_back(table.kept(i) ? table.cell(row, i) : std::string_view{});
    return prepare(schema, cells);
}

// The rival is the record outside both clusters that fits one of the two best.
Result<ExplainedRows> explain_rows(
    const MatchCommand& command, const MatchFiles& input, const Schema& schema,
    const MatchResult& result) {
    const RowFinder rows{input};
    ExplainedRows found;
    found.a = TRY(rows.find(command.explain[0]));
    found.b = TRY(rows.find(command.explain[1]));
    const auto a = prepared(schema, input.table, found.a);
    const auto b = prepared(schema, input.table, found.b);
    found.why = explain(schema, result.model, a.view(), b.view());
    found.evidence = evidence_of(schema, result.model, a.view(), b.view());
    const Scorer scorer{schema, result.model};
    for (std::uint32_t row = 0; row < input.table.rows(); ++row) {
        const auto cluster = result.cluster[row];
        if (cluster == result.cluster[found.a] || cluster == result.cluster[found.b]) continue;
        const auto other = prepared(schema, input.table, row);
        const auto bits =
            std::max(scorer.score(a.view(), other.view()), scorer.score(b.view(), other.view()));
        if (!found.why.rival || bits > found.why.rival->bits)
            found.why.rival = Rival{.bits = bits, .margin = found.why.total - bits};
    }
    return found;
}

Result<> write_files(
    const CommandContext& context, const MatchCommand& command, const MatchFiles& input,
    const MatchResult& result, const std::optional<ExplainedRows>& explained) {
    if (!command.questions_out.empty())
        TRY(write_questions(command.questions_out, input, result.questions));
    if (!command.model_out.empty()) TRY(write_text(command.model_out, model_to_json(result.model)));
    if (!command.out.empty()) TRY(write_clusters(command.out, input, result.cluster));
    if (explained && !command.picture.empty())
        TRY(write_text(
            command.picture, explanation_svg(explained->why, context.invocation.language)));
    return {};
}

void print_figures(const CommandContext& context, const MatchResult& result, const Schema& schema) {
    const auto& statistics = result.statistics;
    print(fmt::format(
        "{} {} → {} {}", statistics.records, context.say("件", "records"), statistics.clusters,
        context.say("まとまり", "clusters")));
    for (const auto& column : schema.columns)
        print(fmt::format("  {}: {}", column.name, field_kind_name(column.kind)));
    print(fmt::format(
        "  {} {} · {} {} · {} {}", context.say("確実", "sure"), statistics.pairs_sure,
        context.say("要確認", "to review"), statistics.pairs_review, context.say("別", "apart"),
        statistics.pairs_apart));
    print(fmt::format(
        "  {} {:.3f} · {} {:.3f}", context.say("見込み適合率", "expected precision"),
        statistics.expected_precision, context.say("再現率", "recall"),
        statistics.expected_recall));
    if (!result.former.version.empty())
        print(fmt::format(
            "  {} {} → {}: +{} −{} {}", context.say("学習", "learned"), result.former.version,
            result.model.version, result.diff.pairs_joined, result.diff.pairs_parted,
            context.say("組", "pairs")));
}

}  // namespace

CommandResult run(const CommandContext& context, const MatchCommand& command) {
    const UsageMeter meter;
    const LargeMemoryReuse reuse;
    StageClock clock;
    auto input = TRY(read_match_files(command));
    clock.end("read");
    const auto chosen = TRY(choose_schema(command, input));
    const Schema& schema = chosen.schema;
    if (command.print_schema) {
        print(schema_to_toml(
            {.schema = schema,
             .unique_sources = command.unique_sources || chosen.unique_sources,
             .fixed = chosen.fixed}));
        return 0;
    }
    MatchFacts facts{
        .sources = input.sources,
        .unique_sources =
            (command.unique_sources || chosen.unique_sources) && !input.sources.empty(),
        .verdicts = {}};
    if (!command.verdicts.empty()) facts.verdicts = TRY(read_verdicts(command.verdicts, input));
    const MatchOptions options{
        .threads = command.threads,
        .threshold_bits = command.threshold_bits,
        .pairs_per_record = command.pairs_per_record,
        .questions = command.questions_out.empty() ? 0 : command.questions,
        .fixed = chosen.fixed};
    // Only an explanation still wants the rows as they were read.
    auto result = command.explain.empty()
                      ? match_all(std::move(input.table), schema, options, facts)
                      : match_all(input.table, schema, options, facts);
    auto& stages = result.statistics.stages;
    stages.insert(stages.begin(), clock.stages().begin(), clock.stages().end());
    // From reading the file to holding the clusters; scoring and writing are not matching.
    const Usage usage = meter.usage();
    std::optional<PairwiseScore> score;
    if (!command.truth.empty()) {
        const auto truth = TRY(read_truth(command.truth, input.names));
        score = pairwise_score(result.cluster, truth);
    }
    std::optional<ExplainedRows> explained;
    if (command.explain.size() == 2) explained = TRY(explain_rows(command, input, schema, result));
    std::optional<ZoneAlarm> alarm;
    if (!command.former.empty()) alarm = TRY(compare_zones(command.former, result.statistics));
    TRY(write_files(context, command, input, result, explained));

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
            if (!facts.verdicts.empty()) write_learned(json, input, schema, result);
            if (alarm)
                json.field("review_alarm").object([&] {
                    json.field("former_share", alarm->former_share);
                    json.field("share", alarm->share);
                    json.field("raised", alarm->raised);
                });
            if (explained)
                json.field("explanation").object([&] {
                    json.field(
                        "joined", result.cluster[explained->a] == result.cluster[explained->b]);
                    write_explanation(json, explained->why);
                    json.field("evidence", evidence_to_text(explained->evidence));
                });
        });
        return 0;
    }
    print_figures(context, result, schema);
    if (alarm && alarm->raised)
        print(fmt::format(
            fmt::runtime(context.say(
                "  注意: 要確認の割合が {:.1f} % から {:.1f} % に増えました。",
                "  Attention: the share to review rose from {:.1f} % to {:.1f} %.")),
            100 * alarm->former_share, 100 * alarm->share));
    if (explained) {
        for (const auto& line : explanation_lines(explained->why, context.invocation.language))
            print(line);
        print("  " + evidence_to_text(explained->evidence));
    }
    if (score)
        print(fmt::format(
            "  precision {:.4f} · recall {:.4f} · F1 {:.4f}", score->precision(), score->recall(),
            score->f1()));
    print(fmt::format(
        "  CPU {:.2f} s · {:.2f} s · {:.0f} MiB", usage.cpu_s, usage.wall_s, usage.peak_mb));
    return 0;
}

}  // namespace genbo
