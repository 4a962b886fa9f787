// SPDX-License-Identifier: Apache-2.0
#include "crypto/verify_key.h"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "crypto/ed25519.h"

namespace genbo {
namespace {

Bytes unhex(std::string_view hex) {
    const auto bytes = from_hex(hex);
    EXPECT_TRUE(bytes.ok());
    return *bytes;
}

// The point of RFC 7515, appendix A.3.
const char* const kEsX = "7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445";
const char* const kEsY = "c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad";
struct OwnedKey {
    explicit OwnedKey(EVP_PKEY* made) : key(made) { EXPECT_NE(key, nullptr); }
    ~OwnedKey() { EVP_PKEY_free(key); }
    OwnedKey(const OwnedKey&) = delete;
    OwnedKey& operator=(const OwnedKey&) = delete;

    Bytes number(const char* name) const {
        BIGNUM* number = nullptr;
        EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &number), 1);
        Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number)));
        BN_bn2bin(number, bytes.data());
        BN_free(number);
        return bytes;
    }
    Bytes sign(ByteView message) const {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        EXPECT_EQ(EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key), 1);
        std::size_t size = 0;
        EVP_DigestSign(context, nullptr, &size, message.data(), message.size());
        Bytes signature(size);
        EVP_DigestSign(context, signature.data(), &size, message.data(), message.size());
        signature.resize(size);
        EVP_MD_CTX_free(context);
        return signature;
    }

    EVP_PKEY* key;
};

Bytes padded(Bytes number, std::size_t size) {
    number.insert(number.begin(), size - number.size(), 0);
    return number;
}

const Bytes kMessage{'g', 'e', 'n', 'b', 'o'};

TEST(VerifyKey, Es256InBothForms) {
    for (int i = 0; i < 50; ++i) {
        const OwnedKey pair{EVP_EC_gen("P-256")};
        const auto key =
            VerifyKey::es256(padded(pair.number("qx"), 32), padded(pair.number("qy"), 32));
        ASSERT_TRUE(key.ok());
        const auto der = pair.sign(kMessage);
        EXPECT_TRUE(key->verify(kMessage, der, SignatureForm::der));
        EXPECT_FALSE(key->verify(kMessage, der, SignatureForm::side_by_side));
        const auto* at = der.data();
        ECDSA_SIG* numbers = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
        ASSERT_NE(numbers, nullptr);
        Bytes raw(64);
        BN_bn2binpad(ECDSA_SIG_get0_r(numbers), raw.data(), 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(numbers), raw.data() + 32, 32);
        ECDSA_SIG_free(numbers);
        EXPECT_TRUE(key->verify(kMessage, raw, SignatureForm::side_by_side));
        raw[5] ^= 1;
        EXPECT_FALSE(key->verify(kMessage, raw, SignatureForm::side_by_side));
        EXPECT_FALSE(key->verify(as_bytes("genbp"), der, SignatureForm::der));
        EXPECT_FALSE(key->verify(kMessage, Bytes(64), SignatureForm::side_by_side));
        EXPECT_FALSE(key->verify(kMessage, {}, SignatureForm::der));
    }
}

TEST(VerifyKey, Rs256) {
    const OwnedKey pair{EVP_RSA_gen(2048)};
    const auto key = VerifyKey::rs256(pair.number("n"), pair.number("e"));
    ASSERT_TRUE(key.ok());
    auto signature = pair.sign(kMessage);
    EXPECT_TRUE(key->verify(kMessage, signature, SignatureForm::der));
    signature.back() ^= 1;
    EXPECT_FALSE(key->verify(kMessage, signature, SignatureForm::der));
    EXPECT_FALSE(VerifyKey::rs256(pair.number("n"), Bytes{1}).ok());
    EXPECT_FALSE(VerifyKey::rs256(pair.number("n"), Bytes{4}).ok());
    EXPECT_FALSE(VerifyKey::rs256(pair.number("n"), {}).ok());
    const OwnedKey weak{EVP_RSA_gen(1024)};
    EXPECT_FALSE(VerifyKey::rs256(weak.number("n"), weak.number("e")).ok());
}

TEST(VerifyKey, EdDsa) {
    const SigningKey pair{Key(Bytes(32, 4))};
    const auto key = VerifyKey::eddsa(pair.public_key());
    ASSERT_TRUE(key.ok());
    EXPECT_TRUE(key->verify(kMessage, pair.sign(kMessage), SignatureForm::der));
    EXPECT_FALSE(key->verify(as_bytes("x"), pair.sign(kMessage), SignatureForm::der));
    EXPECT_FALSE(VerifyKey::eddsa(Bytes(31)).ok());
}

TEST(VerifyKey, APointOffTheCurveIsNone) {
    EXPECT_TRUE(VerifyKey::es256(unhex(kEsX), unhex(kEsY)).ok());
    auto off = unhex(kEsY);
    off[31] ^= 1;
    EXPECT_FALSE(VerifyKey::es256(unhex(kEsX), off).ok());
    EXPECT_FALSE(VerifyKey::es256(Bytes(32), Bytes(32)).ok());
    EXPECT_FALSE(VerifyKey::es256(Bytes(31), Bytes(32)).ok());
}

}  // namespace
}  // namespace genbo
