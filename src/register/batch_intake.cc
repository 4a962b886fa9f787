// SPDX-License-Identifier: Apache-2.0
#include "register/batch_intake.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "register/partition_change.h"
#include "register/suppression.h"

namespace genbo {

namespace {

// Of the fields that the two do not say the same of; custom ones as one.
std::vector<std::string> names_of_changes(const SourceValues& old, const SourceValues& now) {
    std::set<std::pair<std::string, std::string>> before;
    std::set<std::pair<std::string, std::string>> after;
    const auto gather = [](const SourceValues& values, auto& into) {
        for (const auto& value : values.values)
            into.emplace(
                std::string{field_info(value.field).name}, value.custom_name + "=" + value.raw);
    };
    gather(old, before);
    gather(now, after);
    std::vector<std::pair<std::string, std::string>> differing;
    std::ranges::set_symmetric_difference(before, after, std::back_inserter(differing));
    std::vector<std::string> names;
    for (auto& [name, value] : differing)
        if (names.empty() || names.back() != name) names.push_back(name);
    if (names.size() > kAuditFieldsMax) names.resize(kAuditFieldsMax);
    return names;
}

}  // namespace

BatchIntake::BatchIntake(
    WriteContext& context, ImportId import, SourceId source, const Actor& actor,
    std::int64_t first_row, Repeated repeated)
    : context_(context),
      import_(import),
      source_(source),
      actor_(actor),
      first_row_(first_row),
      repeated_(std::move(repeated)) {}

Result<std::vector<RowOutcome>> BatchIntake::take(const PreparedBatch& batch) {
    TRY(look_up(batch.ready));
    TRY(look_back(batch.ready));
    const auto held =
        TRY(suppressed_rows(context_.store, context_.vault, source_, payloads_of(batch)));
    std::vector<RowOutcome> outcomes;
    outcomes.reserve(batch.ready.size());
    for (std::size_t i = 0; i < batch.ready.size(); ++i) {
        const auto& row = batch.ready[i];
        outcomes.push_back(held[i] ? hold_back(row.row) : TRY(take_row(row)));
    }
    for (const auto& rejection : batch.rejected) reject(rejection);
    counts_.rows = batch.rows;
    return outcomes;
}

Result<> BatchIntake::look_up(const std::vector<ReadyRow>& rows) {
    std::vector<Bytes> keys;
    keys.reserve(rows.size());
    for (const auto& row : rows) keys.push_back(row.key_hash);
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    for (auto& record : TRY(context_.store.records_by_keys(source_, keys))) {
        auto* known = &records_.emplace_back(std::move(record));
        by_key_[known->key_hash] = known;
    }
    const auto unknown = keys.size() - by_key_.size();
    if (unknown > 0)
        next_id_ = TRY(context_.store.take_ids(IdKind::record, static_cast<std::int64_t>(unknown)));
    return {};
}

// What the records that will change were before, for the names of what changed.
Result<> BatchIntake::look_back(const std::vector<ReadyRow>& rows) {
    std::vector<StoredRecord> changing;
    for (const auto& row : rows) {
        const auto at = by_key_.find(row.key_hash);
        if (at == by_key_.end() || at->second->version == 0) continue;
        if (at->second->content_hash != row.content_hash) changing.push_back(*at->second);
    }
    const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
    std::ranges::sort(changing, by_id);
    for (auto& version : TRY(context_.store.current_versions(changing)))
        before_.insert_or_assign(version.record, std::move(version));
    return {};
}

Result<RowOutcome> BatchIntake::take_row(const ReadyRow& row) {
    const auto at = by_key_.find(row.key_hash);
    if (at == by_key_.end()) return add(row);
    StoredRecord& known = *at->second;
    if (TRY(context_.vault.is_frozen(known))) return hold_back(row.row);
    if (known.version > 0 && known.content_hash == row.content_hash) {
        ++counts_.same;
        return RowOutcome::same;
    }
    return change(known, row);
}

void BatchIntake::reject(const RowRejection& rejection) {
    ++counts_.rejected;
    if (repeated_ && repeated_(rejection)) {
        ++repeats_;
        return;
    }
    const auto row = first_row_ + rejection.row;
    rejections_.push_back(
        {import_, row, rejection.code, rejection.column,
         context_.vault.seal_mortal_text(
             rejection_place(import_, row), encode_cells(rejection.cells))});
}

// Of somebody who was erased, or is about to be: told, and not kept.
RowOutcome BatchIntake::hold_back(std::int64_t row) {
    reject({row, "register.suppressed", {}, {}});
    return RowOutcome::rejected;
}

Result<BatchOutcome> BatchIntake::finish() {
    RegisterChange change;
    for (auto& [record, arriving] : arriving_) change.puts.push_back(std::move(arriving));
    TRY(context_.store.set_current(changed_records()));
    const auto partition = TRY(apply_to_register(
        context_, std::move(change), "import " + std::to_string(import_.value()), fresh_));
    std::vector<StoredRecord> added;
    for (auto& [id, record] : fresh_) added.push_back(*record);
    TRY(context_.store.add_records(added));
    TRY(context_.store.add_versions(versions_));
    TRY(context_.store.add_rejections(rejections_));
    return BatchOutcome{counts_, repeats_, partition.customers_new, partition.customers_joined};
}

Result<RowOutcome> BatchIntake::add(const ReadyRow& row) {
    ++counts_.added;
    auto key = context_.vault.new_key(source_, row.key_hash);
    StoredRecord record;
    record.id = RecordId{next_id_++};
    record.source = source_;
    record.key_hash = row.key_hash;
    record.wrapped_key = std::move(key.wrapped);
    auto* stored = &records_.emplace_back(std::move(record));
    by_key_[row.key_hash] = stored;
    fresh_[stored->id] = stored;
    TRY(write_version(*stored, key.key, row, "record.add", {}));
    return RowOutcome::added;
}

Result<RowOutcome> BatchIntake::change(StoredRecord& record, const ReadyRow& row) {
    // A record whose versions were all withdrawn comes back: for the reader it is new.
    const auto outcome = record.version == 0 ? RowOutcome::added : RowOutcome::changed;
    ++(outcome == RowOutcome::added ? counts_.added : counts_.changed);
    const Key key = TRY(context_.vault.open_key(record));
    auto fields = TRY(changed_fields(record, row));
    TRY(write_version(record, key, row, "record.change", std::move(fields)));
    return outcome;
}

// Their names, never what was or is in them.
Result<std::vector<std::string>> BatchIntake::changed_fields(
    const StoredRecord& record, const ReadyRow& row) {
    const auto before = before_.find(record.id);
    // Of a second change in one batch, and of a record that comes back, it is not said.
    if (before == before_.end() || before->second.version != record.version)
        return std::vector<std::string>{};
    const auto old = TRY(context_.vault.open_payload(record, before->second));
    const auto now = TRY(decode_values(row.payload));
    return names_of_changes(old, now);
}

Result<> BatchIntake::write_version(
    StoredRecord& record, const Key& key, const ReadyRow& row, const char* action,
    std::vector<std::string> fields) {
    record.version = record.last_version = record.last_version + 1;
    record.content_hash = row.content_hash;
    versions_.push_back(
        {record.id, record.version, import_, context_.now, row.content_hash,
         context_.vault.seal_payload(key, source_, row.key_hash, row.content_hash, row.payload)});
    arriving_[record.id] = {record.id, RecordVault::tie_of(row.key_hash), row.features};
    return context_.trail.record(
        context_.store, actor_, context_.now,
        {.action = action,
         .object_type = "record",
         .object = record.id.value(),
         .alias = record_alias(key),
         .fields = std::move(fields),
         .detail = commit_detail(key, row.payload)});
}

// Known before the batch, and with another version now.
std::vector<StoredRecord> BatchIntake::changed_records() const {
    std::vector<StoredRecord> changed;
    for (const auto& record : records_)
        if (arriving_.contains(record.id) && !fresh_.contains(record.id)) changed.push_back(record);
    return changed;
}

AssociatedData rejection_place(ImportId import, std::int64_t row) {
    AssociatedData place("rejection");
    place.number(import.value()).number(row);
    return place;
}

}  // namespace genbo
