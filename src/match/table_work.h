// SPDX-License-Identifier: Apache-2.0
#pragma once

// The inside of TableClusters (table_clusters.h says what it does).  A change runs in this order:
//
//   take     (table_clusters.cc)  the rows as they were; what each record's keys win and lose
//   settle   (table_blocks)       postings and marks as after the change; who shares a live block
//   connect  (table_edges)        edges as after the change; the ends of joins that went are marked
//   walk     (table_walk)         the components of marked records and of joins that came are found
//                                 and clustered afresh
//
// A change meets a few thousand records.  Each gets a number when it is met, and everything inside
// works with numbers: what is known of a record lies at its number, and a set of records is a
// vector of marks.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/result.h"
#include "match/block_caps.h"
#include "match/cluster_tables.h"
#include "match/live_clusters.h"
#include "match/model.h"
#include "match/prepared_row.h"
#include "match/schema.h"
#include "match/score.h"

namespace genbo {

inline constexpr std::uint32_t kNoNumber = 0xffffffff;

struct MetRecord {
    std::int64_t id = 0;
    std::uint64_t tie = 0;
    // As after the change; no data if there is no such record.
    RowView row;
    // Its row was asked for.
    bool read = false;
    // Removed by this change.
    bool gone = false;
    // This change gave it its row: new, or not the one it had.  All its edges are met.
    bool fresh = false;
    // Fresh, and was not there before: it had no edge and has no label.
    bool born = false;
    // Its label needs not be asked for.
    bool labelled = false;
    bool walked = false;

    bool present() const { return row.data() != nullptr; }
};

class MetRecords {
public:
    // Of a record that may be new.
    std::uint32_t number(std::int64_t id);
    // kNoNumber if it was never met.
    std::uint32_t find(std::int64_t id) const;

    MetRecord& operator[](std::uint32_t number) { return records_[number]; }
    const MetRecord& operator[](std::uint32_t number) const { return records_[number]; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(records_.size()); }

    // Sorted.
    std::vector<std::int64_t> ids(std::span<const std::uint32_t> numbers) const;

private:
    std::size_t home(std::int64_t id) const;
    void grow();

    std::vector<MetRecord> records_;
    std::vector<std::uint32_t> by_id_;  // number + 1; open addressing
};

using NumberPair = std::pair<std::uint32_t, std::uint32_t>;

// An edge of at least auto_bits.
struct MetJoin {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    Millibits bits = 0;
};

struct TableWork {
    const Schema& schema;
    const Model& model;
    const LiveOptions& options;
    const BlockCaps& caps;
    const Scorer& scorer;
    ClusterTables& tables;

    MetRecords records = {};
    // Records whose component may have changed; any of them more than once.
    std::vector<std::uint32_t> marked = {};
    // In any order and direction; any of them more than once.
    std::vector<MetJoin> joins = {};
    std::uint64_t pairs_compared = 0;
    // Where the rows lie that were read.
    std::vector<std::vector<MatchRow>> storage = {};

    bool joins_at(Millibits bits) const { return bits >= options.auto_bits; }
    Millibits score(std::uint32_t a, std::uint32_t b) const {
        return scorer.score(records[a].row, records[b].row);
    }
    // Reads the rows of those among `numbers` that were not read yet.
    Result<> read_rows(std::vector<std::uint32_t> numbers);
};

// What the tables must have and have not.
Error broken_tables();

// Sorted, each once.
template <typename T>
void make_set(std::vector<T>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace genbo
