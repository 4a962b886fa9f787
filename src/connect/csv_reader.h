// SPDX-License-Identifier: Apache-2.0
#pragma once

// CSV and TSV behind TableReader: decoding, division into rows, and recovery from lost quotation
// marks, in memory bounded by the longest row (csv_scan.h has the rules of the format).

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "connect/csv_scan.h"
#include "connect/table_reader.h"

namespace genbo {

// The longest row that is held together.  Beyond it, a quotation mark or all line ends are lost.
inline constexpr std::size_t kCsvRowBytesMax = std::size_t{4} << 20;

Result<std::unique_ptr<TableReader>> open_csv(
    const std::filesystem::path& path, Encoding encoding, const CsvDialect& dialect,
    const TableOptions& options);

}  // namespace genbo
