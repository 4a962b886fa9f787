// SPDX-License-Identifier: Apache-2.0
#include "register/partition_change.h"

#include <mutex>
#include <set>

#include "register/identity.h"

namespace genbo {

namespace {

Result<IdentityPlan> plan_for(WriteContext& context, const Outcome& outcome) {
    Error error;
    bool failed = false;
    const auto& resident = context.resident;
    const IdentityView view{
        [&](RecordId record) { return resident.first_anchor(record); },
        [&](RecordId record) { return resident.customer_of(record); },
        [&](NumberId number) {
            const auto stored = context.store.number(number);
            if (!stored.ok()) {
                failed = true;
                error = stored.error();
                return RecordId{};
            }
            return stored->anchor;
        }};
    auto plan = plan_identity(outcome.changes, view);
    if (failed) return error;
    return plan;
}

Result<> take_over(WriteContext& context, const IdentityPlan::Takeover& takeover) {
    const auto number = TRY(context.store.number(takeover.number));
    TRY(context.store.set_anchor(takeover.number, takeover.anchor));
    context.resident.add_anchor(takeover.anchor, takeover.number);
    const auto left = TRY(context.store.numbers_anchored_on(number.anchor));
    context.resident.reset_anchor(number.anchor, left.empty() ? NumberId{} : left.front().id);
    return {};
}

Result<> move_member(
    WriteContext& context, RecordId record, NumberId to, const std::string& cause,
    std::map<RecordId, StoredRecord*>& new_records) {
    const NumberId from = context.resident.customer_of(record);
    if (from == to) return {};
    const auto fresh = new_records.find(record);
    if (fresh != new_records.end())
        fresh->second->customer = to;
    else
        TRY(context.store.set_customer(record, to));
    // A record's first customer is no move: its arrival says it.
    if (from.value() != 0) TRY(context.store.add_move({0, context.now, record, from, to, cause}));
    context.resident.set_customer(record, to);
    return {};
}

}  // namespace

Result<PartitionOutcome> apply_to_register(
    WriteContext& context, RegisterChange change, const std::string& cause,
    std::map<RecordId, StoredRecord*>& new_records) {
    context.resident_touched = true;
    const std::unique_lock lock(context.resident.mutex());
    const std::vector<RecordId> removed = change.removes;
    const Outcome outcome = context.resident.apply(std::move(change));
    auto plan = TRY(plan_for(context, outcome));
    for (const auto& takeover : plan.takeovers) TRY(take_over(context, takeover));

    PartitionOutcome result;
    std::set<NumberId> before;
    for (const auto& part : outcome.changes)
        for (const auto& cluster : part.before)
            if (!cluster.empty())
                before.insert(context.resident.customer_of(RecordId{cluster.front()}));
    for (const auto record : removed) {
        const bool gone = !context.resident.live().has(record.value());
        if (gone) TRY(move_member(context, record, NumberId{}, cause, new_records));
    }
    std::set<NumberId> after;
    for (auto& cluster : plan.clusters) {
        if (cluster.number.value() == 0) {
            const auto issued = TRY(context.numbers.issue(
                context.store, context.heads, cluster.new_anchor, context.now));
            cluster.number = issued.id;
            context.resident.add_anchor(cluster.new_anchor, issued.id);
            ++result.customers_new;
        }
        for (const auto member : cluster.members)
            TRY(move_member(context, member, cluster.number, cause, new_records));
        after.insert(cluster.number);
        result.touched.push_back(cluster.number);
    }
    for (const auto number : before)
        if (number.value() != 0 && !after.contains(number)) ++result.customers_joined;
    return result;
}

}  // namespace genbo
