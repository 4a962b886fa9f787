// SPDX-License-Identifier: Apache-2.0
#include "connect/csv_scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <map>
#include <utility>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/limits.h"

namespace genbo {

namespace {

#if defined(__SSE2__)
__m128i csv_load(const char* at) {
    __m128i block;
    std::memcpy(&block, at, sizeof block);
    return block;
}
#endif

// The first `a` or `b` from `at` on, or `end`.
const char* csv_find(const char* at, const char* end, char a, char b) {
#if defined(__SSE2__)
    const __m128i all_a = _mm_set1_epi8(a);
    const __m128i all_b = _mm_set1_epi8(b);
    for (; end - at >= 16; at += 16) {
        const __m128i block = csv_load(at);
        const auto hits = static_cast<unsigned>(_mm_movemask_epi8(
            _mm_or_si128(_mm_cmpeq_epi8(block, all_a), _mm_cmpeq_epi8(block, all_b))));
        if (hits != 0) return at + std::countr_zero(hits);
    }
#endif
    while (at < end && *at != a && *at != b) ++at;
    return at;
}

// Where a row stands while it is scanned.
class CsvRowScan {
public:
    CsvRowScan(std::string_view text, TextEnd end, const CsvDialect& dialect, CsvRecord& record)
        : begin_(text.data()),
          end_(text.data() + text.size()),
          last_(end == TextEnd::end_of_file),
          delimiter_(dialect.delimiter),
          row_end_(dialect.row_end),
          skip_blanks_(dialect.blanks == CsvDialect::Blanks::follow_delimiters),
          record_(record),
          at_(begin_) {}

    CsvStep run() {
        while (true) {
            if (skip_blanks_)
                while (at_ < end_ && *at_ == ' ') ++at_;
            const Next next = at_ < end_ && *at_ == '"' ? quoted_cell() : plain_cell();
            switch (next) {
                case Next::cell: break;
                case Next::row: return {CsvOutcome::record, static_cast<std::size_t>(at_ - begin_)};
                case Next::needs_more: return {CsvOutcome::needs_more, 0};
                case Next::broken: return {CsvOutcome::broken, 0};
            }
        }
    }

private:
    enum class Next { cell, row, needs_more, broken };

    // `stop` is the delimiter, the row's end, or the end of the text behind a cell.
    Next go_on(const char* stop) {
        if (stop == end_) {
            at_ = stop;
            return Next::row;
        }
        at_ = stop + 1;
        return *stop == delimiter_ ? Next::cell : Next::row;
    }

    void add_cell(const char* first, const char* last) {
        record_.cells.emplace_back(first, static_cast<std::size_t>(last - first));
    }

    Next plain_cell() {
        const char* stop = csv_find(at_, end_, delimiter_, row_end_);
        if (stop == end_ && !last_) return Next::needs_more;
        const char* last = stop;
        // The CR of CRLF, or of the CR CR LF that careless converters leave.
        if ((stop == end_ || *stop == row_end_) && row_end_ == '\n')
            while (last > at_ && last[-1] == '\r') --last;
        add_cell(at_, last);
        return go_on(stop);
    }

    Next quoted_cell() {
        const char* const first = at_ + 1;
        const char* at = first;
        bool escaped = false;
        while (true) {
            at =
                static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end_ - at)));
            const char* const reached = at == nullptr ? end_ : at;
            if (static_cast<std::size_t>(reached - first) > kCellBytesMax) return Next::broken;
            if (at == nullptr) return last_ ? Next::broken : Next::needs_more;
            if (at + 1 == end_) {
                if (!last_) return Next::needs_more;
                break;
            }
            if (at[1] != '"') break;
            escaped = true;
            at += 2;
        }
        if (csv_find(first, at, '\n', '\r') != at) record_.has_line_ends = true;
        const char* stop = at + 1;
        if (skip_blanks_)
            while (stop < end_ && *stop == ' ') ++stop;
        while (row_end_ == '\n' && stop < end_ && *stop == '\r') ++stop;
        if (stop == end_ && !last_) return Next::needs_more;
        if (stop != end_ && *stop != row_end_ && (*stop != delimiter_ || stop[-1] == '\r'))
            return text_behind_quote();
        if (escaped) record_.escaped.push_back(static_cast<std::uint32_t>(record_.cells.size()));
        add_cell(first, at);
        return go_on(stop);
    }

    Next text_behind_quote() {
        if (record_.has_line_ends) return Next::broken;
        record_.odd_quotes = true;
        return plain_cell();
    }

    const char* begin_;
    const char* end_;
    bool last_;
    char delimiter_;
    char row_end_;
    bool skip_blanks_;
    CsvRecord& record_;
    const char* at_;
};

