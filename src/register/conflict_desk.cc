// SPDX-License-Identifier: Apache-2.0
#include "register/conflict_desk.h"

#include <algorithm>

#include "register/change_events.h"

namespace genbo {

namespace {

// Looked back at, of one record.
constexpr std::size_t kSinceVersions = 50;

using Sources = std::map<SourceId, StoredSource>;

Result<Sources> sources_by_id(StoreReader& store) {
    Sources sources;
    for (auto& source : TRY(store.sources())) sources[source.id] = std::move(source);
    return sources;
}

std::vector<RecordId> ids_of_records(const std::vector<StoredRecord>& records) {
    std::vector<RecordId> ids;
    for (const auto& record : records) ids.push_back(record.id);
    return ids;
}

Result<std::vector<GoldenMember>> members_of_customer(
    StoreReader& store, const RecordVault& vault, const Sources& sources,
    const RegisterPolicy& policy, const std::vector<StoredRecord>& records) {
    static const StoredSource unknown;
    std::vector<GoldenMember> members;
    for (const auto& version : TRY(store.current_versions(records))) {
        const auto record = std::ranges::find(records, version.record, &StoredRecord::id);
        const auto source = sources.find(record->source);
        members.push_back(golden_member_of(
            *record, version.at, TRY(vault.open_payload(*record, version)),
            source == sources.end() ? unknown : source->second, policy));
    }
    return members;
}

struct OpenedCustomer {
    std::vector<GoldenMember> members;
    std::vector<ValueRuling> rulings;
    GoldenRecord golden;
};

Result<OpenedCustomer> open_customer(
    StoreReader& store, const RecordVault& vault, const Sources& sources,
    const RegisterPolicy& policy, NumberId customer) {
    const auto records = TRY(store.records_of(customer));
    if (records.empty()) return Error{Fault::not_found, "register.withdrawn_number"};
    OpenedCustomer opened;
    opened.members = TRY(members_of_customer(store, vault, sources, policy, records));
    opened.rulings = TRY(rulings_on(store, vault, ids_of_records(records)));
    opened.golden = golden_record(opened.members, policy.survivorship, opened.rulings);
    return opened;
}

Result<ValueRuling> ruling_for(
    const RulingWish& wish, const std::vector<ConflictSide>& sides, const Actor& actor) {
    if (sides.size() < 2) return Error{Fault::invalid, "register.ruling_nothing"};
    ValueRuling ruling;
    ruling.kind = wish.kind;
    ruling.field = field_group(wish.field).front();
    ruling.custom_name = wish.custom_name;
    ruling.reason = wish.reason;
    ruling.actor = actor.staff;
    for (const auto& side : sides) {
        ruling.weighed.push_back(side.mark);
        const bool named = std::ranges::count(side.claims, wish.record, &ConflictClaim::record) > 0;
        if (wish.kind == RulingKind::value && named) {
            ruling.chosen = side.mark;
            ruling.id.record = wish.record;
        }
        // The golden one is the first.
        if (wish.kind == RulingKind::both && ruling.id.record == RecordId{})
            ruling.id.record = side.claims.front().record;
    }
    std::ranges::sort(ruling.weighed);
    if (ruling.id.record == RecordId{}) return Error{Fault::invalid, "register.ruling_record"};
    return ruling;
}

Result<> note_last_ruling(WriteContext& context, const RulingId& id) {
    return context.store.set_setting(
        kLastRulingSetting, id.str() + "." + std::to_string(to_micros(context.now)));
}

}  // namespace

Result<CustomerConflicts> look_for_conflicts(
    ReadSession& session, const RegisterPolicy& policy, NumberId customer) {
    auto opened =
        TRY(open_customer(session.store(), session.vault(), session.sources(), policy, customer));
    auto conflicts = find_conflicts(opened.members, opened.golden, opened.rulings);
    for (auto& conflict : conflicts) TRY(fill_since(session, conflict));
    return CustomerConflicts{
        customer, std::move(conflicts), std::move(opened.rulings), std::move(opened.golden)};
}

Result<> fill_since(ReadSession& session, Conflict& conflict) {
    for (auto& side : conflict.sides)
        for (auto& claim : side.claims) {
            const auto record = TRY(session.store().record(claim.record));
            auto versions = TRY(session.store().versions(claim.record));
            std::ranges::sort(versions, std::ranges::greater{}, &StoredVersion::version);
            if (versions.size() > kSinceVersions) versions.resize(kSinceVersions);
            for (const auto& version : versions) {
                if (version.version > claim.version) continue;
                const auto values = TRY(session.vault().open_payload(record, version));
                const auto meaning = meaning_of(conflict.field, {}, values);
                if (!meaning || !marks_agree(meaning->mark(), side.mark)) break;
                claim.since = version.at;
            }
        }
    return {};
}

Result<RulingId> ConflictDesk::decide(
    const RulingWish& wish, const Actor& actor, const StillSo& still_so) {
    RulingId id;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        if (still_so) TRY(still_so(context.store));
        const auto sources = TRY(sources_by_id(context.store));
        const auto opened =
            TRY(open_customer(context.store, context.vault, sources, policy_, wish.customer));
        const auto first = field_group(wish.field).front();
        const auto sides = sides_of(opened.members, opened.golden, first, wish.custom_name);
        auto ruling = TRY(ruling_for(wish, sides, actor));
        ruling.at = context.now;
        std::vector<ValueRuling> kept;
        for (const auto& one : opened.rulings)
            if (one.id.record == ruling.id.record) kept.push_back(one);
        ruling.id.number = std::ssize(kept) + 1;
        id = ruling.id;
        kept.push_back(std::move(ruling));
        TRY(put_rulings(context.store, context.vault, id.record, kept, context.now));
        TRY(note_last_ruling(context, id));
        TRY(tell_of_change(context, wish.customer));
        return context.trail.record(
            context.store, actor, context.now,
            {.action = "ruling.give",
             .object_type = "customer",
             .object = wish.customer.value(),
             .fields = {std::string{field_info(first).name}}});
    }));
    return id;
}

Result<NumberId> ConflictDesk::withdraw(const RulingId& id, const Actor& actor) {
    NumberId customer;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        auto kept = TRY(rulings_on(context.store, context.vault, std::span{&id.record, 1}));
        const auto at = std::ranges::find(kept, id, &ValueRuling::id);
        if (at == kept.end() || at->withdrawn != Instant{})
            return Error{Fault::not_found, "register.no_ruling"};
        at->withdrawn = context.now;
        at->withdrawn_by = actor.staff;
        const std::string field{field_info(at->field).name};
        std::ranges::sort(kept, {}, [](const ValueRuling& one) { return one.id.number; });
        TRY(put_rulings(context.store, context.vault, id.record, kept, context.now));
        TRY(note_last_ruling(context, id));
        customer = TRY(context.store.record(id.record)).customer;
        if (customer != NumberId{}) TRY(tell_of_change(context, customer));
        return context.trail.record(
            context.store, actor, context.now,
            {.action = "ruling.withdraw",
             .object_type = "customer",
             .object = customer.value(),
             .fields = {field}});
    }));
    return customer;
}

}  // namespace genbo
