// SPDX-License-Identifier: Apache-2.0
#include "connect/csv_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/limits.h"
#include "connect/csv_writer.h"
#include "connect/table_rows.h"
#include "connect/text_source.h"

namespace genbo {

namespace {

class CsvReader final : public TableReader {
public:
    CsvReader(TextSource source, const CsvDialect& dialect)
        : source_(std::move(source)), dialect_(dialect) {}

    Result<> read_header(HeaderRow kind) {
        TRY(skip_separator_line());
        TableRow row;
        if (!TRY(read(row))) return Error{Fault::invalid, "connect.empty_file"};
        if (!row.raw.empty()) return Error{Fault::invalid, "connect.broken_header"};
        header_ =
            TRY(kind == HeaderRow::present ? make_table_header(row.cells)
                                           : make_numbered_header(row.cells.size()));
        if (kind == HeaderRow::absent) replay_first_row();
        return {};
    }

    const std::vector<std::string>& header() const override { return header_.names; }
    const Findings& file_findings() const override { return header_.findings; }
    std::uint64_t bytes_read() const override { return source_.file().bytes_read(); }
    std::uint64_t total_bytes() const override { return source_.file().size(); }

    Result<bool> next(TableRow& row) override {
        if (!TRY(read(row))) return false;
        if (!row.raw.empty()) return true;
        if (row_has_issues_) add_character_findings(row, header_);
        check_cells(row);
        const bool right_length = row.cells.size() == header_.names.size();
        fit_row(row, header_, doubtful_ ? RowTrust::doubtful : RowTrust::usual);
        if (right_length) doubtful_ = false;
        return true;
    }

private:
    // The next row that is not blank, its cells as many as it has.  A row that cannot be divided
    // comes as row.raw.
    Result<bool> read(TableRow& row) {
        while (true) {
            source_.skip(std::exchange(used_, 0));
            line_ += std::exchange(lines_used_, 0);
            const auto step = TRY(scan());
            if (step.outcome == CsvOutcome::needs_more) return false;
            start_row(row, ++number_, line_);
            if (step.outcome == CsvOutcome::broken) {
                TRY(give_up_line(row));
                return true;
            }
            used_ = step.length;
            lines_used_ = record_.has_line_ends ? count_lines(step.length) : 1;
            if (is_blank_record(source_.window(), record_)) continue;
            row_has_issues_ = source_.has_issues(step.length);
            unescape();
            row.cells.assign(record_.cells.begin(), record_.cells.end());
            return true;
        }
    }

    // needs_more means here: the file is at its end.
    Result<CsvStep> scan() {
        while (true) {
            const auto window = source_.window();
            if (window.empty() && source_.at_end()) return CsvStep{CsvOutcome::needs_more, 0};
            if (!window.empty()) {
                const auto end = source_.at_end() ? TextEnd::end_of_file : TextEnd::more_to_come;
                const auto step = scan_csv_record(window, end, dialect_, record_);
                if (step.outcome != CsvOutcome::needs_more) return step;
                if (window.size() > kCsvRowBytesMax) return CsvStep{CsvOutcome::broken, 0};
            }
            TRY(source_.more());
        }
    }

    // The first line of a row that cannot be divided is handed out as it is, and reading goes on
    // behind it.
    Result<> give_up_line(TableRow& row) {
        auto length = csv_line_length(source_.window(), dialect_);
        while (length == source_.window().size() && !source_.at_end() &&
               length <= kCsvRowBytesMax) {
            TRY(source_.more());
            length = csv_line_length(source_.window(), dialect_);
        }
        used_ = length;
        lines_used_ = 1;
        doubtful_ = true;
        row.raw = source_.window().substr(0, length);
        while (row.raw.ends_with('\n') || row.raw.ends_with('\r')) row.raw.remove_suffix(1);
        add_finding(row, Severity::reject, "connect.broken_quotes");
        row.cells.assign(header_.names.size(), {});
        return {};
    }

    void unescape() {
        if (record_.escaped.size() > unescaped_.size()) unescaped_.resize(record_.escaped.size());
        for (std::size_t i = 0; i < record_.escaped.size(); ++i) {
            auto& cell = record_.cells[record_.escaped[i]];
            unescaped_[i] = unescape_csv_cell(cell);
            cell = unescaped_[i];
        }
    }

    void check_cells(TableRow& row) {
        if (record_.odd_quotes) add_finding(row, Severity::warning, "connect.odd_quotes");
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            if (header_.is_rejected_export) row.cells[i] = without_formula_guard(row.cells[i]);
            if (row.cells[i].size() <= kCellBytesMax) continue;
            add_finding(
                row, Severity::reject, "connect.cell_too_long",
                i < header_.names.size() ? header_.names[i] : std::string{},
                {std::to_string(row.cells[i].size()), std::to_string(kCellBytesMax)});
            row.cells[i] = {};
        }
    }

    std::uint64_t count_lines(std::size_t length) const {
        const auto text = source_.window().substr(0, length);
        const auto ends = std::ranges::count(text, dialect_.row_end);
        return static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(ends, 1));
    }

    // Excel's own "sep=;" in front of the header.
    Result<> skip_separator_line() {
        while (source_.window().size() < 6 && !source_.at_end()) TRY(source_.more());
        if (!source_.window().starts_with("sep=") || source_.window().size() < 6) return {};
        const char after = source_.window()[5];
        if (after != '\r' && after != '\n') return {};
        dialect_.delimiter = source_.window()[4];
        while (csv_line_length(source_.window(), dialect_) == source_.window().size() &&
               !source_.at_end())
            TRY(source_.more());
        source_.skip(csv_line_length(source_.window(), dialect_));
        ++line_;
        return {};
    }

    void replay_first_row() {
        used_ = 0;
        lines_used_ = 0;
        --number_;
    }

    TextSource source_;
    CsvDialect dialect_;
    TableHeader header_;
    CsvRecord record_;
    std::vector<std::string> unescaped_;
    std::uint64_t number_ = 0;  // Of the row at hand.
    std::uint64_t line_ = 1;    // On which it starts.
    std::size_t used_ = 0;      // Of the window, by the row at hand.
    std::uint64_t lines_used_ = 0;
    bool row_has_issues_ = false;
    bool doubtful_ = false;
};

}  // namespace

Result<std::unique_ptr<TableReader>> open_csv(
    const std::filesystem::path& path, Encoding encoding, const CsvDialect& dialect,
    const TableOptions& options) {
    auto source = TRY(TextSource::open(path, encoding, options.chunk_bytes));
    auto reader = std::make_unique<CsvReader>(std::move(source), dialect);
    TRY(reader->read_header(options.header));
    return std::unique_ptr<TableReader>{std::move(reader)};
}

}  // namespace genbo
