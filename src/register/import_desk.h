// SPDX-License-Identifier: Apache-2.0
#pragma once

// The import desk takes batches of rows from one source into the register, and takes a whole import
// back out.
//
//   const auto import = TRY(desk.begin({…}));
//   while (rows are left) TRY(desk.take(import, prepare_rows(…)).get());
//   TRY(desk.finish(import, ImportState::done, detail));
//
// Each batch is one transaction: its records, versions, rejected rows, numbers, memberships, audit
// leaves and the import's counts become durable together or not at all.  (source, key) says which
// record a row is; a row that says what the record's current version says changes nothing, so the
// same file again changes nothing, and an interrupted import is resumed by importing the file
// again.
//
// A row of somebody who was erased, or whose erasure is pending, is held back (suppression.h): a
// rejected row without cells.
//
// undo() withdraws the versions that the import wrote: each record goes back to what the other
// imports say of it, records that only this one knew leave, and the partition, the golden records
// and the numbers of those who stay are as if it had never been.  Numbers it issued are not reused;
// they come back with their record when the file is imported again.

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>

#include "register/batch_intake.h"
#include "register/intake_row.h"
#include "register/writer.h"

namespace genbo {

struct ImportStart {
    SourceId source;
    std::string file_name;
    Bytes file_hash;
    std::string detail;  // JSON.
    Actor actor;
};

// Of a source that nobody has ranked yet: the middle of 0 to 100.
inline constexpr std::int64_t kRankOfNewSource = 50;

class ImportDesk {
public:
    explicit ImportDesk(Writer& writer) : writer_(writer) {}

    // The source with this name, made when it is new.
    Result<SourceId> source(const std::string& name, const Actor& actor);

    Result<ImportId> begin(const ImportStart& start);

    // `outcome` is filled before the future is ready.  conflict: register.import_not_running.
    std::future<Result<>> take(
        ImportId import, SourceId source, Actor actor, std::shared_ptr<const PreparedBatch> batch,
        std::shared_ptr<BatchOutcome> outcome);

    // conflict: register.import_not_running.
    Result<StoredImport> finish(
        ImportId import, ImportState state, const std::string& detail, const Actor& actor);

    // conflict: register.import_not_finished, register.import_undone.
    Result<StoredImport> undo(ImportId import, const Actor& actor);

    // Whether somebody is still at work on an import that is marked as running.
    using AtWork = std::function<Result<bool>(StoreReader&, const StoredImport&)>;
    // Imports that a killed process left running: all of them, or those that nobody works on.  From
    // then on take() and finish() refuse them, should that process only have been asleep.
    Result<> mark_interrupted(const AtWork& at_work = {});

private:
    Writer& writer_;
};

// What a batch would do, without doing it.  `seen` remembers the keys of earlier batches of the
// same file.
struct DryRunMemory {
    std::map<Bytes, Bytes> content_by_key;
};
Result<ImportCounts> dry_run(
    StoreReader& store, const RecordVault& vault, SourceId source, const PreparedBatch& batch,
    DryRunMemory& seen);

// An import that counts as done from the beginning, since nothing of it is under way between two
// writes: the first of `earlier` that is of the same source and stands, else a new one.
Result<StoredImport> standing_import(
    WriteContext& context, std::span<const ImportId> earlier, const ImportStart& start);

// Adds a batch to an import's counts, and says so in the log.
Result<> count_batch(
    WriteContext& context, StoredImport& import, const ImportCounts& counts, const Actor& actor);

}  // namespace genbo
