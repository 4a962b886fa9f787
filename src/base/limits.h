// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every limit of Genbo, with its reason.  A limit that is hit is an Error or a Finding that says
// so; nothing is cut short in silence.

#include <cstddef>
#include <cstdint>

namespace genbo {

// One cell of a file.  Notes fields of call centres reach tens of kilobytes; a megabyte in one
// cell means a lost quotation mark, and stopping there keeps memory bounded.
inline constexpr std::size_t kCellBytesMax = std::size_t{1} << 20;

// The name of a field of one's own: the heading of a column.  Characters.
inline constexpr std::size_t kCustomNameCharsMax = 256;

// Columns of a file.  Real exports have up to a few hundred.
inline constexpr std::size_t kColumnsMax = 1024;

// Rows written in one transaction of an import: large enough that the commit's fsync is shared,
// small enough that other writers wait well under a second.
inline constexpr std::size_t kImportBatchRows = 5000;

// One request body outside uploads and feeds.  The largest legitimate one is a mapping.
inline constexpr std::size_t kRequestBodyBytesMax = std::size_t{1} << 20;

// The records that another system sends in one call: a thousand of 4 KB each.  It is read into
// memory before it is known who sends it, so it is no larger.
inline constexpr std::size_t kFeedBodyBytesMax = std::size_t{4} << 20;

// One uploaded file.
inline constexpr std::uint64_t kUploadBytesMax = std::uint64_t{1} << 30;

// Items on one page of a list.
inline constexpr std::size_t kPageItemsMax = 200;

// Findings kept per import; the counts go on, the list stops.  A file in a wrong encoding would
// otherwise make one finding per cell.
inline constexpr std::size_t kFindingsKeptMax = 10'000;

}  // namespace genbo
