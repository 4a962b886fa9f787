// SPDX-License-Identifier: Apache-2.0
#pragma once

// Tables as they come: CSV, TSV, NDJSON and XLSX behind one interface, row by row, in bounded
// memory whatever the size of the file.
//
//   const TableSniff sniff = TRY(sniff_table(path));          // for the preview and the mapping
//   auto reader = TRY(open_table(path, {}));
//   TableRow row;
//   while (TRY(reader->next(row))) take(row.cells);
//
// The bytes are decoded first and divided into cells second, because the second byte of a CP932
// character may look like '\' or '|'.  Everything odd in a row is a Finding of that row, with the
// column's header; a row that cannot be trusted has a finding of severity reject and goes to the
// rejected rows instead of into the register.  An Error means that the file as a whole cannot be
// read (not there, not a table, damaged archive, a limit).
//
// Row numbers are those that a spreadsheet shows: the header is row 1, and rows without any value
// count although they are passed over.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/result.h"
#include "text/encoding.h"

namespace genbo {

enum class TableFormat : std::uint8_t { csv, tsv, ndjson, xlsx };

// "csv", "tsv", "ndjson", "xlsx".
std::string_view table_format_name(TableFormat format);
std::optional<TableFormat> table_format_by_name(std::string_view name);

enum class HeaderRow : std::uint8_t {
    present,  // The first row names the columns.
    absent,   // It is data; columns are called column_1, column_2 …
};

struct TableOptions {
    // What is not said here is found from the content.
    std::optional<TableFormat> format = std::nullopt;
    std::optional<Encoding> encoding = std::nullopt;
    std::optional<char> delimiter = std::nullopt;
    HeaderRow header = HeaderRow::present;
    // XLSX: the sheet's name; empty = the first one.
    std::string sheet = {};
    // Bytes read at once.  Tests make it small; the rows do not depend on it.
    std::size_t chunk_bytes = std::size_t{1} << 18;
};

struct TableRow {
    // The header is row 1.
    std::uint64_t number = 0;
    // The physical line where it starts; differs from `number` after a cell with line breaks.
    std::uint64_t line = 0;
    // As many as the header has.  They look into the reader's buffer: valid until the next call of
    // next().
    std::vector<std::string_view> cells = {};
    // Cells beyond those of the header.  Not empty only when the row is rejected.
    std::vector<std::string_view> extra_cells = {};
    // The text of a row that could not be divided into cells; empty otherwise.
    std::string_view raw = {};
    Findings findings = {};

    bool rejected() const;
};

class TableReader {
public:
    virtual ~TableReader() = default;

    // Never empty, and no name twice: a repeated header is numbered ("電話 (2)"), an empty one is
    // column_3.
    virtual const std::vector<std::string>& header() const = 0;

    // What is to be said of the file as a whole so far (row 0): repeated headers, keys of NDJSON
    // that came too late to be a column.
    virtual const Findings& file_findings() const = 0;

    // False at the end.  `row` is reused: pass the same one again to save allocations.
    virtual Result<bool> next(TableRow& row) = 0;

    // For a progress bar.  XLSX counts the bytes of the unpacked sheet.
    virtual std::uint64_t bytes_read() const = 0;
    virtual std::uint64_t total_bytes() const = 0;
};

// connect.not_found, connect.unreadable, connect.empty_file, connect.not_a_table,
// connect.too_many_columns, connect.no_such_sheet, connect.bad_xlsx, connect.zip_bomb …
Result<std::unique_ptr<TableReader>> open_table(
    const std::filesystem::path& path, const TableOptions& options);

struct TableSniff {
    TableFormat format = TableFormat::csv;
    EncodingGuess encoding;
    char delimiter = ',';  // CSV and TSV only.
    // The first row looks like data, not like names of columns: ask, and read with
    // HeaderRow::absent.
    bool header_looks_like_data = false;
    std::vector<std::string> sheets = {};  // XLSX only.
    std::vector<std::string> header = {};
    // The first rows, each as long as the header.
    std::vector<std::vector<std::string>> sample = {};
    Findings findings = {};
};

inline constexpr std::size_t kSniffRows = 50;

// Reads the beginning of the file under the given options and says what it found.
Result<TableSniff> sniff_table(const std::filesystem::path& path, const TableOptions& options = {});

}  // namespace genbo
