// SPDX-License-Identifier: Apache-2.0
#include "match/live_records.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "match/hash.h"

namespace genbo {

namespace {

void records_wipe(char* bytes, std::size_t size) {
    volatile char* at = bytes;
    for (std::size_t i = 0; i < size; ++i) at[i] = 0;
}

}  // namespace

std::size_t LiveRecords::home(std::int64_t id) const {
    return hash_mix(static_cast<std::uint64_t>(id), 0x5bd1e995) & (by_id_.size() - 1);
}

std::uint32_t LiveRecords::slot_of(std::int64_t id) const {
    if (by_id_.empty()) return kNoSlot;
    for (auto at = home(id);; at = (at + 1) & (by_id_.size() - 1)) {
        if (by_id_[at] == 0) return kNoSlot;
        if (records_[by_id_[at] - 1].id == id) return by_id_[at] - 1;
    }
}

void LiveRecords::grow() {
    by_id_.assign(std::max<std::size_t>(64, by_id_.size() * 2), 0);
    for (std::uint32_t slot = 0; slot < records_.size(); ++slot) {
        if (!records_[slot].present()) continue;
        auto at = home(records_[slot].id);
        while (by_id_[at] != 0) at = (at + 1) & (by_id_.size() - 1);
        by_id_[at] = slot + 1;
    }
}

void LiveRecords::reserve(std::size_t records) { records_.reserve(records); }

std::uint32_t LiveRecords::add(std::int64_t id, std::uint64_t tie, const PreparedRow& row) {
    check(!row.bytes.empty());
    if (4 * (size_ + 1) > 3 * by_id_.size()) grow();
    auto slot = static_cast<std::uint32_t>(records_.size());
    if (free_.empty()) {
        records_.emplace_back();
    } else {
        slot = free_.back();
        free_.pop_back();
    }
    auto& record = records_[slot];
    record.id = id;
    record.tie = tie;
    record.row_bytes = static_cast<std::uint32_t>(row.bytes.size());
    record.row = std::make_unique_for_overwrite<char[]>(row.bytes.size());
    std::memcpy(record.row.get(), row.bytes.data(), row.bytes.size());
    row_bytes_ += row.bytes.size();
    auto at = home(id);
    while (by_id_[at] != 0) at = (at + 1) & (by_id_.size() - 1);
    by_id_[at] = slot + 1;
    ++size_;
    return slot;
}

void LiveRecords::remove(std::uint32_t slot) {
    auto& record = records_[slot];
    check(record.present() && record.edges.empty());
    auto hole = home(record.id);
    while (by_id_[hole] != slot + 1) hole = (hole + 1) & (by_id_.size() - 1);
    const auto mask = by_id_.size() - 1;
    for (auto next = (hole + 1) & mask; by_id_[next] != 0; next = (next + 1) & mask) {
        const auto wanted = home(records_[by_id_[next] - 1].id);
        const bool movable =
            hole <= next ? wanted <= hole || wanted > next : wanted <= hole && wanted > next;
        if (!movable) continue;
        by_id_[hole] = by_id_[next];
        hole = next;
    }
    by_id_[hole] = 0;
    records_wipe(record.row.get(), record.row_bytes);
    row_bytes_ -= record.row_bytes;
    record = LiveRecord{};
    free_.push_back(slot);
    --size_;
}

void LiveRecords::link(std::uint32_t a, std::uint32_t b, Millibits bits) {
    records_[a].edges.push_back({b, bits});
    records_[b].edges.push_back({a, bits});
    ++edges_;
}

void LiveRecords::drop_edge(std::uint32_t from, std::uint32_t to) {
    auto& edges = records_[from].edges;
    const auto found =
        std::find_if(edges.begin(), edges.end(), [&](const LiveEdge& e) { return e.to == to; });
    check(found != edges.end());
    *found = edges.back();
    edges.pop_back();
}

void LiveRecords::unlink(std::uint32_t a, std::uint32_t b) {
    drop_edge(a, b);
    drop_edge(b, a);
    --edges_;
}

const LiveEdge* LiveRecords::edge(std::uint32_t a, std::uint32_t b) const {
    const auto& edges = records_[a].edges;
    const auto found =
        std::find_if(edges.begin(), edges.end(), [&](const LiveEdge& e) { return e.to == b; });
    return found == edges.end() ? nullptr : &*found;
}

std::size_t LiveRecords::memory_bytes() const {
    // 16 bytes of bookkeeping for each piece of memory that the allocator gives out.
    std::size_t total = records_.capacity() * sizeof(LiveRecord) + by_id_.capacity() * 4 +
                        free_.capacity() * 4 + row_bytes_ + 16 * size_;
    for (const auto& record : records_)
        if (record.edges.capacity() > 0) total += record.edges.capacity() * sizeof(LiveEdge) + 16;
    return total;
}

}  // namespace genbo
