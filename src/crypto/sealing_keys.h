// SPDX-License-Identifier: Apache-2.0
#pragma once

// Boxes under the root secret, of whichever generation (keyring.h).
//
//   const SealingKeys keys(keyring, "staff.file");
//   const Bytes box = keys.seal(place, plain);             under the newest root
//   const Bytes plain = TRY(keys.unseal(place, box));      under the one that the box names
//
// The key version of such a box is the generation of its root, so that a box is opened whenever it
// was made, and found when it is to be sealed anew (needs_resealing()).  Keys are derived once.
//
// Thread safety: const functions, from any thread; copies share what they derived.  The keyring
// outlives it.

#include <memory>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "crypto/aead.h"
#include "crypto/keyring.h"

namespace genbo {

class SealingKeys {
public:
    SealingKeys(const Keyring& keyring, std::string label);

    Bytes seal(ByteView associated, ByteView plain) const;
    // As unseal() (aead.h), and: corrupt: crypto.epoch_unknown (the keyring is older than the box).
    Result<Bytes> unseal(ByteView associated, ByteView box) const;

    // Whether it was made under an earlier root.
    Result<bool> needs_resealing(ByteView box) const;

private:
    Result<Key> key_of(std::uint32_t generation) const;

    struct Known {
        std::shared_mutex mutex;
        std::vector<std::pair<std::uint32_t, Key>> keys;
    };
    const Keyring* keyring_;
    std::string label_;
    std::shared_ptr<Known> known_;
};

}  // namespace genbo
