// SPDX-License-Identifier: Apache-2.0
#pragma once

// ID tokens of OpenID Connect (Core 1.0 §2, §3.1.3.7): a signed JSON Web Token (RFC 7519, RFC 7515)
// that says who has signed in elsewhere.  Read strictly and verified on OpenSSL.
//
//   alg     RS256 or ES256, of our list and of the key's kind; "none" and HMAC are not on the list,
//           so a public key cannot be used as a secret (RFC 8725 §2.1)
//   kid     names the key; without one the only key of that kind is taken
//   crit    refused: we understand no extension
//   iss     exactly ours        aud   us; with others beside us, azp must be us
//   nonce   of this sign-in     exp, iat, nbf   with a minute for clocks
//   sub     the key of the person; nothing else of the token is used
//
//   const auto keys = TRY(parse_jwks(body));
//   const auto subject = TRY(verify_id_token(token, keys, {.issuer = …, .nonce = …, …}));

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "crypto/verify_key.h"

namespace genbo {

inline constexpr std::chrono::seconds kTokenClockSkew{60};

struct TokenKey {
    std::string kid;  // Empty: none given.
    VerifyKey key;
};

// Keys that can be used; those of other kinds and other uses are left out.  invalid:
// server.bad_jwks.
Result<std::vector<TokenKey>> parse_jwks(std::string_view json);

struct TokenExpectation {
    std::string issuer;
    std::string client_id;
    std::string nonce;
    Instant now;
};

enum class TokenFault { malformed, unknown_key, refused };

struct TokenVerdict {
    std::string subject;  // Empty: it is not good, for this reason.
    TokenFault fault = TokenFault::refused;

    bool good() const { return !subject.empty(); }
};

TokenVerdict verify_id_token(
    std::string_view token, const std::vector<TokenKey>& keys, const TokenExpectation& expected);

}  // namespace genbo
