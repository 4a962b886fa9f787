// SPDX-License-Identifier: Apache-2.0
#pragma once

// FF1 (NIST SP 800-38G): a keyed permutation of the numerals of one length in one radix, so that
// 000000001, 000000002, … become numbers that look unrelated, never collide, and need no table.
//
// Ten rounds of an unbalanced Feistel network whose round function is CBC-MAC over AES.
//
//   Ff1 digits(key, 10, 9);
//   digits.encrypt(1)     // some number below 10^9, and digits.decrypt() of it is 1
//
// A numeral is handled as its value, most significant symbol first.  Both halves must fit 64 bits
// and the whole 64 as well: up to 19 decimal digits, 12 symbols in base 36.  The longer numerals of
// the standard are reached through encrypt_symbols().
//
// SP 800-38G Rev. 1 asks for radix^length >= 10^6; smaller domains are refused.
//
// Thread safety: one Ff1 per thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "crypto/key.h"

namespace genbo {

class Ff1 {
public:
    // REQUIRES: 2 <= radix <= 65536, 10^6 <= radix^length, radix^ceil(length / 2) <= 2^63; the key
    // has 16, 24 or 32 bytes (Genbo's own have 32; the others are for the standard's examples).
    Ff1(ByteView key, std::uint32_t radix, std::size_t length, ByteView tweak = {});
    Ff1(const Key& key, std::uint32_t radix, std::size_t length, ByteView tweak = {});
    ~Ff1();
    Ff1(Ff1&&) noexcept;
    Ff1& operator=(Ff1&&) noexcept;

    // REQUIRES: value < radix^length, which fits 64 bits.
    std::uint64_t encrypt(std::uint64_t value);
    std::uint64_t decrypt(std::uint64_t value);

    // REQUIRES: symbols.size() == length, each below radix.
    std::vector<std::uint32_t> encrypt_symbols(std::span<const std::uint32_t> symbols);
    std::vector<std::uint32_t> decrypt_symbols(std::span<const std::uint32_t> symbols);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace genbo
