// SPDX-License-Identifier: Apache-2.0
#pragma once

// A request body as a tree, read strictly: RFC 8259 by Boost.JSON's parser, UTF-8 checked, at most
// 32 deep, and a name twice in one object is an error.  (Boost's own tree keeps the last one in
// silence, another reader keeps the first: an attack on whoever checks with one and acts with the
// other.)  An object has at most kJsonMembersMax members.  Integers that fit 64 bits stay exact.
// The text is bounded by the route's body limit.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace genbo {

// The API's largest object has a dozen; many would make the search for doubles quadratic.
inline constexpr std::size_t kJsonMembersMax = 256;

struct JsonValue {
    enum class Kind : std::uint8_t { null, truth, integer, real, text, array, object };

    Kind kind = Kind::null;
    bool truth = false;
    std::int64_t integer = 0;
    double real = 0;  // Also of an integer, as near as it gets.
    std::string text = {};
    std::vector<JsonValue> items = {};    // Of an array, or an object's values.
    std::vector<std::string> names = {};  // An object's names, one for each item.

    const JsonValue* member(std::string_view name) const;
};

// invalid (server.bad_json) with the place in bytes.
Result<JsonValue> parse_json(std::string_view text);

}  // namespace genbo
