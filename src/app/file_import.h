// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads a file into the register: opens the table (connect/), maps its columns, prepares batches on
// this thread, and hands each to the import desk while the next one is being read, so that reading
// and writing use a core each.
//
// A dry run does the same without the writer and says what would happen.  Counts and findings are
// told as they grow; the caller may ask for them from another thread through ImportProgress.

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "access/viewer.h"
#include "app/master.h"
#include "base/limits.h"
#include "connect/mapping.h"
#include "connect/table_reader.h"
#include "register/import_desk.h"
#include "register/reconciliation.h"
#include "register/register_metrics.h"

namespace genbo {

struct FileImport {
    std::filesystem::path path;
    std::string file_name;  // As the person knows it.
    std::string source;
    TableOptions table;
    std::optional<Mapping> mapping;  // None: guessed.
    Actor actor;
    std::size_t batch_rows = kImportBatchRows;
    // Told the rows that are durable, counted from the beginning of the file; may be empty.
    std::function<void(std::int64_t rows)> acknowledged = {};
    ImportMetrics* metrics = nullptr;  // Where its durable rows are counted; may be nobody.
};

// Thread safety: written by the import's thread, read by any.
class ImportProgress {
public:
    struct Snapshot {
        ImportCounts counts;
        std::uint64_t bytes_read = 0;
        std::uint64_t bytes_total = 0;
        std::int64_t customers_new = 0;
        std::int64_t customers_joined = 0;
        Findings findings;  // The first few.
        std::int64_t findings_total = 0;
        Instant started;
    };

    explicit ImportProgress(Instant started) { state_.started = started; }

    Snapshot snapshot() const;
    void add(const BatchOutcome& outcome);
    void add_findings(const Findings& findings);
    void set_bytes(std::uint64_t read, std::uint64_t total);

    // Rows a second and seconds left, as far as can be told.
    static std::optional<double> rows_per_second(const Snapshot& snapshot, Instant now);
    static std::optional<double> seconds_left(const Snapshot& snapshot, Instant now);

private:
    mutable std::mutex mutex_;
    Snapshot state_;
};

// The mapping the import will use.
Result<Mapping> mapping_for(const FileImport& request, const TableSniff& sniff);

// `begun` is called with the import's id once it exists; not for a dry run.
Result<ImportProgress::Snapshot> import_file(
    Master& master, const FileImport& request, ImportProgress& progress,
    const std::function<void(ImportId)>& begun);

Result<ImportProgress::Snapshot> dry_run_file(
    Master& master, const FileImport& request, ImportProgress& progress);

// Compares the file, as an import would read it, with what the register says of the source.
Result<Reconciliation> reconcile_file(Master& master, const FileImport& request);

// The rejected rows of an import as CSV: those of the file's own columns that the viewer sees in
// full, then genbo_row and genbo_reason.
Result<std::string> rejected_rows_csv(
    Master& master, ImportId import, const MessageCatalogue& messages, Language language,
    const Viewer& viewer);

}  // namespace genbo
