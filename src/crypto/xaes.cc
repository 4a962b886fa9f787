// SPDX-License-Identifier: Apache-2.0
#include "crypto/xaes.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "base/check.h"

namespace genbo {

namespace {

using AesBlock = std::array<std::uint8_t, 16>;

// Fetched once for the process; a fetch costs as much as sealing an address.
const EVP_CIPHER* xaes_block_cipher() {
    static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-ECB", nullptr);
    check(cipher != nullptr);
    return cipher;
}

const EVP_CIPHER* xaes_gcm() {
    static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    check(cipher != nullptr);
    return cipher;
}

struct CipherContext {
    CipherContext() : handle(EVP_CIPHER_CTX_new()) { check(handle != nullptr); }
    ~CipherContext() { EVP_CIPHER_CTX_free(handle); }
    CipherContext(const CipherContext&) = delete;
    CipherContext& operator=(const CipherContext&) = delete;

    EVP_CIPHER_CTX* handle;
};

// OpenSSL counts in int.
int xaes_length(ByteView bytes) {
    check(bytes.size() <= std::size_t{std::numeric_limits<int>::max()} / 2);
    return static_cast<int>(bytes.size());
}

// The CMAC subkey K1 out of L: doubling in GF(2^128).
AesBlock cmac_subkey(const AesBlock& l) {
    AesBlock k1{};
    for (std::size_t i = 0; i < l.size(); ++i) {
        const std::uint32_t next = i + 1 < l.size() ? l[i + 1] : 0;
        k1[i] = static_cast<std::uint8_t>(std::uint32_t{l[i]} << 1 | next >> 7);
    }
    // Without a branch on secret bits.
    k1[15] = static_cast<std::uint8_t>(k1[15] ^ (0x87 & (0U - (l[0] >> 7))));
    return k1;
}

}  // namespace

struct Xaes::State {
    CipherContext block;
    CipherContext encrypt_gcm;
    CipherContext decrypt_gcm;
    std::optional<Key> key;  // Whose schedule `block` and `k1` hold.
    AesBlock k1{};

    ~State() { wipe(k1); }

    void use(const Key& next);
    std::array<std::uint8_t, 32> message_key(Nonce nonce);
};

void Xaes::State::use(const Key& next) {
    if (key && *key == next) return;
    key = next;
    check(EVP_EncryptInit_ex2(block.handle, nullptr, next.bytes().data(), nullptr, nullptr) == 1);
    AesBlock l{};
    const AesBlock zero{};
    int written = 0;
    check(EVP_EncryptUpdate(block.handle, l.data(), &written, zero.data(), 16) == 1);
    check(written == 16);
    k1 = cmac_subkey(l);
    wipe(l);
}

// CMAC of (counter | 'X' | 0 | first half of the nonce), for counters 1 and 2.
std::array<std::uint8_t, 32> Xaes::State::message_key(Nonce nonce) {
    std::array<std::uint8_t, 32> blocks{};
    for (std::size_t counter = 1; counter <= 2; ++counter) {
        const auto message = std::span(blocks).subspan((counter - 1) * 16, 16);
        message[1] = static_cast<std::uint8_t>(counter);
        message[2] = 'X';
        std::ranges::copy(nonce.first<12>(), message.begin() + 4);
        for (std::size_t i = 0; i < 16; ++i) message[i] ^= k1[i];
    }
    int written = 0;
    check(EVP_EncryptUpdate(block.handle, blocks.data(), &written, blocks.data(), 32) == 1);
    check(written == 32);
    return blocks;
}

Xaes::Xaes() : state_(std::make_unique<State>()) {
    auto& s = *state_;
    check(EVP_EncryptInit_ex2(s.block.handle, xaes_block_cipher(), nullptr, nullptr, nullptr) == 1);
    check(EVP_CIPHER_CTX_set_padding(s.block.handle, 0) == 1);
    check(EVP_EncryptInit_ex2(s.encrypt_gcm.handle, xaes_gcm(), nullptr, nullptr, nullptr) == 1);
    check(EVP_DecryptInit_ex2(s.decrypt_gcm.handle, xaes_gcm(), nullptr, nullptr, nullptr) == 1);
}

Xaes::~Xaes() = default;

void Xaes::encrypt(
    const Key& key, Nonce nonce, std::span<const ByteView> associated, ByteView plaintext,
    std::span<std::uint8_t> out) {
    check(out.size() == plaintext.size() + kTagSize);
    state_->use(key);
    auto message_key = state_->message_key(nonce);
    auto* const gcm = state_->encrypt_gcm.handle;
    const auto* const iv = nonce.data() + 12;
    check(EVP_EncryptInit_ex2(gcm, nullptr, message_key.data(), iv, nullptr) == 1);
    wipe(message_key);
    int written = 0;
    for (const auto piece : associated) {
        if (piece.empty()) continue;
        check(EVP_EncryptUpdate(gcm, nullptr, &written, piece.data(), xaes_length(piece)) == 1);
    }
    if (!plaintext.empty()) {
        const int length = xaes_length(plaintext);
        check(EVP_EncryptUpdate(gcm, out.data(), &written, plaintext.data(), length) == 1);
        check(written == length);
    }
    auto* const tag = out.data() + plaintext.size();
    check(EVP_EncryptFinal_ex(gcm, tag, &written) == 1);
    check(EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_GET_TAG, kTagSize, tag) == 1);
}

bool Xaes::decrypt(
    const Key& key, Nonce nonce, std::span<const ByteView> associated, ByteView sealed,
    std::span<std::uint8_t> out) {
    check(out.size() + kTagSize == sealed.size());
    state_->use(key);
    auto message_key = state_->message_key(nonce);
    auto* const gcm = state_->decrypt_gcm.handle;
    const auto* const iv = nonce.data() + 12;
    check(EVP_DecryptInit_ex2(gcm, nullptr, message_key.data(), iv, nullptr) == 1);
    wipe(message_key);
    int written = 0;
    for (const auto piece : associated) {
        if (piece.empty()) continue;
        check(EVP_DecryptUpdate(gcm, nullptr, &written, piece.data(), xaes_length(piece)) == 1);
    }
    if (!out.empty()) {
        const int length = xaes_length(sealed.first(out.size()));
        check(EVP_DecryptUpdate(gcm, out.data(), &written, sealed.data(), length) == 1);
        check(written == length);
    }
    AesBlock tag;
    std::ranges::copy(sealed.last(kTagSize), tag.begin());
    check(EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1);
    AesBlock rest;
    if (EVP_DecryptFinal_ex(gcm, rest.data(), &written) == 1) return true;
    std::ranges::fill(out, std::uint8_t{0});
    return false;
}

}  // namespace genbo
