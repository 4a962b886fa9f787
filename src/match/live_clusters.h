// SPDX-License-Identifier: Apache-2.0
#pragma once

// The resident engine of the register: holds all records that are to be told apart, and after every
// change knows who belongs together.
//
// The partition is a pure function of (records, verdicts, schema, model, options):
//   1. two records are candidates if they share a blocking key whose block fits its cap
//      (block_caps.h), counting all records there are now;
//   2. a candidate pair with at least review_bits is an edge;
//   3. records joined by edges of at least auto_bits, or by "same" verdicts, form a component;
//   4. each component is clustered by greedy average link (cluster.h) under the verdicts.
// Hence any order and any batching of the same changes ends in the same partition, and undoing a
// change restores the partition that was.  apply() does only the work that the change touches; a
// block that crosses the cap in either direction has its pairs looked at again.
//
// A record's `tie` decides between equal weights.  It must be content-derived and distinct (a hash
// of source and key), so that no arrival order leaks into the result.
//
// Thread safety: none.  One writer calls apply(); readers are kept out meanwhile, or read copies.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/archive.h"
#include "match/block_caps.h"
#include "match/explain.h"
#include "match/millibits.h"
#include "match/model.h"
#include "match/prepared_row.h"
#include "match/schema.h"

namespace genbo {

struct LiveOptions {
    // Pairs from here on are joined without asking (p ≥ .992).
    Millibits auto_bits = 7000;
    // Pairs from here on are shown to a person.
    Millibits review_bits = -1000;
    // Two clusters are joined if the mean over all their pairs reaches this.
    Millibits mean_bits = 1500;
    // A block with more records says nothing (block_caps.h).
    std::uint32_t block_cap = BlockLimits{}.block_cap;
    std::uint32_t namesakes_cap = BlockLimits{}.namesakes_cap;

    BlockLimits limits() const { return {block_cap, namesakes_cap}; }
};

enum class VerdictKind : std::uint8_t { same, not_same };

struct Verdict {
    std::int64_t a = 0;
    std::int64_t b = 0;
    VerdictKind kind = VerdictKind::same;
};

struct Put {
    std::int64_t record_id = 0;
    std::uint64_t tie = 0;
    PreparedRow row;
};

// Applied in this order; a record that is both removed and put is replaced.
struct Change {
    std::vector<std::pair<std::int64_t, std::int64_t>> unset_verdicts = {};
    std::vector<std::int64_t> removes = {};
    std::vector<Put> puts = {};
    // One verdict per pair: a later one replaces it.  Records need not be there (yet).
    std::vector<Verdict> verdicts = {};
};

using RecordSet = std::vector<std::int64_t>;  // Sorted.

// A stretch of the partition that changed: the clusters that its records were in, and the ones that
// they are in now.  Records that were removed appear only before, new ones only after.
struct PartitionChange {
    std::vector<RecordSet> before;
    std::vector<RecordSet> after;
};

struct Outcome {
    std::vector<PartitionChange> changes;
    std::uint64_t pairs_compared = 0;
};

enum class ReviewReason : std::uint8_t {
    likely,       // An edge between two clusters
    unconnected,  // A "same" verdict that a "not same" verdict stands against
};

struct ReviewPair {
    std::int64_t a = 0;  // a < b
    std::int64_t b = 0;
    Millibits bits = 0;
    ReviewReason reason = ReviewReason::likely;

    // By priority: contradictions first, then the most likely, then by record.
    friend bool operator==(const ReviewPair&, const ReviewPair&) = default;
};

struct LiveStatistics {
    std::uint64_t records = 0;
    std::uint64_t clusters = 0;
    std::uint64_t edges = 0;
    std::uint64_t keys = 0;
    std::uint64_t blocks_over_cap = 0;
    std::uint64_t memory_bytes = 0;
};

class LiveClusters {
public:
    // `schema` and `model` are copied.  REQUIRES: the model belongs to the schema.
    LiveClusters(const Schema& schema, const Model& model, const LiveOptions& options);
    ~LiveClusters();
    LiveClusters(LiveClusters&&) noexcept;
    LiveClusters& operator=(LiveClusters&&) noexcept;

    // Everything at once, at batch speed, into an empty engine.  The same state as apply().
    // `go_on` is asked now and then and told how many records have found their like; once it says
    // no, the rest is left out: false, and the engine is of no use.
    using GoOn = std::function<bool(std::uint64_t records)>;
    bool bulk_load(
        std::vector<Put> puts, std::span<const Verdict> verdicts, const GoOn& go_on = {});

    Outcome apply(const Change& change);

    bool has(std::int64_t record_id) const;

    // The members of the record's cluster, the record included; empty if there is no such record.
    RecordSet cluster_of(std::int64_t record_id) const;

    // Every cluster, ordered by its smallest record.
    std::vector<RecordSet> all_clusters() const;

    // What waits for a person, most urgent first; pairs that already have a verdict are not shown.
    // `after` is the last pair of the page before.
    std::vector<ReviewPair> review_pairs(
        std::size_t limit, const std::optional<ReviewPair>& after = std::nullopt) const;
    std::size_t review_count() const;

    // Empty if either record is not there.
    std::optional<Explanation> explain(std::int64_t a, std::int64_t b) const;

    // Records that share a live key with `row`, with at least `floor` bits, best first.  For
    // "is this person already known?" at a counter; changes nothing.
    std::vector<std::pair<std::int64_t, Millibits>> candidates(
        const PreparedRow& row, Millibits floor, std::size_t limit) const;

    // The prepared row of the record, valid until the next change; no data if it is not there.
    RowView row_of(std::int64_t record_id) const;

    // The records that it has an edge with, and the edge's bits, in any order.
    std::vector<std::pair<std::int64_t, Millibits>> neighbours(std::int64_t record_id) const;

    LiveStatistics statistics() const;

    // The whole state, for the program that wrote it: same schema, model, options and code.
    // load() is for an empty engine; when the archive has failed, the engine is of no use.
    void save(ArchiveWriter& archive) const;
    void load(ArchiveReader& archive);
    // Of every record.
    std::vector<std::int64_t> record_ids() const;
    // One per pair, a < b.
    std::vector<Verdict> verdicts() const;

    const Schema& schema() const;
    const Model& model() const;

    // The engine's inside (live_state.h).
    struct State;

private:
    std::unique_ptr<State> state_;
};

}  // namespace genbo
