// SPDX-License-Identifier: Apache-2.0
#pragma once

// NDJSON behind TableReader: one JSON object per line (RFC 8259, lines end with LF).  Keys are
// columns.  The header is the union of the keys of the first kNdjsonHeaderRows objects, in the
// order of their first appearance; a key that first comes later has no column any more, and each
// of its values is a finding.
//
// Text is taken as it is meant, numbers as they are written ("1.50" stays, so do numbers too long
// for a machine), null is an empty cell, and arrays and objects stay JSON text.

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "connect/table_reader.h"

namespace genbo {

inline constexpr std::size_t kNdjsonHeaderRows = 1000;

// The longest line that is held together.
inline constexpr std::size_t kNdjsonLineBytesMax = std::size_t{4} << 20;

Result<std::unique_ptr<TableReader>> open_ndjson(
    const std::filesystem::path& path, Encoding encoding, const TableOptions& options);

}  // namespace genbo
