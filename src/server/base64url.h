// SPDX-License-Identifier: Apache-2.0
#pragma once

// Base 64 for URLs and file names (RFC 4648 §5), without padding, as WebAuthn and JOSE write it
// (RFC 7515 §2).  Decoding is strict, like that of base/base64.h.

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

std::string to_base64url(ByteView bytes);

// invalid: server.bad_base64url.
Result<Bytes> from_base64url(std::string_view text);

}  // namespace genbo
