// SPDX-License-Identifier: Apache-2.0
#pragma once

// Raw bytes: hashes, sealed values, keys.  Text is std::string in UTF-8; bytes are Bytes.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace genbo {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

ByteView as_bytes(std::string_view text);
std::string_view as_text(ByteView bytes);

std::string to_hex(ByteView bytes);
Result<Bytes> from_hex(std::string_view text);

}  // namespace genbo
