// SPDX-License-Identifier: Apache-2.0
#include "crypto/ff1.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.h"

namespace genbo {

namespace {

__extension__ using Wide = unsigned __int128;

using Ff1Block = std::array<std::uint8_t, 16>;

constexpr int kFf1Rounds = 10;

// radix^length, or nothing when it passes `limit`.
Wide power_up_to(std::uint32_t radix, std::size_t length, Wide limit) {
    Wide product = 1;
    for (std::size_t i = 0; i < length; ++i) {
        if (product > limit / radix) return limit + 1;
        product *= radix;
    }
    return product;
}

const char* ff1_cipher_name(std::size_t key_size) {
    check(key_size == 16 || key_size == 24 || key_size == 32);
    return key_size == 16 ? "AES-128-ECB" : key_size == 24 ? "AES-192-ECB" : "AES-256-ECB";
}

std::uint64_t value_of(std::span<const std::uint32_t> symbols, std::uint32_t radix) {
    std::uint64_t value = 0;
    for (const auto symbol : symbols) {
        check(symbol < radix);
        value = value * radix + symbol;
    }
    return value;
}

void spell(std::uint64_t value, std::uint32_t radix, std::span<std::uint32_t> symbols) {
    for (std::size_t i = symbols.size(); i > 0; --i) {
        symbols[i - 1] = static_cast<std::uint32_t>(value % radix);
        value /= radix;
    }
}

}  // namespace

// Names as in SP 800-38G, algorithm 7: n = u + v symbols, A has u and B has v of them.
struct Ff1::State {
    EVP_CIPHER_CTX* aes = nullptr;
    std::uint32_t radix = 0;
    std::size_t n = 0;
    std::uint64_t low = 0;   // radix^u
    std::uint64_t high = 0;  // radix^v
    std::size_t b = 0;       // Bytes of NUM(B).
    std::size_t d = 0;       // Bytes of the round function's output that count.
    Bytes q;                 // T | zeros | room for [i] and [NUM(B)].
    Ff1Block after_p{};      // CBC-MAC state after the block P, which never changes.

    ~State() { EVP_CIPHER_CTX_free(aes); }

    void encrypt_block(Ff1Block& block);
    std::uint64_t round(int i, std::uint64_t half, std::uint64_t modulus);
    void forward(std::uint64_t& a, std::uint64_t& b_half);
    void backward(std::uint64_t& a, std::uint64_t& b_half);
};

void Ff1::State::encrypt_block(Ff1Block& block) {
    int written = 0;
    check(EVP_EncryptUpdate(aes, block.data(), &written, block.data(), 16) == 1);
    check(written == 16);
}

// NUM(S) mod radix^m, S being the first d bytes of R | AES(R xor [1]) | …
std::uint64_t Ff1::State::round(int i, std::uint64_t half, std::uint64_t modulus) {
    q[q.size() - b - 1] = static_cast<std::uint8_t>(i);
    for (std::size_t k = 0; k < b; ++k) {
        q[q.size() - 1 - k] = static_cast<std::uint8_t>(k < 8 ? half >> (8 * k) : 0);
    }
    Ff1Block r = after_p;
    for (std::size_t at = 0; at < q.size(); at += 16) {
        for (std::size_t k = 0; k < 16; ++k) r[k] ^= q[at + k];
        encrypt_block(r);
    }
    // d <= 12 for halves below 2^63, so one block is enough.
    Wide y = 0;
    for (std::size_t k = 0; k < d; ++k) y = y << 8 | r[k];
    return static_cast<std::uint64_t>(y % modulus);
}

void Ff1::State::forward(std::uint64_t& a, std::uint64_t& b_half) {
    for (int i = 0; i < kFf1Rounds; ++i) {
        const std::uint64_t modulus = i % 2 == 0 ? low : high;
        const std::uint64_t c = (a + round(i, b_half, modulus)) % modulus;
        a = b_half;
        b_half = c;
    }
}

void Ff1::State::backward(std::uint64_t& a, std::uint64_t& b_half) {
    for (int i = kFf1Rounds - 1; i >= 0; --i) {
        const std::uint64_t modulus = i % 2 == 0 ? low : high;
        const std::uint64_t c = (b_half + modulus - round(i, a, modulus)) % modulus;
        b_half = a;
        a = c;
    }
}

Ff1::Ff1(ByteView key, std::uint32_t radix, std::size_t length, ByteView tweak)
    : state_(std::make_unique<State>()) {
    constexpr Wide kHalfMax = Wide{1} << 63;
    check(radix >= 2 && radix <= 65536 && length >= 2 && tweak.size() <= 1024);
    check(power_up_to(radix, length, 1'000'000) >= 1'000'000);
    auto& s = *state_;
    const std::size_t u = length / 2;
    const std::size_t v = length - u;
    check(power_up_to(radix, v, kHalfMax) <= kHalfMax);
    s.radix = radix;
    s.n = length;
    s.low = static_cast<std::uint64_t>(power_up_to(radix, u, kHalfMax));
    s.high = static_cast<std::uint64_t>(power_up_to(radix, v, kHalfMax));
    // b = ceil(ceil(v log2 radix) / 8): the bytes that radix^v - 1 needs.
    for (std::uint64_t rest = s.high - 1; rest != 0; rest >>= 8) ++s.b;
    s.d = 4 * ((s.b + 3) / 4) + 4;

    s.aes = EVP_CIPHER_CTX_new();
    check(s.aes != nullptr);
    EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, ff1_cipher_name(key.size()), nullptr);
    check(cipher != nullptr);
    check(EVP_EncryptInit_ex2(s.aes, cipher, key.data(), nullptr, nullptr) == 1);
    check(EVP_CIPHER_CTX_set_padding(s.aes, 0) == 1);
    EVP_CIPHER_free(cipher);

