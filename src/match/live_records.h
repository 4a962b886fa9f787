// SPDX-License-Identifier: Apache-2.0
#pragma once

// The resident records: their prepared bytes, their edges and their place in a cluster.  A record
// has a slot number while it is there; slots of removed records are used again, so a slot is no
// identity and must not leave the engine.
//
// Prepared bytes are overwritten before their memory is given back.

#include <cstdint>
#include <memory>
#include <vector>

#include "match/millibits.h"
#include "match/prepared_row.h"

namespace genbo {

inline constexpr std::uint32_t kNoSlot = 0xffffffff;

struct LiveEdge {
    std::uint32_t to = 0;
    Millibits bits = 0;
};

struct LiveRecord {
    std::int64_t id = 0;
    std::uint64_t tie = 0;
    std::unique_ptr<char[]> row;
    std::uint32_t row_bytes = 0;
    std::uint32_t cluster = kNoSlot;
    std::vector<LiveEdge> edges;

    bool present() const { return row != nullptr; }
};

class LiveRecords {
public:
    // kNoSlot when there is no such record.
    std::uint32_t slot_of(std::int64_t id) const;

    // REQUIRES: no record with this id.
    std::uint32_t add(std::int64_t id, std::uint64_t tie, const PreparedRow& row);
    void remove(std::uint32_t slot);
    void reserve(std::size_t records);

    LiveRecord& operator[](std::uint32_t slot) { return records_[slot]; }
    const LiveRecord& operator[](std::uint32_t slot) const { return records_[slot]; }
    RowView row(std::uint32_t slot) const { return RowView{records_[slot].row.get()}; }
    void prefetch_row(std::uint32_t slot) const {
        const auto* begin = records_[slot].row.get();
        __builtin_prefetch(begin);
        __builtin_prefetch(begin + 64);
        __builtin_prefetch(begin + 128);
        __builtin_prefetch(begin + 192);
    }

    // Slots in use and free ones.
    std::size_t slots() const { return records_.size(); }
    std::size_t size() const { return size_; }

    void link(std::uint32_t a, std::uint32_t b, Millibits bits);
    void unlink(std::uint32_t a, std::uint32_t b);
    const LiveEdge* edge(std::uint32_t a, std::uint32_t b) const;

    std::uint64_t edges() const { return edges_; }
    std::size_t memory_bytes() const;

    // Out to, or in from, an archive (base/archive.h); live_snapshot.cc.
    template <typename Archive, typename Self>
    static void transfer(Archive& archive, Self& self);

private:
    std::size_t home(std::int64_t id) const;
    void grow();
    void drop_edge(std::uint32_t from, std::uint32_t to);

    std::vector<LiveRecord> records_;
    std::vector<std::uint32_t> free_;
    std::vector<std::uint32_t> by_id_;  // slot + 1; open addressing
    std::size_t size_ = 0;
    std::uint64_t edges_ = 0;
    std::uint64_t row_bytes_ = 0;
};

}  // namespace genbo
