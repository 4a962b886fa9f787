// SPDX-License-Identifier: Apache-2.0
#include "connect/csv_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/limits.h"
#include "connect/csv_writer.h"
#include "connect/test_files.h"

namespace genbo {
namespace {

using testing::ElementsAre;

std::vector<std::vector<std::string>> scan_all(std::string_view text, CsvBufferScan scan) {
    (void)text;
    std::vector<std::vector<std::string>> rows;
    while (scan.next()) rows.emplace_back(scan.cells().begin(), scan.cells().end());
    return rows;
}

std::vector<std::vector<std::string>> scan_all(std::string_view text) {
    return scan_all(text, CsvBufferScan{text});
}

TEST(CsvScan, DividesRowsAndCells) {
    EXPECT_THAT(
        scan_all("a,b\r\n1,\"x, \"\"y\"\"\nz\"\n\n,\n2,\r\r\n3,4"),
        ElementsAre(
            ElementsAre("a", "b"), ElementsAre("1", "x, \"y\"\nz"), ElementsAre("2", ""),
            ElementsAre("3", "4")));
}

TEST(CsvScan, TakesQuotationMarksInsideACellAsText) {
    EXPECT_THAT(
        scan_all("a,b\n5\" disk,\"x\"y\n"),
        ElementsAre(ElementsAre("a", "b"), ElementsAre("5\" disk", "\"x\"y")));
}

TEST(CsvScan, GivesUpOnlyTheLineOfALostQuotationMark) {
    CsvBufferScan scan{"a,b\n1,\"lost\n2,\"fine\"\n3,x\n", CsvDialect{}};
    std::vector<std::string> first;
    while (scan.next()) first.emplace_back(scan.cells()[0]);
    EXPECT_THAT(first, ElementsAre("a", "2", "3"));
    EXPECT_EQ(scan.broken_rows(), 1U);
}

TEST(CsvScan, AsksForMoreWhereTheRowIsNotWhole) {
    CsvRecord record;
    for (const std::string_view text : {"a", "a,", "a,\"b", "a,\"b\"", "a,\"b\"\r", "a\r"}) {
        EXPECT_EQ(
            scan_csv_record(text, TextEnd::more_to_come, {}, record).outcome,
            CsvOutcome::needs_more)
            << text;
    }
    EXPECT_EQ(
        scan_csv_record("a,\"b", TextEnd::end_of_file, {}, record).outcome, CsvOutcome::broken);
    const std::string endless = "\"" + std::string(kCellBytesMax + 1, 'x');
    EXPECT_EQ(
        scan_csv_record(endless, TextEnd::more_to_come, {}, record).outcome, CsvOutcome::broken);
}

TEST(GuessCsvDialect, FindsTheDelimiter) {
    EXPECT_EQ(guess_csv_dialect("a,b;c\n1,2\n3,4\n").delimiter, ',');
    EXPECT_EQ(guess_csv_dialect("a;b;c\n1,5;2;3\n4;5,5;6\n").delimiter, ';');
    EXPECT_EQ(guess_csv_dialect("名前\t住所\n山田\t東京都,千代田区\n").delimiter, '\t');
    EXPECT_EQ(guess_csv_dialect("only\none\ncolumn\n").delimiter, ',');
    EXPECT_EQ(guess_csv_dialect("a,b").delimiter, ',');
    EXPECT_EQ(guess_csv_dialect("a,b\r1,2\r").row_end, '\r');
    EXPECT_EQ(guess_csv_dialect("a, b, c\n1, , x\n").blanks, CsvDialect::Blanks::follow_delimiters);
    EXPECT_EQ(guess_csv_dialect("a, b,c\n1, , x\n").blanks, CsvDialect::Blanks::belong_to_cells);
}

TEST(CsvScan, DropsTheBlanksThatFollowDelimiters) {
    EXPECT_THAT(
        scan_all("id, name, note\r\n1, , x y\r\n2, \"a, b\" , z\r\n"),
        ElementsAre(
            ElementsAre("id", "name", "note"), ElementsAre("1", "", "x y"),
            ElementsAre("2", "a, b", "z")));
}

// The obviously right version for text without slips: one character after the other.
std::vector<std::vector<std::string>> scan_slowly(std::string_view text, char delimiter) {
    std::vector<std::vector<std::string>> rows{{""}};
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto& cell = rows.back().back();
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            cell += '"';
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (quoted) {
            cell += c;
        } else if (c == delimiter) {
            rows.back().emplace_back();
        } else if (c == '\n') {
            rows.push_back({""});
        } else if (c != '\r') {
            cell += c;
        }
    }
    rows.pop_back();
    return rows;
}

std::string random_cell(std::mt19937& dice) {
    static constexpr std::string_view kPieces[] = {"a", "B", "7",    ",",  "\"", "\n", "\r\n", "\t",
                                                   ";", " ", "山田", "髙", "'",  "=",  "ﾔﾏ",   "-"};
    std::string out;
    for (auto n = dice() % 9; n > 0; --n) out += kPieces[dice() % std::size(kPieces)];
    // Long cells reach over the blocks of the scanner.
    if (dice() % 20 == 0) out += std::string(dice() % 100, 'x');
    return out;
}

bool is_blank_row(const std::vector<std::string>& row) {
    return std::ranges::all_of(row, [](const std::string& cell) {
        return cell.find_first_not_of(" \t\r") == std::string::npos;
    });
}

// What is written is read again, by the buffer scan and by the reader, under any piece size.
TEST(CsvProperty, ReadsWhatItWrites) {
    std::mt19937 dice{42};
    for (int round = 0; round < 200; ++round) {
        const CsvStyle style{
            .delimiter = ",\t;"[dice() % 3],
            .line_end = dice() % 2 == 0 ? LineEnd::crlf : LineEnd::lf};
        const std::size_t columns = 2 + dice() % 5;
        std::vector<std::vector<std::string>> rows{{}};
        for (std::size_t i = 0; i < columns; ++i) rows[0].push_back("h" + std::to_string(i));
        for (auto n = dice() % 12; n > 0; --n) {
            std::vector<std::string> row;
            for (std::size_t i = 0; i < columns; ++i) row.push_back(random_cell(dice));
            if (!is_blank_row(row)) rows.push_back(std::move(row));
        }
        std::string text;
        for (const auto& row : rows)
            append_csv_row(text, std::vector<std::string_view>{row.begin(), row.end()}, style);

        ASSERT_EQ(scan_slowly(text, style.delimiter), rows) << text;
        CsvDialect dialect;
        dialect.delimiter = style.delimiter;
        ASSERT_EQ(scan_all(text, CsvBufferScan{text, dialect}), rows) << text;

        const TestFile file{text};
        const auto table = read_test_table(
            file.path(), {.encoding = Encoding::utf8,
                          .delimiter = style.delimiter,
                          .chunk_bytes = 1 + dice() % 40});
        ASSERT_EQ(table.header, rows[0]);
        std::vector<std::vector<std::string>> read{table.header};
        for (const auto& row : table.rows) {
            ASSERT_THAT(row.findings, testing::IsEmpty()) << text;
            read.push_back(row.cells);
        }
        ASSERT_EQ(read, rows) << text;
    }
}

TEST(CsvWriter, GuardsFormulas) {
    std::string out;
    append_csv_row(
        out, {"=1+1", "+81-3", "-", "@x", "＝A1", "'quoted", "plain", "a=b"},
        {.formula_guard = FormulaGuard::on});
    EXPECT_EQ(out, "'=1+1,'+81-3,'-,'@x,'＝A1,''quoted,plain,a=b\r\n");
}

TEST(CsvWriter, QuotesOnlyWhatNeedsIt) {
    std::string out;
    append_csv_row(out, {"a", "b,c", "d\"e", "f\ng", " h", ""}, {.line_end = LineEnd::lf});
    append_csv_row(out, {""}, {.line_end = LineEnd::lf});
    EXPECT_EQ(out, "a,\"b,c\",\"d\"\"e\",\"f\ng\",\" h\",\n\"\"\n");
}

// An exported file of rejected rows, mended and imported again, is as it was.
TEST(CsvWriter, TheReaderTakesTheGuardOffInOurOwnFile) {
    const std::vector<std::string_view> cells = {"+81-90-1234-5678", "'x", "-", "plain", "''="};
    std::string text = "a,b,c,d,e,genbo_row,genbo_reason\r\n";
    std::vector<std::string_view> row = cells;
    row.insert(row.end(), {"7", "-why"});
    append_csv_row(text, row, {.formula_guard = FormulaGuard::on});
    const TestFile file{text};
    const auto table = read_test_table(file.path());
    ASSERT_EQ(table.rows.size(), 1U);
    for (std::size_t i = 0; i < cells.size(); ++i) EXPECT_EQ(table.rows[0].cells[i], cells[i]);
}

}  // namespace
}  // namespace genbo
