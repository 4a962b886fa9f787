// SPDX-License-Identifier: Apache-2.0
#include "app/fair_shares.h"

namespace genbo {

std::vector<std::size_t> fair_shares(std::span<const std::size_t> sizes, std::size_t room) {
    std::vector<std::size_t> shares(sizes.size(), 0);
    // No more rounds than room: each gives something away, or is the last.
    for (bool given = true; given && room > 0;) {
        given = false;
        for (std::size_t i = 0; i < sizes.size() && room > 0; ++i) {
            if (shares[i] == sizes[i]) continue;
            ++shares[i];
            --room;
            given = true;
        }
    }
    return shares;
}

}  // namespace genbo
