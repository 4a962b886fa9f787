// SPDX-License-Identifier: Apache-2.0

// Records that another system sends.

#include "app/backend.h"
#include "app/backend_parts.h"
#include "app/disk_reserve.h"
#include "app/import_detail.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "connect/table_rows.h"
#include "register/feed_desk.h"

namespace genbo {

namespace {

// Of a record that cannot be taken: why, and the field it is about.
struct FedRefusal {
    std::string code;
    std::string field;
};

constexpr std::size_t kFedKeyCharsMax = 200;

std::optional<FedRefusal> refuse_fed_key(std::string_view key) {
    if (key.empty()) return FedRefusal{"app.fed_no_key", {}};
    if (to_utf32(key).size() > kFedKeyCharsMax) return FedRefusal{"app.fed_key_too_long", {}};
    return std::nullopt;
}

// Puts one value to the record's, trimmed as a cell of a file is.
std::optional<FedRefusal> put_fed_value(SourceValues& values, const ApiFedValue& sent) {
    const auto field = field_by_name(sent.field);
    const auto name = trim_blanks(sent.custom_name);
    if (!field || *field == Field::source_key || (*field == Field::custom) == name.empty())
        return FedRefusal{"app.fed_field_unknown", sent.field};
    if (to_utf32(name).size() > kCustomNameCharsMax)
        return FedRefusal{"app.fed_name_too_long", sent.field};
    const auto raw = trim_blanks(sent.raw);
    if (raw.empty()) return std::nullopt;
    if (raw.size() > kCellBytesMax) return FedRefusal{"app.fed_value_too_long", sent.field};
    if (*field == Field::custom) {
        const auto same = [&](const FieldValue& value) {
            return value.field == Field::custom && value.custom_name == name;
        };
        if (std::ranges::any_of(values.values, same))
            return FedRefusal{"app.fed_field_twice", std::string{name}};
        values.set_custom(std::string{name}, std::string{raw});
        return std::nullopt;
    }
    if (!values.get(*field).empty()) return FedRefusal{"app.fed_field_twice", sent.field};
    values.set(*field, std::string{raw});
    return std::nullopt;
}

struct CheckedRecord {
    FedRecord record;
    std::string refused_field;
};

CheckedRecord check_fed(const ApiFedRecord& sent) {
    CheckedRecord checked{{std::string{trim_blanks(sent.key)}, {}}, {}};
    auto refusal = refuse_fed_key(checked.record.key);
    for (const auto& value : sent.values)
        if (!refusal) refusal = put_fed_value(checked.record.values, value);
    if (!refusal) return checked;
    checked.record.values = {};
    checked.record.refused = std::move(refusal->code);
    checked.refused_field = std::move(refusal->field);
    return checked;
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
    std::vector<std::string> refused_fields;
    for (const auto& record : feed.records) {
        auto checked = check_fed(record);
        records.push_back(std::move(checked.record));
        refused_fields.push_back(std::move(checked.refused_field));
    }
    auto session = TRY(master_.sessions().borrow());
    FeedDesk desk(master_.writer(), RecordVault{master_.keyring()}, master_.clock());
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
        result.field = refused_fields[i];
        for (const auto& warning : one.warnings)
            result.warnings.push_back({warning.column, warning.code});
        if (one.outcome != RowOutcome::rejected)
            result.number = session->rules().str(TRY(CustomerNumber::from_digits(one.number)));
        api.records.push_back(std::move(result));
    }
    return api;
}

}  // namespace genbo
