// SPDX-License-Identifier: Apache-2.0
#pragma once

// HMAC-SHA256 (RFC 2104) and HKDF-SHA256 (RFC 5869).
//
// A Mac keeps its keyed state, so that one tag costs a few hundred nanoseconds: a blind index tags
// every phone number of an import.
//
//   const Mac phones(keyring.derive("index.phone"));
//   const Hash tag = phones.tag(as_bytes("+819012345678"));
//
// Thread safety: tag() is not safe on one Mac from two threads; copy the Mac, it is cheap.

#include <string_view>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/key.h"

namespace genbo {

class Mac {
public:
    explicit Mac(const Key& key);
    Mac(const Mac& other);
    Mac(Mac&& other) noexcept;
    Mac& operator=(Mac other) noexcept;
    ~Mac();

    Hash tag(ByteView message) const;

    // In constant time.  A shorter `expected` (at least 16 bytes) is compared with the first bytes
    // of the tag.
    bool verify(ByteView message, ByteView expected) const;

private:
    void* context_;
};

// One tag under a key that is used once.
Hash hmac_sha256(ByteView key, ByteView message);

// A key for one purpose out of a key for many.  `label` names the purpose and is never reused for
// another; `context` tells keys of one purpose apart (an epoch, a field).  Extract with a fixed
// salt, then expand over "genbo/" label 0x00 context.
Key derive_key(const Key& root, std::string_view label, ByteView context = {});

// RFC 5869 as it stands.  REQUIRES: length <= 255 * 32.
Bytes hkdf_sha256(ByteView secret, ByteView salt, ByteView info, std::size_t length);

}  // namespace genbo
