// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which customer number a cluster of records has, as a pure function (docs/adr/0012).
//
// Every number is anchored on one record: the one whose arrival made it necessary.  The number of
// a cluster is the oldest of the numbers anchored on its members; the others resolve to it.  So a
// merge needs no alias table and an unmerge no memory: when the anchors part, each number is with
// its anchor again.
//
// Two cases need a decision:
//   no anchor among the members   the cluster gets a number: the one that its members had, if that
//                                 number's anchor has been withdrawn (it moves to a member, so that
//                                 the customer keeps it), else a new one
//   all members withdrawn         the number stays with its anchor and resolves to nobody, until
//                                 the anchor comes back

#include <cstdint>
#include <functional>
#include <vector>

#include "match/live_clusters.h"
#include "port/store.h"

namespace genbo {

struct IdentityView {
    // The oldest number anchored on the record; 0 = none.
    std::function<NumberId(RecordId)> first_anchor;
    // The number the record's customer had before the change; 0 = none.
    std::function<NumberId(RecordId)> customer_before;
    // The record that the number is anchored on.
    std::function<RecordId(NumberId)> anchor_of;
};

struct IdentityPlan {
    struct Cluster {
        std::vector<RecordId> members;
        NumberId number;      // 0 = a new one is to be issued, anchored on…
        RecordId new_anchor;  // …this member.
    };
    struct Takeover {
        NumberId number;
        RecordId anchor;
    };
    std::vector<Cluster> clusters;
    std::vector<Takeover> takeovers;
};

IdentityPlan plan_identity(const std::vector<PartitionChange>& changes, const IdentityView& view);

}  // namespace genbo
