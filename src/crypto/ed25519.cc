// SPDX-License-Identifier: Apache-2.0
#include "crypto/ed25519.h"

#include <sodium.h>

#include "base/check.h"

namespace genbo {

namespace {

// Chooses libsodium's fastest code for this processor; harmless to call again.
void ready_signatures() {
    static const int ready = sodium_init();
    check(ready >= 0);
}

}  // namespace

SigningKey::SigningKey(const Key& seed) {
    ready_signatures();
    const auto* const bytes = seed.bytes().data();
    check(crypto_sign_seed_keypair(public_.data(), secret_.data(), bytes) == 0);
}

Signature SigningKey::sign(ByteView message) const {
    Signature signature{};
    check(
        crypto_sign_detached(
            signature.data(), nullptr, message.data(), message.size(), secret_.data()) == 0);
    return signature;
}

bool verify_signature(const PublicKey& key, ByteView message, const Signature& signature) {
    ready_signatures();
    return crypto_sign_verify_detached(
               signature.data(), message.data(), message.size(), key.data()) == 0;
}

}  // namespace genbo
