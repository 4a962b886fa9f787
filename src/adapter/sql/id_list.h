// SPDX-License-Identifier: Apache-2.0
#pragma once

// A list of ascending identities in a few bytes each: the first as it is, then the distances, each
// as a base-128 number with the low bits first (LEB128).
//
//   const Bytes list = encode_ids(ids);
//   const auto ids = TRY(decode_ids(list));

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo::sql {

// REQUIRES: strictly ascending, none negative.
Bytes encode_ids(std::span<const std::int64_t> ids);

// corrupt: store.corrupt.
Result<std::vector<std::int64_t>> decode_ids(ByteView list);

}  // namespace genbo::sql