// How many cells most of the first rows have, and how many rows those are.
struct CsvAgreement {
    std::size_t cells = 0;
    std::size_t rows = 0;
    std::size_t all_rows = 0;
};

CsvAgreement csv_agreement(std::string_view text, const CsvDialect& dialect) {
    constexpr std::size_t kRowsLookedAt = 50;
    std::map<std::size_t, std::size_t> rows_by_cells;
    CsvAgreement best;
    CsvRecord record;
    while (!text.empty() && best.all_rows < kRowsLookedAt) {
        const auto step = scan_csv_record(text, TextEnd::more_to_come, dialect, record);
        // A first line without an end is still the best that there is.
        if (step.outcome == CsvOutcome::needs_more && best.all_rows > 0) break;
        const auto length =
            step.outcome == CsvOutcome::record ? step.length : csv_line_length(text, dialect);
        if (step.outcome != CsvOutcome::broken) {
            if (step.outcome == CsvOutcome::needs_more)
                scan_csv_record(text, TextEnd::end_of_file, dialect, record);
            const auto rows = ++rows_by_cells[record.cells.size()];
            if (rows > best.rows) best = {record.cells.size(), rows, best.all_rows};
        }
        ++best.all_rows;
        text.remove_prefix(length);
    }
    return best;
}

bool csv_blanks_follow(std::string_view text, const CsvDialect& dialect) {
    CsvRecord header;
    scan_csv_record(text, TextEnd::end_of_file, dialect, header);
    return header.cells.size() > 1 &&
           std::all_of(header.cells.begin() + 1, header.cells.end(), [](std::string_view cell) {
               return cell.starts_with(' ');
           });
}

}  // namespace

CsvStep scan_csv_record(
    std::string_view text, TextEnd end, const CsvDialect& dialect, CsvRecord& record) {
    record.cells.clear();
    record.escaped.clear();
    record.has_line_ends = false;
    record.odd_quotes = false;
    return CsvRowScan{text, end, dialect, record}.run();
}

bool is_blank_record(std::string_view text, const CsvRecord& record) {
    if (record.cells.size() == 1 && text.starts_with('"')) return false;
    return std::ranges::all_of(record.cells, [](std::string_view cell) {
        return cell.find_first_not_of(" \t\r") == std::string_view::npos;
    });
}

std::size_t csv_line_length(std::string_view text, const CsvDialect& dialect) {
    const auto end = text.find(dialect.row_end);
    return end == std::string_view::npos ? text.size() : end + 1;
}

std::string unescape_csv_cell(std::string_view cell) {
    std::string out;
    out.reserve(cell.size());
    for (std::size_t i = 0; i < cell.size(); ++i) {
        out += cell[i];
        if (cell[i] == '"' && i + 1 < cell.size() && cell[i + 1] == '"') ++i;
    }
    return out;
}

CsvDialect guess_csv_dialect(std::string_view text) {
    CsvDialect dialect;
    if (text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos)
        dialect.row_end = '\r';
    CsvAgreement best;
    char chosen = ',';
    for (const char delimiter : {',', '\t', ';', '|'}) {
        dialect.delimiter = delimiter;
        const auto found = csv_agreement(text, dialect);
        if (found.cells < 2) continue;
        // More rows that agree; among equals, more columns.
        const auto left = found.rows * std::max<std::size_t>(best.all_rows, 1);
        const auto right = best.rows * std::max<std::size_t>(found.all_rows, 1);
        if (left > right || (left == right && found.cells > best.cells)) {
            best = found;
            chosen = delimiter;
        }
    }
    dialect.delimiter = chosen;
    if (csv_blanks_follow(text, dialect)) dialect.blanks = CsvDialect::Blanks::follow_delimiters;
    return dialect;
}

CsvBufferScan::CsvBufferScan(std::string_view text)
    : CsvBufferScan(text, guess_csv_dialect(text.substr(0, std::size_t{1} << 16))) {}

CsvBufferScan::CsvBufferScan(std::string_view text, const CsvDialect& dialect)
    : rest_(text), dialect_(dialect) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
}

bool CsvBufferScan::next() {
    while (!rest_.empty()) {
        const auto step = scan_csv_record(rest_, TextEnd::end_of_file, dialect_, record_);
        if (step.outcome != CsvOutcome::record) {
            ++broken_rows_;
            rest_.remove_prefix(csv_line_length(rest_, dialect_));
            continue;
        }
        const bool blank = is_blank_record(rest_, record_);
        rest_.remove_prefix(step.length);
        if (blank) continue;
        for (const auto at : record_.escaped) {
            unescaped_.push_back(unescape_csv_cell(record_.cells[at]));
            record_.cells[at] = unescaped_.back();
        }
        return true;
    }
    record_.cells.clear();
    return false;
}

}  // namespace genbo
