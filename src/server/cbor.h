// SPDX-License-Identifier: Apache-2.0
#pragma once

// CBOR (RFC 8949) as authenticators write it, and nothing beyond: the "CTAP2 canonical" form.
//
//   integers, byte strings, text, arrays, maps with integer or text keys, true, false, null
//   definite lengths, each number in its shortest form, at most four levels, no key twice
//
// Everything else is refused: tags, floats, indefinite lengths, bytes that are left over.  Lengths
// are believed only as far as bytes follow.
//
//   CborReader reader(bytes);
//   const auto key = TRY(reader.value());      // one value; reader.rest() is what follows it

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

struct CborValue {
    enum class Kind : std::uint8_t { integer, bytes, text, array, map, truth, null };

    Kind kind = Kind::null;
    std::int64_t integer = 0;
    bool truth = false;
    Bytes bytes = {};
    std::string text = {};
    std::vector<CborValue> items = {};  // Of an array; of a map its values.
    std::vector<CborValue> keys = {};   // Of a map, one for each item.

    const CborValue* at(std::int64_t key) const;
    const CborValue* at(std::string_view key) const;
};

class CborReader {
public:
    explicit CborReader(ByteView bytes) : rest_(bytes) {}

    // invalid: server.bad_cbor.
    Result<CborValue> value() { return read(0); }
    ByteView rest() const { return rest_; }

private:
    struct Head {
        std::uint8_t major = 0;
        std::uint64_t number = 0;
    };

    Result<Head> head();
    Result<CborValue> read(int depth);
    Result<> read_items(CborValue& value, const Head& head, int depth);
    Result<ByteView> take(std::uint64_t size);

    ByteView rest_;
};

// One value, and nothing behind it.
Result<CborValue> parse_cbor(ByteView bytes);

}  // namespace genbo
