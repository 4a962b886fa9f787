// SPDX-License-Identifier: Apache-2.0

// The resident engine's state out to an archive and in again.  What can be made again cheaply
// (marks, room to work in, the review list) is left out.

#include <algorithm>

#include "base/archive.h"
#include "match/live_state.h"

namespace genbo {

namespace {

template <typename Archive, typename Vectors>
void transfer_each(Archive& archive, Vectors& vectors) {
    auto count = static_cast<std::uint64_t>(vectors.size());
    archive.value(count);
    if constexpr (Archive::kLoads) {
        vectors.clear();
        for (std::uint64_t i = 0; i < count && !archive.failed(); ++i)
            archive.vector(vectors.emplace_back());
    } else {
        for (const auto& one : vectors) archive.vector(one);
    }
}

struct PlainVerdict {
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::int64_t kind = 0;
};

template <typename Archive, typename Record>
void transfer_record(Archive& archive, Record& record) {
    archive.value(record.id);
    archive.value(record.tie);
    archive.value(record.row_bytes);
    if (record.row_bytes == 0) return;  // A free slot.
    archive.value(record.cluster);
    if constexpr (Archive::kLoads) {
        if (archive.failed()) return;
        record.row = std::make_unique_for_overwrite<char[]>(record.row_bytes);
    }
    archive.raw(record.row.get(), record.row_bytes);
    archive.vector(record.edges);
}

}  // namespace

template <typename Archive, typename Self>
void LiveRecords::transfer(Archive& archive, Self& self) {
    auto slots = static_cast<std::uint64_t>(self.records_.size());
    archive.value(slots);
    if constexpr (Archive::kLoads) {
        self.records_.clear();
        for (std::uint64_t i = 0; i < slots && !archive.failed(); ++i)
            transfer_record(archive, self.records_.emplace_back());
    } else {
        for (const auto& record : self.records_) transfer_record(archive, record);
    }
    archive.vector(self.free_);
    archive.vector(self.by_id_);
    archive.value(self.size_);
    archive.value(self.edges_);
    archive.value(self.row_bytes_);
}

template <typename Archive, typename Self>
void LiveIndex::transfer(Archive& archive, Self& self) {
    for (auto& shard : self.shards_) {
        archive.vector(shard.entries);
        archive.value(shard.used);
    }
    archive.vector(self.lists_);
    archive.vector(self.free_lists_);
    archive.vector(self.arena_);
    for (auto& rooms : self.free_room_) archive.vector(rooms);
    archive.value(self.keys_);
}

std::vector<std::int64_t> LiveClusters::record_ids() const {
    std::vector<std::int64_t> ids;
    ids.reserve(state_->records.size());
    for (std::uint32_t slot = 0; slot < state_->records.slots(); ++slot)
        if (state_->records[slot].present()) ids.push_back(state_->records[slot].id);
    return ids;
}

std::vector<Verdict> LiveClusters::verdicts() const {
    std::vector<Verdict> all;
    for (const auto& [a, others] : state_->verdicts)
        for (const auto& [b, kind] : others)
            if (a < b) all.push_back({a, b, kind});
    return all;
}

void LiveClusters::save(ArchiveWriter& archive) const {
    auto& state = std::as_const(*state_);
    LiveRecords::transfer(archive, state.records);
    LiveIndex::transfer(archive, state.index);
    transfer_each(archive, state.clusters);
    archive.vector(state.free_clusters);
    archive.value(state.cluster_count);
    std::vector<PlainVerdict> plain;
    for (const auto& verdict : verdicts())
        plain.push_back({verdict.a, verdict.b, static_cast<std::int64_t>(verdict.kind)});
    archive.vector(plain);
    plain.clear();
    for (const auto& [a, b] : state.refused) plain.push_back({a, b, 0});
    archive.vector(plain);
}

void LiveClusters::load(ArchiveReader& archive) {
    auto& state = *state_;
    LiveRecords::transfer(archive, state.records);
    LiveIndex::transfer(archive, state.index);
    transfer_each(archive, state.clusters);
    archive.vector(state.free_clusters);
    archive.value(state.cluster_count);
    std::vector<PlainVerdict> plain;
    archive.vector(plain);
    for (const auto& one : plain) {
        const auto kind = one.kind == 0 ? VerdictKind::same : VerdictKind::not_same;
        state.verdicts[one.a][one.b] = kind;
        state.verdicts[one.b][one.a] = kind;
    }
    archive.vector(plain);
    for (const auto& one : plain) state.refused.emplace(one.a, one.b);
}

}  // namespace genbo
