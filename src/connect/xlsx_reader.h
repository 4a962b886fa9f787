// SPDX-License-Identifier: Apache-2.0
#pragma once

// XLSX (ECMA-376) behind TableReader: one sheet of a workbook, streamed out of its archive.  In
// memory are the shared strings and the rows of one piece of the sheet.
//
// A cell becomes the text that the person who made the sheet saw, as far as that is its value:
//   * Dates (serial numbers under a date format, 1900 or 1904 system) are written 2026-08-01, with
//     a time 2026-08-01 09:30:00.  Serial 60 is 1900-02-29, as Excel shows it.
//   * Under a format of zeros, as for zip codes and telephones (0000000, 000-0000), the zeros that
//     the number has lost are put back.  Other numbers are written shortest, without exponent.
//   * Truths are TRUE and FALSE; an error (#N/A) is an empty cell and a finding.
//   * Furigana that Excel keeps beside Japanese text (rPh) is not part of the text.
//
// The file is somebody else's: document type declarations (and so entities) are refused, and an
// archive that unpacks to unreasonably much is given up (connect.zip_bomb).

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "connect/table_reader.h"

namespace genbo {

// A part that unpacks to more than kXlsxSuspectBytes may be at most kXlsxRatioMax times its packed
// size.  Real sheets, even of one repeated row, stay below 100.
inline constexpr std::uint64_t kXlsxRatioMax = 200;
inline constexpr std::uint64_t kXlsxSuspectBytes = std::uint64_t{64} << 20;

// Shared strings are kept in memory.
inline constexpr std::uint64_t kXlsxStringBytesMax = std::uint64_t{512} << 20;

Result<std::unique_ptr<TableReader>> open_xlsx(
    const std::filesystem::path& path, const TableOptions& options);

// The names of the sheets, in their order.
Result<std::vector<std::string>> xlsx_sheet_names(const std::filesystem::path& path);

}  // namespace genbo
