// SPDX-License-Identifier: Apache-2.0
#pragma once

// The name of something that waits in line (an audit leaf, an event): 16 bytes, eight of time in
// big-endian microseconds and eight of chance.  Sorting entries by their bytes sorts them by time;
// no counter has to be shared between nodes.

#include "base/bytes.h"
#include "base/time.h"

namespace genbo {

inline constexpr std::size_t kEntryIdSize = 16;

Bytes entry_id(Instant at);

// 16 bytes of chance: names a transaction over its retries.
Bytes random_mark();

}  // namespace genbo
