// SPDX-License-Identifier: Apache-2.0
#include "match/frequency_table.h"

#include <algorithm>

#include "match/hash.h"

namespace genbo {

namespace {

// JSON carries integers up to 2^53 safely; the key keeps 52 bits, never 0.
std::uint64_t frequency_key(std::uint16_t pool, std::uint64_t hash) {
    return (hash_mix(hash, pool) >> 12) | 1;
}

}  // namespace

std::uint32_t FrequencyTable::count(std::uint16_t pool, std::uint64_t hash) const {
    if (slots_.empty()) return 0;
    const auto key = frequency_key(pool, hash);
    const auto mask = slots_.size() - 1;
    for (auto at = (key >> 1) & mask;; at = (at + 1) & mask) {
        if (slots_[at].key == key) return slots_[at].count;
        if (slots_[at].key == 0) return 0;
    }
}

bool FrequencyTable::above(std::uint16_t pool, std::uint64_t hash, std::uint32_t limit) const {
    for (std::size_t i = kCommon.size(); i-- > 0;) {
        if (kCommon[i] > limit + 1) continue;
        const auto& bits = common_[i];
        if (bits.empty() || !bits[common_bit(frequency_key(pool, hash))]) return false;
        break;
    }
    return count(pool, hash) > limit;
}

const FrequencyTable::Pool* FrequencyTable::pool(std::uint16_t pool) const {
    for (const auto& known : pools_)
        if (known.pool == pool) return &known;
    return nullptr;
}

void FrequencyTable::set(std::uint16_t pool, std::uint64_t hash, std::uint32_t count) {
    set_entry(frequency_key(pool, hash), count);
}

void FrequencyTable::set_entry(std::uint64_t key, std::uint32_t count) {
    if (3 * (used_ + 1) > 2 * slots_.size()) grow();
    const auto mask = slots_.size() - 1;
    auto at = (key >> 1) & mask;
    while (slots_[at].key != 0 && slots_[at].key != key) at = (at + 1) & mask;
    if (slots_[at].key == 0) ++used_;
    slots_[at] = {key, count};
    for (std::size_t i = 0; i < kCommon.size() && count >= kCommon[i]; ++i) {
        if (common_[i].empty()) common_[i].resize(kCommonBits);
        common_[i][common_bit(key)] = true;
    }
}

void FrequencyTable::set_pool(const Pool& pool) {
    const auto at = std::lower_bound(
        pools_.begin(), pools_.end(), pool.pool,
        [](const Pool& known, std::uint16_t wanted) { return known.pool < wanted; });
    if (at != pools_.end() && at->pool == pool.pool)
        *at = pool;
    else
        pools_.insert(at, pool);
}

std::vector<std::pair<std::uint64_t, std::uint32_t>> FrequencyTable::entries() const {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> all;
    for (const auto& slot : slots_)
        if (slot.key != 0) all.emplace_back(slot.key, slot.count);
    std::sort(all.begin(), all.end());
    return all;
}

void FrequencyTable::grow() {
    LargeVector<Slot> old(std::max<std::size_t>(64, slots_.size() * 2));
    old.swap(slots_);
    used_ = 0;
    for (const auto& slot : old)
        if (slot.key != 0) set_entry(slot.key, slot.count);
}

}  // namespace genbo
