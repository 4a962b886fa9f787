// SPDX-License-Identifier: Apache-2.0
#include "register/import_desk.h"

#include <set>

#include "register/partition_change.h"
#include "register/standing_version.h"
#include "register/suppression.h"

namespace genbo {

namespace {

// Another node may have given it up for dead, and somebody may even have undone it.
Result<StoredImport> running_import(StoreReader& store, ImportId id) {
    auto import = TRY(store.import(id));
    if (import.state != ImportState::running)
        return Error{Fault::conflict, "register.import_not_running"};
    return import;
}

Result<> take_batch(
    WriteContext& context, ImportId import, SourceId source, const Actor& actor,
    const PreparedBatch& batch, BatchOutcome& outcome) {
    auto stored = TRY(running_import(context.store, import));
    BatchIntake intake(context, import, source, actor);
    TRY(intake.take(batch));
    outcome = TRY(intake.finish());
    return count_batch(context, stored, outcome.counts, actor);
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

Result<StoredImport> begun(WriteContext& context, const ImportStart& start, ImportState state) {
    StoredImport import;
    import.id = ImportId{TRY(context.store.take_ids(IdKind::import, 1))};
    import.source = start.source;
    import.file_name = start.file_name;
    import.file_hash = start.file_hash;
    import.started = context.now;
    if (state != ImportState::running) import.finished = context.now;
    import.actor = start.actor.staff;
    import.detail = start.detail;
    import.state = state;
    TRY(context.store.add_import(import));
    TRY(context.trail.record(
        context.store, start.actor, context.now, {"import.begin", "import", import.id.value()}));
    return import;
}

}  // namespace

Result<StoredImport> standing_import(
    WriteContext& context, std::span<const ImportId> earlier, const ImportStart& start) {
    for (const auto id : earlier) {
        auto import = TRY(context.store.import(id));
        if (import.source == start.source && import.state == ImportState::done) return import;
    }
    return begun(context, start, ImportState::done);
}

Result<> count_batch(
    WriteContext& context, StoredImport& import, const ImportCounts& counts, const Actor& actor) {
    import.counts.rows += counts.rows;
    import.counts.added += counts.added;
    import.counts.changed += counts.changed;
    import.counts.same += counts.same;
    import.counts.rejected += counts.rejected;
    TRY(context.store.update_import(import));
    const auto rows = static_cast<std::uint64_t>(counts.rows);
    return context.trail.record(
        context.store, actor, context.now, {"import.batch", "import", import.id.value(), rows});
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
        id = TRY(begun(context, start, ImportState::running)).id;
        return {};
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
