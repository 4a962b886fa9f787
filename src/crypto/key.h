// SPDX-License-Identifier: Apache-2.0
#pragma once

// Key is 32 secret bytes: a data key of a record, a key-encryption key, the key of an index.
//
// A Key cannot be printed, formatted, ordered or put into JSON, and is overwritten when it goes.
// It is compared in constant time.  bytes() is the one way to its contents, for the ciphers in this
// folder and for wrapping; nothing else should need it.
//
//   const Key data_key = Key::random();
//   const Bytes sealed = seal(data_key, 1, associated, payload);    // aead.h
//
// Keys are made at random (Key::random), derived from other keys (hkdf, mac.h), or unwrapped by
// the keyring (keyring.h).

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace genbo {

// Overwrites memory in a way that the compiler may not leave out.
void wipe(std::span<std::uint8_t> memory);

// Equal contents, in a time that depends only on the lengths.  Different lengths are unequal.
bool constant_time_equal(ByteView a, ByteView b);

// Keeps the process's memory out of core dumps and away from debuggers of the same user.  For the
// start of `genbo serve`; swap is the administrator's to switch off or encrypt.
void keep_memory_out_of_dumps();

class Key {
public:
    static constexpr std::size_t kSize = 32;

    // From the system's randomness.
    static Key random();

    // REQUIRES: bytes.size() == kSize.
    explicit Key(ByteView bytes);

    Key(const Key&) = default;
    Key& operator=(const Key&) = default;
    ~Key() { wipe(bytes_); }

    std::span<const std::uint8_t, kSize> bytes() const { return bytes_; }

    friend bool operator==(const Key& a, const Key& b) {
        return constant_time_equal(a.bytes_, b.bytes_);
    }

private:
    Key() = default;

    std::array<std::uint8_t, kSize> bytes_{};
};

}  // namespace genbo
