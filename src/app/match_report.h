// SPDX-License-Identifier: Apache-2.0
#pragma once

// What `genbo match` writes: clusters, questions, and the figures of a run.

#include <filesystem>
#include <string_view>
#include <vector>

#include "app/match_input.h"
#include "base/json_writer.h"
#include "base/result.h"
#include "match/match_all.h"

namespace genbo {

Result<> write_text(const std::filesystem::path& path, std::string_view text);

// record_id,cluster_id and, of several files, the number of the file.
Result<> write_clusters(
    const std::filesystem::path& path, const MatchFiles& input,
    const std::vector<std::uint32_t>& clusters);

// The questions worth most, ready to be answered: the third column is for "same" or "different".
Result<> write_questions(
    const std::filesystem::path& path, const MatchFiles& input,
    const std::vector<Question>& questions);

// Fields of an object that is open.
void write_statistics(JsonWriter& json, const MatchStatistics& statistics);
void write_learned(
    JsonWriter& json, const MatchFiles& input, const Schema& schema, const MatchResult& result);

// How the zones compare with those of a former run, as --json wrote it.
struct ZoneAlarm {
    double former_share = 0;  // Of the pairs that were joined or doubtful, the doubtful ones
    double share = 0;
    bool raised = false;
};

// app.former_statistics when the file is not the --json of a former run.
Result<ZoneAlarm> compare_zones(
    const std::filesystem::path& former, const MatchStatistics& statistics);

}  // namespace genbo
