// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much of each of several lists is shown where there is room for some of all: in turn one of
// each, so that no long list hides the others.  Where there are more lists than room, the first
// ones have one each.
//
//   fair_shares(std::vector<std::size_t>{30, 30, 2}, 24)   ->   11, 11, 2

#include <cstddef>
#include <span>
#include <vector>

namespace genbo {

// By list; no share is larger than its list, and together they are min(room, all).
std::vector<std::size_t> fair_shares(std::span<const std::size_t> sizes, std::size_t room);

// The beginning of each list, by its share.
template <typename Item>
std::vector<std::vector<Item>> fair_beginnings(
    const std::vector<std::vector<Item>>& lists, std::size_t room) {
    std::vector<std::size_t> sizes;
    for (const auto& list : lists) sizes.push_back(list.size());
    std::vector<std::vector<Item>> out;
    for (const auto share : fair_shares(sizes, room)) {
        const auto& list = lists[out.size()];
        out.emplace_back(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(share));
    }
    return out;
}

}  // namespace genbo
