// SPDX-License-Identifier: Apache-2.0
#pragma once

// The second home of the matching engine: the same partition as LiveClusters (live_clusters.h) of
// the same records and verdicts, but over tables in a database (cluster_tables.h) instead of
// resident memory.  It holds nothing but schema, model and options, so any number of nodes can
// work on one register, and none needs time or memory to start.
//
//   const TableClusters engine{schema, model, options};
//   const Outcome outcome = TRY(engine.apply(tables, change));   // in one transaction,
//   …write the new labels of outcome.changes…                    // with one lock around it
//
// apply() writes rows, postings, marks and edges.  It writes no label: the caller does, when it
// knows which customer number each new set takes.  A record that is put for the first time has no
// label yet.
//
// Of a change's verdicts apply() takes only which records they name: what stands is read from the
// tables.  Whoever drops the verdicts of a removed record names them in `unset_verdicts`.
//
// Blocks are followed by their state, not by counting: a block that has no mark is read, and its
// size after the change says whether it lives on.  A block that grew over the cap gets its mark,
// and edges that only it carried go; a marked one that lost records is read, and comes back to
// life when it fits the cap again.  Why this gives the partition of LiveClusters: edges are, in
// both, all pairs with enough bits that share a block which fits the cap after the change.
//
// Thread safety: const and without state; the tables are the caller's matter.

#include <cstddef>
#include <cstdint>
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

class TableClusters {
public:
    // `schema` and `model` are copied.  REQUIRES: the model belongs to the schema.
    TableClusters(const Schema& schema, const Model& model, const LiveOptions& options);
    // The scorer points at the copies.
    TableClusters(const TableClusters&) = delete;
    TableClusters& operator=(const TableClusters&) = delete;

    // What LiveClusters::apply says after the same history; pairs_compared may differ.  After an
    // error the tables are half written: roll back.
    Result<Outcome> apply(ClusterTables& tables, const Change& change) const;

    // As LiveClusters::candidates.
    Result<std::vector<std::pair<std::int64_t, Millibits>>> candidates(
        ClusterTables& tables, const PreparedRow& row, Millibits floor, std::size_t limit) const;

    const Schema& schema() const { return schema_; }
    const Model& model() const { return model_; }
    const LiveOptions& options() const { return options_; }

private:
    const Schema schema_;
    const Model model_;
    const LiveOptions options_;
    const BlockCaps caps_;
    const Scorer scorer_;
};

}  // namespace genbo
