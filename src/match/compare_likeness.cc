// SPDX-License-Identifier: Apache-2.0
#include "match/compare_likeness.h"

namespace genbo {

Likeness compare_likeness(std::string_view a, std::string_view b) {
    if (a == b) return Likeness::same;
    return with_letters(
        a, b, [](const auto& x, const auto& y) { return compare_unlike_letters(x, y); });
}

}  // namespace genbo
