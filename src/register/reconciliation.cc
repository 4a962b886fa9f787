// SPDX-License-Identifier: Apache-2.0
#include "register/reconciliation.h"

#include <algorithm>

#include "register/relation_desk.h"
#include "register/watch_marks.h"

namespace genbo {

namespace {

constexpr std::size_t kReconcilePage = 1000;
constexpr std::size_t kBalancedImports = 20;

std::uint64_t as_checksum(ByteView hash) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < 8 && i < hash.size(); ++i)
        sum = sum << 8U | std::to_integer<std::uint64_t>(std::byte{hash[i]});
    return sum;
}

ControlTotals totals_of(const SourceValues& values, ByteView content_hash) {
    const auto number = [&](Field field) { return whole_number(values.get(field)).value_or(0); };
    return {
        1, number(Field::points), number(Field::purchase_count), number(Field::purchase_amount),
        as_checksum(content_hash)};
}

void add_totals(ControlTotals& to, const ControlTotals& of, int sign = 1) {
    to.records += sign * of.records;
    to.points += sign * of.points;
    to.purchase_count += sign * of.purchase_count;
    to.purchase_amount += sign * of.purchase_amount;
    to.checksum = sign > 0 ? to.checksum + of.checksum : to.checksum - of.checksum;
}

std::string name_of_field(const FieldValue& value) {
    return value.field == Field::custom ? value.custom_name
                                        : std::string{field_info(value.field).name};
}

std::string_view raw_of(const SourceValues& values, const FieldValue& like) {
    for (const auto& value : values.values)
        if (value.field == like.field && value.custom_name == like.custom_name) return value.raw;
    return {};
}

std::vector<DriftField> drift_fields(const SourceValues& file, const SourceValues& kept) {
    std::vector<DriftField> fields;
    for (const auto& value : file.values) {
        const auto other = raw_of(kept, value);
        if (value.raw != other)
            fields.push_back({value.field, value.custom_name, value.raw, std::string{other}});
    }
    for (const auto& value : kept.values)
        if (raw_of(file, value).empty())
            fields.push_back({value.field, value.custom_name, {}, value.raw});
    return fields;
}

}  // namespace

std::string_view drift_kind_name(DriftKind kind) {
    switch (kind) {
        case DriftKind::differing: return "differing";
        case DriftKind::only_file: return "only_file";
        case DriftKind::only_register: return "only_register";
    }
    return "differing";
}

bool ImportBalance::balanced() const {
    return counts.rows == counts.added + counts.changed + counts.same + counts.rejected &&
           records_written <= counts.added + counts.changed;
}

bool Reconciliation::agrees() const {
    return differing == 0 && only_file == 0 && only_register == 0 &&
           file.checksum == in_register.checksum &&
           std::ranges::all_of(imports, &ImportBalance::balanced);
}

bool Reconciler::wants_example(DriftKind kind) { return shown_[kind]++ < kDriftExamples; }

Result<> Reconciler::add(const PreparedBatch& batch) {
    report_.rejected += std::ssize(batch.rejected);
    for (const auto& row : batch.ready) {
        const auto values = TRY(decode_values(row.payload));
        const FileRow now{row.row, row.content_hash, totals_of(values, row.content_hash)};
        const auto [at, fresh] = seen_.try_emplace(row.key_hash, now);
        if (!fresh) {
            ++report_.repeated;
            add_totals(report_.file, at->second.totals, -1);
            at->second = now;
        }
        add_totals(report_.file, now.totals);
    }
    // Rows that a later one replaces must not be compared twice: look_at_register() counts, this
    // only takes examples of what differs while the rows are at hand.
    std::vector<Bytes> keys;
    for (const auto& row : batch.ready) keys.push_back(row.key_hash);
    const auto records = source_ == SourceId{}
                             ? std::vector<StoredRecord>{}
                             : TRY(session_.store().records_by_keys(source_, keys));
    for (const auto& row : batch.ready) {
        if (seen_.at(row.key_hash).row != row.row) continue;
        const auto record = std::ranges::find(records, row.key_hash, &StoredRecord::key_hash);
        TRY(compare(row, record == records.end() ? nullptr : &*record));
    }
    return {};
}

Result<> Reconciler::compare(const ReadyRow& row, const StoredRecord* record) {
    const auto values = TRY(decode_values(row.payload));
    Drift drift;
    drift.source_key = values.get(Field::source_key);
    drift.row = row.row;
    if (record == nullptr || record->version == 0) {
        drift.kind = DriftKind::only_file;
        if (wants_example(drift.kind)) report_.examples.push_back(std::move(drift));
        return {};
    }
    if (record->content_hash == row.content_hash) return {};
    const auto version = TRY(session_.store().version(record->id, record->version));
    const auto kept = TRY(session_.vault().open_payload(*record, version));
    drift.record = record->id;
    drift.customer = record->customer;
    drift.fields = drift_fields(values, kept);
    for (const auto& field : drift.fields)
        ++report_.fields[name_of_field({field.field, field.custom_name, {}})];
    if (wants_example(drift.kind)) report_.examples.push_back(std::move(drift));
    return {};
}

Result<> Reconciler::look_at_register() {
    RecordId after;
    std::size_t met = 0;
    // No source has exported those.
    const auto made_up = TRY(made_up_customers(session_.store(), session_.vault()));
    while (source_ != SourceId{}) {
        auto records = TRY(session_.store().all_records(after, kReconcilePage));
        const bool last = records.size() < kReconcilePage;
        if (!records.empty()) after = records.back().id;
        std::erase_if(records, [&](const StoredRecord& record) {
            return record.source != source_ || record.version == 0 ||
                   made_up.record_ids.contains(record.id);
        });
        for (const auto& version : TRY(session_.store().current_versions(records))) {
            const auto& record =
                *std::ranges::lower_bound(records, version.record, {}, &StoredRecord::id);
            const auto values = TRY(session_.vault().open_payload(record, version));
            add_totals(report_.in_register, totals_of(values, record.content_hash));
            const auto row = seen_.find(record.key_hash);
            if (row == seen_.end()) {
                ++report_.only_register;
                if (wants_example(DriftKind::only_register))
                    report_.examples.push_back(
                        {DriftKind::only_register,
                         std::string{values.get(Field::source_key)},
                         0,
                         record.id,
                         record.customer,
                         {}});
                continue;
            }
            ++met;
            ++(row->second.content_hash == record.content_hash ? report_.same : report_.differing);
        }
        if (last) break;
    }
    report_.only_file = static_cast<std::int64_t>(seen_.size() - met);
    return {};
}

Result<> Reconciler::balance_imports() {
    const auto made_up = TRY(made_up_customers(session_.store(), session_.vault()));
    ImportId before;
    while (report_.imports.size() < kBalancedImports) {
        const auto page = TRY(session_.store().imports(before, kReconcilePage));
        for (const auto& import : page) {
            before = import.id;
            if (import.source != source_ || import.state == ImportState::running) continue;
            if (made_up.imports.contains(import.id)) continue;
            if (report_.imports.size() == kBalancedImports) break;
            const auto written = TRY(session_.store().records_of_import(import.id));
            report_.imports.push_back(
                {import.id, import.state, import.counts, std::ssize(written)});
        }
        if (page.size() < kReconcilePage) break;
    }
    return {};
}

Result<Reconciliation> Reconciler::finish() {
    TRY(look_at_register());
    if (source_ != SourceId{}) TRY(balance_imports());
    std::ranges::stable_sort(report_.examples, {}, &Drift::kind);
    return std::move(report_);
}

}  // namespace genbo
