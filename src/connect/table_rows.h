// SPDX-License-Identifier: Apache-2.0
#pragma once

// What all table readers do alike: make a header, fit a row to it, and say what is odd in a cell.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/result.h"
#include "connect/table_reader.h"

namespace genbo {

struct TableHeader {
    std::vector<std::string> names;
    Findings findings;
    // The file is our own export of rejected rows: its formula guards come off.
    bool is_rejected_export = false;
};

// Names as in TableReader::header().  connect.too_many_columns, connect.empty_file.
Result<TableHeader> make_table_header(std::span<const std::string_view> cells);

// column_1 … column_n.
Result<TableHeader> make_numbered_header(std::size_t columns);

// Lost characters and 外字 in a cell, as findings of (row, column).
void add_character_findings(TableRow& row, std::string_view cell, std::string_view column);

// The same over all cells of the row.
void add_character_findings(TableRow& row, const TableHeader& header);

// Empties the row and gives it its place.
void start_row(TableRow& row, std::uint64_t number, std::uint64_t line);

void add_finding(
    TableRow& row, Severity severity, std::string_view code, std::string_view column = {},
    std::vector<std::string> args = {});

enum class RowTrust { usual, doubtful };

// Makes row.cells as long as the header.  Missing cells become empty ones (warning), empty ones too
// many are dropped, others reject the row: they mean that the cells have shifted.  Of a doubtful
// row, which follows a broken one, a wrong number of cells is enough to reject it.
void fit_row(TableRow& row, const TableHeader& header, RowTrust trust);

// A row that looks like values rather than like names of columns: something like an e-mail address,
// a date, a phone number or a zip code is among its cells.
bool looks_like_data(std::span<const std::string> cells);

std::string_view trim_blanks(std::string_view text);

}  // namespace genbo
