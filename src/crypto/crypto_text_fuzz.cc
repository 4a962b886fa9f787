// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as what is typed, kept or sent in the place of a secret: Base 32, a box, a public key
// and its signature.  The first byte says which.  Oracle: Base 32 reads as it was written, and
// nothing opens or verifies that we did not make.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "crypto/aead.h"
#include "crypto/totp.h"
#include "crypto/verify_key.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size == 0) return 0;
    const ByteView bytes{data + 1, size - 1};
    static const Key key{Bytes(Key::kSize, 5)};
    const auto half = bytes.first(bytes.size() / 2);
    const auto rest = bytes.subspan(half.size());
    switch (data[0] % 5) {
        case 0:
            if (const auto seed = from_base32(as_text(bytes)); seed.ok())
                check(*from_base32(to_base32(*seed)) == *seed);
            check(*from_base32(to_base32(bytes)) == Bytes(bytes.begin(), bytes.end()));
            break;
        case 1:
            check(!unseal(key, AssociatedData("fuzz"), bytes).ok());
            static_cast<void>(key_version_of(bytes));
            break;
        case 2:
            if (const auto made = VerifyKey::es256(half.first(half.size() / 2), rest); made.ok())
                check(!made->verify(half, bytes, SignatureForm::der));
            break;
        case 3:
            if (const auto made = VerifyKey::rs256(half, rest); made.ok())
                static_cast<void>(made->verify(half, rest, SignatureForm::side_by_side));
            break;
        default:
            if (const auto made = VerifyKey::eddsa(half); made.ok())
                static_cast<void>(made->verify(half, rest, SignatureForm::der));
            // The point of RFC 7515, appendix A.3: a signature in any form is none of its owner's.
            static const auto good = VerifyKey::es256(
                *from_hex("7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445"),
                *from_hex("c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad"));
            check(good.ok() && !good->verify(half, rest, SignatureForm::der));
            check(!good->verify(half, rest, SignatureForm::side_by_side));
    }
    return 0;
}
