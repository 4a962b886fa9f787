// SPDX-License-Identifier: Apache-2.0
#include "register/import_desk.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <set>

#include "register/partition_change.h"
#include "register/standing_version.h"
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

// One batch on its way into the store: looks up all its keys at once, and writes each kind of row
// at once.
class BatchIntake {
public:
    BatchIntake(WriteContext& context, ImportId import, SourceId source, const Actor& actor)
        : context_(context), import_(import), source_(source), actor_(actor) {}

    Result<> look_up(const std::vector<ReadyRow>& rows) {
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
            next_id_ =
                TRY(context_.store.take_ids(IdKind::record, static_cast<std::int64_t>(unknown)));
        return {};
    }

    // What the records that will change were before, for the names of what changed.
    Result<> look_back(const std::vector<ReadyRow>& rows) {
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

    Result<> take_row(const ReadyRow& row) {
        const auto at = by_key_.find(row.key_hash);
        if (at == by_key_.end()) return add(row);
        StoredRecord& known = *at->second;
        if (TRY(context_.vault.is_frozen(known))) {
            hold_back(row.row);
            return {};
        }
        if (known.version > 0 && known.content_hash == row.content_hash) {
            ++counts_.same;
            return {};
        }
        return change(known, row);
    }

    void reject(const RowRejection& rejection) {
        ++counts_.rejected;
        rejections_.push_back(
            {import_, rejection.row, rejection.code, rejection.column,
             context_.vault.seal_mortal_text(
                 rejection_place(import_, rejection.row), encode_cells(rejection.cells))});
    }

    // Of somebody who was erased, or is about to be: told, and not kept.
    void hold_back(std::int64_t row) { reject({row, "register.suppressed", {}, {}}); }

    Result<BatchOutcome> finish() {
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
        return BatchOutcome{counts_, partition.customers_new, partition.customers_joined};
    }

private:
    Result<> add(const ReadyRow& row) {
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
        return write_version(*stored, key.key, row, "record.add", {});
    }

    Result<> change(StoredRecord& record, const ReadyRow& row) {
        // A record whose versions were all withdrawn comes back: for the reader it is new.
        ++(record.version == 0 ? counts_.added : counts_.changed);
        const Key key = TRY(context_.vault.open_key(record));
        auto fields = TRY(changed_fields(record, row));
        return write_version(record, key, row, "record.change", std::move(fields));
    }

    // Their names, never what was or is in them.
    Result<std::vector<std::string>> changed_fields(
        const StoredRecord& record, const ReadyRow& row) {
        const auto before = before_.find(record.id);
        // Of a second change in one batch, and of a record that comes back, it is not said.
        if (before == before_.end() || before->second.version != record.version)
            return std::vector<std::string>{};
        const auto old = TRY(context_.vault.open_payload(record, before->second));
        const auto now = TRY(decode_values(row.payload));
        return names_of_changes(old, now);
    }

    Result<> write_version(
        StoredRecord& record, const Key& key, const ReadyRow& row, const char* action,
        std::vector<std::string> fields) {
        record.version = record.last_version = record.last_version + 1;
        record.content_hash = row.content_hash;
        versions_.push_back(
            {record.id, record.version, import_, context_.now, row.content_hash,
             context_.vault.seal_payload(
                 key, source_, row.key_hash, row.content_hash, row.payload)});
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
    std::vector<StoredRecord> changed_records() const {
        std::vector<StoredRecord> changed;
        for (const auto& record : records_)
            if (arriving_.contains(record.id) && !fresh_.contains(record.id))
                changed.push_back(record);
        return changed;
    }

    WriteContext& context_;
    const ImportId import_;
    const SourceId source_;
    const Actor& actor_;
    ImportCounts counts_;
    std::int64_t next_id_ = 0;
    std::deque<StoredRecord> records_;  // A deque: pointers into it stay.
    std::map<Bytes, StoredRecord*> by_key_;
    std::map<RecordId, StoredRecord*> fresh_;
    std::map<RecordId, ArrivingRecord> arriving_;
    std::map<RecordId, StoredVersion> before_;
    std::vector<StoredVersion> versions_;
    std::vector<StoredRejection> rejections_;
};

// Another node may have given it up for dead, and somebody may even have undone it.
Result<StoredImport> running_import(StoreReader& store, ImportId id) {
    auto import = TRY(store.import(id));
    if (import.state != ImportState::running)
        return Error{Fault::conflict, "register.import_not_running"};
    return import;
}

std::vector<ByteView> payloads_of(const PreparedBatch& batch) {
    std::vector<ByteView> payloads;
    payloads.reserve(batch.ready.size());
    for (const auto& row : batch.ready) payloads.emplace_back(row.payload);
    return payloads;
}

Result<> take_batch(
    WriteContext& context, ImportId import, SourceId source, const Actor& actor,
    const PreparedBatch& batch, BatchOutcome& outcome) {
    auto stored = TRY(running_import(context.store, import));
    BatchIntake intake(context, import, source, actor);
    TRY(intake.look_up(batch.ready));
    TRY(intake.look_back(batch.ready));
    const auto held =
        TRY(suppressed_rows(context.store, context.vault, source, payloads_of(batch)));
    for (std::size_t i = 0; i < batch.ready.size(); ++i) {
        if (held[i])
            intake.hold_back(batch.ready[i].row);
        else
            TRY(intake.take_row(batch.ready[i]));
    }
    for (const auto& rejection : batch.rejected) intake.reject(rejection);
    outcome = TRY(intake.finish());
    outcome.counts.rows = batch.rows;
    stored.counts.rows += outcome.counts.rows;
    stored.counts.added += outcome.counts.added;
    stored.counts.changed += outcome.counts.changed;
    stored.counts.same += outcome.counts.same;
    stored.counts.rejected += outcome.counts.rejected;
    TRY(context.store.update_import(stored));
    const auto rows = static_cast<std::uint64_t>(batch.rows);
    return context.trail.record(
        context.store, actor, context.now, {"import.batch", "import", import.value(), rows});
}

Result<> undo_in(WriteContext& context, StoredImport import, const Actor& actor) {
    auto undone = TRY(undone_imports(context.store));
    undone.insert(import.id);
    RegisterChange change;
    std::uint64_t touched = 0;
    for (const auto id : TRY(context.store.records_of_import(import.id))) {
        auto record = TRY(context.store.record(id));
        // Whoever takes it back out of quarantine will know of the undo.
        if (TRY(context.vault.is_frozen(record))) continue;
        const auto versions = TRY(context.store.versions(id));
        const auto* version = standing_version(versions, undone);
        const std::int64_t current = version == nullptr ? 0 : version->version;
        if (current == record.version) continue;
        ++touched;
        record.version = current;
        record.content_hash = version == nullptr ? Bytes{} : version->content_hash;
        TRY(context.store.set_current(std::span{&record, 1}));
        const Key key = TRY(context.vault.open_key(record));
        TRY(context.trail.record(
            context.store, actor, context.now,
            {.action = "record.withdraw",
             .object_type = "record",
             .object = id.value(),
             .alias = record_alias(key)}));
        if (version == nullptr) {
            change.removes.push_back(id);
            continue;
        }
        const auto values = TRY(context.vault.open_payload(record, *version));
        change.puts.push_back({id, RecordVault::tie_of(record.key_hash), features_of(values)});
    }
    std::map<RecordId, StoredRecord*> none;
    TRY(apply_to_register(
        context, std::move(change), "undo " + std::to_string(import.id.value()), none));
    import.state = ImportState::undone;
    import.finished = context.now;
    TRY(context.store.update_import(import));
    return context.trail.record(
        context.store, actor, context.now, {"import.undo", "import", import.id.value(), touched});
}

}  // namespace

AssociatedData rejection_place(ImportId import, std::int64_t row) {
    AssociatedData place("rejection");
    place.number(import.value()).number(row);
    return place;
}

Result<SourceId> ImportDesk::source(const std::string& name, const Actor& actor) {
    SourceId id;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        id = SourceId{};
        for (const auto& source : TRY(context.store.sources()))
            if (source.name == name) id = source.id;
        if (id.value() != 0) return {};
        id = SourceId{TRY(context.store.take_ids(IdKind::source, 1))};
        TRY(context.store.put_source({id, name, name, kRankOfNewSource}));
        return context.trail.record(
            context.store, actor, context.now, {"source.add", "source", id.value()});
    }));
    return id;
}

