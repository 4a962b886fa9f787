// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealing_keys.h"

#include <algorithm>
#include <mutex>

#include "base/check.h"

namespace genbo {

SealingKeys::SealingKeys(const Keyring& keyring, std::string label)
    : keyring_(&keyring), label_(std::move(label)), known_(std::make_shared<Known>()) {}

Result<Key> SealingKeys::key_of(std::uint32_t generation) const {
    {
        const std::shared_lock lock(known_->mutex);
        for (const auto& [known, key] : known_->keys)
            if (known == generation) return key;
    }
    const Key key = TRY(keyring_->derive_of_root(generation, label_));
    const std::unique_lock lock(known_->mutex);
    known_->keys.emplace_back(generation, key);
    return key;
}

Bytes SealingKeys::seal(ByteView associated, ByteView plain) const {
    const auto generation = keyring_->root_generation();
    const auto key = key_of(generation);
    // No generation ever leaves the keyring.
    check(key.ok());
    return genbo::seal(*key, generation, associated, plain);
}

Result<Bytes> SealingKeys::unseal(ByteView associated, ByteView box) const {
    const auto generation = TRY(key_version_of(box));
    const Key key = TRY(key_of(generation));
    return genbo::unseal(key, associated, box);
}

Result<bool> SealingKeys::needs_resealing(ByteView box) const {
    return TRY(key_version_of(box)) < keyring_->root_generation();
}

}  // namespace genbo
