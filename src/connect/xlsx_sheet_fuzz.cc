// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the XML parts of a workbook.  Oracle: what comes out does not depend on where the
// XML is cut, cells lie inside their row's text, and rows hold at least one cell.
#include <cstdint>

#include "base/check.h"
#include "connect/xlsx_sheet.h"

namespace {

struct SheetFuzzOutcome {
    bool ok = true;
    bool damaged = false;
    std::vector<std::string> cells;

    friend bool operator==(const SheetFuzzOutcome&, const SheetFuzzOutcome&) = default;
};

SheetFuzzOutcome sheet_fuzz_read(std::string_view xml, std::size_t piece) {
    genbo::XlsxStyles styles;
    genbo::XlsxSheet sheet{styles, genbo::DateSystem::from_1900};
    genbo::XmlStream stream{sheet};
    SheetFuzzOutcome outcome;
    for (std::size_t at = 0; outcome.ok && at < xml.size(); at += piece)
        outcome.ok = stream.feed(xml.substr(at, piece)).ok();
    outcome.ok = outcome.ok && stream.finish().ok();
    outcome.damaged = sheet.damaged;
    for (const auto& row : sheet.rows) {
        genbo::check(!row.cells.empty());
        for (const auto& cell : row.cells) {
            genbo::check(cell.shared || cell.start + cell.length <= row.text.size());
            outcome.cells.push_back(
                std::to_string(row.number) + "/" + std::to_string(cell.column) + "/" +
                (cell.shared ? std::to_string(cell.start)
                             : row.text.substr(cell.start, cell.length)));
        }
    }
    return outcome;
}

template <typename Handler>
void sheet_fuzz_feed(std::string_view xml, Handler handler) {
    genbo::XmlStream stream{handler};
    if (stream.feed(xml).ok()) (void)stream.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view xml{reinterpret_cast<const char*>(data), size};
    const auto whole = sheet_fuzz_read(xml, size + 1);
    const auto pieces = sheet_fuzz_read(xml, 1 + size % 5);
    genbo::check(whole.ok == pieces.ok);
    if (whole.ok) genbo::check(whole == pieces);
    sheet_fuzz_feed(xml, genbo::XlsxStrings{});
    sheet_fuzz_feed(xml, genbo::XlsxStyles{});
    sheet_fuzz_feed(xml, genbo::XlsxWorkbook{});
    sheet_fuzz_feed(xml, genbo::XlsxRelations{"xl/"});
    (void)genbo::show_number(
        xml.substr(0, size / 2), genbo::parse_number_format(xml.substr(size / 2)),
        genbo::DateSystem::from_1904);
    return 0;
}
