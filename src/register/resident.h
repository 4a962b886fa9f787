// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the register keeps in memory beside the store: the matching engine, the search index, and
// per record its customer and its number.  All of it is a projection: load() makes it from the
// facts, and what the store says of the partition must equal what load() finds.
//
// It holds normalised names and addresses in the clear, in this process's memory only.
//
// Thread safety: the writer changes it under a unique lock of mutex(); readers hold a shared one.

#include <atomic>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <span>
#include <vector>

#include "match/live_clusters.h"
#include "port/store.h"
#include "register/features.h"
#include "register/record_vault.h"
#include "register/search_index.h"

namespace genbo {

struct ArrivingRecord {
    RecordId record;
    std::uint64_t tie = 0;
    RecordFeatures features;
};

struct RegisterChange {
    std::vector<RecordId> removes;
    std::vector<ArrivingRecord> puts;
    std::vector<Verdict> verdicts;
    std::vector<std::pair<RecordId, RecordId>> unset_verdicts;
};

class Resident {
public:
    Resident(Model model, LiveOptions options);

    std::shared_mutex& mutex() const { return mutex_; }
    bool ready() const { return ready_.load(); }

    // Everything anew, from the facts.  Two threads open and normalise.
    Result<> load(StoreReader& store, const RecordVault& vault);

    // How many records load() put into another cluster than the store said; 0 unless something is
    // wrong, or the model has changed.
    std::uint64_t partition_differences() const { return differences_; }
    std::vector<RecordSet> partition() const { return live_->all_clusters(); }

    Outcome apply(RegisterChange change);

    NumberId customer_of(RecordId record) const;
    void set_customer(RecordId record, NumberId customer);
    NumberId first_anchor(RecordId record) const;
    void add_anchor(RecordId record, NumberId number);
    // After numbers moved between anchors: the oldest that is left, or 0.
    void reset_anchor(RecordId record, NumberId oldest);

    // Records that may fit, ascending; to be checked against the record.
    std::vector<RecordId> find(
        std::span<const std::vector<std::uint32_t>> terms, std::size_t limit) const;

    const LiveClusters& live() const { return *live_; }
    std::size_t memory_bytes() const;

private:
    struct PerRecord {
        std::int64_t customer = 0;
        std::int64_t first_anchor = 0;
        std::uint32_t slot = 0;  // + 1; 0 = not live.
    };

    PerRecord& at(RecordId record);
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
