// SPDX-License-Identifier: Apache-2.0
#pragma once

// Imports, dry runs and undos that the server runs in the background, each on a thread of its own,
// a few at a time.  Any node of a shared master answers for all of them: its own from memory, the
// others' as they are told (job_beacon.h).  A finished import lives on in the store; a finished dry
// run is remembered for an hour.

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "app/import_job.h"

namespace genbo {

class JobBeacon;

class ImportJobs {
public:
    explicit ImportJobs(Master& master)
        : master_(master), shared_(master.store().sharing() == Sharing::shared) {}
    ~ImportJobs();
    ImportJobs(const ImportJobs&) = delete;
    ImportJobs& operator=(const ImportJobs&) = delete;

    // Returns when the import has its id, or could not begin.  `finished` runs on the job's thread
    // in any case.  unavailable: app.jobs_busy.
    Result<ImportJob> start(
        const FileImport& request, ImportJob::Kind kind, std::function<void()> finished);
    Result<ImportJob> start_undo(ImportId import, const Actor& actor);

    // What is known of it beyond the store's own row.
    Result<std::optional<ImportJob>> find(ReadSession& session, ImportId id);
    // Those that run now, by their import; for lists.
    Result<std::map<ImportId, ImportJob>> running(ReadSession& session);

private:
    struct Slot {
        ImportJob job;
        std::shared_ptr<ImportProgress> progress;  // Of an undo: nullptr.
        std::thread thread;

        ImportJob now() const;
    };

    Result<Slot*> new_slot(ImportJob job, std::shared_ptr<ImportProgress> progress);
    bool is_best_known(const ImportJob& job) const;
    void finish(Slot& slot, const Result<>& result, JobBeacon* beacon = nullptr);
    void forget_old();

    Master& master_;
    const bool shared_;
    std::mutex mutex_;
    std::list<Slot> slots_;
};

}  // namespace genbo
