// SPDX-License-Identifier: Apache-2.0
#pragma once

// Signatures of others: of authenticators (WebAuthn) and of houses that vouch for people (OIDC).
// Only verifying; our own signatures are Ed25519 (ed25519.h).
//
//   ES256   ECDSA on P-256 with SHA-256           a point (x, y)
//   RS256   RSA PKCS#1 v1.5 with SHA-256          modulus of 2048 to 8192 bits, odd exponent
//   EdDSA   Ed25519                               32 bytes
//
// A key is checked when it is made: a point that is not on the curve, a short modulus or an even
// exponent makes none.  An ECDSA signature comes in two forms: DER (WebAuthn) and the two numbers
// side by side (JWS, RFC 7518 §3.4).
//
//   const auto key = TRY(VerifyKey::es256(x, y));
//   if (!key.verify(message, signature, SignatureForm::der)) …
//
// Thread safety: const functions, from any thread.

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

enum class SignatureAlgorithm : std::uint8_t { es256, rs256, eddsa };
enum class SignatureForm : std::uint8_t { der, side_by_side };

class VerifyKey {
public:
    // invalid: crypto.bad_public_key.
    static Result<VerifyKey> es256(ByteView x, ByteView y);
    static Result<VerifyKey> rs256(ByteView modulus, ByteView exponent);
    static Result<VerifyKey> eddsa(ByteView point);

    SignatureAlgorithm algorithm() const { return algorithm_; }
    // `form` matters for ES256 only.
    [[nodiscard]] bool verify(ByteView message, ByteView signature, SignatureForm form) const;

private:
    VerifyKey(SignatureAlgorithm algorithm, std::shared_ptr<void> key)
        : algorithm_(algorithm), key_(std::move(key)) {}

    SignatureAlgorithm algorithm_;
    std::shared_ptr<void> key_;  // Of OpenSSL; never changed after it was made.
};

}  // namespace genbo
