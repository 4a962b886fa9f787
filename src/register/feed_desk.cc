// SPDX-License-Identifier: Apache-2.0
#include "register/feed_desk.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "base/time.h"
#include "register/field_check.h"
#include "register/import_desk.h"

namespace genbo {

namespace {

// "feed.<source>.<account>" → the import of the day when the note was made.
std::string feed_note_name(SourceId source, const Actor& actor) {
    return "feed." + std::to_string(source.value()) + "." + std::to_string(actor.staff.value());
}

Result<SourceId> known_source(StoreReader& reader, const std::string& name) {
    for (const auto& source : TRY(reader.sources()))
        if (source.name == name) return source.id;
    return SourceId{};
}

// What is forbidden depends on the header, so each record's cells stand under their own labels.
PreparedBatch prepare_fed(
    std::vector<FedRecord> records, SourceId source, const RecordVault& vault, Day today) {
    PreparedBatch all;
    for (std::size_t i = 0; i < records.size(); ++i) {
        auto& [key, values, refused] = records[i];
        std::vector<std::string> header;
        MappedRow row;
        row.row = static_cast<std::int64_t>(i) + 1;
        const auto number = static_cast<std::uint64_t>(row.row);
        if (!refused.empty()) {
            row.findings.push_back({Severity::reject, refused, number});
            values = {};
        } else {
            values.set(Field::source_key, key);
        }
        // As of a row of a file: the one value that no policy lets win.
        if (const auto code = losing_birth(values.get(Field::birth_date), today))
            row.findings.push_back(
                {Severity::warning, std::string{*code}, number,
                 std::string{field_info(Field::birth_date).name}});
        for (const auto& value : values.values) {
            header.emplace_back(
                value.field == Field::custom ? value.custom_name
                                             : std::string{field_info(value.field).label_ja});
            row.cells.push_back(value.raw);
        }
        row.values = std::move(values);
        auto one = prepare_rows(std::span{&row, 1}, header, source, vault, WithFeatures::yes);
        all.rows += one.rows;
        std::ranges::move(one.ready, std::back_inserter(all.ready));
        std::ranges::move(one.rejected, std::back_inserter(all.rejected));
        std::ranges::move(one.findings, std::back_inserter(all.findings));
    }
    return all;
}

// Today's import of this account and source; a new one when there is none or it was taken back.
Result<StoredImport> import_of_today(WriteContext& context, SourceId source, const Actor& actor) {
    const auto name = feed_note_name(source, actor);
    const auto note = TRY(context.store.hold_note(name, context.now));
    const auto today = day_in_japan(context.now);
    std::int64_t number = 0;
    const std::string text{note.value.begin(), note.value.end()};
    std::from_chars(text.data(), text.data() + text.size(), number);
    if (number != 0 && day_in_japan(note.at) == today) {
        auto import = TRY(context.store.import(ImportId{number}));
        if (import.state == ImportState::done) return import;
    }
    StoredImport import;
    import.id = ImportId{TRY(context.store.take_ids(IdKind::import, 1))};
    import.source = source;
    import.file_name = "API " + format_day(today);
    import.started = import.finished = context.now;
    import.actor = actor.staff;
    import.detail = "{}";
    import.state = ImportState::done;
    TRY(context.store.add_import(import));
    TRY(context.trail.record(
        context.store, actor, context.now, {"import.begin", "import", import.id.value()}));
    const auto id = std::to_string(import.id.value());
    TRY(context.store.put_note({name, context.now, Bytes(id.begin(), id.end())}));
    return import;
}

// Whose each record is now.
Result<> find_customers(
    WriteContext& context, SourceId source, const PreparedBatch& batch, FeedOutcome& outcome) {
    std::vector<Bytes> keys;
    for (const auto& row : batch.ready) keys.push_back(row.key_hash);
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    std::map<Bytes, StoredRecord> by_key;
    for (auto& record : TRY(context.store.records_by_keys(source, keys)))
        by_key.insert_or_assign(record.key_hash, std::move(record));
    std::set<NumberId> customers;
    for (const auto& row : batch.ready) {
        auto& result = outcome.records[static_cast<std::size_t>(row.row - 1)];
        if (result.outcome == RowOutcome::rejected) continue;
        const auto at = by_key.find(row.key_hash);
        if (at == by_key.end()) return Error{Fault::not_found, "register.unknown_record"};
        result.record = at->second.id;
        result.customer = at->second.customer;
        customers.insert(result.customer);
    }
    std::map<NumberId, std::string> texts;
    const std::vector<NumberId> ids{customers.begin(), customers.end()};
    for (auto& number : TRY(context.store.numbers_by_id(ids)))
        texts.insert_or_assign(number.id, std::move(number.text));
    for (auto& result : outcome.records)
        if (result.customer.value() != 0) result.number = texts[result.customer];
    return {};
}

Result<FeedOutcome> take_fed(
    WriteContext& context, SourceId source, const Actor& actor, const PreparedBatch& batch,
    const FeedDesk::AddToDetail& add_to_detail) {
    FeedOutcome outcome;
    auto import = TRY(import_of_today(context, source, actor));
    outcome.import = import.id;
    outcome.records.resize(static_cast<std::size_t>(batch.rows));
    for (const auto& rejection : batch.rejected)
        outcome.records[static_cast<std::size_t>(rejection.row - 1)].code = rejection.code;
    for (const auto& finding : batch.findings)
        if (finding.severity != Severity::reject)
            outcome.records[finding.row - 1].warnings.push_back(finding);
    BatchIntake intake(context, import.id, source, actor, import.counts.rows);
    const auto rows = TRY(intake.take(batch));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto& result = outcome.records[static_cast<std::size_t>(batch.ready[i].row - 1)];
        result.outcome = rows[i];
        if (rows[i] != RowOutcome::rejected) continue;
        // What else is odd about somebody who was erased is nobody's business.
        result.code = "register.suppressed";
        result.warnings.clear();
    }
    const auto taken = TRY(intake.finish());
    outcome.counts = taken.counts;
    outcome.customers_new = taken.customers_new;
    outcome.customers_joined = taken.customers_joined;
    import.finished = context.now;
    if (add_to_detail) import.detail = add_to_detail(import.detail, taken);
    TRY(count_batch(context, import, taken.counts, actor));
    TRY(find_customers(context, source, batch, outcome));
    return outcome;
}

}  // namespace

Result<FeedOutcome> FeedDesk::take(
    StoreReader& reader, const std::string& source_name, std::vector<FedRecord> records,
    const Actor& actor, const AddToDetail& add_to_detail) {
    auto source = TRY(known_source(reader, source_name));
    if (source.value() == 0) source = TRY(ImportDesk{writer_}.source(source_name, actor));
    const auto today = day_in_japan(clock_.now());
    const auto batch = prepare_fed(std::move(records), source, vault_, today);
    FeedOutcome outcome;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        outcome = TRY(take_fed(context, source, actor, batch, add_to_detail));
        return {};
    }));
    return outcome;
}

}  // namespace genbo
