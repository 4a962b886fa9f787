// SPDX-License-Identifier: Apache-2.0
#include "register/identity.h"

#include <algorithm>
#include <set>

namespace genbo {

namespace {

// Numbers of the customers before, whose anchor is among the records that are gone.
std::vector<std::pair<NumberId, const RecordSet*>> orphaned_numbers(
    const PartitionChange& change, const IdentityView& view) {
    std::set<std::int64_t> present;
    for (const auto& cluster : change.after) present.insert(cluster.begin(), cluster.end());
    std::vector<std::pair<NumberId, const RecordSet*>> orphans;
    for (const auto& cluster : change.before) {
        const bool whole = std::ranges::all_of(
            cluster, [&](std::int64_t record) { return present.contains(record); });
        if (whole || cluster.empty()) continue;
        const NumberId number = view.customer_before(RecordId{cluster.front()});
        if (number.value() == 0 || present.contains(view.anchor_of(number).value())) continue;
        orphans.emplace_back(number, &cluster);
    }
    std::ranges::sort(orphans, {}, [](const auto& orphan) { return orphan.first; });
    return orphans;
}

NumberId oldest_anchor(const RecordSet& members, const IdentityView& view) {
    NumberId oldest;
    for (const auto member : members) {
        const NumberId number = view.first_anchor(RecordId{member});
        if (number.value() == 0) continue;
        if (oldest.value() == 0 || number < oldest) oldest = number;
    }
    return oldest;
}

bool share_a_record(const RecordSet& a, const RecordSet& b) {
    return std::ranges::any_of(
        a, [&](std::int64_t record) { return std::ranges::binary_search(b, record); });
}

}  // namespace

IdentityPlan plan_identity(const std::vector<PartitionChange>& changes, const IdentityView& view) {
    IdentityPlan plan;
    for (const auto& change : changes) {
        auto orphans = orphaned_numbers(change, view);
        for (const auto& members : change.after) {
            IdentityPlan::Cluster cluster;
            for (const auto member : members) cluster.members.emplace_back(member);
            cluster.number = oldest_anchor(members, view);
            if (cluster.number.value() == 0) {
                const RecordId anchor = cluster.members.front();
                const auto orphan = std::ranges::find_if(
                    orphans, [&](const auto& o) { return share_a_record(members, *o.second); });
                if (orphan != orphans.end()) {
                    cluster.number = orphan->first;
                    plan.takeovers.push_back({orphan->first, anchor});
                    orphans.erase(orphan);
                } else {
                    cluster.new_anchor = anchor;
                }
            }
            plan.clusters.push_back(std::move(cluster));
        }
    }
    return plan;
}

}  // namespace genbo
