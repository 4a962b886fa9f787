// SPDX-License-Identifier: Apache-2.0
#include "crypto/mac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace genbo {

namespace {

constexpr std::size_t kHashBlockSize = 64;

// Our own constant, so that HKDF's extract step separates Genbo from anything else that might use
// the same root.
constexpr std::string_view kDeriveSalt = "genbo key derivation 1";

EVP_MAC* mac_algorithm() {
    static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    check(algorithm != nullptr);
    return algorithm;
}

EVP_MAC_CTX* mac_context(void* context) { return static_cast<EVP_MAC_CTX*>(context); }

void* new_mac_context(const Key& key) {
    auto* const context = EVP_MAC_CTX_new(mac_algorithm());
    check(context != nullptr);
    std::string digest = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    check(EVP_MAC_init(context, key.bytes().data(), key.bytes().size(), params) == 1);
    return context;
}

}  // namespace

Mac::Mac(const Key& key) : context_(new_mac_context(key)) {}

Mac::Mac(const Mac& other) : context_(EVP_MAC_CTX_dup(mac_context(other.context_))) {
    check(context_ != nullptr);
}

Mac::Mac(Mac&& other) noexcept : context_(std::exchange(other.context_, nullptr)) {}

Mac& Mac::operator=(Mac other) noexcept {
    std::swap(context_, other.context_);
    return *this;
}

Mac::~Mac() { EVP_MAC_CTX_free(mac_context(context_)); }

Hash Mac::tag(ByteView message) const {
    auto* const context = mac_context(context_);
    Hash tag;
    std::size_t length = 0;
    // Without a key: begins anew under the key it has.
    check(EVP_MAC_init(context, nullptr, 0, nullptr) == 1);
    check(EVP_MAC_update(context, message.data(), message.size()) == 1);
    check(EVP_MAC_final(context, tag.data(), &length, tag.size()) == 1 && length == tag.size());
    return tag;
}

bool Mac::verify(ByteView message, ByteView expected) const {
    const Hash whole = tag(message);
    if (expected.size() < 16 || expected.size() > whole.size()) return false;
    return constant_time_equal(ByteView(whole).first(expected.size()), expected);
}

// Written out, because setting up an EVP_MAC for one tag costs twice the hashing.
Hash hmac_sha256(ByteView key, ByteView message) {
    std::array<std::uint8_t, kHashBlockSize> block{};
    if (key.size() > block.size()) {
        const Hash shorter = sha256(key);
        std::ranges::copy(shorter, block.begin());
    } else {
        std::ranges::copy(key, block.begin());
    }
    for (auto& byte : block) byte ^= 0x36;
    const Hash inner = sha256({block, message});
    for (auto& byte : block) byte ^= 0x36 ^ 0x5c;
    const Hash outer = sha256({block, inner});
    wipe(block);
    return outer;
}

Bytes hkdf_sha256(ByteView secret, ByteView salt, ByteView info, std::size_t length) {
    check(length <= 255 * sizeof(Hash));
    Hash extracted = hmac_sha256(salt, secret);
    Bytes out;
    out.reserve(length + sizeof(Hash));
    Bytes round;
    for (std::uint8_t counter = 1; out.size() < length; ++counter) {
        round.insert(round.end(), info.begin(), info.end());
        round.push_back(counter);
        const Hash block = hmac_sha256(extracted, round);
        out.insert(out.end(), block.begin(), block.end());
        wipe(round);
        round.assign(block.begin(), block.end());
    }
    wipe(round);
    wipe(extracted);
    out.resize(length);
    return out;
}

Key derive_key(const Key& root, std::string_view label, ByteView context) {
    const auto prefix = as_bytes("genbo/");
    const auto name = as_bytes(label);
    check(std::ranges::find(name, 0) == name.end());
    Bytes info(prefix.begin(), prefix.end());
    info.insert(info.end(), name.begin(), name.end());
    info.push_back(0);
    info.insert(info.end(), context.begin(), context.end());
    Bytes bytes = hkdf_sha256(root.bytes(), as_bytes(kDeriveSalt), info, Key::kSize);
    Key key(bytes);
    wipe(bytes);
    return key;
}

}  // namespace genbo
