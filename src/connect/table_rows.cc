// SPDX-License-Identifier: Apache-2.0
#include "connect/table_rows.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

#include "base/limits.h"
#include "base/utf8.h"
#include "connect/mapping.h"

namespace genbo {

namespace {

constexpr std::array<std::string_view, 7> kBlanks = {" ",      "\t",     "\r",    "\n",
                                                     "\u3000", "\u00A0", "\uFEFF"};

std::string gaiji_name(char32_t c) {
    char text[16];
    std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(c));
    return text;
}

std::string numbered_column(std::size_t number) { return "column_" + std::to_string(number); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string_view trim_blanks(std::string_view text) {
    const auto starts = [&](std::string_view blank) { return text.starts_with(blank); };
    const auto ends = [&](std::string_view blank) { return text.ends_with(blank); };
    // Most cells begin and end with something else.
    const auto plain = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte > 0x20 && byte < 0x80) || (byte > 0xE3 && byte < 0xEF);
    };
    while (!text.empty() && !plain(text.front())) {
        const auto blank = std::ranges::find_if(kBlanks, starts);
        if (blank == kBlanks.end()) break;
        text.remove_prefix(blank->size());
    }
    while (!text.empty() && static_cast<unsigned char>(text.back()) != 0 &&
           !(static_cast<unsigned char>(text.back()) > 0x20 &&
             static_cast<unsigned char>(text.back()) < 0x80)) {
        const auto blank = std::ranges::find_if(kBlanks, ends);
        if (blank == kBlanks.end()) break;
        text.remove_suffix(blank->size());
    }
    return text;
}

bool TableRow::rejected() const {
    return std::ranges::any_of(
        findings, [](const Finding& finding) { return finding.severity == Severity::reject; });
}

void start_row(TableRow& row, std::uint64_t number, std::uint64_t line) {
    row.number = number;
    row.line = line;
    row.cells.clear();
    row.extra_cells.clear();
    row.raw = {};
    row.findings.clear();
}

void add_finding(
    TableRow& row, Severity severity, std::string_view code, std::string_view column,
    std::vector<std::string> args) {
    row.findings.push_back(
        {severity, std::string{code}, row.number, std::string{column}, std::move(args)});
}

Result<TableHeader> make_table_header(std::span<const std::string_view> cells) {
    std::size_t columns = cells.size();
    // Spreadsheets leave empty columns at the right.
    while (columns > 0 && trim_blanks(cells[columns - 1]).empty()) --columns;
    if (columns == 0) return Error{Fault::invalid, "connect.empty_file"};
    if (columns > kColumnsMax) {
        return Error{
            Fault::limit,
            "connect.too_many_columns",
            {std::to_string(columns), std::to_string(kColumnsMax)}};
    }
    TableHeader header;
    std::set<std::string, std::less<>> taken;
    for (std::size_t i = 0; i < columns; ++i) {
        std::string name{trim_blanks(cells[i])};
        if (name.empty()) name = numbered_column(i + 1);
        const std::string wanted = name;
        for (int copy = 2; !taken.insert(name).second; ++copy)
            name = wanted + " (" + std::to_string(copy) + ")";
        if (name != wanted) {
            header.findings.push_back({Severity::warning, "connect.repeated_header", 0, name, {}});
        }
        header.names.push_back(std::move(name));
    }
    header.is_rejected_export = taken.contains(kReasonColumn);
    return header;
}

Result<TableHeader> make_numbered_header(std::size_t columns) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(columns, kColumnsMax + 1); ++i)
        names.push_back(numbered_column(i + 1));
    const std::vector<std::string_view> views{names.begin(), names.end()};
    return make_table_header(views);
}

void add_character_findings(TableRow& row, std::string_view cell, std::string_view column) {
    std::size_t lost = 0;
    std::size_t gaiji = 0;
    std::string first_gaiji;
    for (std::size_t at = 0; at < cell.size();) {
        const auto byte = static_cast<unsigned char>(cell[at]);
        if (byte < 0xEE) {
            ++at;
            continue;
        }
        const char32_t c = next_code_point(cell, at);
        if (c == 0xFFFD) ++lost;
        if ((c < 0xE000 || c > 0xF8FF) && c < 0xF0000) continue;
        if (gaiji++ == 0) first_gaiji = gaiji_name(c);
    }
    if (lost > 0) {
        add_finding(row, Severity::warning, "connect.undecodable", column, {std::to_string(lost)});
    }
    if (gaiji > 0) {
        add_finding(
            row, Severity::warning, "connect.gaiji", column,
            {std::to_string(gaiji), std::move(first_gaiji)});
    }
}

void add_character_findings(TableRow& row, const TableHeader& header) {
    for (std::size_t i = 0; i < row.cells.size() && i < header.names.size(); ++i)
        add_character_findings(row, row.cells[i], header.names[i]);
}

void fit_row(TableRow& row, const TableHeader& header, RowTrust trust) {
    const std::size_t wanted = header.names.size();
    const std::size_t had = row.cells.size();
    // Nearly every row.
    if (had == wanted) return;
    const std::vector<std::string> counts = {std::to_string(had), std::to_string(wanted)};
    if (had > wanted) {
        const auto behind = row.cells.begin() + static_cast<std::ptrdiff_t>(wanted);
        const bool blank = std::all_of(behind, row.cells.end(), [](std::string_view cell) {
            return trim_blanks(cell).empty();
        });
        if (!blank) {
            row.extra_cells.assign(behind, row.cells.end());
            add_finding(row, Severity::reject, "connect.too_many_cells", {}, counts);
        }
        row.cells.resize(wanted);
    } else {
        const bool reject = trust == RowTrust::doubtful;
        add_finding(
            row, reject ? Severity::reject : Severity::warning, "connect.too_few_cells", {},
            counts);
        row.cells.resize(wanted);
    }
}

bool looks_like_data(std::span<const std::string> cells) {
    const auto is_value = [](const std::string& cell) {
        const auto text = trim_blanks(cell);
        const auto digits = static_cast<std::size_t>(std::ranges::count_if(text, is_digit));
        const bool address =
            text.find('@') != std::string_view::npos && text.find('.') != std::string_view::npos;
        // Dates, phones, zips, numbers: digits and what stands between them.
        const bool number = digits >= 2 && std::ranges::all_of(text, [](char c) {
                                return is_digit(c) || std::string_view{"-/.+() :"}.find(c) !=
                                                          std::string_view::npos;
                            });
        return address || number;
    };
    return std::ranges::any_of(cells, is_value);
}

}  // namespace genbo
