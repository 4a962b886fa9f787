// SPDX-License-Identifier: Apache-2.0
#include "match/term_counts.h"

namespace genbo {

void HashCounts::add(std::uint64_t hash, std::uint64_t count) {
    if (3 * used_ > 2 * slots_.size()) grow();
    auto at = hash & (slots_.size() - 1);
    for (; slots_[at].count != 0; at = (at + 1) & (slots_.size() - 1)) {
        if (slots_[at].hash != hash) continue;
        slots_[at].count += count;
        return;
    }
    slots_[at] = {hash, count};
    ++used_;
}

void HashCounts::grow() {
    LargeVector<Count> old(slots_.size() * 4);
    old.swap(slots_);
    for (const auto& slot : old) {
        if (slot.count == 0) continue;
        auto at = slot.hash & (slots_.size() - 1);
        while (slots_[at].count != 0) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = slot;
    }
}

std::size_t TermCounts::place_of(std::uint16_t pool) {
    if (pool >= places_.size()) places_.resize(pool + 1U);
    auto& place = places_[pool];
    if (place == 0) {
        pools_.push_back({.pool = pool});
        place = static_cast<std::uint16_t>(pools_.size());
    }
    return place - 1U;
}

void TermCounts::add(std::span<const Term> terms) {
    for (const auto& term : terms) pools_[place_of(term.pool)].counts.prefetch(term.hash);
    for (const auto& term : terms) pools_[place_of(term.pool)].counts.add(term.hash, 1);
}

}  // namespace genbo
