// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the register keeps in memory beside the store: the matching engine, the search index, and
// per record its customer and its number.  All of it is a projection: load() makes it from the
// facts, and what the store says of the partition must equal what load() finds.
//
// It holds normalised names and addresses in the clear, in this process's memory only.
//
// Thread safety: the writer's calls exclude the readers'; a reader may see a cluster for a moment
// before its members have their new customer.

#include <atomic>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <span>
#include <vector>

#include "match/live_clusters.h"
#include "register/register_index.h"
#include "register/search_index.h"

namespace genbo {

class Resident final : public RegisterIndex {
public:
    Resident(Model model, LiveOptions options);

    bool ready() const override { return ready_.load(); }

    // Everything anew, from the facts.  Two threads open and normalise.
    Result<> load(StoreReader& store, const RecordVault& vault);

    // How many records load() put into another cluster than the store said; 0 unless something is
    // wrong, or the model has changed.
    std::uint64_t partition_differences() const { return differences_; }
    std::vector<RecordSet> partition() const { return live_->all_clusters(); }

    NumberId customer_of(RecordId record) const;
    NumberId first_anchor(RecordId record) const;

    Result<> open(StoreWriter& store, const RecordVault& vault) override;
    Result<> rebuild(StoreWriter& store, const RecordVault& vault) override;
    Result<Outcome> apply(StoreWriter& store, RegisterChange change) override;
    Result<std::vector<Standing>> standing(
        StoreWriter& store, std::span<const RecordId> records) override;
    Result<> settle(StoreWriter& store, const RegisterDecision& decision) override;
    Result<> recover(StoreReader& store, const RecordVault& vault) override;
    Result<std::vector<RecordId>> find(
        StoreReader& store, std::span<const std::vector<std::uint32_t>> terms,
        std::size_t limit) override;
    Result<std::vector<ReviewPair>> review_pairs(
        StoreReader& store, std::size_t limit, const std::optional<ReviewPair>& after) override;
    Result<std::int64_t> review_count(StoreReader& store) override;

    const LiveClusters& live() const { return *live_; }
    std::size_t memory_bytes() const;

private:
    struct PerRecord {
        std::int64_t customer = 0;
        std::int64_t first_anchor = 0;
        std::uint32_t slot = 0;  // + 1; 0 = not live.
    };

    PerRecord& at(RecordId record);
    void add_anchor(RecordId record, NumberId number);
    void index_for_search(const ArrivingRecord& record);
    void clear();
    void compare_partition();

    Model model_;
    LiveOptions options_;
    std::unique_ptr<LiveClusters> live_;
    SearchIndex search_;
    std::vector<PerRecord> records_;         // By record id.
    std::vector<std::int64_t> slot_record_;  // By slot; 0 = dead.
    std::uint64_t differences_ = 0;
    std::atomic<bool> ready_ = false;
    mutable std::shared_mutex mutex_;
};

}  // namespace genbo
