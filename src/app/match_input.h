// SPDX-License-Identifier: Apache-2.0
#pragma once

// What `genbo match` reads: files of any columns as one table, the name of each row, verdicts and
// the truth.
//
// The columns of all files are put side by side by their names.  A row is named by the identifying
// column, or by its number from 0 where there is none; where two files name rows alike, "2:17" is
// the row 17 of the second file.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "cli/arguments.h"
#include "match/match_all.h"
#include "match/table.h"

namespace genbo {

// Names of rows, packed: a million std::strings would cost more than the table.
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

struct MatchFiles {
    Table table;
    RecordNames names;
    std::vector<std::uint16_t> sources;  // From 1, by file; empty with one file
    std::string id_column;
};

Result<MatchFiles> read_match_files(const MatchCommand& command);

// The name of a row, with the number of its file before it where there are several: "2:17".
std::string unique_name(const MatchFiles& files, std::uint32_t row);

// Finds rows by the names people write.
class RowFinder {
public:
    explicit RowFinder(const MatchFiles& files);

    // app.no_such_row; app.two_such_rows where two files have one of that name.
    Result<std::uint32_t> find(std::string_view name) const;

private:
    const MatchFiles& files_;
    std::unordered_map<std::string_view, std::uint32_t> rows_;
    std::unordered_map<std::string_view, bool> twice_;
};

// A file of three columns: two rows' names and "same" or "different" (same, not_same, match,
// 1, 0 … are understood).  Each pair once, in the order of the file, the last word counting.
Result<std::vector<RowVerdict>> read_verdicts(
    const std::filesystem::path& path, const MatchFiles& files);

// The true cluster of each row, numbered from 0; a row that the truth does not know is alone.
Result<std::vector<std::uint32_t>> read_truth(
    const std::filesystem::path& path, const RecordNames& names);

}  // namespace genbo
