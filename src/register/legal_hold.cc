// SPDX-License-Identifier: Apache-2.0
#include "register/legal_hold.h"

#include "register/paper_json.h"

namespace genbo {

namespace {

std::string hold_name(RecordId record) { return numbered_paper(kHoldPapers, record.value()); }

std::string hold_text(const LegalHold& hold) {
    JsonWriter json;
    json.object([&] {
        json.field("reason", hold.reason);
        json.field("set_by", hold.set_by.value());
        json.field("until", to_micros(hold.until));
    });
    return std::move(json).str();
}

Result<LegalHold> hold_of(const RecordVault& vault, const StoredPaper& paper) {
    const auto text = TRY(vault.open_paper(paper));
    const auto json = TRY(PaperJson::parse(text));
    return LegalHold{
        RecordId{TRY(number_of_paper(kHoldPapers, paper.name))}, json.text("reason"),
        StaffId{json.integer("set_by")}, paper.at, json.instant("until")};
}

Result<std::vector<StoredRecord>> held_members(WriteContext& context, NumberId customer) {
    auto records = TRY(context.store.records_of(customer));
    if (records.empty()) return Error{Fault::not_found, "register.unknown_number"};
    return records;
}

}  // namespace

Result<std::vector<LegalHold>> holds_on(
    StoreReader& store, const RecordVault& vault, const std::vector<RecordId>& records,
    Instant now) {
    std::vector<std::string> names;
    for (const auto record : records) names.push_back(hold_name(record));
    std::vector<LegalHold> holds;
    for (const auto& paper : TRY(store.papers_named(names))) {
        auto hold = TRY(hold_of(vault, paper));
        if (hold.until == Instant{} || now < hold.until) holds.push_back(std::move(hold));
    }
    return holds;
}

Result<> HoldDesk::set(
    NumberId customer, const std::string& reason, Instant until, const Actor& actor) {
    if (reason.empty()) return Error{Fault::invalid, "register.reason_needed"};
    return writer_.run([&](WriteContext& context) -> Result<> {
        std::vector<StoredPaper> papers;
        for (const auto& record : TRY(held_members(context, customer)))
            papers.push_back(context.vault.lasting_paper(
                hold_name(record.id), context.now,
                hold_text({record.id, reason, actor.staff, context.now, until})));
        TRY(context.store.put_papers(papers));
        return context.trail.record(
            context.store, actor, context.now,
            {"hold.set", "customer", customer.value(), papers.size()});
    });
}

Result<> HoldDesk::clear(NumberId customer, const std::string& reason, const Actor& actor) {
    if (reason.empty()) return Error{Fault::invalid, "register.reason_needed"};
    return writer_.run([&](WriteContext& context) -> Result<> {
        std::vector<std::string> names;
        for (const auto& record : TRY(held_members(context, customer)))
            names.push_back(hold_name(record.id));
        TRY(context.store.remove_papers(names));
        return context.trail.record(
            context.store, actor, context.now,
            {"hold.clear", "customer", customer.value(), names.size()});
    });
}

}  // namespace genbo
