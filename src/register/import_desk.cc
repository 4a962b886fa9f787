// SPDX-License-Identifier: Apache-2.0
#include "register/import_desk.h"

#include <algorithm>
#include <deque>

#include "register/partition_change.h"

namespace genbo {

namespace {

// One batch on its way into the store.
class BatchIntake {
public:
    BatchIntake(WriteContext& context, ImportId import, SourceId source, const Actor& actor)
        : context_(context), import_(import), source_(source), actor_(actor) {}

    Result<> take_row(const ReadyRow& row) {
        auto* known = TRY(known_record(row.key_hash));
        if (known != nullptr && known->version > 0 && known->content_hash == row.content_hash) {
            ++counts_.same;
            return {};
        }
        if (known == nullptr) return add(row);
        return change(*known, row);
    }

    Result<> reject(const RowRejection& rejection) {
        ++counts_.rejected;
        return context_.store.add_rejection(
            {import_, rejection.row, rejection.code, rejection.column,
             context_.vault.seal_text(
                 rejection_place(import_, rejection.row), encode_cells(rejection.cells))});
    }

    Result<BatchOutcome> finish() {
        RegisterChange change;
        for (auto& [record, arriving] : arriving_) change.puts.push_back(std::move(arriving));
        const auto partition = TRY(apply_to_register(
            context_, std::move(change), "import " + std::to_string(import_.value()), fresh_));
        for (const auto& record : new_records_) TRY(context_.store.add_record(record));
        return BatchOutcome{counts_, partition.customers_new, partition.customers_joined};
    }

private:
    // The record with this key, in this batch or in the store; nullptr when it is new.
    Result<StoredRecord*> known_record(const Bytes& key_hash) {
        const auto here = by_key_.find(key_hash);
        if (here != by_key_.end()) return here->second;
        auto stored = context_.store.record_by_key(source_, key_hash);
        if (!stored.ok() && stored.error().fault == Fault::not_found)
            return static_cast<StoredRecord*>(nullptr);
        auto* record = &known_records_.emplace_back(TRY(std::move(stored)));
        by_key_[key_hash] = record;
        return record;
    }

    Result<> add(const ReadyRow& row) {
        ++counts_.added;
        auto key = context_.vault.new_key(source_, row.key_hash);
        StoredRecord record;
        record.id = RecordId{++context_.heads.record};
        record.source = source_;
        record.key_hash = row.key_hash;
        record.wrapped_key = std::move(key.wrapped);
        auto* stored = &new_records_.emplace_back(std::move(record));
        by_key_[row.key_hash] = stored;
        fresh_[stored->id] = stored;
        return write_version(*stored, key.key, row, "record.add");
    }

    Result<> change(StoredRecord& record, const ReadyRow& row) {
        // A record whose versions were all withdrawn comes back: for the reader it is new.
        ++(record.version == 0 ? counts_.added : counts_.changed);
        const Key key = TRY(context_.vault.open_key(record));
        TRY(write_version(record, key, row, "record.change"));
        if (!fresh_.contains(record.id)) TRY(context_.store.set_current(record));
        return {};
    }

    Result<> write_version(
        StoredRecord& record, const Key& key, const ReadyRow& row, const char* action) {
        record.version = record.last_version = record.last_version + 1;
        record.content_hash = row.content_hash;
        TRY(context_.store.add_version(
            {record.id, record.version, import_, context_.now, row.content_hash,
             context_.vault.seal_payload(
                 key, source_, row.key_hash, row.content_hash, row.payload)}));
        arriving_[record.id] = {record.id, RecordVault::tie_of(row.key_hash), row.features};
        return context_.trail.record(
            context_.store, actor_, context_.now, {action, "record", record.id.value()});
    }

