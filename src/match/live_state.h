// SPDX-License-Identifier: Apache-2.0
#pragma once

// The inside of LiveClusters (live_clusters.h says what it does).  A change runs in this order:
//
//   withdraw   removed and replaced records leave index and graph; their neighbours are marked
//   insert     new records enter the index; blocks that cross the cap are noted
//   connect    pairs of new records under the final block sizes become edges
//   settle     blocks that crossed the cap: edges that only they carried go, new ones come
//   recluster  the components of all marked records are found and clustered afresh
//
// A record is marked when its component may have changed: it is new, it lost or won an edge of at
// least auto_bits, or a verdict about it changed.

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "match/block_caps.h"
#include "match/block_keys.h"
#include "match/cluster.h"
#include "match/live_clusters.h"
#include "match/live_index.h"
#include "match/live_records.h"
#include "match/score.h"

namespace genbo {

struct LiveClusters::State {
    State(const Schema& schema_in, const Model& model_in, const LiveOptions& options_in)
        : schema(schema_in),
          model(model_in),
          options(options_in),
          caps(schema, options.limits()),
          scorer(schema, model) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    Outcome apply(const Change& change);
    // The same without saying what became of it; false: told to stop on the way.
    bool load(const Change& change, const LiveClusters::GoOn& go_on);
    std::uint32_t next_stamp() {
        if (++stamp == 0) {
            std::fill(stamps.begin(), stamps.end(), 0U);
            stamp = 1;
        }
        return stamp;
    }
    std::vector<ReviewPair> make_review() const;
    LinkRule link_rule() const {
        return {
            .mean_bits = options.mean_bits,
            .base = model.nothing_known(),
            .inconclusive = lists_branches(schema) ? kInconclusiveBranch : kInconclusive};
    }
    const VerdictKind* verdict_between(std::int64_t a, std::int64_t b) const;

    const Schema schema;
    const Model model;
    const LiveOptions options;
    const BlockCaps caps;
    const Scorer scorer;

    LiveRecords records;
    LiveIndex index;
    // Clusters by number: slots in any order; empty = number is free.
    std::vector<std::vector<std::uint32_t>> clusters;
    std::vector<std::uint32_t> free_clusters;
    std::uint64_t cluster_count = 0;

    // Both directions; the records need not be there.
    std::unordered_map<std::int64_t, std::map<std::int64_t, VerdictKind>> verdicts;
    // "Same" verdicts that could not be honoured, (smaller id, larger id).
    std::set<std::pair<std::int64_t, std::int64_t>> refused;

    // Made when asked for, thrown away by a change.
    mutable std::vector<ReviewPair> review;
    mutable bool review_made = false;

    // Marks of a search over slots; a slot is marked if its stamp is the current one.
    std::vector<std::uint32_t> stamps;
    std::uint32_t stamp = 0;
    // Room for a change to work in, by slot; what stands there before means nothing.
    std::vector<std::uint32_t> positions;
    void fit_slots() {
        if (stamps.size() >= records.slots()) return;
        stamps.resize(records.slots(), 0);
        positions.resize(records.slots(), 0);
    }
};

}  // namespace genbo