    const auto t = tweak.size();
    const auto byte = [](std::size_t value, int shift) {
        return static_cast<std::uint8_t>(value >> shift);
    };
    s.after_p = {
        1,
        2,
        1,
        byte(radix, 16),
        byte(radix, 8),
        byte(radix, 0),
        kFf1Rounds,
        byte(u, 0),
        byte(length, 24),
        byte(length, 16),
        byte(length, 8),
        byte(length, 0),
        byte(t, 24),
        byte(t, 16),
        byte(t, 8),
        byte(t, 0)};
    s.encrypt_block(s.after_p);
    s.q.assign((t + 1 + s.b + 15) / 16 * 16, 0);
    std::ranges::copy(tweak, s.q.begin());
}

Ff1::Ff1(const Key& key, std::uint32_t radix, std::size_t length, ByteView tweak)
    : Ff1(ByteView(key.bytes()), radix, length, tweak) {}

Ff1::~Ff1() = default;
Ff1::Ff1(Ff1&&) noexcept = default;
Ff1& Ff1::operator=(Ff1&&) noexcept = default;

std::uint64_t Ff1::encrypt(std::uint64_t value) {
    auto& s = *state_;
    check(Wide{s.low} * s.high <= Wide{1} << 64 && value < Wide{s.low} * s.high);
    std::uint64_t a = value / s.high;
    std::uint64_t b = value % s.high;
    s.forward(a, b);
    return a * s.high + b;
}

std::uint64_t Ff1::decrypt(std::uint64_t value) {
    auto& s = *state_;
    check(Wide{s.low} * s.high <= Wide{1} << 64 && value < Wide{s.low} * s.high);
    std::uint64_t a = value / s.high;
    std::uint64_t b = value % s.high;
    s.backward(a, b);
    return a * s.high + b;
}

std::vector<std::uint32_t> Ff1::encrypt_symbols(std::span<const std::uint32_t> symbols) {
    auto& s = *state_;
    check(symbols.size() == s.n);
    const auto u = s.n / 2;
    std::uint64_t a = value_of(symbols.first(u), s.radix);
    std::uint64_t b = value_of(symbols.subspan(u), s.radix);
    s.forward(a, b);
    std::vector<std::uint32_t> out(s.n);
    spell(a, s.radix, std::span(out).first(u));
    spell(b, s.radix, std::span(out).subspan(u));
    return out;
}

std::vector<std::uint32_t> Ff1::decrypt_symbols(std::span<const std::uint32_t> symbols) {
    auto& s = *state_;
    check(symbols.size() == s.n);
    const auto u = s.n / 2;
    std::uint64_t a = value_of(symbols.first(u), s.radix);
    std::uint64_t b = value_of(symbols.subspan(u), s.radix);
    s.backward(a, b);
    std::vector<std::uint32_t> out(s.n);
    spell(a, s.radix, std::span(out).first(u));
    spell(b, s.radix, std::span(out).subspan(u));
    return out;
}

}  // namespace genbo
