// SPDX-License-Identifier: Apache-2.0
#pragma once

// The hash behind match keys, frequency tables and ties.  Not cryptographic, but fixed for ever:
// frozen frequency tables and the order of equal weights depend on its values, so a change needs a
// new model version.  Multiply-and-fold over 64-bit words (the construction of wyhash), written
// here because its values must not change with a library.

#include <cstdint>
#include <cstring>
#include <string_view>

namespace genbo {

__extension__ using HashWide = unsigned __int128;

inline std::uint64_t hash_mix(std::uint64_t a, std::uint64_t b) {
    const HashWide product = HashWide{a ^ 0x9e3779b97f4a7c15ULL} * (b ^ 0xe7037ed1a0b428dbULL);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t hash_bytes(std::string_view text, std::uint64_t seed = 0) {
    std::uint64_t state = seed ^ (text.size() * 0xa0761d6478bd642fULL);
    const char* bytes = text.data();
    std::size_t left = text.size();
    while (left >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes, 8);
        state = hash_mix(state, word);
        bytes += 8;
        left -= 8;
    }
    if (left > 0) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes, left);
        state = hash_mix(state, word);
    }
    return hash_mix(state, 0x8ebc6af09c88c6e3ULL);
}

inline std::uint32_t hash_bytes32(std::string_view text) {
    return static_cast<std::uint32_t>(hash_bytes(text) >> 32);
}

}  // namespace genbo
