// SPDX-License-Identifier: Apache-2.0
#pragma once

// Imports, dry runs and undos that the server runs in the background, each on a thread of its own,
// a few at a time.  A finished import lives on in the store; a finished dry run is remembered here
// for an hour.

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "app/file_import.h"

namespace genbo {

struct ImportJob {
    ImportId id;
    std::string source;
    std::string file_name;
    bool dry_run = false;
    bool undo = false;
    bool running = true;
    std::optional<Error> error;
    StaffId started_by;
    Instant started;
    std::optional<Instant> finished;
    std::shared_ptr<ImportProgress> progress;
};

class ImportJobs {
public:
    explicit ImportJobs(Master& master) : master_(master) {}
    ~ImportJobs();
    ImportJobs(const ImportJobs&) = delete;
    ImportJobs& operator=(const ImportJobs&) = delete;

    // Returns when the import has its id, or could not begin.  `finished` runs on the job's thread
    // in any case.  unavailable: app.jobs_busy.
    Result<ImportJob> start(
        const FileImport& request, bool dry_run, std::function<void()> finished);
    Result<ImportJob> start_undo(ImportId import, const Actor& actor);

    // What is known of it beyond the store.
    std::optional<ImportJob> find(ImportId id);

private:
    struct Slot {
        ImportJob job;
        std::thread thread;
    };

    Result<Slot*> new_slot(ImportJob job);
    void finish(Slot& slot, const Result<>& result);
    void forget_old();

    Master& master_;
    std::mutex mutex_;
    std::list<Slot> slots_;
};

// Dry runs are numbered from here, far above any import of a register.
inline constexpr std::int64_t kFirstDryRunId = 1'000'000'000'000;

}  // namespace genbo
