// SPDX-License-Identifier: Apache-2.0
#include "connect/table_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "base/limits.h"
#include "connect/test_files.h"

namespace genbo {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> codes(const Findings& findings) {
    std::vector<std::string> out;
    for (const auto& finding : findings) out.push_back(finding.code);
    return out;
}

TestTable read_text(std::string_view text, const TableOptions& options = {}) {
    const TestFile file{text};
    return read_test_table(file.path(), options);
}

std::string in(Encoding encoding, std::string_view utf8) {
    return encode_text(encoding, utf8).bytes;
}

constexpr std::string_view kCustomers =
    "会員番号,氏名,フリガナ,住所\r\n"
    "1,山田 太郎,ﾔﾏﾀﾞ ﾀﾛｳ,東京都千代田区丸の内1-1\r\n"
    "2,髙橋 花子,ﾀｶﾊｼ ﾊﾅｺ,\"大阪府大阪市\r\n北区梅田3-1\"\r\n"
    "3,表 能,ｵﾓﾃ,北海道札幌市\r\n";

TEST(OpenTable, ReadsTheSameTableInEveryEncoding) {
    for (const auto encoding :
         {Encoding::utf8, Encoding::utf8_bom, Encoding::cp932, Encoding::euc_jp, Encoding::utf16le,
          Encoding::utf16be, Encoding::iso_2022_jp}) {
        const auto table = read_text(in(encoding, kCustomers));
        EXPECT_EQ(table.error.code, "") << encoding_name(encoding);
        EXPECT_THAT(table.header, ElementsAre("会員番号", "氏名", "フリガナ", "住所"))
            << encoding_name(encoding);
        ASSERT_THAT(table.rows, SizeIs(3)) << encoding_name(encoding);
        EXPECT_THAT(
            table.rows[1].cells,
            ElementsAre("2", "髙橋 花子", "ﾀｶﾊｼ ﾊﾅｺ", "大阪府大阪市\r\n北区梅田3-1"));
        EXPECT_EQ(table.rows[1].number, 3U);
        EXPECT_EQ(table.rows[2].number, 4U);
        EXPECT_EQ(table.rows[2].line, 5U);
        for (const auto& row : table.rows) EXPECT_THAT(row.findings, IsEmpty());
    }
}

TEST(OpenTable, FindsTheFormatByContent) {
    const auto format = [](std::string_view text) {
        const TestFile file{text, ".dat"};
        const auto sniff = sniff_table(file.path());
        EXPECT_TRUE(sniff.ok());
        return table_format_name(sniff->format);
    };
    EXPECT_EQ(format("a,b\n1,2\n"), "csv");
    EXPECT_EQ(format("a;b\n1;2\n"), "csv");
    EXPECT_EQ(format("a\tb\n1\t2\n"), "tsv");
    EXPECT_EQ(format("{\"a\":1}\n"), "ndjson");
}

TEST(OpenTable, RefusesWhatIsNoTable) {
    using namespace std::string_view_literals;
    const auto code = [](std::string_view text) { return read_text(text).error.code; };
    EXPECT_EQ(code(""), "connect.empty_file");
    EXPECT_EQ(code("\r\n\r\n"), "connect.empty_file");
    EXPECT_EQ(code("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "connect.old_excel");
    EXPECT_EQ(code("\x1F\x8B\x08"), "connect.compressed");
    EXPECT_EQ(code("%PDF-1.7"), "connect.not_a_table");
    EXPECT_EQ(code("\x01\x02\x03\x04\x05\x06"), "connect.not_a_table");
    EXPECT_EQ(code("PK\x03\x04"), "connect.bad_xlsx");
    EXPECT_EQ(code("[{\"a\":1}]"), "connect.json_array");
    EXPECT_EQ(code("\"a,b\n1,2\n"), "connect.broken_header");
    EXPECT_EQ(code("a,b\n" + std::string(10, '\0') + "\n"), "connect.not_a_table");
    EXPECT_EQ(
        read_text(std::string(kColumnsMax, ',') + "x\n").error.code, "connect.too_many_columns");
    EXPECT_EQ(
        read_test_table("no/such/file.csv").error,
        (Error{Fault::not_found, "connect.not_found", {}}));
    EXPECT_EQ(
        read_test_table(std::filesystem::temp_directory_path()).error.code, "connect.unreadable");
}

TEST(OpenTable, NamesEveryColumnOnce) {
    const auto table = read_text("電話,電話, 氏名 ,,電話,\n1,2,3,4,5,\n");
    EXPECT_THAT(table.header, ElementsAre("電話", "電話 (2)", "氏名", "column_4", "電話 (3)"));
    EXPECT_THAT(
        codes(table.findings), ElementsAre("connect.repeated_header", "connect.repeated_header"));
    EXPECT_THAT(table.rows[0].cells, ElementsAre("1", "2", "3", "4", "5"));
    EXPECT_THAT(table.rows[0].findings, IsEmpty());
}

TEST(OpenTable, ReadsATableWithoutHeader) {
    const auto table = read_text("1,山田\n2,鈴木\n", {.header = HeaderRow::absent});
    EXPECT_THAT(table.header, ElementsAre("column_1", "column_2"));
    ASSERT_THAT(table.rows, SizeIs(2));
    EXPECT_THAT(table.rows[0].cells, ElementsAre("1", "山田"));
    EXPECT_EQ(table.rows[0].number, 1U);
}

TEST(CsvReader, FitsRowsToTheHeader) {
    const auto table = read_text("a,b,c\n1,2\n1,2,3,,\n1,2,3,4\n");
    ASSERT_THAT(table.rows, SizeIs(3));
    EXPECT_THAT(table.rows[0].cells, ElementsAre("1", "2", ""));
    EXPECT_EQ(
        table.rows[0].findings,
        (Findings{{Severity::warning, "connect.too_few_cells", 2, "", {"2", "3"}}}));
    EXPECT_THAT(table.rows[1].findings, IsEmpty());
    EXPECT_EQ(
        table.rows[2].findings,
        (Findings{{Severity::reject, "connect.too_many_cells", 4, "", {"4", "3"}}}));
    EXPECT_THAT(table.rows[2].extra_cells, ElementsAre("4"));
}

TEST(CsvReader, RejectsOnlyTheRowsAroundALostQuotationMark) {
    const auto table = read_text(
        "id,note,x\n"
        "1,\"lost,a\n"
        "2,\"two\nlines\",b\n"
        "3,fine,c\n");
    ASSERT_THAT(table.rows, SizeIs(3));
    EXPECT_EQ(table.rows[0].raw, "1,\"lost,a");
    EXPECT_THAT(codes(table.rows[0].findings), ElementsAre("connect.broken_quotes"));
    EXPECT_THAT(table.rows[1].cells, ElementsAre("2", "two\nlines", "b"));
    EXPECT_THAT(table.rows[1].findings, IsEmpty());
    EXPECT_EQ(table.rows[2].line, 5U);
}

TEST(CsvReader, DistrustsRaggedRowsAfterALostQuotationMark) {
    const auto table = read_text("id,a,b\n1,\"one\nwild \"text\" here\n2,x,y\n3,x\n");
    ASSERT_THAT(table.rows, SizeIs(4));
    EXPECT_THAT(codes(table.rows[0].findings), ElementsAre("connect.broken_quotes"));
    EXPECT_EQ(
        table.rows[1].findings,
        (Findings{{Severity::reject, "connect.too_few_cells", 3, "", {"1", "3"}}}));
    EXPECT_THAT(table.rows[2].findings, IsEmpty());
    EXPECT_EQ(table.rows[3].findings[0].severity, Severity::warning);
}

TEST(CsvReader, RejectsACellThatIsTooLong) {
    const std::string text = "a,b\n" + std::string(kCellBytesMax + 1, 'x') + ",1\n2,3\n";
    const auto table = read_text(text);
    ASSERT_THAT(table.rows, SizeIs(2));
    EXPECT_EQ(table.rows[0].findings[0].code, "connect.cell_too_long");
    EXPECT_EQ(table.rows[0].findings[0].column, "a");
    EXPECT_THAT(table.rows[1].cells, ElementsAre("2", "3"));
}

// A file of one endless line stays bounded and ends.
TEST(CsvReader, GivesUpEndlessLines) {
    const std::string text = "a,b\n" + std::string(std::size_t{9} << 20, 'x') + "\n1,2\n";
    const auto table = read_text(text);
    EXPECT_EQ(table.error.code, "");
    ASSERT_GE(table.rows.size(), 2U);
    EXPECT_THAT(codes(table.rows.front().findings), ElementsAre("connect.broken_quotes"));
    EXPECT_THAT(table.rows.back().cells, ElementsAre("1", "2"));
}

TEST(CsvReader, SaysWhichCellHoldsLostCharactersOrGaiji) {
    const std::string text = in(Encoding::cp932, "番号,氏名,住所\n1,山田,東京都\n2,") +
                             "\xF0\x40\xF0\x41," + in(Encoding::cp932, "\"大\"\"阪") + "\xFD\"\n" +
                             in(Encoding::cp932, "3,鈴木,京都府\n");
    const auto table = read_text(text, {.encoding = Encoding::cp932, .chunk_bytes = 3});
    ASSERT_THAT(table.rows, SizeIs(3));
    EXPECT_THAT(table.rows[0].findings, IsEmpty());
    EXPECT_EQ(
        table.rows[1].findings,
        (Findings{
            {Severity::warning, "connect.gaiji", 3, "氏名", {"2", "U+E000"}},
            {Severity::warning, "connect.undecodable", 3, "住所", {"1"}}}));
    EXPECT_EQ(table.rows[1].cells[2], "大\"阪\uFFFD");
    EXPECT_THAT(table.rows[2].findings, IsEmpty());
}

TEST(CsvReader, TakesExcelsSeparatorLine) {
    const auto table = read_text("sep=;\r\na;b\r\n1,5;2\r\n");
    EXPECT_THAT(table.header, ElementsAre("a", "b"));
    EXPECT_THAT(table.rows[0].cells, ElementsAre("1,5", "2"));
    EXPECT_EQ(table.rows[0].line, 3U);
}

TEST(CsvReader, CountsButPassesOverBlankRows) {
    const auto table = read_text("a,b\n\n , \n,\n1,2\n\n");
    ASSERT_THAT(table.rows, SizeIs(1));
    EXPECT_EQ(table.rows[0].number, 5U);
}

TEST(CsvReader, FindsTheEncodingBehindALongEnglishBeginning) {
    std::string text = "id,name\n";
    for (int i = 0; i < 30'000; ++i) text += std::to_string(i) + ",Smith\n";
    text += "x," + in(Encoding::cp932, "山田太郎") + "\n";
    ASSERT_GT(text.size(), std::size_t{3} << 16);
    const auto table = read_text(text);
    EXPECT_EQ(table.rows.back().cells[1], "山田太郎");
}

// Rows, findings and errors do not depend on how the file is cut into pieces, whatever it holds.
TEST(CsvReaderProperty, DoesNotDependOnThePieces) {
    static constexpr std::string_view kPieces[] = {
        "a", "b,",   ",",  "\"",       "\"",   "\n",           "\n",    "\r",     "\r\n",
        " ", "\"\"", "山", "\xE3\x81", "\xFF", "\xEE\x80\x80", "x,y\n", "\"q\",", "'="};
    std::mt19937 dice{7};
    for (int round = 0; round < 400; ++round) {
        std::string text = round % 3 == 0 ? "h, i, j\n" : "h,i,j\n";
        for (auto n = dice() % 40; n > 0; --n) text += kPieces[dice() % std::size(kPieces)];
        const TestFile file{text};
        TableOptions options{.encoding = Encoding::utf8, .delimiter = ','};
        const auto whole = read_test_table(file.path(), options);
        for (const std::size_t piece : {1U, 2U, 3U, 5U, 8U, 13U}) {
            options.chunk_bytes = piece;
            ASSERT_EQ(read_test_table(file.path(), options), whole)
                << testing::PrintToString(text) << " in pieces of " << piece;
        }
    }
}

TEST(NdjsonReader, MakesColumnsOfKeys) {
    const auto table = read_text(
        "{\"id\":1,\"name\":\"山田\\n太郎\",\"tags\":[1, 2],\"ok\":true}\n"
        "\n"
        "{\"name\":\"鈴木\",\"id\":12345678901234567890123,\"mail\":null,\"price\":1.50}\r\n"
        "{\"id\":\"x\",\"sub\":{\"a\" : \"b\"}}");
    EXPECT_EQ(table.error.code, "");
    EXPECT_THAT(table.header, ElementsAre("id", "name", "tags", "ok", "mail", "price", "sub"));
    ASSERT_THAT(table.rows, SizeIs(3));
    EXPECT_THAT(table.rows[0].cells, ElementsAre("1", "山田\n太郎", "[1, 2]", "true", "", "", ""));
    EXPECT_THAT(
        table.rows[1].cells,
        ElementsAre("12345678901234567890123", "鈴木", "", "", "", "1.50", ""));
    EXPECT_EQ(table.rows[1].line, 3U);
    EXPECT_THAT(table.rows[2].cells, ElementsAre("x", "", "", "", "", "", "{\"a\" : \"b\"}"));
}

TEST(NdjsonReader, RejectsLinesThatAreNotOneObject) {
    for (const std::string_view line :
         {"{\"a\":1", "{\"a\":1} x", "[1]", "7", "{\"a\":01}", "{\"a\":tru}", "{\"a\":\"\\x\"}",
          "{\"a\":1,}", "{\"a\" 1}", "{\"a\":1}{\"a\":2}", "nothing"}) {
        const auto table = read_text("{\"a\":0}\n" + std::string{line} + "\n{\"a\":2}\n");
        ASSERT_THAT(table.rows, SizeIs(3)) << line;
        EXPECT_THAT(codes(table.rows[1].findings), ElementsAre("connect.bad_json")) << line;
        EXPECT_EQ(table.rows[1].raw, line);
        EXPECT_THAT(table.rows[2].cells, ElementsAre("2")) << line;
    }
}

TEST(NdjsonReader, ReportsLateAndRepeatedKeys) {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "{\"a\":1}\n";
    text += "{\"a\":1,\"late\":2}\n{\"a\":1,\"a\":2,\"late\":null}\n";
    const auto table = read_text(text);
    EXPECT_THAT(table.header, ElementsAre("a"));
    EXPECT_THAT(codes(table.rows[1000].findings), ElementsAre("connect.late_key"));
    EXPECT_THAT(codes(table.rows[1001].findings), ElementsAre("connect.repeated_key"));
    EXPECT_THAT(table.rows[1001].cells, ElementsAre("1"));
    EXPECT_THAT(codes(table.findings), ElementsAre("connect.late_key"));
}

TEST(NdjsonReader, ReadsInAnyPieces) {
    const std::string text = in(Encoding::cp932, "{\"氏名\":\"表\",\"a\":1}\n{\"氏名\":\"能\"}\n");
    const TestFile file{text};
    const auto whole = read_test_table(file.path());
    EXPECT_THAT(whole.rows[1].cells, ElementsAre("能", ""));
    for (const std::size_t piece : {1U, 2U, 7U})
        EXPECT_EQ(read_test_table(file.path(), {.chunk_bytes = piece}), whole);
}

TEST(SniffTable, ShowsWhatItFound) {
    const TestFile file{in(Encoding::cp932, kCustomers)};
    const auto sniff = sniff_table(file.path());
    ASSERT_TRUE(sniff.ok());
    EXPECT_EQ(sniff->encoding.encoding, Encoding::cp932);
    EXPECT_FALSE(sniff->header_looks_like_data);
    EXPECT_THAT(sniff->sample, SizeIs(3));
    const TestFile bare{"1,yamada@example.jp\n2,suzuki@example.jp\n"};
    EXPECT_TRUE(sniff_table(bare.path())->header_looks_like_data);
}

std::filesystem::path golden(std::string_view name) {
    return std::filesystem::path{GENBO_SOURCE_DIR} / "tests/golden/tables" / name;
}

// One file per case with what must come of it beside it.
class GoldenTable : public testing::TestWithParam<std::string_view> {};

std::string describe(const TestTable& table) {
    std::string out;
    const auto line = [&](std::string_view what, const std::vector<std::string>& cells) {
        out += what;
        for (const auto& cell : cells) out += " [" + cell + "]";
        out += '\n';
    };
    const auto findings = [&](const Findings& all) {
        for (const auto& finding : all) {
            line(
                "  " + finding.code + (finding.severity == Severity::reject ? "!" : "") +
                    (finding.column.empty() ? "" : " in " + finding.column),
                finding.args);
        }
    };
    if (!table.error.code.empty()) out += "error " + table.error.code + "\n";
    line("header", table.header);
    for (const auto& row : table.rows) {
        line(std::to_string(row.number), row.cells);
        findings(row.findings);
    }
    out += "file\n";
    findings(table.findings);
    return out;
}

TEST_P(GoldenTable, IsReadAsExpected) {
    const auto path = golden(GetParam());
    const auto expected_path = golden(std::string{GetParam()} + ".expected");
    const auto got = describe(read_test_table(path));
    const char* write = std::getenv("GENBO_GOLDEN");
    if (write != nullptr && std::string_view{write} == "write")
        std::ofstream{expected_path, std::ios::binary} << got;
    std::ifstream file{expected_path, std::ios::binary};
    const std::string expected{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_EQ(got, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Files, GoldenTable,
    testing::Values(
        "ec_cp932.csv", "legacy_euc.tsv", "excel_utf16.txt", "blanks_after_commas.csv",
        "lost_quotes.csv", "events.ndjson", "customers.xlsx"));

std::filesystem::path development_data() {
    const char* folder = std::getenv("GENBO_DEV_DATA");
    return folder != nullptr ? folder : GENBO_SOURCE_DIR "/../shared/data";
}

TEST(DevelopmentData, TablesAreReadWhole) {
    struct Case {
        std::string_view path;
        std::size_t rows;
        std::string_view first_column;
    };
    const Case cases[] = {
        {"matching/febrl1/records.csv", 1000, "rec_id"},
        {"matching/febrl2/records.csv", 5000, "rec_id"},
        {"matching/febrl3/records.csv", 5000, "rec_id"},
        {"matching/chicago-earlychildhood/records.csv", 3337, "True Id"},
        {"matching/splink-fake-20000/records.csv", 20000, "unique_id"},
        {"japanese/surnames-count.tsv", 1999, "surname"},
        {"japanese/municipalities-abr.csv", 1918, "lg_code"},
    };
    bool any = false;
    for (const auto& [path, rows, first_column] : cases) {
        const auto file = development_data() / path;
        if (!std::filesystem::exists(file)) continue;
        any = true;
        const auto table = read_test_table(file);
        EXPECT_EQ(table.error.code, "") << path;
        EXPECT_THAT(table.rows, SizeIs(rows)) << path;
        EXPECT_EQ(table.header[0], first_column) << path;
        for (const auto& row : table.rows)
            ASSERT_THAT(row.findings, IsEmpty()) << path << row.number;
    }
    if (!any) GTEST_SKIP() << "no development data";
}

TEST(DevelopmentData, LatinLettersAreReadAsSuch) {
    const auto file = development_data() / "matching/dblp-acm/DBLP2.csv";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no development data";
    const auto sniff = sniff_table(file);
    ASSERT_TRUE(sniff.ok());
    EXPECT_EQ(sniff->encoding.encoding, Encoding::windows_1252);
    EXPECT_THAT(read_test_table(file).rows, SizeIs(2616));
}

}  // namespace
}  // namespace genbo
