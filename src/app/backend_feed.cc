// SPDX-License-Identifier: Apache-2.0

// Records that another system sends.

#include "app/backend.h"
#include "app/backend_parts.h"
#include "app/disk_reserve.h"
#include "app/import_detail.h"
#include "register/feed_desk.h"

namespace genbo {

namespace {

Result<SourceValues> fed_values(const std::vector<ApiFedValue>& sent) {
    SourceValues values;
    for (const auto& one : sent) {
        const auto field = field_by_name(one.field);
        if (!field || *field == Field::source_key ||
            (*field == Field::custom) == one.custom_name.empty())
            return Error{Fault::invalid, "app.unknown_field", {one.field}};
        if (one.raw.empty()) continue;
        if (*field == Field::custom) {
            values.set_custom(one.custom_name, one.raw);
            continue;
        }
        if (!values.get(*field).empty())
            return Error{Fault::invalid, "app.field_twice", {one.field}};
        values.set(*field, one.raw);
    }
    return values;
}

std::string counted_in(std::string_view before, const BatchOutcome& outcome) {
    auto detail = detail_from_json(before);
    detail.customers_new += outcome.customers_new;
    detail.customers_joined += outcome.customers_joined;
    return detail_to_json(detail);
}

std::string_view outcome_name(RowOutcome outcome) {
    switch (outcome) {
        case RowOutcome::added: return "added";
        case RowOutcome::changed: return "changed";
        case RowOutcome::same: return "same";
        case RowOutcome::rejected: return "rejected";
    }
    return "rejected";
}

}  // namespace

Result<ApiFeedOutcome> MasterBackend::feed(const ApiCall& call, const ApiFeed& feed) {
    TRY(may(call, Action::import_data));
    TRY(room_to_grow(master_));
    std::vector<FedRecord> records;
    records.reserve(feed.records.size());
    for (const auto& record : feed.records)
        records.push_back({record.key, TRY(fed_values(record.values))});
    auto session = TRY(master_.sessions().borrow());
    FeedDesk desk(master_.writer(), RecordVault{master_.keyring()});
    const auto taken = TRY(
        desk.take(session->store(), feed.source, std::move(records), actor_of(call), counted_in));
    if (metrics_ != nullptr) metrics_->import.count(taken.counts);
    ApiFeedOutcome api;
    api.import_id = taken.import;
    api.added = taken.counts.added;
    api.changed = taken.counts.changed;
    api.same = taken.counts.same;
    api.rejected = taken.counts.rejected;
    api.customers_new = taken.customers_new;
    api.customers_joined = taken.customers_joined;
    for (std::size_t i = 0; i < taken.records.size(); ++i) {
        const auto& one = taken.records[i];
        ApiFedResult result;
        result.key = feed.records[i].key;
        result.outcome = outcome_name(one.outcome);
        result.record_id = one.record;
        result.code = one.code;
        if (one.outcome != RowOutcome::rejected)
            result.number = session->rules().str(TRY(CustomerNumber::from_digits(one.number)));
        api.records.push_back(std::move(result));
    }
    return api;
}

}  // namespace genbo
