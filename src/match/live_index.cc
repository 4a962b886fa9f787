// SPDX-License-Identifier: Apache-2.0
#include "match/live_index.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace genbo {

namespace {

constexpr unsigned kIndexShardBits = 14;
constexpr std::size_t kIndexFirstEntries = 4;

std::size_t index_shard(BlockKey key) {
    return static_cast<std::size_t>(key & ((BlockKey{1} << kIndexShardBits) - 1));
}

std::uint32_t index_tag(BlockKey key) { return static_cast<std::uint32_t>(key >> kIndexShardBits); }

}  // namespace

LiveIndex::LiveIndex() : shards_(std::size_t{1} << kIndexShardBits), free_room_(32) {}

std::size_t LiveIndex::home(std::uint32_t tag, std::size_t capacity) {
    // The top bits of a tag are the rule's number: stirred, so that rules do not crowd together.
    const auto stirred = tag * 0x9e3779b1U;
    return static_cast<std::size_t>((std::uint64_t{stirred} * capacity) >> 32);
}

const LiveIndex::Entry* LiveIndex::find(BlockKey key) const {
    const auto& entries = shards_[index_shard(key)].entries;
    if (entries.empty()) return nullptr;
    const auto tag = index_tag(key);
    for (auto at = home(tag, entries.size());; at = at + 1 == entries.size() ? 0 : at + 1) {
        if (entries[at].value == 0) return nullptr;
        if (entries[at].tag == tag) return &entries[at];
    }
}

LiveIndex::Entry* LiveIndex::find(BlockKey key) {
    return const_cast<Entry*>(static_cast<const LiveIndex*>(this)->find(key));
}

void LiveIndex::prefetch(BlockKey key) const {
    const auto& entries = shards_[index_shard(key)].entries;
    if (!entries.empty()) __builtin_prefetch(&entries[home(index_tag(key), entries.size())]);
}

void LiveIndex::grow(Shard& shard) {
    std::vector<Entry> old(
        std::max(kIndexFirstEntries, shard.entries.size() + shard.entries.size() / 4 + 1));
    old.swap(shard.entries);
    for (const auto& entry : old) {
        if (entry.value == 0) continue;
        auto at = home(entry.tag, shard.entries.size());
        while (shard.entries[at].value != 0) at = at + 1 == shard.entries.size() ? 0 : at + 1;
        shard.entries[at] = entry;
    }
}

// Moves the followers of a freed place back, so that no search stops too early.
void LiveIndex::erase(Shard& shard, std::size_t at) {
    auto& entries = shard.entries;
    const auto size = entries.size();
    auto hole = at;
    for (auto next = (hole + 1) % size; entries[next].value != 0; next = (next + 1) % size) {
        const auto wanted = home(entries[next].tag, size);
        // Is `wanted` outside the stretch from behind the hole to here?
        const bool movable =
            hole <= next ? wanted <= hole || wanted > next : wanted <= hole && wanted > next;
        if (!movable) continue;
        entries[hole] = entries[next];
        hole = next;
    }
    entries[hole] = {};
    --shard.used;
    --keys_;
}

std::uint32_t LiveIndex::take_room(std::uint32_t room) {
    auto& free = free_room_[static_cast<std::size_t>(std::countr_zero(room))];
    if (!free.empty()) {
        const auto begin = free.back();
        free.pop_back();
        return begin;
    }
    const auto begin = static_cast<std::uint32_t>(arena_.size());
    arena_.resize(arena_.size() + room);
    return begin;
}

void LiveIndex::give_room(std::uint32_t begin, std::uint32_t room) {
    free_room_[static_cast<std::size_t>(std::countr_zero(room))].push_back(begin);
}

std::uint32_t LiveIndex::new_list(std::uint32_t first, std::uint32_t second) {
    std::uint32_t number = 0;
    if (free_lists_.empty()) {
        number = static_cast<std::uint32_t>(lists_.size());
        lists_.emplace_back();
    } else {
        number = free_lists_.back();
        free_lists_.pop_back();
    }
    lists_[number] = {.begin = take_room(2), .size = 2, .room = 2};
    arena_[lists_[number].begin] = first;
    arena_[lists_[number].begin + 1] = second;
    return number;
}

void LiveIndex::append(List& list, std::uint32_t record) {
    if (list.size == list.room) {
        const auto begin = take_room(list.room * 2);
        std::copy_n(arena_.begin() + list.begin, list.size, arena_.begin() + begin);
        give_room(list.begin, list.room);
        list.begin = begin;
        list.room *= 2;
    }
    arena_[list.begin + list.size++] = record;
}

std::uint32_t LiveIndex::add(BlockKey key, std::uint32_t record) {
    if (auto* entry = find(key)) {
        if ((entry->value & kListBit) == 0) {
            entry->value = new_list(entry->value - 1, record) | kListBit;
            return 1;
        }
        auto& list = lists_[entry->value & ~kListBit];
        append(list, record);
        return list.size - 1;
    }
    auto& shard = shards_[index_shard(key)];
    if (20 * (shard.used + 1) > 17 * shard.entries.size()) grow(shard);
    const auto tag = index_tag(key);
    auto at = home(tag, shard.entries.size());
    while (shard.entries[at].value != 0) at = at + 1 == shard.entries.size() ? 0 : at + 1;
    shard.entries[at] = {tag, record + 1};
    ++shard.used;
    ++keys_;
    return 0;
}

std::uint32_t LiveIndex::remove(BlockKey key, std::uint32_t record) {
    auto* entry = find(key);
    check(entry != nullptr);
    if ((entry->value & kListBit) == 0) {
        check(entry->value == record + 1);
        auto& shard = shards_[index_shard(key)];
        erase(shard, static_cast<std::size_t>(entry - shard.entries.data()));
        return 1;
    }
    const auto number = entry->value & ~kListBit;
    auto& list = lists_[number];
    const auto begin = arena_.begin() + list.begin;
    const auto found = std::find(begin, begin + list.size, record);
    check(found != begin + list.size);
    *found = *(begin + list.size - 1);
    const auto before = list.size--;
    if (list.size == 1) {
        entry->value = *begin + 1;
        give_room(list.begin, list.room);
        free_lists_.push_back(number);
    }
    return before;
}

std::span<const std::uint32_t> LiveIndex::records(BlockKey key) const {
    const auto* entry = find(key);
    if (entry == nullptr) return {};
    if ((entry->value & kListBit) != 0) {
        const auto& list = lists_[entry->value & ~kListBit];
        return {arena_.data() + list.begin, list.size};
    }
    return {};
}

std::uint64_t LiveIndex::keys_above(const BlockCaps& caps) const {
    std::uint64_t above = 0;
    for (std::size_t shard = 0; shard < shards_.size(); ++shard)
        for (const auto& entry : shards_[shard].entries) {
            if ((entry.value & kListBit) == 0) continue;
            const auto key = BlockKey{entry.tag} << kIndexShardBits | shard;
            if (lists_[entry.value & ~kListBit].size > caps.of(key)) ++above;
        }
    return above;
}

std::size_t LiveIndex::memory_bytes() const {
    std::size_t total = shards_.size() * sizeof(Shard) + lists_.capacity() * sizeof(List) +
                        arena_.capacity() * 4 + free_lists_.capacity() * 4;
    for (const auto& shard : shards_) total += shard.entries.capacity() * sizeof(Entry);
    for (const auto& free : free_room_) total += free.capacity() * 4;
    return total;
}

}  // namespace genbo
