// SPDX-License-Identifier: Apache-2.0
#include "register/partition_change.h"

#include <algorithm>
#include <set>

#include "register/entry_id.h"
#include "register/evidence_trail.h"
#include "register/identity.h"

namespace genbo {

namespace {

using Standings = std::map<RecordId, Standing>;

Standing standing_of(const Standings& standings, RecordId record) {
    const auto at = standings.find(record);
    return at == standings.end() ? Standing{} : at->second;
}

// Every record that the outcome names, as it stood before.
Result<Standings> standings_of(
    WriteContext& context, const Outcome& outcome, const std::vector<RecordId>& removed) {
    std::set<RecordId> records(removed.begin(), removed.end());
    for (const auto& change : outcome.changes)
        for (const auto* clusters : {&change.before, &change.after})
            for (const auto& cluster : *clusters)
                for (const auto record : cluster) records.insert(RecordId{record});
    const std::vector<RecordId> ids(records.begin(), records.end());
    const auto found = TRY(context.index.standing(context.store, ids));
    Standings standings;
    for (std::size_t i = 0; i < ids.size(); ++i) standings[ids[i]] = found[i];
    return standings;
}

Result<IdentityPlan> plan_for(
    WriteContext& context, const Outcome& outcome, const Standings& standings) {
    Error error;
    bool failed = false;
    const IdentityView view{
        [&](RecordId record) { return standing_of(standings, record).first_anchor; },
        [&](RecordId record) { return standing_of(standings, record).customer; },
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

Result<> take_over(
    WriteContext& context, const IdentityPlan::Takeover& takeover, RegisterDecision& decision) {
    const auto number = TRY(context.store.number(takeover.number));
    TRY(context.store.set_anchor(takeover.number, number.anchor, takeover.anchor));
    const auto left = TRY(context.store.numbers_anchored_on(std::span{&number.anchor, 1}));
    decision.anchors.emplace_back(number.anchor, left.empty() ? NumberId{} : left.front().id);
    decision.anchors.emplace_back(takeover.anchor, takeover.number);
    return {};
}

// Numbers for the clusters that have none.
Result<std::int64_t> issue_numbers(
    WriteContext& context, IdentityPlan& plan, RegisterDecision& decision) {
    std::vector<RecordId> anchors;
    for (const auto& cluster : plan.clusters)
        if (cluster.number.value() == 0) anchors.push_back(cluster.new_anchor);
    const auto issued = TRY(context.numbers.issue(context.store, anchors, context.now));
    std::size_t at = 0;
    for (auto& cluster : plan.clusters) {
        if (cluster.number.value() != 0) continue;
        cluster.number = issued[at++].id;
        decision.anchors.emplace_back(cluster.new_anchor, cluster.number);
    }
    return static_cast<std::int64_t>(issued.size());
}

// Who goes from which customer to which.
std::vector<CustomerOfRecord> moves_of_plan(
    const IdentityPlan& plan, const Standings& standings, const std::vector<RecordId>& removed) {
    std::vector<CustomerOfRecord> moves;
    const auto move = [&](RecordId record, NumberId to) {
        const NumberId from = standing_of(standings, record).customer;
        if (from != to) moves.push_back({record, from, to});
    };
    std::set<RecordId> present;
    for (const auto& cluster : plan.clusters)
        for (const auto member : cluster.members) {
            present.insert(member);
            move(member, cluster.number);
        }
    for (const auto record : removed)
        if (!present.contains(record)) move(record, NumberId{});
    return moves;
}

Result<> write_moves(
    WriteContext& context, const std::vector<CustomerOfRecord>& moves, const std::string& cause,
    const std::map<RecordId, StoredRecord*>& new_records) {
    std::vector<CustomerOfRecord> known;
    std::vector<StoredMove> history;
    for (const auto& move : moves) {
        const auto fresh = new_records.find(move.record);
        if (fresh != new_records.end())
            fresh->second->customer = move.to;
        else
            known.push_back(move);
        // A record's first customer is no move: its arrival says it.
        if (move.from.value() != 0)
            history.push_back({0, context.now, move.record, move.from, move.to, cause});
    }
    TRY(context.store.set_customers(known));
    return context.store.add_moves(history);
}

Result<> tell(
    WriteContext& context, const IdentityPlan& plan, const std::set<NumberId>& before,
    const std::set<NumberId>& after, const std::set<NumberId>& issued) {
    if (plan.clusters.empty() && before.empty()) return {};
    // Asked each time: somebody may switch it on while this node runs.
    const auto telling = context.store.setting(kEventsSetting);
    if (!telling.ok() && telling.error().fault != Fault::not_found) return telling.error();
    if (!telling.ok() || *telling != "on") return {};
    std::vector<StoredEvent> events;
    const auto add = [&](NumberId customer, std::string kind) {
        events.push_back(
            {customer.value() % kEventLanes, entry_id(context.now), context.now, customer,
             std::move(kind), "{}"});
    };
    for (const auto& cluster : plan.clusters)
        add(cluster.number,
            issued.contains(cluster.number) ? "customer.created" : "customer.changed");
    for (const auto number : before)
        if (number.value() != 0 && !after.contains(number)) add(number, "customer.dissolved");
    return context.store.add_events(events);
}

}  // namespace

Result<PartitionOutcome> apply_to_register(
    WriteContext& context, RegisterChange change, const std::string& cause,
    std::map<RecordId, StoredRecord*>& new_records, VerdictId verdict) {
    context.index_touched = true;
    const std::vector<RecordId> removed = change.removes;
    const Outcome outcome = TRY(context.index.apply(context.store, std::move(change)));
    return settle_outcome(context, outcome, removed, cause, new_records, verdict);
}

Result<PartitionOutcome> settle_outcome(
    WriteContext& context, const Outcome& outcome, const std::vector<RecordId>& removed,
    const std::string& cause, std::map<RecordId, StoredRecord*>& new_records, VerdictId verdict) {
    const auto standings = TRY(standings_of(context, outcome, removed));
    auto plan = TRY(plan_for(context, outcome, standings));

    RegisterDecision decision;
    for (const auto& takeover : plan.takeovers) TRY(take_over(context, takeover, decision));
    PartitionOutcome result;
    const std::size_t first_new = decision.anchors.size();
    result.customers_new = TRY(issue_numbers(context, plan, decision));
    std::set<NumberId> issued;
    for (auto i = first_new; i < decision.anchors.size(); ++i)
        issued.insert(decision.anchors[i].second);
    decision.customers = moves_of_plan(plan, standings, removed);
    result.moved = std::ssize(decision.customers);
    TRY(write_moves(context, decision.customers, cause, new_records));
    TRY(context.index.settle(context.store, decision));
    TRY(write_join_evidence(context, outcome, verdict, new_records));

    std::set<NumberId> before;
    for (const auto& part : outcome.changes)
        for (const auto& cluster : part.before)
            if (!cluster.empty())
                before.insert(standing_of(standings, RecordId{cluster.front()}).customer);
    std::set<NumberId> after;
    for (const auto& cluster : plan.clusters) {
        after.insert(cluster.number);
        result.touched.push_back(cluster.number);
    }
    for (const auto number : before)
        if (number.value() != 0 && !after.contains(number)) ++result.customers_joined;
    TRY(tell(context, plan, before, after, issued));
    return result;
}

}  // namespace genbo
