// SPDX-License-Identifier: Apache-2.0
#pragma once

// Ed25519 signatures (RFC 8032), by libsodium: checkpoints of the audit log.  Deterministic, so the
// same text under the same key has one signature.
//
//   const SigningKey key(keyring.derive("audit.sign"));
//   const Signature signature = key.sign(text);
//   check(verify_signature(key.public_key(), text, signature));

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "crypto/key.h"

namespace genbo {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

class SigningKey {
public:
    // `seed` is the private key of RFC 8032.
    explicit SigningKey(const Key& seed);
    SigningKey(const SigningKey&) = default;
    SigningKey& operator=(const SigningKey&) = default;
    ~SigningKey() { wipe(secret_); }

    const PublicKey& public_key() const { return public_; }
    Signature sign(ByteView message) const;

private:
    PublicKey public_{};
    std::array<std::uint8_t, 64> secret_{};
};

[[nodiscard]] bool verify_signature(
    const PublicKey& key, ByteView message, const Signature& signature);

}  // namespace genbo
