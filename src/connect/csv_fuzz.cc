// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as CSV.  The first byte chooses delimiter, row end and blanks; the rest is the text.
// Oracle: every step makes progress, a row found in the beginning of a text is the same in the
// whole of it, cells lie inside the text, and what is written again is read back the same.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "connect/csv_scan.h"
#include "connect/csv_writer.h"

namespace {

std::vector<std::string> csv_fuzz_cells(const genbo::CsvRecord& record) {
    std::vector<std::string> cells{record.cells.begin(), record.cells.end()};
    for (const auto at : record.escaped) cells[at] = genbo::unescape_csv_cell(cells[at]);
    return cells;
}

void csv_fuzz_round_trip(const std::vector<std::string>& cells, char delimiter) {
    std::string text;
    const std::vector<std::string_view> views{cells.begin(), cells.end()};
    genbo::append_csv_row(text, views, {.delimiter = delimiter});
    genbo::CsvDialect dialect;
    dialect.delimiter = delimiter;
    genbo::CsvRecord again;
    const auto step = genbo::scan_csv_record(text, genbo::TextEnd::end_of_file, dialect, again);
    genbo::check(step.outcome == genbo::CsvOutcome::record && step.length == text.size());
    genbo::check(csv_fuzz_cells(again) == cells);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size == 0) return 0;
    CsvDialect dialect;
    dialect.delimiter = ",;\t|"[data[0] % 4];
    dialect.row_end = (data[0] & 4U) != 0 ? '\r' : '\n';
    if ((data[0] & 8U) != 0) dialect.blanks = CsvDialect::Blanks::follow_delimiters;
    const std::string_view all{reinterpret_cast<const char*>(data) + 1, size - 1};
    std::string_view rest = all;
    CsvRecord record;
    CsvRecord partial;
    while (!rest.empty()) {
        const auto step = scan_csv_record(rest, TextEnd::end_of_file, dialect, record);
        check(step.outcome != CsvOutcome::needs_more);
        const auto half = rest.substr(0, rest.size() / 2);
        if (!half.empty()) {
            const auto early = scan_csv_record(half, TextEnd::more_to_come, dialect, partial);
            if (early.outcome == CsvOutcome::record) {
                check(early.length == step.length && step.outcome == CsvOutcome::record);
                check(partial.cells == record.cells && partial.escaped == record.escaped);
            }
        }
        if (step.outcome == CsvOutcome::record) {
            check(step.length > 0 && step.length <= rest.size() && !record.cells.empty());
            for (const auto cell : record.cells)
                check(cell.data() >= all.data() && cell.end() <= all.end());
            csv_fuzz_round_trip(csv_fuzz_cells(record), dialect.delimiter);
            rest.remove_prefix(step.length);
        } else {
            rest.remove_prefix(csv_line_length(rest, dialect));
        }
    }
    (void)guess_csv_dialect(all);
    return 0;
}
