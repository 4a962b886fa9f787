// SPDX-License-Identifier: Apache-2.0
#pragma once

// SipHash-2-4 (Aumasson and Bernstein, 2012): 64 bits of a keyed hash in some twenty nanoseconds.
// For look-up tables whose entries must say nothing to whoever has only the table; never where
// somebody could forge, because 64 bits are few.
//
//   const ShortHash hash(keyring.derive("index.match"));
//   const std::int64_t entry = hash.integer(key);

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "crypto/key.h"

namespace genbo {

class ShortHash {
public:
    // Uses the first half of the key.
    explicit ShortHash(const Key& key);
    ~ShortHash() { wipe(key_); }
    ShortHash(const ShortHash&) = default;
    ShortHash& operator=(const ShortHash&) = default;

    std::uint64_t of(ByteView message) const;
    // Of the number's eight bytes, least significant first, as a column can hold it.
    std::int64_t integer(std::uint64_t number) const;

private:
    std::array<std::uint8_t, 16> key_{};
};

}  // namespace genbo