    WriteContext& context_;
    const ImportId import_;
    const SourceId source_;
    const Actor& actor_;
    ImportCounts counts_;
    std::deque<StoredRecord> new_records_;  // Deques: pointers into them stay.
    std::deque<StoredRecord> known_records_;
    std::map<Bytes, StoredRecord*> by_key_;
    std::map<RecordId, StoredRecord*> fresh_;
    std::map<RecordId, ArrivingRecord> arriving_;
};

Result<> take_batch(
    WriteContext& context, ImportId import, SourceId source, const Actor& actor,
    const PreparedBatch& batch, BatchOutcome& outcome) {
    BatchIntake intake(context, import, source, actor);
    for (const auto& row : batch.ready) TRY(intake.take_row(row));
    for (const auto& rejection : batch.rejected) TRY(intake.reject(rejection));
    outcome = TRY(intake.finish());
    outcome.counts.rows = batch.rows;
    auto stored = TRY(context.store.import(import));
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

// The newest version of the record that an import which stands has written; nullptr = none.
const StoredVersion* standing_version(
    const std::vector<StoredVersion>& versions, const std::set<ImportId>& undone) {
    for (auto at = versions.rbegin(); at != versions.rend(); ++at)
        if (!undone.contains(at->import)) return &*at;
    return nullptr;
}

Result<std::set<ImportId>> undone_imports(StoreReader& store) {
    std::set<ImportId> undone;
    ImportId before;
    while (true) {
        const auto page = TRY(store.imports(before, 1000));
        for (const auto& import : page)
            if (import.state == ImportState::undone) undone.insert(import.id);
        if (page.size() < 1000) return undone;
        before = page.back().id;
    }
}

Result<> undo_in(WriteContext& context, StoredImport import, const Actor& actor) {
    auto undone = TRY(undone_imports(context.store));
    undone.insert(import.id);
    RegisterChange change;
    std::uint64_t touched = 0;
    for (const auto id : TRY(context.store.records_of_import(import.id))) {
        auto record = TRY(context.store.record(id));
        const auto versions = TRY(context.store.versions(id));
        const auto* version = standing_version(versions, undone);
        const std::int64_t current = version == nullptr ? 0 : version->version;
        if (current == record.version) continue;
        ++touched;
        record.version = current;
        record.content_hash = version == nullptr ? Bytes{} : version->content_hash;
        TRY(context.store.set_current(record));
        TRY(context.trail.record(
            context.store, actor, context.now, {"record.withdraw", "record", id.value()}));
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
        for (const auto& source : TRY(context.store.sources()))
            if (source.name == name) id = source.id;
        if (id.value() != 0) return {};
        id = SourceId{++context.heads.source};
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
        import.id = id = ImportId{++context.heads.import};
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
        stored = TRY(context.store.import(import));
        stored.state = state;
        stored.finished = context.now;
        stored.detail = detail;
        TRY(context.store.update_import(stored));
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

Result<> ImportDesk::mark_interrupted() {
    return writer_.run([](WriteContext& context) -> Result<> {
        ImportId before;
        while (true) {
            const auto page = TRY(context.store.imports(before, 1000));
            for (auto import : page) {
                if (import.state != ImportState::running) continue;
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
    StoreReader& store, SourceId source, const PreparedBatch& batch, DryRunMemory& seen) {
    ImportCounts counts;
    counts.rows = batch.rows;
    counts.rejected = static_cast<std::int64_t>(batch.rejected.size());
    for (const auto& row : batch.ready) {
        const auto here = seen.content_by_key.find(row.key_hash);
        Bytes current;
        if (here != seen.content_by_key.end()) {
            current = here->second;
        } else if (source.value() != 0) {
            const auto record = store.record_by_key(source, row.key_hash);
            if (record.ok())
                current = record->content_hash;
            else if (record.error().fault != Fault::not_found)
                return record.error();
        }
        if (current.empty())
            ++counts.added;
        else
            ++(current == row.content_hash ? counts.same : counts.changed);
        seen.content_by_key[row.key_hash] = row.content_hash;
    }
    return counts;
}

}  // namespace genbo
