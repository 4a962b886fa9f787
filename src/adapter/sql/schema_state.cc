// SPDX-License-Identifier: Apache-2.0
#include "adapter/sql/schema_state.h"

#include <charconv>
#include <string>

namespace genbo {

Result<int> parse_schema_version(std::string_view setting) {
    if (setting == kMovingIn) return Error{Fault::unavailable, "store.moving"};
    if (setting == kMovedAway) return Error{Fault::unavailable, "store.moved"};
    int number = 0;
    const auto* const end = setting.data() + setting.size();
    const auto read = std::from_chars(setting.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number < 0)
        return Error{Fault::corrupt, "store.other_version", {std::string{setting}}};
    return number;
}

}  // namespace genbo
