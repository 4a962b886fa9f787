// SPDX-License-Identifier: Apache-2.0
#pragma once

// Random histories and orders can go on for ever.  As a rule the tests live so many of them that
// every setting and every kind of event comes up; with GENBO_LONG=1, as in `make test`, several
// times as many.
//
//   for (int round = 0; round < rounds(15, 100); ++round) …

#include <cstdlib>
#include <string_view>

namespace genbo {

inline bool long_tests() {
    const char* wanted = std::getenv("GENBO_LONG");
    return wanted != nullptr && std::string_view{wanted} == "1";
}

template <typename Count>
Count rounds(Count as_a_rule, Count when_long) {
    return long_tests() ? when_long : as_a_rule;
}

}  // namespace genbo
