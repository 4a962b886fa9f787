// SPDX-License-Identifier: Apache-2.0
#pragma once

// Writes CSV (RFC 4180) into a string, row by row.
//
//   std::string out;
//   append_csv_row(out, {"会員番号", "氏名"});
//
// A file of rejected rows is the original columns plus genbo_row and genbo_reason (mapping.h).  A
// person mends it in a spreadsheet and imports it again; the mapping ignores the two columns.
//
// Spreadsheets run a cell that begins with = + - or @ as a formula, and a customer can type that
// into a form.  With FormulaGuard::on such a cell, and one that begins with an apostrophe, gets an
// apostrophe in front.  The reader takes exactly that apostrophe off again in a file that has a
// genbo_reason column, so that +81-90-… comes back as it was.

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace genbo {

enum class FormulaGuard { off, on };
enum class LineEnd { crlf, lf };

struct CsvStyle {
    char delimiter = ',';
    LineEnd line_end = LineEnd::crlf;
    FormulaGuard formula_guard = FormulaGuard::off;
};

// The cell alone, quoted where it has to be.
void append_csv_cell(std::string& out, std::string_view cell, const CsvStyle& style = {});

// Cells, delimiters and the line end.  A row of one empty cell is written as "" so that it is not
// taken for a blank line.
void append_csv_row(
    std::string& out, std::span<const std::string_view> cells, const CsvStyle& style = {});
void append_csv_row(
    std::string& out, std::initializer_list<std::string_view> cells, const CsvStyle& style = {});

// Whether the guard would put an apostrophe in front.
bool needs_formula_guard(std::string_view cell);

// The cell without the guard's apostrophe.
std::string_view without_formula_guard(std::string_view cell);

}  // namespace genbo
