// SPDX-License-Identifier: Apache-2.0
#include "crypto/short_hash.h"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace genbo {

ShortHash::ShortHash(const Key& key) {
    static_assert(crypto_shorthash_KEYBYTES == 16 && crypto_shorthash_BYTES == 8);
    std::copy_n(key.bytes().begin(), key_.size(), key_.begin());
}

std::uint64_t ShortHash::of(ByteView message) const {
    std::array<std::uint8_t, crypto_shorthash_BYTES> out{};
    crypto_shorthash(out.data(), message.data(), message.size(), key_.data());
    std::uint64_t hash = 0;
    for (std::size_t i = out.size(); i-- > 0;) hash = hash << 8 | out[i];
    return hash;
}

std::int64_t ShortHash::integer(std::uint64_t number) const {
    std::array<std::uint8_t, 8> bytes{};
    for (auto& byte : bytes) {
        byte = static_cast<std::uint8_t>(number);
        number >>= 8;
    }
    return std::bit_cast<std::int64_t>(of(bytes));
}

}  // namespace genbo
