// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a file that somebody uploads, of a format that is told from its content or, by the
// first byte, as an XLSX workbook: the archive around the sheets, which xlsx_sheet_fuzz does not
// see.  Oracle: every row is as long as the header, and a second reading says the same.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "connect/test_files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size == 0) return 0;
    const bool is_workbook = data[0] % 2 == 1;
    const TestFile file{
        {reinterpret_cast<const char*>(data) + 1, size - 1}, is_workbook ? ".xlsx" : ".dat"};
    TableOptions options;
    if (is_workbook) options.format = TableFormat::xlsx;
    const auto table = read_test_table(file.path(), options);
    for (const auto& row : table.rows) check(row.cells.size() == table.header.size());
    check(read_test_table(file.path(), options) == table);
    return 0;
}
