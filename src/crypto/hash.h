// SPDX-License-Identifier: Apache-2.0
#pragma once

// SHA-256 (FIPS 180-4), for what is public or already high in entropy: audit trees, file contents,
// session tokens.  Never for phone numbers, mail addresses or names: all Japanese mobile numbers
// are hashed in minutes.  Those take a Mac (mac.h) under a key.
//
//   const Hash root = sha256({left, right});

#include <array>
#include <cstdint>
#include <initializer_list>

#include "base/bytes.h"

namespace genbo {

using Hash = std::array<std::uint8_t, 32>;

Hash sha256(ByteView bytes);

// Of the pieces put one after another.
Hash sha256(std::initializer_list<ByteView> pieces);

// For what does not fit into memory: files.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(ByteView bytes);
    // Of all that was added; the next add() begins anew.
    Hash finish();

private:
    void* context_;
};

}  // namespace genbo
