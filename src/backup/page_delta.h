// SPDX-License-Identifier: Apache-2.0
#pragma once

// What changed between two images of one database page.
//
// A commit that adds one row touches a dozen pages of 8 KiB and changes some hundred bytes of each.
// The change log keeps those bytes only: a list of runs
//
//   skip (varint) | length (varint) | length bytes
//
// from the beginning of the page on.  Runs that are less than kJoin bytes apart are one.
//
// page_sum() tells whether a page is the one that was meant: 64 bits, every single changed word
// changes it.  It is no protection against anybody who means harm; sealing is (sealed_piece.h).

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

// REQUIRES: both are of one size.
Bytes page_delta(ByteView before, ByteView after);

// corrupt: backup.bad_record.
Result<> apply_page_delta(std::span<std::uint8_t> page, ByteView delta);

std::uint64_t page_sum(ByteView bytes);

}  // namespace genbo
