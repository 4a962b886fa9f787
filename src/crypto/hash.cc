// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace genbo {

namespace {

// Fetched once: a fetch costs more than hashing a leaf.  Lives until the process ends.
const EVP_MD* hash_algorithm() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    check(algorithm != nullptr);
    return algorithm;
}

Sha256& this_thread_sha256() {
    thread_local Sha256 hasher;
    return hasher;
}

EVP_MD_CTX* hash_context(void* context) { return static_cast<EVP_MD_CTX*>(context); }

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    check(context_ != nullptr);
    check(EVP_DigestInit_ex2(hash_context(context_), hash_algorithm(), nullptr) == 1);
}

Sha256::~Sha256() { EVP_MD_CTX_free(hash_context(context_)); }

void Sha256::add(ByteView bytes) {
    check(EVP_DigestUpdate(hash_context(context_), bytes.data(), bytes.size()) == 1);
}

Hash Sha256::finish() {
    Hash hash;
    check(EVP_DigestFinal_ex(hash_context(context_), hash.data(), nullptr) == 1);
    check(EVP_DigestInit_ex2(hash_context(context_), nullptr, nullptr) == 1);
    return hash;
}

Hash sha256(ByteView bytes) {
    auto& hasher = this_thread_sha256();
    hasher.add(bytes);
    return hasher.finish();
}

Hash sha256(std::initializer_list<ByteView> pieces) {
    auto& hasher = this_thread_sha256();
    for (const auto piece : pieces) hasher.add(piece);
    return hasher.finish();
}

}  // namespace genbo
