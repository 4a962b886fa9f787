// SPDX-License-Identifier: Apache-2.0
#include "crypto/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <chrono>

#include "base/check.h"

namespace genbo {

namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace

std::string hotp_code(ByteView seed, std::uint64_t counter, int digits) {
    check(digits >= 6 && digits <= 8);
    std::array<std::uint8_t, 8> message{};
    for (std::size_t i = 0; i < message.size(); ++i)
        message.at(message.size() - 1 - i) = static_cast<std::uint8_t>(counter >> (8 * i));
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> tag{};
    unsigned size = 0;
    check(
        HMAC(
            EVP_sha1(), seed.data(), static_cast<int>(seed.size()), message.data(), message.size(),
            tag.data(), &size) != nullptr);
    const std::size_t offset = tag.at(size - 1) & 0x0F;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | tag.at(offset + i);
    number &= 0x7FFF'FFFF;
    std::string code(static_cast<std::size_t>(digits), '0');
    for (auto at = code.rbegin(); at != code.rend(); ++at, number /= 10)
        *at = static_cast<char>('0' + number % 10);
    return code;
}

std::int64_t totp_step(Instant now) {
    return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count() /
           kTotpPeriodSeconds;
}

std::string totp_code(ByteView seed, std::int64_t step) {
    return hotp_code(seed, static_cast<std::uint64_t>(step));
}

std::string to_base32(ByteView bytes) {
    std::string text;
    std::uint32_t held = 0;
    int bits = 0;
    for (const std::uint8_t byte : bytes) {
        held = held << 8 | byte;
        for (bits += 8; bits >= 5; bits -= 5) text += kBase32[held >> (bits - 5) & 31];
    }
    if (bits > 0) text += kBase32[held << (5 - bits) & 31];
    return text;
}

Result<Bytes> from_base32(std::string_view text) {
    const Error bad{Fault::invalid, "crypto.bad_base32"};
    Bytes bytes;
    std::uint32_t held = 0;
    int bits = 0;
    for (char c : text) {
        if (c == ' ' || c == '-') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        const auto at = kBase32.find(c);
        if (at == std::string_view::npos) return bad;
        held = held << 5 | static_cast<std::uint32_t>(at);
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<std::uint8_t>(held >> bits));
    }
    // What is left over is padding of less than one letter, and zero.
    if (bits >= 5 || (held & ((1U << bits) - 1)) != 0) return bad;
    return bytes;
}

}  // namespace genbo
