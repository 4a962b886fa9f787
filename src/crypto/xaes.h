// SPDX-License-Identifier: Apache-2.0
#pragma once

// XAES-256-GCM (c2sp.org/XAES-256-GCM): AES-256-GCM with a 192-bit nonce, which may be drawn at
// random for 2^80 messages.  From key and first half of the nonce a message key is derived by
// CMAC-AES (NIST SP 800-108r1, three more AES blocks); it and the second half go into AES-256-GCM.
//
// This is the bare cipher, which trusts its caller with the nonce; aead.h is what the rest of Genbo
// uses.  An Xaes keeps OpenSSL's contexts and the schedule of the last key it saw, because creating
// those costs more than encrypting an address.
//
// Not misuse-resistant (a nonce used twice is fatal) and not key-committing (see keyring.h).
//
// Thread safety: one Xaes per thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "crypto/key.h"

namespace genbo {

class Xaes {
public:
    static constexpr std::size_t kNonceSize = 24;
    static constexpr std::size_t kTagSize = 16;
    using Nonce = std::span<const std::uint8_t, kNonceSize>;

    Xaes();
    ~Xaes();
    Xaes(const Xaes&) = delete;
    Xaes& operator=(const Xaes&) = delete;

    // Writes ciphertext and tag.  `associated` comes in up to two pieces, so that a header need not
    // be copied in front of it.  REQUIRES: out.size() == plaintext.size() + kTagSize.
    void encrypt(
        const Key& key, Nonce nonce, std::span<const ByteView> associated, ByteView plaintext,
        std::span<std::uint8_t> out);

    // False when the tag does not fit; `out` is then overwritten with zeros.
    // REQUIRES: out.size() + kTagSize == sealed.size().
    [[nodiscard]] bool decrypt(
        const Key& key, Nonce nonce, std::span<const ByteView> associated, ByteView sealed,
        std::span<std::uint8_t> out);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace genbo
