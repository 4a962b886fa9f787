// SPDX-License-Identifier: Apache-2.0
#include "app/match_input.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "connect/table_reader.h"
#include "match/normal_forms.h"

namespace genbo {

namespace {

// Names that say "this column only names the row", taken when --id is not given.
constexpr std::array<std::string_view, 5> kIdColumnNames = {
    "record_id", "RECORD_ID", "rec_id", "unique_id", "id"};

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
    const std::filesystem::path& path, const std::vector<std::string>& header, MatchFiles& input) {
    auto reader = TRY(open_table(path, {}));
    std::vector<std::size_t> to;
    std::optional<std::size_t> id;
    for (const auto& name : reader->header()) {
        to.push_back(static_cast<std::size_t>(std::ranges::find(header, name) - header.begin()));
        if (name == input.id_column) id = to.size() - 1;
    }
    std::vector<std::string_view> cells(header.size());
    TableRow row;
    while (TRY(reader->next(row))) {
        std::ranges::fill(cells, std::string_view{});
        const auto count = std::min(row.cells.size(), to.size());
        for (std::size_t i = 0; i < count; ++i) cells[to[i]] = row.cells[i];
        input.table.add_row(cells);
        if (id && *id < row.cells.size())
            input.names.add(row.cells[*id]);
        else
            input.names.add(std::to_string(input.names.size()));
    }
    return {};
}

std::optional<bool> verdict_of(std::string_view text) {
    static constexpr std::array<std::string_view, 8> kSame = {"same", "match",     "1",    "true",
                                                              "yes",  "duplicate", "同じ", "同一"};
    static constexpr std::array<std::string_view, 9> kDifferent = {
        "different", "notsame", "nomatch", "0", "false", "no", "distinct", "別", "違う"};
    const auto word = normal_solid(text);
    const auto is = [&](std::string_view other) { return word == other || text == other; };
    if (std::ranges::any_of(kSame, is)) return true;
    if (std::ranges::any_of(kDifferent, is)) return false;
    return std::nullopt;
}

// "2:17" as file and name.
std::optional<std::pair<std::uint16_t, std::string_view>> with_file(std::string_view name) {
    const auto colon = name.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::uint16_t file = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + colon, file);
    if (failed != std::errc{} || end != name.data() + colon) return std::nullopt;
    return std::pair{file, name.substr(colon + 1)};
}

}  // namespace

Result<MatchFiles> read_match_files(const MatchCommand& command) {
    const auto header = TRY(common_header(command));
    const std::string id_column = choose_id_column(command, header);
    TRY(check_columns(command, header, id_column));
    std::vector<std::string> dropped = command.ignored;
    if (!id_column.empty()) dropped.push_back(id_column);
    const std::vector<std::string_view> names(header.begin(), header.end());
    MatchFiles input{Table{names, dropped}, {}, {}, id_column};
    std::uint16_t source = 0;
    for (const auto& path : command.files) {
        TRY(read_rows(path, header, input));
        ++source;
        if (command.files.size() > 1) input.sources.resize(input.table.rows(), source);
    }
    return input;
}

std::string unique_name(const MatchFiles& files, std::uint32_t row) {
    std::string name{files.names[row]};
    return files.sources.empty() ? name : std::to_string(files.sources[row]) + ":" + name;
}

RowFinder::RowFinder(const MatchFiles& files) : files_(files) {
    for (std::uint32_t row = 0; row < files.names.size(); ++row)
        if (!rows_.try_emplace(files.names[row], row).second) twice_[files.names[row]] = true;
}

Result<std::uint32_t> RowFinder::find(std::string_view name) const {
    if (const auto parts = with_file(name); parts && !files_.sources.empty())
        for (std::uint32_t row = 0; row < files_.names.size(); ++row)
            if (files_.sources[row] == parts->first && files_.names[row] == parts->second)
                return row;
    const auto at = rows_.find(name);
    if (at != rows_.end()) {
        if (twice_.contains(name)) return Error{Fault::invalid, "app.two_such_rows"};
        return at->second;
    }
    return Error{Fault::not_found, "app.no_such_row"};
}

Result<std::vector<RowVerdict>> read_verdicts(
    const std::filesystem::path& path, const MatchFiles& files) {
    auto reader = TRY(open_table(path, {}));
    const RowFinder rows{files};
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> known;
    std::vector<RowVerdict> verdicts;
    TableRow row;
    while (TRY(reader->next(row))) {
        const auto same = row.cells.size() < 3 ? std::nullopt : verdict_of(row.cells[2]);
        if (!same) return Error{Fault::invalid, "app.verdict_row", {std::to_string(row.number)}};
        const auto a = TRY(rows.find(row.cells[0]));
        const auto b = TRY(rows.find(row.cells[1]));
        if (a == b) return Error{Fault::invalid, "app.verdict_row", {std::to_string(row.number)}};
        const auto [at, fresh] = known.try_emplace(std::minmax(a, b), verdicts.size());
        if (fresh)
            verdicts.push_back({std::min(a, b), std::max(a, b), *same});
        else
            verdicts[at->second].same = *same;
    }
    return verdicts;
}

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

}  // namespace genbo
