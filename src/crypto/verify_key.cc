// SPDX-License-Identifier: Apache-2.0
#include "crypto/verify_key.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <utility>

namespace genbo {

namespace {

constexpr std::size_t kP256Bytes = 32;
constexpr std::size_t kModulusBytesMin = 2048 / 8;
constexpr std::size_t kModulusBytesMax = 8192 / 8;
constexpr std::size_t kExponentBytesMax = 8;
constexpr std::size_t kEd25519Bytes = 32;

template <auto Free>
struct FreeOf {
    template <typename T>
    void operator()(T* thing) const {
        Free(thing);
    }
};
using OwnedBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreeOf<OSSL_PARAM_BLD_free>>;
using OwnedParams = std::unique_ptr<OSSL_PARAM, FreeOf<OSSL_PARAM_free>>;
using OwnedKeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeOf<EVP_PKEY_CTX_free>>;
using OwnedDigest = std::unique_ptr<EVP_MD_CTX, FreeOf<EVP_MD_CTX_free>>;
using OwnedNumber = std::unique_ptr<BIGNUM, FreeOf<BN_free>>;
using OwnedEcdsa = std::unique_ptr<ECDSA_SIG, FreeOf<ECDSA_SIG_free>>;

Error bad_public_key() { return {Fault::invalid, "crypto.bad_public_key"}; }

ByteView without_leading_zeros(ByteView number) {
    while (!number.empty() && number.front() == 0) number = number.subspan(1);
    return number;
}

OwnedNumber number_of(ByteView bytes) {
    return OwnedNumber{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
}

std::shared_ptr<void> key_from(const char* type, OSSL_PARAM_BLD* builder) {
    const OwnedParams params{OSSL_PARAM_BLD_to_param(builder)};
    const OwnedKeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
    EVP_PKEY* key = nullptr;
    if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return nullptr;
    return {key, [](void* made) { EVP_PKEY_free(static_cast<EVP_PKEY*>(made)); }};
}

// The two numbers as the DER that OpenSSL reads; empty when they are none.
Bytes der_signature(ByteView side_by_side) {
    if (side_by_side.size() != 2 * kP256Bytes) return {};
    auto r = number_of(side_by_side.first(kP256Bytes));
    auto s = number_of(side_by_side.subspan(kP256Bytes));
    const OwnedEcdsa pair{ECDSA_SIG_new()};
    if (r == nullptr || s == nullptr || pair == nullptr) return {};
    if (ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
    static_cast<void>(r.release());  // The pair owns them now.
    static_cast<void>(s.release());
    const int size = i2d_ECDSA_SIG(pair.get(), nullptr);
    if (size <= 0) return {};
    Bytes der(static_cast<std::size_t>(size));
    auto* out = der.data();
    i2d_ECDSA_SIG(pair.get(), &out);
    return der;
}

}  // namespace

Result<VerifyKey> VerifyKey::es256(ByteView x, ByteView y) {
    if (x.size() != kP256Bytes || y.size() != kP256Bytes) return bad_public_key();
    Bytes point{4};  // Uncompressed (SEC 1 §2.3.3).
    point.insert(point.end(), x.begin(), x.end());
    point.insert(point.end(), y.begin(), y.end());
    const OwnedBuilder builder{OSSL_PARAM_BLD_new()};
    if (builder == nullptr ||
        OSSL_PARAM_BLD_push_utf8_string(
            builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(
            builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return bad_public_key();
    auto key = key_from("EC", builder.get());
    if (key == nullptr) return bad_public_key();
    return VerifyKey{SignatureAlgorithm::es256, std::move(key)};
}

Result<VerifyKey> VerifyKey::rs256(ByteView modulus, ByteView exponent) {
    modulus = without_leading_zeros(modulus);
    exponent = without_leading_zeros(exponent);
    if (modulus.size() < kModulusBytesMin || modulus.size() > kModulusBytesMax ||
        (modulus.size() == kModulusBytesMin && modulus.front() < 0x80))
        return bad_public_key();
    const bool one = exponent.size() == 1 && exponent.front() == 1;
    if (exponent.empty() || exponent.size() > kExponentBytesMax || exponent.back() % 2 == 0 || one)
        return bad_public_key();
    const auto n = number_of(modulus);
    const auto e = number_of(exponent);
    const OwnedBuilder builder{OSSL_PARAM_BLD_new()};
    if (builder == nullptr || n == nullptr || e == nullptr ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return bad_public_key();
    auto key = key_from("RSA", builder.get());
    if (key == nullptr) return bad_public_key();
    return VerifyKey{SignatureAlgorithm::rs256, std::move(key)};
}

Result<VerifyKey> VerifyKey::eddsa(ByteView point) {
    if (point.size() != kEd25519Bytes) return bad_public_key();
    std::shared_ptr<void> key{
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, point.data(), point.size()),
        [](void* made) { EVP_PKEY_free(static_cast<EVP_PKEY*>(made)); }};
    if (key == nullptr) return bad_public_key();
    return VerifyKey{SignatureAlgorithm::eddsa, std::move(key)};
}

bool VerifyKey::verify(ByteView message, ByteView signature, SignatureForm form) const {
    Bytes der;
    if (algorithm_ == SignatureAlgorithm::es256 && form == SignatureForm::side_by_side) {
        der = der_signature(signature);
        if (der.empty()) return false;
        signature = der;
    }
    const OwnedDigest digest{EVP_MD_CTX_new()};
    const auto* method = algorithm_ == SignatureAlgorithm::eddsa ? nullptr : EVP_sha256();
    if (digest == nullptr ||
        EVP_DigestVerifyInit(
            digest.get(), nullptr, method, nullptr, static_cast<EVP_PKEY*>(key_.get())) != 1)
        return false;
    return EVP_DigestVerify(
               digest.get(), signature.data(), signature.size(), message.data(), message.size()) ==
           1;
}

}  // namespace genbo
