// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <map>

#include "base/check.h"
#include "connect/test_files.h"
#include "connect/xlsx_format.h"
#include "connect/xlsx_reader.h"
#include "connect/xlsx_sheet.h"

namespace genbo {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Parts = std::map<std::string, std::string>;

constexpr std::string_view kRels =
    "<Relationships><Relationship Id='rId1' Type='http://x/officeDocument' "
    "Target='xl/workbook.xml'/></Relationships>";
constexpr std::string_view kWorkbookRels =
    "<Relationships>"
    "<Relationship Id='s1' Type='http://x/worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='s2' Type='http://x/worksheet' Target='/xl/worksheets/sheet2.xml'/>"
    "<Relationship Id='t' Type='http://x/sharedStrings' Target='sharedStrings.xml'/>"
    "<Relationship Id='y' Type='http://x/styles' Target='styles.xml'/></Relationships>";

// A workbook around the XML of its first sheet.
Parts workbook(std::string_view sheet_data) {
    return {
        {"_rels/.rels", std::string{kRels}},
        {"xl/_rels/workbook.xml.rels", std::string{kWorkbookRels}},
        {"xl/workbook.xml",
         "<workbook xmlns:r='r'><sheets><sheet name='顧客' sheetId='1' r:id='s1'/>"
         "<sheet name='別紙' sheetId='2' r:id='s2'/></sheets></workbook>"},
        {"xl/sharedStrings.xml",
         "<sst><si><t>氏名</t></si>"
         "<si><t>山田</t><rPh sb='0' eb='2'><t>ヤマダ</t></rPh><phoneticPr fontId='1'/></si>"
         "<si><r><t>高</t></r><r><rPr><b/></rPr><t xml:space='preserve'>橋 </t></r></si>"
         "<si><t>a_x000D_b_x005F_x</t></si></sst>"},
        {"xl/styles.xml",
         "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy/m/d'/></numFmts>"
         "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
         "<cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='14'/></cellXfs>"
         "</styleSheet>"},
        {"xl/worksheets/sheet1.xml",
         "<worksheet><sheetData>" + std::string{sheet_data} + "</sheetData></worksheet>"},
        {"xl/worksheets/sheet2.xml",
         "<worksheet><sheetData><row><c t='inlineStr'><is><t>別</t></is></c></row>"
         "<row><c><v>1</v></c></row></sheetData></worksheet>"}};
}

std::string zipped(const Parts& parts) {
    const TestFile file{"", ".xlsx"};
    std::filesystem::remove(file.path());
    int error = 0;
    zip_t* archive = zip_open(file.path().c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
    check(archive != nullptr);
    for (const auto& [name, content] : parts) {
        zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
        check(zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0);
    }
    check(zip_close(archive) == 0);
    std::ifstream in{file.path(), std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TestTable read_book(const Parts& parts, const TableOptions& options = {}) {
    const TestFile file{zipped(parts), ".xlsx"};
    return read_test_table(file.path(), options);
}

TEST(XlsxReader, ReadsEveryKindOfCell) {
    const auto table = read_book(workbook(
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='str'><v>日付</v></c>"
        "<c r='C1' t='inlineStr'><is><t>備考</t><rPh><t>ビコウ</t></rPh></is></c></row>"
        "<row r='2'><c r='A2' t='s'><v>1</v></c><c r='B2' s='1'><v>32874</v></c>"
        "<c r='C2' t='b'><v>1</v></c></row>"
        "<row r='5'><c r='C5' t='e'><v>#N/A</v></c><c r='A5' t='s'><v>2</v></c></row>"
        "<row r='6'><c r='A6' t='s'><v>3</v></c><c r='B6' t='d'><v>2026-08-01</v></c></row>"));
    EXPECT_EQ(table.error.code, "");
    EXPECT_THAT(table.header, ElementsAre("氏名", "日付", "備考"));
    ASSERT_THAT(table.rows, SizeIs(3));
    EXPECT_THAT(table.rows[0].cells, ElementsAre("山田", "1990-01-01", "TRUE"));
    EXPECT_THAT(table.rows[1].cells, ElementsAre("高橋 ", "", ""));
    EXPECT_EQ(table.rows[1].number, 5U);
    EXPECT_EQ(
        table.rows[1].findings,
        (Findings{{Severity::warning, "connect.error_cell", 5, "備考", {}}}));
    EXPECT_THAT(table.rows[2].cells, ElementsAre("a\rb_x", "2026-08-01", ""));
}

TEST(XlsxReader, FindsSheetsByName) {
    const auto parts = workbook("<row><c t='s'><v>0</v></c></row>");
    EXPECT_THAT(read_book(parts, {.sheet = "別紙"}).header, ElementsAre("別"));
    EXPECT_EQ(read_book(parts, {.sheet = "無い"}).error.code, "connect.no_such_sheet");
    const TestFile file{zipped(parts), ".xlsx"};
    EXPECT_THAT(*xlsx_sheet_names(file.path()), ElementsAre("顧客", "別紙"));
    EXPECT_THAT(sniff_table(file.path())->sheets, SizeIs(2));
}

TEST(XlsxReader, KnowsThe1904System) {
    auto parts = workbook("<row><c t='s'><v>0</v></c></row><row><c s='2'><v>31412</v></c></row>");
    parts["xl/workbook.xml"].insert(
        parts["xl/workbook.xml"].find("<sheets>"), "<workbookPr date1904='1'/>");
    EXPECT_THAT(read_book(parts).rows[0].cells, ElementsAre("1990-01-01"));
}

TEST(XlsxReader, RejectsCellsBesideTheHeader) {
    const auto table = read_book(workbook(
        "<row><c t='s'><v>0</v></c></row><row><c r='A2'><v>1</v></c><c r='D2'><v>9</v></c></row>"));
    EXPECT_EQ(table.rows[0].findings[0].code, "connect.too_many_cells");
    EXPECT_EQ(table.rows[0].findings[0].severity, Severity::reject);
}

TEST(XlsxReader, RefusesDamagedBooks) {
    const auto code = [](const Parts& parts) { return read_book(parts).error.code; };
    auto parts = workbook("<row><c t='s'><v>99</v></c></row>");
    EXPECT_EQ(code(parts), "connect.bad_xlsx");
    parts = workbook("<row><c r='XFE1'><v>1</v></c></row>");
    EXPECT_EQ(code(parts), "connect.bad_xlsx");
    parts = workbook("<row><c><v>1</v></row>");
    EXPECT_EQ(code(parts), "connect.bad_xlsx");
    parts = workbook("");
    EXPECT_EQ(code(parts), "connect.empty_file");
    parts.erase("xl/worksheets/sheet1.xml");
    EXPECT_EQ(code(parts), "connect.bad_xlsx");
    parts = workbook("<row><c><v>1</v></c></row>");
    parts.erase("xl/workbook.xml");
    EXPECT_EQ(code(parts), "connect.bad_xlsx");
}

TEST(XlsxReader, RefusesEntities) {
    auto parts = workbook("<row><c t='str'><v>&lol;</v></c></row>");
    parts["xl/worksheets/sheet1.xml"].insert(
        0, "<!DOCTYPE worksheet [<!ENTITY lol 'ha'><!ENTITY lol2 '&lol;&lol;'>]>");
    EXPECT_EQ(read_book(parts).error.code, "connect.xlsx_doctype");
}

TEST(XlsxReader, GivesUpBombs) {
    // 70 MB of one blank, packed to a few dozen KB.
    const auto parts = workbook(
        "<row><c t='s'><v>0</v></c></row>" + std::string(std::size_t{70} << 20, ' ') +
        "<row><c><v>1</v></c></row>");
    EXPECT_EQ(read_book(parts).error.code, "connect.zip_bomb");
}

struct Shown {
    std::string_view code;
    std::string_view stored;
    std::string_view shown;
};

TEST(NumberFormat, ShowsWhatExcelShows) {
    const Shown cases[] = {
        {"General", "1234", "1234"},
        {"General", "0.30000000000000004", "0.3"},
        {"General", "9.012345678E9", "9012345678"},
        {"General", "1.5E-3", "0.0015"},
        {"General", "-12.5", "-12.5"},
        {"General", "1.5E20", "1.5e+20"},
        {"G/標準", "45000", "45000"},
        {"0.00", "1.5", "1.5"},
        {"0.00E+00", "15", "15"},
        {"#,##0\"円\"", "1500", "1500"},
        {"[Red]0", "7", "7"},
        {"0000000", "600001", "0600001"},
        {"000\\-0000", "600001", "060-0001"},
        {"000\"-\"0000", "1000005", "100-0005"},
        {"[<=999]000;[<=9999]000\\-00;000\\-0000", "600001", "060-0001"},
        {"0000", "12345", "12345"},
        {"00", "1.5", "1.5"},
        {"yyyy/m/d", "1", "1900-01-01"},
        {"yyyy/m/d", "59", "1900-02-28"},
        {"yyyy/m/d", "60", "1900-02-29"},
        {"yyyy/m/d", "61", "1900-03-01"},
        {"yyyy/m/d", "45000.5", "2023-03-15 12:00:00"},
        {"yyyy/m/d", "45000.999999999", "2023-03-16"},
        {"[$-411]ge.m.d;@", "32516", "1989-01-08"},
        {"ggge\"年\"m\"月\"d\"日\"", "32516", "1989-01-08"},
        {"h:mm", "0.5", "12:00:00"},
        {"[h]:mm", "0.25", "06:00:00"},
        {"yyyy/m/d", "2958465", "2958465"},
        {"yyyy/m/d", "-1", "-1"},
        {"yyyy/m/d", "未定", "未定"},
        {"\"day\" 0", "3", "3"},
        {"\\d0", "3", "3"},
    };
    for (const auto& [code, stored, shown] : cases) {
        EXPECT_EQ(show_number(stored, parse_number_format(code), DateSystem::from_1900), shown)
            << code << " of " << stored;
    }
    EXPECT_EQ(built_in_number_format(14).kind, NumberFormat::Kind::date);
    EXPECT_EQ(built_in_number_format(58).kind, NumberFormat::Kind::date);
    EXPECT_EQ(built_in_number_format(2).kind, NumberFormat::Kind::general);
}

TEST(SheetColumn, ReadsReferences) {
    EXPECT_EQ(sheet_column("A1"), 0U);
    EXPECT_EQ(sheet_column("Z9"), 25U);
    EXPECT_EQ(sheet_column("AA10"), 26U);
    EXPECT_EQ(sheet_column("XFD1"), 16'383U);
    EXPECT_EQ(sheet_column("XFE1"), std::nullopt);
    EXPECT_EQ(sheet_column("12"), std::nullopt);
}

}  // namespace
}  // namespace genbo
