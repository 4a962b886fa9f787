// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as NDJSON, through the reader.  Oracle: the rows do not depend on the size of the
// pieces, every row is as long as the header, and a row without cells says why.
#include <cstdint>

#include "base/check.h"
#include "connect/test_files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    const TestFile file{{reinterpret_cast<const char*>(data), size}, ".ndjson"};
    TableOptions options{.format = TableFormat::ndjson, .encoding = Encoding::utf8};
    const auto whole = read_test_table(file.path(), options);
    for (const auto& row : whole.rows) {
        check(row.cells.size() == whole.header.size());
        check(row.raw.empty() || !row.findings.empty());
    }
    options.chunk_bytes = 1 + size % 7;
    check(read_test_table(file.path(), options) == whole);
    return 0;
}
