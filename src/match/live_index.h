// SPDX-License-Identifier: Apache-2.0
#pragma once

// The resident index: from a blocking key to the records that have it.
//
// A million records have some ten million keys, most of them borne by one record only.  So a key
// costs eight bytes in one of many small open-addressed tables, and a lone record sits in the entry
// itself; lists are kept only where there are two or more.  Tables grow by a quarter and stay 60 to
// 85 per cent full; no growth touches more than a few thousand entries, so no caller waits long.
//
// Of a key's 46 bits, 14 choose the table and 32 are stored: nothing is lost.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "match/block_caps.h"
#include "match/block_keys.h"

namespace genbo {

class LiveIndex {
public:
    LiveIndex();

    // How many records had the key before.  REQUIRES: the record does not have the key yet.
    std::uint32_t add(BlockKey key, std::uint32_t record);

    // How many records had the key before.  REQUIRES: the record has the key.
    std::uint32_t remove(BlockKey key, std::uint32_t record);

    // The records of a key that two or more have, in no particular order; empty when one or none
    // has it.  Valid until the next change.
    std::span<const std::uint32_t> records(BlockKey key) const;

    // Calls `visit` for each record of a key that at most `cap` have, one included.
    template <typename Visit>
    void visit(BlockKey key, std::uint32_t cap, const Visit& visit) const {
        const auto* entry = find(key);
        if (entry == nullptr) return;
        if ((entry->value & kListBit) == 0) {
            visit(entry->value - 1);
            return;
        }
        const auto& list = lists_[entry->value & ~kListBit];
        if (list.size > cap) return;
        for (std::uint32_t i = 0; i < list.size; ++i) visit(arena_[list.begin + i]);
    }

    std::uint64_t keys() const { return keys_; }
    // Keys that more records have than their cap allows.
    std::uint64_t keys_above(const BlockCaps& caps) const;
    std::size_t memory_bytes() const;

    // Starts to fetch what records(key) will read.
    void prefetch(BlockKey key) const;

    // Out to, or in from, an archive (base/archive.h); live_snapshot.cc.
    template <typename Archive, typename Self>
    static void transfer(Archive& archive, Self& self);

private:
    static constexpr std::uint32_t kListBit = 0x80000000U;

    struct Entry {
        std::uint32_t tag = 0;
        // 0 free; with the top bit a list; else a record + 1.
        std::uint32_t value = 0;
    };
    struct Shard {
        std::vector<Entry> entries;
        std::uint32_t used = 0;
    };
    struct List {
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
        std::uint32_t room = 0;  // A power of two
    };

    static std::size_t home(std::uint32_t tag, std::size_t capacity);
    const Entry* find(BlockKey key) const;
    Entry* find(BlockKey key);
    void grow(Shard& shard);
    void erase(Shard& shard, std::size_t at);
    std::uint32_t new_list(std::uint32_t first, std::uint32_t second);
    void append(List& list, std::uint32_t record);
    std::uint32_t take_room(std::uint32_t room);
    void give_room(std::uint32_t begin, std::uint32_t room);

    std::vector<Shard> shards_;
    std::vector<List> lists_;
    std::vector<std::uint32_t> free_lists_;
    std::vector<std::uint32_t> arena_;
    std::vector<std::vector<std::uint32_t>> free_room_;  // By power of two
    std::uint64_t keys_ = 0;
};

}  // namespace genbo
