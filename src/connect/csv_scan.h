// SPDX-License-Identifier: Apache-2.0
#pragma once

// Divides CSV and TSV text (UTF-8, RFC 4180 and what is really written) into rows and cells without
// copying.
//
// Rules:
//   * A cell that begins with a quotation mark ends with one; "" inside stands for ", and line ends
//     and delimiters inside are text.  A quotation mark elsewhere in a cell is text.
//   * A row ends with LF (any CR in front is dropped) or, in old files without a single LF, CR.
//   * Text behind a closing quotation mark means that a mark was not doubled, or was lost.  Within
//     one line the cell is kept as it stands, marks included, and the row says so (odd_quotes).  If
//     the row already runs over several lines, the mark at its beginning is taken for a slip: the
//     row is `broken`, the caller gives up its first line and goes on with the next.  So one lost
//     quotation mark costs a row, not the rest of the file.
//
// Two users: the streaming reader (csv_reader.cc), and CsvTable below for programs that hold the
// whole file in memory.
//
//   const auto file = TRY(MappedFile::open(path));
//   CsvBufferScan scan{file.text()};
//   while (scan.next()) use(scan.cells());

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace genbo {

struct CsvDialect {
    char delimiter = ',';
    char row_end = '\n';
    // A blank follows every delimiter and belongs to none of the cells: "a, b, c".
    enum class Blanks : std::uint8_t { belong_to_cells, follow_delimiters };
    Blanks blanks = Blanks::belong_to_cells;

    friend bool operator==(const CsvDialect&, const CsvDialect&) = default;
};

// The cells of one row, where they stand in the text.
struct CsvRecord {
    std::vector<std::string_view> cells;
    // Which cells hold "" that unescape_csv_cell has still to make one.
    std::vector<std::uint32_t> escaped;
    bool has_line_ends = false;
    bool odd_quotes = false;
};

enum class CsvOutcome : std::uint8_t {
    record,
    needs_more,  // The text ends inside the row and is not the end of the file.
    broken,      // See above; also a quotation mark that nothing closes.
};

struct CsvStep {
    CsvOutcome outcome = CsvOutcome::record;
    std::size_t length = 0;  // Of the row with its line end; 0 unless it is a record.
};

enum class TextEnd : std::uint8_t { more_to_come, end_of_file };

// The row that begins `text`, which must not be empty.  A quoted cell of more than kCellBytesMax
// is taken for a lost quotation mark (broken).
CsvStep scan_csv_record(
    std::string_view text, TextEnd end, const CsvDialect& dialect, CsvRecord& record);

// A line without any value: nothing, blanks, or ",,," as spreadsheets leave them.  A lone "" is a
// value of a table with one column.
bool is_blank_record(std::string_view text, const CsvRecord& record);

// The length of the first line with its end; all of the text when it has none.
std::size_t csv_line_length(std::string_view text, const CsvDialect& dialect);

std::string unescape_csv_cell(std::string_view cell);

// The dialect under which the first rows agree best on a number of cells.
CsvDialect guess_csv_dialect(std::string_view text);

// A file in memory, read-only, mapped where the system can.
class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path& path);

    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    std::string_view text() const { return {data_, size_}; }

private:
    MappedFile() = default;

    const char* data_ = nullptr;
    std::size_t size_ = 0;
};

// Walks over a whole table in memory.  Broken rows are skipped and counted; blank lines are
// skipped.  Cells look into the text, or into this object where "" had to be made one; both must
// outlive them.
class CsvBufferScan {
public:
    // REQUIRES: UTF-8.  A byte-order mark is skipped.
    explicit CsvBufferScan(std::string_view text);
    CsvBufferScan(std::string_view text, const CsvDialect& dialect);

    bool next();
    const std::vector<std::string_view>& cells() const { return record_.cells; }

    const CsvDialect& dialect() const { return dialect_; }
    std::uint64_t broken_rows() const { return broken_rows_; }

private:
    std::string_view rest_;
    CsvDialect dialect_;
    CsvRecord record_;
    std::deque<std::string> unescaped_;
    std::uint64_t broken_rows_ = 0;
};

}  // namespace genbo
