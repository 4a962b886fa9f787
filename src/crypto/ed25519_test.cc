// SPDX-License-Identifier: Apache-2.0
#include "crypto/ed25519.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

// RFC 8032 §7.1, tests 1 and 2.
TEST(Ed25519, AgreesWithRfc8032) {
    struct Vector {
        std::string_view seed, public_key, message, signature;
    };
    const Vector vectors[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
         "c"
         "f9b46bd25bf5f0595bbe24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
         "0"
         "f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    };
    for (const auto& vector : vectors) {
        const SigningKey key{Key(*from_hex(vector.seed))};
        const Bytes message = *from_hex(vector.message);
        EXPECT_EQ(to_hex(key.public_key()), vector.public_key);
        EXPECT_EQ(to_hex(key.sign(message)), vector.signature);
        EXPECT_TRUE(verify_signature(key.public_key(), message, key.sign(message)));
    }
}

TEST(Ed25519, EveryChangedBitIsRefused) {
    const SigningKey key{Key(Bytes(32, 5))};
    const auto message = as_bytes("genbo.example/main\n1\n");
    const Signature signature = key.sign(message);
    for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
        Signature changed = signature;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        EXPECT_FALSE(verify_signature(key.public_key(), message, changed)) << bit;
    }
    EXPECT_FALSE(
        verify_signature(key.public_key(), as_bytes("genbo.example/main\n2\n"), signature));
    EXPECT_FALSE(verify_signature(SigningKey{Key(Bytes(32, 6))}.public_key(), message, signature));
}

}  // namespace
}  // namespace genbo
