// SPDX-License-Identifier: Apache-2.0
#include "match/compare_likeness.h"

#include <algorithm>

#include "match/similarity.h"

namespace genbo {

Likeness compare_likeness(std::string_view a, std::string_view b) {
    if (a == b) return Likeness::same;
    const Letters x{a};
    const Letters y{b};
    const auto longer = std::max(x.size(), y.size());
    if (longer >= 4 && within_one_edit(x, y)) return Likeness::similar;
    if (longer >= 12 && edit_distance(x, y, 2) <= 2) return Likeness::similar;
    if (jaro_winkler_bound(x, y) < 0.8) return Likeness::different;
    const double jw = jaro_winkler(x, y);
    if (jw >= 0.92) return Likeness::similar;
    return jw >= 0.8 ? Likeness::weak : Likeness::different;
}

}  // namespace genbo
