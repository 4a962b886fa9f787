// SPDX-License-Identifier: Apache-2.0
#include "crypto/password.h"

#include <sodium.h>

#include <array>

#include "base/check.h"
#include "crypto/random.h"

namespace genbo {

namespace {

// Letters and digits that nobody mistakes for each other on paper.
constexpr std::string_view kPasswordSymbols = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
constexpr int kPasswordGroups = 5;
constexpr int kPasswordGroupSize = 4;

void ready_passwords() {
    static const int ready = sodium_init();
    check(ready >= 0);
}

std::size_t memory_bytes(const PasswordCost& cost) {
    check(cost.memory_kib >= 8 && cost.memory_kib <= 4U * 1024 * 1024 && cost.passes >= 1);
    return static_cast<std::size_t>(cost.memory_kib) * 1024;
}

}  // namespace

Result<std::string> hash_password(std::string_view password, PasswordCost cost) {
    ready_passwords();
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str_alg(
            hash.data(), password.data(), password.size(), cost.passes, memory_bytes(cost),
            crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return Error{Fault::unavailable, "crypto.no_memory"};
    }
    return std::string(hash.data());
}

bool verify_password(const std::string& hash, std::string_view password) {
    ready_passwords();
    return hash.size() < crypto_pwhash_STRBYTES &&
           crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(const std::string& hash, PasswordCost cost) {
    ready_passwords();
    return hash.size() >= crypto_pwhash_STRBYTES ||
           crypto_pwhash_str_needs_rehash(hash.c_str(), cost.passes, memory_bytes(cost)) != 0;
}

const std::string& unmatchable_password_hash() {
    // The hash of 256 random bits that are forgotten at once.
    static const std::string hash = [] {
        const auto made = hash_password(to_hex(this_thread_random().bytes(32)));
        check(made.ok());
        return *made;
    }();
    return hash;
}

std::string random_password() {
    std::string password;
    for (int group = 0; group < kPasswordGroups; ++group) {
        if (group > 0) password += '-';
        for (int i = 0; i < kPasswordGroupSize; ++i) {
            password += kPasswordSymbols[this_thread_random().below(kPasswordSymbols.size())];
        }
    }
    return password;
}

Result<Key> key_from_passphrase(std::string_view passphrase, ByteView salt, PasswordCost cost) {
    ready_passwords();
    check(salt.size() == crypto_pwhash_SALTBYTES);
    std::array<std::uint8_t, Key::kSize> bytes{};
    if (crypto_pwhash(
            bytes.data(), bytes.size(), passphrase.data(), passphrase.size(), salt.data(),
            cost.passes, memory_bytes(cost), crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return Error{Fault::unavailable, "crypto.no_memory"};
    }
    const Key key(bytes);
    wipe(bytes);
    return key;
}

}  // namespace genbo
