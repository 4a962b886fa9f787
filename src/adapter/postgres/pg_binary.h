// SPDX-License-Identifier: Apache-2.0
#pragma once

// PostgreSQL's binary forms: big-endian integers, and the type numbers that never change
// (src/include/catalog/pg_type.dat of the server).

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"

namespace genbo {

inline constexpr unsigned kPgBool = 16;
inline constexpr unsigned kPgBytea = 17;
inline constexpr unsigned kPgName = 19;
inline constexpr unsigned kPgBigint = 20;
inline constexpr unsigned kPgSmallint = 21;
inline constexpr unsigned kPgInteger = 23;
inline constexpr unsigned kPgText = 25;
inline constexpr unsigned kPgByteaArray = 1001;
inline constexpr unsigned kPgTextArray = 1009;
inline constexpr unsigned kPgBigintArray = 1016;
inline constexpr unsigned kPgVarchar = 1043;
inline constexpr unsigned kPgUuid = 2950;

template <std::unsigned_integral Number>
void append_big_endian(Bytes& out, Number number) {
    // At once: a COPY of a million rows comes through here some ten million times.
    std::uint8_t bytes[sizeof(Number)];
    for (std::size_t i = sizeof(Number); i-- > 0; number = static_cast<Number>(number >> 7 >> 1))
        bytes[i] = static_cast<std::uint8_t>(number);
    out.insert(out.end(), bytes, bytes + sizeof(Number));
}

// Sign-extended to 64 bits.  REQUIRES: 1, 2, 4 or 8 bytes.
inline std::int64_t read_big_endian(ByteView bytes) {
    std::uint64_t number = (bytes[0] & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
    for (const auto byte : bytes) number = number << 8 | byte;
    return static_cast<std::int64_t>(number);
}

}  // namespace genbo
