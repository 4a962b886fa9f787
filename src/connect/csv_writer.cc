// SPDX-License-Identifier: Apache-2.0
#include "connect/csv_writer.h"

#include <algorithm>
#include <array>

namespace genbo {

namespace {

// Japanese Excel reads the full-width forms as formulas too.
constexpr std::array<std::string_view, 11> kFormulaStarts = {"=",  "+",  "-",  "@",  "\t", "\r",
                                                             "＝", "＋", "－", "＠", "'"};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool needs_quotes(std::string_view cell, char delimiter) {
    if (cell.empty()) return false;
    // A blank at either end would be taken for layout by readers that trim.
    if (is_blank(cell.front()) || is_blank(cell.back())) return true;
    return std::ranges::any_of(
        cell, [&](char c) { return c == delimiter || c == '"' || c == '\n' || c == '\r'; });
}

}  // namespace

bool needs_formula_guard(std::string_view cell) {
    return std::ranges::any_of(
        kFormulaStarts, [&](std::string_view start) { return cell.starts_with(start); });
}

std::string_view without_formula_guard(std::string_view cell) {
    if (cell.starts_with('\'') && needs_formula_guard(cell.substr(1))) cell.remove_prefix(1);
    return cell;
}

void append_csv_cell(std::string& out, std::string_view cell, const CsvStyle& style) {
    const bool guard = style.formula_guard == FormulaGuard::on && needs_formula_guard(cell);
    const bool quotes = needs_quotes(cell, style.delimiter);
    if (quotes) out += '"';
    if (guard) out += '\'';
    if (!quotes) {
        out += cell;
        return;
    }
    for (const char c : cell) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void append_csv_row(
    std::string& out, std::span<const std::string_view> cells, const CsvStyle& style) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) out += style.delimiter;
        append_csv_cell(out, cells[i], style);
    }
    if (cells.size() == 1 && cells[0].empty()) out += "\"\"";
    out += style.line_end == LineEnd::crlf ? "\r\n" : "\n";
}

void append_csv_row(
    std::string& out, std::initializer_list<std::string_view> cells, const CsvStyle& style) {
    append_csv_row(out, std::span{cells.begin(), cells.size()}, style);
}

}  // namespace genbo
