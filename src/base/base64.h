// SPDX-License-Identifier: Apache-2.0
#pragma once

// Base 64 of RFC 4648 §4 (with padding), as signed notes and HTTP want it.  Decoding is strict: no
// white space, no missing padding, no stray bits, so that one text has one meaning.

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

std::string to_base64(ByteView bytes);

// invalid: bytes.bad_base64.
Result<Bytes> from_base64(std::string_view text);

}  // namespace genbo
