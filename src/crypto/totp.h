// SPDX-License-Identifier: Apache-2.0
#pragma once

// One-time codes that a telephone shows: HOTP (RFC 4226) over a counter, TOTP (RFC 6238) over the
// half-minutes since 1970, with HMAC-SHA1, six digits and a step of 30 seconds, which is what every
// authenticator program understands.  SHA-1 is no weakness here: HMAC needs no resistance to
// collisions (RFC 6238 §1.2).
//
//   const std::int64_t step = totp_step(now);
//   totp_code(seed, step) == "287082"
//
// The seed is 20 random bytes (RFC 4226 §4, R6).  People type it in Base 32 (RFC 4648 §6).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace genbo {

inline constexpr std::size_t kTotpSeedSize = 20;
inline constexpr std::int64_t kTotpPeriodSeconds = 30;
inline constexpr int kTotpDigits = 6;

// RFC 4226 §5.3.  REQUIRES: digits between 6 and 8.
std::string hotp_code(ByteView seed, std::uint64_t counter, int digits = kTotpDigits);

// The half-minute that `now` lies in.
std::int64_t totp_step(Instant now);
std::string totp_code(ByteView seed, std::int64_t step);

// Capital letters and 2 to 7, without padding.
std::string to_base32(ByteView bytes);
// Lower case, spaces and dashes are forgiven, as people copy from paper.  invalid:
// crypto.bad_base32.
Result<Bytes> from_base32(std::string_view text);

}  // namespace genbo
