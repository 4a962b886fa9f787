// SPDX-License-Identifier: Apache-2.0
#include "app/match_report.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "connect/csv_writer.h"
#include "match/compare.h"

namespace genbo {

namespace {

// More doubtful pairs than so many times the former share, and not by chance in a small file.
constexpr double kAlarmFactor = 1.5;
constexpr double kAlarmLeast = 0.02;

double review_share(double sure, double review) {
    return sure + review > 0 ? review / (sure + review) : 0;
}

void write_diff(JsonWriter& json, const MatchFiles& input, const MatchResult& result) {
    json.field("model").object([&] {
        json.field("former", result.former.version);
        json.field("version", result.model.version);
        json.field("slope", result.model.calibration.slope);
        json.field("offset_bits", millibits_to_bits(result.model.calibration.offset));
    });
    json.field("diff").object([&] {
        json.field("pairs_joined", result.diff.pairs_joined);
        json.field("pairs_parted", result.diff.pairs_parted);
        json.field("examples").array([&] {
            for (const auto& [a, b, same] : result.diff.examples)
                json.object([&] {
                    json.field("a", unique_name(input, a));
                    json.field("b", unique_name(input, b));
                    json.field("now", same ? "joined" : "apart");
                });
        });
    });
    json.field("refused", static_cast<std::uint64_t>(result.refused.size()));
}

void write_suggestions(JsonWriter& json, const Schema& schema, const MatchResult& result) {
    json.field("suggested_rules").array([&] {
        for (const auto& rule : result.suggested)
            json.object([&] {
                json.field("findings").array([&] {
                    for (const auto& [comparison, level] : rule.findings) {
                        const auto& one = schema.comparisons[comparison];
                        json.value(one.name + " = " + std::string{level_names(one.type)[level]});
                    }
                });
                json.field("verdict", rule.same ? "same" : "different");
                json.field("support", static_cast<std::uint64_t>(rule.support));
                json.field("agreeing", static_cast<std::uint64_t>(rule.agreeing));
            });
    });
}

}  // namespace

Result<> write_text(const std::filesystem::path& path, std::string_view text) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
        return Error{Fault::unavailable, "app.cannot_write", {path.filename().string()}};
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    if (std::fclose(file) != 0 || !written)
        return Error{Fault::unavailable, "app.cannot_write", {path.filename().string()}};
    return {};
}

Result<> write_clusters(
    const std::filesystem::path& path, const MatchFiles& input,
    const std::vector<std::uint32_t>& clusters) {
    std::string csv;
    const bool several = !input.sources.empty();
    std::vector<std::string_view> cells = {"record_id", "cluster_id", "source"};
    if (!several) cells.pop_back();
    append_csv_row(csv, cells, {.line_end = LineEnd::lf});
    for (std::size_t i = 0; i < input.names.size(); ++i) {
        const std::string cluster = std::to_string(clusters[i]);
        const std::string source = several ? std::to_string(input.sources[i]) : "";
        cells[0] = input.names[i];
        cells[1] = cluster;
        if (several) cells[2] = source;
        append_csv_row(csv, cells, {.line_end = LineEnd::lf});
    }
    return write_text(path, csv);
}

Result<> write_questions(
    const std::filesystem::path& path, const MatchFiles& input,
    const std::vector<Question>& questions) {
    std::string csv;
    append_csv_row(
        csv, {"a", "b", "verdict", "bits", "worth", "joined"}, {.line_end = LineEnd::lf});
    for (const auto& question : questions)
        append_csv_row(
            csv,
            {unique_name(input, question.a), unique_name(input, question.b), "",
             fmt::format("{:.1f}", millibits_to_bits(question.bits)),
             fmt::format("{:.2f}", question.worth), question.joined ? "1" : "0"},
            {.line_end = LineEnd::lf});
    return write_text(path, csv);
}

void write_statistics(JsonWriter& json, const MatchStatistics& statistics) {
    json.field("pairs_compared", statistics.pairs_compared);
    json.field("edges", statistics.edges);
    json.field("expected_precision", statistics.expected_precision);
    json.field("expected_recall", statistics.expected_recall);
    json.field("zones").object([&] {
        json.field("sure", statistics.pairs_sure);
        json.field("review", statistics.pairs_review);
        json.field("apart", statistics.pairs_apart);
        json.field("contested", statistics.pairs_contested);
    });
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
                json.field("pairs_left_out", rule.pairs_left_out);
            });
    });
}

void write_learned(
    JsonWriter& json, const MatchFiles& input, const Schema& schema, const MatchResult& result) {
    write_diff(json, input, result);
    write_suggestions(json, schema, result);
}

Result<ZoneAlarm> compare_zones(
    const std::filesystem::path& former, const MatchStatistics& statistics) {
    std::ifstream file{former, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    boost::system::error_code failed;
    const auto document = boost::json::parse(text, failed);
    const Error wrong{Fault::invalid, "app.former_statistics"};
    if (failed || !document.is_object()) return wrong;
    const auto* zones = document.get_object().if_contains("zones");
    if (zones == nullptr || !zones->is_object()) return wrong;
    const auto* sure = zones->get_object().if_contains("sure");
    const auto* review = zones->get_object().if_contains("review");
    if (sure == nullptr || review == nullptr || !sure->is_number() || !review->is_number())
        return wrong;
    ZoneAlarm alarm;
    alarm.former_share = review_share(sure->to_number<double>(), review->to_number<double>());
    alarm.share = review_share(
        static_cast<double>(statistics.pairs_sure), static_cast<double>(statistics.pairs_review));
    alarm.raised = alarm.share > alarm.former_share * kAlarmFactor &&
                   alarm.share > alarm.former_share + kAlarmLeast;
    return alarm;
}

}  // namespace genbo
