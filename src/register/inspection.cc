// SPDX-License-Identifier: Apache-2.0
#include "register/inspection.h"

#include <algorithm>

namespace genbo {

namespace {

constexpr std::size_t kExamplesMax = 5;
constexpr std::size_t kNumberPage = 10'000;

void note_wrong(InspectionPart& part, Error error) {
    ++part.wrong;
    if (part.examples.size() < kExamplesMax) part.examples.push_back(std::move(error));
}

InspectionPart inspect_store(ReadSession& session) {
    InspectionPart part{"store", 1, 0, {}};
    const auto verified = session.store().verify();
    if (!verified.ok()) note_wrong(part, verified.error());
    return part;
}

InspectionPart inspect_payloads(ReadSession& session) {
    InspectionPart part{"payloads", 0, 0, {}};
    const auto walked = session.store().each_live_record(
        [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
            ++part.looked_at;
            const auto where = std::to_string(record.id.value());
            const auto values = session.vault().open_payload(record, version);
            if (!values.ok())
                note_wrong(part, {Fault::corrupt, "register.bad_payload", {where}});
            else if (
                record.content_hash != version.content_hash ||
                session.vault().content_hash(encode_values(*values)) != version.content_hash)
                note_wrong(part, {Fault::corrupt, "register.bad_content_hash", {where}});
            return {};
        });
    if (!walked.ok()) note_wrong(part, walked.error());
    return part;
}

Result<> inspect_number(ReadSession& session, const StoredNumber& number, InspectionPart& part) {
    ++part.looked_at;
    const auto where = std::to_string(number.id.value());
    const auto parsed = CustomerNumber::parse(number.text, session.rules());
    if (!parsed.ok()) note_wrong(part, {Fault::corrupt, "register.bad_number", {where}});
    if (number.anchor.value() == 0) return {};
    const auto anchor = session.store().records(std::span{&number.anchor, 1});
    if (!anchor.ok() || anchor->empty())
        note_wrong(part, {Fault::corrupt, "register.bad_anchor", {where}});
    return {};
}

InspectionPart inspect_numbers(ReadSession& session) {
    InspectionPart part{"numbers", 0, 0, {}};
    NumberId after;
    while (true) {
        const auto page = session.store().numbers(after, kNumberPage);
        if (!page.ok()) {
            note_wrong(part, page.error());
            return part;
        }
        for (const auto& number : *page)
            if (const auto looked = inspect_number(session, number, part); !looked.ok())
                note_wrong(part, looked.error());
        if (page->size() < kNumberPage) return part;
        after = page->back().id;
    }
}

InspectionPart inspect_partition(
    ReadSession& session, const Model& model, const LiveOptions& options) {
    InspectionPart part{"partition", 0, 0, {}};
    Resident resident(model, options);
    const auto loaded = resident.load(session.store(), session.vault());
    if (!loaded.ok()) {
        note_wrong(part, loaded.error());
        return part;
    }
    part.looked_at = static_cast<std::int64_t>(resident.live().statistics().records);
    const auto differences = static_cast<std::int64_t>(resident.partition_differences());
    if (differences > 0)
        note_wrong(
            part, {Fault::corrupt, "register.partition_differs", {std::to_string(differences)}});
    part.wrong = differences;
    return part;
}

InspectionPart inspect_trail(ReadSession& session) {
    InspectionPart part{"audit", 0, 0, {}};
    const auto leaves = verify_trail(session.store());
    if (leaves.ok())
        part.looked_at = static_cast<std::int64_t>(*leaves);
    else
        note_wrong(part, leaves.error());
    return part;
}

}  // namespace

bool Inspection::sound() const {
    return std::ranges::all_of(parts, [](const auto& part) { return part.wrong == 0; });
}

Inspection inspect(ReadSession& session, const Model& model, const LiveOptions& options) {
    Inspection inspection;
    inspection.parts.push_back(inspect_store(session));
    inspection.parts.push_back(inspect_payloads(session));
    inspection.parts.push_back(inspect_numbers(session));
    inspection.parts.push_back(inspect_partition(session, model, options));
    inspection.parts.push_back(inspect_trail(session));
    return inspection;
}

namespace {

// The computed customer of every record of the cluster that has another one.
Result<std::vector<CustomerOfRecord>> mend_cluster(
    WriteContext& context, const Resident& resident, const RecordSet& cluster) {
    NumberId number;
    for (const auto record : cluster) {
        const auto anchor = resident.first_anchor(RecordId{record});
        if (anchor.value() != 0 && (number.value() == 0 || anchor < number)) number = anchor;
    }
    if (number.value() == 0) {
        const RecordId anchor{cluster.front()};
        const auto issued =
            TRY(context.numbers.issue(context.store, std::span{&anchor, 1}, context.now));
        number = issued.front().id;
    }
    std::vector<CustomerOfRecord> changes;
    for (const auto member : cluster) {
        const RecordId record{member};
        const auto from = resident.customer_of(record);
        if (from != number) changes.push_back({record, from, number});
    }
    return changes;
}

}  // namespace

Result<RebuildReport> rebuild(
    Writer& writer, const Model& model, const LiveOptions& options, const Actor& actor) {
    RebuildReport report;
    TRY(writer.run([&](WriteContext& context) -> Result<> {
        context.index_touched = true;
        report = {};
        Resident resident(model, options);
        TRY(resident.load(context.store, context.vault));
        report.differences = static_cast<std::int64_t>(resident.partition_differences());
        for (const auto& cluster : resident.partition()) {
            ++report.customers;
            report.records += static_cast<std::int64_t>(cluster.size());
            const auto changes = TRY(mend_cluster(context, resident, cluster));
            std::vector<StoredMove> moves;
            for (const auto& change : changes)
                moves.push_back({0, context.now, change.record, change.from, change.to, "rebuild"});
            TRY(context.store.set_customers(changes));
            TRY(context.store.add_moves(moves));
            report.mended += static_cast<std::int64_t>(changes.size());
        }
        TRY(context.index.rebuild(context.store, context.vault));
        return context.trail.record(
            context.store, actor, context.now,
            {"register.rebuild", "", 0, static_cast<std::uint64_t>(report.records)});
    }));
    return report;
}

}  // namespace genbo