Result<ImportId> ImportDesk::begin(const ImportStart& start) {
    ImportId id;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        StoredImport import;
        import.id = id = ImportId{TRY(context.store.take_ids(IdKind::import, 1))};
        import.source = start.source;
        import.file_name = start.file_name;
        import.file_hash = start.file_hash;
        import.started = context.now;
        import.actor = start.actor.staff;
        import.detail = start.detail;
        TRY(context.store.add_import(import));
        return context.trail.record(
            context.store, start.actor, context.now, {"import.begin", "import", id.value()});
    }));
    return id;
}

std::future<Result<>> ImportDesk::take(
    ImportId import, SourceId source, Actor actor, std::shared_ptr<const PreparedBatch> batch,
    std::shared_ptr<BatchOutcome> outcome) {
    return writer_.submit([=](WriteContext& context) -> Result<> {
        return take_batch(context, import, source, actor, *batch, *outcome);
    });
}

Result<StoredImport> ImportDesk::finish(
    ImportId import, ImportState state, const std::string& detail, const Actor& actor) {
    StoredImport stored;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        stored = TRY(running_import(context.store, import));
        stored.state = state;
        stored.finished = context.now;
        stored.detail = detail;
        TRY(context.store.update_import(stored));
        context.index_touched = true;
        TRY(context.index.end_load(context.store));
        return context.trail.record(
            context.store, actor, context.now, {"import.finish", "import", import.value()});
    }));
    return stored;
}

