// SPDX-License-Identifier: Apache-2.0
#pragma once

// The match and search index of a shared master: look-up tables in its database
// (port/index_tables.h), read through the engine that needs no memory of the register
// (match/table_clusters.h).
//
// What goes into the tables says nothing to whoever has only the database: keys and tokens are
// SipHash values under a key of their own, rows are sealed under another and pinned to their
// record.  A new root secret (root_change.h) gives them other keys: the next start, or a rebuild,
// makes the tables anew under the newest root that its keyring has, and from then on every node
// uses that one.  Tables are never made for an older root: a node whose keyring file lacks theirs
// says so and writes nothing.
//
// A first load does not read keys from the tables at all: it remembers what it wrote, the tables
// get their indexes when it ends (loaded_postings.h), and whoever comes between ends it.
//
// Rows that this process has read or written are kept in memory, as long as nobody else has changed
// the partition: StoreWriter::generation() tells.  So a long import reads what it wrote from
// memory, and a node that shares the work reads from the tables.
//
// Thread safety: the writer's half belongs to the thread of the partition lane; the readers' half
// is safe anywhere.

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "crypto/aead.h"
#include "crypto/keyring.h"
#include "crypto/sealing_keys.h"
#include "crypto/short_hash.h"
#include "match/table_clusters.h"
#include "register/key_filter.h"
#include "register/loaded_postings.h"
#include "register/register_index.h"
#include "register/register_metrics.h"

namespace genbo {

struct TableIndexStatistics {
    std::atomic<std::uint64_t> rows_cached = 0;  // Rows found in memory …
    std::atomic<std::uint64_t> rows_read = 0;    // … and rows read from the tables.
    std::atomic<std::uint64_t> pairs_compared = 0;
    std::atomic<std::uint64_t> records = 0;
};

class TableIndex final : public RegisterIndex {
public:
    // How many reviews wait is counted anew when the last count is older than `review_count_life`.
    TableIndex(
        const Model& model, const LiveOptions& options, const Keyring& keyring,
        std::chrono::milliseconds review_count_life = std::chrono::seconds{5});
    ~TableIndex() override;

    bool ready() const override { return ready_.load(); }
    std::shared_ptr<const Model> model() const override;
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
    Result<> end_load(StoreWriter& store) override;

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

    // Counts go there too; null: they do not.
    void set_metrics(ResolverMetrics* metrics) { metrics_ = metrics; }
    const TableIndexStatistics& statistics() const { return statistics_; }

private:
    class Tables;  // The engine's view of one transaction.
    struct CachedRow {
        std::uint64_t tie = 0;
        PreparedRow row;
    };

    // What one model says of the tables, under the keys of one root.
    struct Engine {
        Engine(
            const Model& model, const LiveOptions& options, const Keyring& keyring,
            std::uint32_t root);

        std::int64_t key_entry(BlockKey key) const { return key_hash.integer(key); }
        std::int64_t token_entry(std::uint32_t token) const { return token_hash.integer(token); }
        std::vector<std::int64_t> token_entries(std::span<const std::uint32_t> tokens) const;

        const TableClusters clusters;
        const std::uint32_t root;
        const std::string whole;  // What the tables' state says when they are whole, and ours.
        const ShortHash key_hash;
        const ShortHash token_hash;
    };
    using EngineInUse = std::shared_ptr<const Engine>;
    EngineInUse engine_of(const Model& model, std::uint32_t root) const;
    EngineInUse engine() const;
    static std::shared_ptr<const Model> model_of(EngineInUse engine);
    void use(EngineInUse engine);
    // Another node may have switched to another model, or to a newer root.  unavailable:
    // register.keyring_behind.
    Result<> follow_others(StoreReader& store);
    Result<> see_root(std::uint32_t root) const;
    // The one that the tables, as the reader sees them, were made with; register.index_loading.
    Result<EngineInUse> engine_for(StoreReader& store);

    // Forgets what other nodes may have changed since.
    void follow(const StoreWriter& store);
    void forget();
    // A load into empty tables need not look for what it has written itself.
    Result<> decide_reading(IndexTables& tables, std::size_t records);
    Result<> read_from_tables(IndexTables& tables);
    Result<> make_missing_lookups(IndexTables& tables);
    void remember(std::int64_t record, std::uint64_t tie, const PreparedRow& row);

    Bytes seal_row(std::int64_t record, std::uint64_t tie, const PreparedRow& row) const;
    Result<CachedRow> open_row(const IndexRow& row) const;
    Bytes seal_tokens(std::int64_t record, std::span<const std::uint32_t> tokens) const;
    Result<std::vector<std::uint32_t>> open_tokens(const IndexRow& row) const;

    // Rows and search entries of records that go or change leave the tables.
    Result<> replace_tokens(
        IndexTables& tables, const RegisterChange& change, std::vector<std::int64_t>& known);
    Result<> write_edges(StoreWriter& store, const std::map<std::int64_t, std::int64_t>& customers);
    Result<std::map<std::int64_t, std::int64_t>> customers_of_new_edges(
        StoreWriter& store, const RegisterDecision& decision);
    // Of those that the store has.  From apply() to settle() nobody changes customers, and each
    // record is asked for once.
    Result<std::vector<CustomerMember>> customers_of(
        StoreWriter& store, std::span<const RecordId> records);

    const LiveOptions options_;
    const Keyring& keyring_;
    mutable std::mutex engine_mutex_;
    EngineInUse engine_;    // The writer's.
    EngineInUse reading_;   // Of the last reader who met another one.
    bool adopted_ = false;  // The writer's: in this transaction, for all that is known.
    const SealingKeys row_keys_;
    std::atomic<bool> ready_ = false;

    // The writer's half.
    std::int64_t generation_ = -1;
    std::unordered_map<std::int64_t, CachedRow> cache_;
    std::unordered_set<std::int64_t> marks_;  // Entries known to be overfull;
    bool marks_known_ = false;                // … those are all.
    // Where postings are read: from memory while loaded_ is on, otherwise from the tables, those
    // that filter_ does not deny.
    bool reading_decided_ = false;
    LoadedPostings loaded_;
    KeyFilter filter_;
    std::vector<TableEdge> new_edges_;  // Not written yet: their customers are not known.
    // What the store answered since apply(); of records that it does not have, nothing.
    std::unordered_map<std::int64_t, std::optional<NumberId>> customers_;
    bool deciding_ = false;  // From apply() to settle().
    TableIndexStatistics statistics_;
    ResolverMetrics* metrics_ = nullptr;

    // The readers' half: how many reviews wait, as counted a moment ago.
    const std::chrono::milliseconds review_count_life_;
    std::mutex count_mutex_;
    std::int64_t count_ = 0;
    std::optional<std::chrono::steady_clock::time_point> counted_at_;
};

}  // namespace genbo
