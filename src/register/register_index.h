// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the register asks of its match and search index, wherever that lives:
//
//   Resident     in this process's memory, for an embedded master (resident.h)
//   TableIndex   look-up tables in the database, for a shared one (table_index.h)
//
// Both are projections of the facts and compute the same partition (docs/adr/0015); the functions
// that use them do not know which they have.
//
// The first part is for the writer, inside a transaction of scope partition; the second for
// readers, on any thread.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "match/live_clusters.h"
#include "port/store.h"
#include "register/features.h"
#include "register/record_vault.h"

namespace genbo {

struct ArrivingRecord {
    RecordId record;
    std::uint64_t tie = 0;
    RecordFeatures features;
};

struct RegisterChange {
    std::vector<RecordId> removes;
    std::vector<ArrivingRecord> puts;
    // Already in the store.
    std::vector<Verdict> verdicts;
    std::vector<std::pair<RecordId, RecordId>> unset_verdicts;
};

// Where a record stands: its customer, and the oldest number anchored on it; 0 = none.
struct Standing {
    NumberId customer;
    NumberId first_anchor;
};

// What the register made of an Outcome.
struct RegisterDecision {
    std::vector<CustomerOfRecord> customers;
    // The oldest number that is now anchored on the record; 0 = none.
    std::vector<std::pair<RecordId, NumberId>> anchors;
};

// A record that may be the same customer as another, with what speaks for it.
struct Candidate {
    RecordId record;
    Millibits bits = 0;

    friend bool operator==(const Candidate&, const Candidate&) = default;
};

// Best first; of equals the older record.
inline void sort_candidates(std::vector<Candidate>& candidates) {
    std::ranges::sort(candidates, [](const Candidate& x, const Candidate& y) {
        return x.bits != y.bits ? x.bits > y.bits : x.record < y.record;
    });
}

// A record as the matcher sees it, with its edges, strongest first.
struct MatchedRecord {
    RecordId record;
    PreparedRow row;
    std::vector<Candidate> edges;
};

class Resident;

class RegisterIndex {
public:
    virtual ~RegisterIndex() = default;

    virtual bool ready() const = 0;
    // What the writer decides by; another one after adopt().
    virtual std::shared_ptr<const Model> model() const = 0;
    // Everything anew, from the facts; or, where the index outlives the process, a look whether it
    // is whole.
    virtual Result<> open(StoreWriter& store, const RecordVault& vault) = 0;
    virtual Result<> rebuild(StoreWriter& store, const RecordVault& vault) = 0;

    virtual Result<Outcome> apply(StoreWriter& store, RegisterChange change) = 0;
    // Aligned with `records`; what the store said before this change.
    virtual Result<std::vector<Standing>> standing(
        StoreWriter& store, std::span<const RecordId> records) = 0;
    virtual Result<> settle(StoreWriter& store, const RegisterDecision& decision) = 0;
    // After settle(): each of the records that is there, ascending.  `records` are ascending.
    virtual Result<std::vector<MatchedRecord>> look_at(
        StoreWriter& store, std::span<const RecordId> records) = 0;
    // From now on by the model of `other`, who knows the register as the store has it in this
    // transaction, and is of no use afterwards (model_switch.h).
    virtual Result<> adopt(StoreWriter& store, const RecordVault& vault, Resident& other) = 0;
    // After a change was rolled back, be it an adoption: what decides is what the store says.
    virtual Result<> recover(StoreReader& store, const RecordVault& vault) = 0;
    // An import has come to its end: what was put off while it ran is done now.
    virtual Result<> end_load(StoreWriter& /*store*/) { return {}; }

    // What a reader's answers are by: on a shared store that of the state that he sees.
    virtual Result<std::shared_ptr<const Model>> model_seen(StoreReader& store) = 0;
    // Records that may fit every term, ascending; to be checked against the record.
    virtual Result<std::vector<RecordId>> find(
        StoreReader& store, std::span<const std::vector<std::uint32_t>> terms,
        std::size_t limit) = 0;
    virtual Result<std::vector<ReviewPair>> review_pairs(
        StoreReader& store, std::size_t limit, const std::optional<ReviewPair>& after) = 0;
    virtual Result<std::int64_t> review_count(StoreReader& store) = 0;

    // The records that share a blocking key with `row` and reach `floor`, best first: those that an
    // import of the row would look at.
    virtual Result<std::vector<Candidate>> candidates(
        StoreReader& store, const PreparedRow& row, Millibits floor, std::size_t limit) = 0;
    // The rows of those that are there, ascending by record; without their edges.
    virtual Result<std::vector<MatchedRecord>> rows(
        StoreReader& store, std::span<const RecordId> records) = 0;
};

}  // namespace genbo
