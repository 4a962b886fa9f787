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
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <vector>

#include "crypto/keyring.h"
#include "match/live_clusters.h"
#include "register/index_snapshot.h"
#include "register/register_index.h"
#include "register/search_index.h"

namespace genbo {

class Resident final : public RegisterIndex {
public:
    Resident(Model model, LiveOptions options);

    bool ready() const override { return ready_.load(); }
    std::shared_ptr<const Model> model() const override;

    // Everything anew, from the facts.  Two threads open and normalise.  `watch` is told now and
    // then how many records are open, and then how many have found their like; its Error ends the
    // load.
    enum class Step { reading, deciding };
    using Watch = std::function<Result<>(Step step, std::int64_t records)>;
    Result<> load(StoreReader& store, const RecordVault& vault, const Watch& watch = {});

    // After load(): notes what is in here, so that catch_up() can bring it up to a later state of
    // the facts, once.  `store` sees what load() saw.
    Result<> mark(StoreReader& store);
    // What the store shows to a transaction that is rolled back afterwards stays in here: then load
    // it anew.
    Result<> catch_up(StoreReader& store, const RecordVault& vault);
    bool has_caught_up() const { return has_caught_up_; }

    // Where the index waits for the next start (index_snapshot.h).  Without a place it is made
    // anew each time.
    void keep_at(std::filesystem::path path, const Keyring& keyring);
    // From the snapshot and what has changed in the facts since; from the facts alone when there
    // is none, or it is damaged, of another build or model, or too old to be worth it.
    Result<> restore(StoreReader& store, const RecordVault& vault);
    // The snapshot is brought up to date; usually only when that saves more time at the next start
    // than it costs now.  REQUIRES: nothing changes meanwhile, and `store` sees what the index has
    // taken in: a command of the writer.
    enum class Saving { when_worth_it, always };
    Result<> save(StoreReader& store, Saving saving = Saving::when_worth_it);
    // The records that restore() opened, because they were not in the snapshot.
    std::uint64_t caught_up() const { return caught_up_; }

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
    Result<std::vector<MatchedRecord>> look_at(
        StoreWriter& store, std::span<const RecordId> records) override;
    Result<> adopt(StoreWriter& store, const RecordVault& vault, Resident& other) override;
    Result<> recover(StoreReader& store, const RecordVault& vault) override;
    Result<std::shared_ptr<const Model>> model_seen(StoreReader& store) override;
    Result<std::vector<RecordId>> find(
        StoreReader& store, std::span<const std::vector<std::uint32_t>> terms,
        std::size_t limit) override;
    Result<std::vector<ReviewPair>> review_pairs(
        StoreReader& store, std::size_t limit, const std::optional<ReviewPair>& after) override;
    Result<std::int64_t> review_count(StoreReader& store) override;
    Result<std::vector<Candidate>> candidates(
        StoreReader& store, const PreparedRow& row, Millibits floor, std::size_t limit) override;
    Result<std::vector<MatchedRecord>> rows(
        StoreReader& store, std::span<const RecordId> records) override;

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
    // What load() and restore() share: who has which number, and whether that agrees.
    Result<> finish_loading(StoreReader& store);
    Result<> bulk_load(
        std::vector<Put> puts, std::span<const Verdict> verdicts, const Watch& watch);
    void compare_partition();
    Outcome take(RegisterChange change);

    // The live records and versions that a snapshot holds; ascending.
    struct Held {
        std::int64_t record = 0;
        std::int64_t version = 0;
    };
    struct CatchUp {
        RegisterChange change;
        std::vector<RecordId> fetch;  // To be put.
    };
    void read_state(ArchiveReader& archive, std::vector<Held>& held);
    void write_state(ArchiveWriter& archive, const std::vector<Held>& held) const;
    // Compares the snapshot with the facts.
    Result<CatchUp> what_changed(StoreReader& store, std::span<const Held> held);
    Result<> fetch(StoreReader& store, const RecordVault& vault, CatchUp& changed);
    Result<bool> restored(StoreReader& store, const RecordVault& vault);

    // The newest version of the model in the store, if it is another.
    Result<> follow_model(StoreReader& store);
    void decide_by(std::shared_ptr<const Model> model);

    std::shared_ptr<const Model> model_;
    LiveOptions options_;
    std::unique_ptr<LiveClusters> live_;
    SearchIndex search_;
    std::vector<PerRecord> records_;         // By record id.
    std::vector<std::int64_t> slot_record_;  // By slot; 0 = dead.
    std::uint64_t differences_ = 0;
    std::optional<SnapshotPlace> place_;
    std::vector<Held> marked_;  // mark()
    bool has_caught_up_ = false;
    std::uint64_t caught_up_ = 0;
    // Puts and removes that the snapshot does not know of.
    std::uint64_t unsaved_ = 0;
    bool saved_ = false;
    std::atomic<bool> ready_ = false;
    mutable std::shared_mutex mutex_;
};

}  // namespace genbo