Result<StoredImport> ImportDesk::undo(ImportId import, const Actor& actor) {
    StoredImport stored;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        stored = TRY(context.store.import(import));
        if (stored.state == ImportState::undone)
            return Error{Fault::conflict, "register.import_undone"};
        if (stored.state == ImportState::running)
            return Error{Fault::conflict, "register.import_running"};
        TRY(undo_in(context, stored, actor));
        stored = TRY(context.store.import(import));
        return {};
    }));
    return stored;
}

Result<> ImportDesk::mark_interrupted(const AtWork& at_work) {
    return writer_.run([&](WriteContext& context) -> Result<> {
        ImportId before;
        while (true) {
            const auto page = TRY(context.store.imports(before, 1000));
            for (auto import : page) {
                if (import.state != ImportState::running) continue;
                if (at_work && TRY(at_work(context.store, import))) continue;
                import.state = ImportState::interrupted;
                import.finished = context.now;
                TRY(context.store.update_import(import));
            }
            if (page.size() < 1000) return {};
            before = page.back().id;
        }
    });
}

Result<ImportCounts> dry_run(
    StoreReader& store, const RecordVault& vault, SourceId source, const PreparedBatch& batch,
    DryRunMemory& seen) {
    ImportCounts counts;
    counts.rows = batch.rows;
    counts.rejected = static_cast<std::int64_t>(batch.rejected.size());
    std::vector<Bytes> keys;
    for (const auto& row : batch.ready)
        if (!seen.content_by_key.contains(row.key_hash)) keys.push_back(row.key_hash);
    if (source.value() != 0)
        for (auto& record : TRY(store.records_by_keys(source, keys)))
            seen.content_by_key[record.key_hash] = std::move(record.content_hash);
    const auto held = TRY(suppressed_rows(store, vault, source, payloads_of(batch)));
    for (std::size_t i = 0; i < batch.ready.size(); ++i) {
        const auto& row = batch.ready[i];
        if (held[i]) {
            ++counts.rejected;
            continue;
        }
        const auto here = seen.content_by_key.find(row.key_hash);
        const Bytes current = here == seen.content_by_key.end() ? Bytes{} : here->second;
        if (current.empty())
            ++counts.added;
        else
            ++(current == row.content_hash ? counts.same : counts.changed);
        seen.content_by_key[row.key_hash] = row.content_hash;
    }
    return counts;
}

}  // namespace genbo
