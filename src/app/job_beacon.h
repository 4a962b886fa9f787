// SPDX-License-Identifier: Apache-2.0
#pragma once

// Tells the other nodes of a shared master how a job of this process goes: a note in the database,
// sealed, written anew every two seconds for as long as the object lives.  A note that has been
// silent for kJobSilence is that of a process that died; its import is then marked as interrupted,
// and the register takes no further batch of it (ImportDesk), should it only have been asleep.
//
// On an embedded master, whose one process knows all of its jobs, it does nothing.
//
//   const auto beacon = TRY(JobBeacon::light(master, job, &progress));
//   … the work …
//   beacon->finish(job);       // a dry run: the outcome stays
//                              // otherwise the note goes with the object
//
// Thread safety: made, finished and destroyed on one thread.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/import_job.h"

namespace genbo {

inline constexpr std::chrono::seconds kJobBeat{2};
// Longer than a restart of the database.
inline constexpr std::chrono::seconds kJobSilence{60};

class JobBeacon {
public:
    // When it returns the other nodes see the job.  `progress` outlives it; nullptr: none.
    static Result<std::unique_ptr<JobBeacon>> light(
        Master& master, ImportJob job, const ImportProgress* progress);
    ~JobBeacon();
    JobBeacon(const JobBeacon&) = delete;
    JobBeacon& operator=(const JobBeacon&) = delete;

    void finish(const ImportJob& job);

private:
    JobBeacon(Master& master, ImportJob job, const ImportProgress* progress);

    ImportJob now() const;
    void beat();
    void stop();
    Result<> tell(const ImportJob& job);

    Master& master_;
    const ImportJob job_;
    const ImportProgress* progress_;
    const bool shared_;
    bool stays_ = false;

    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

// The job as its node told last, of a shared master.  One that fell silent while it ran is told as
// finished with app.import_interrupted.
Result<std::optional<ImportJob>> told_job(ReadSession& session, ImportId id, Instant now);
// All that are told.
Result<std::vector<ImportJob>> told_jobs(ReadSession& session, Instant now);

// Whether a process that has not fallen silent works on the import, as far as can be seen.
Result<bool> is_at_work(StoreReader& store, const StoredImport& import, Instant now);

// Imports whose process died are told so: on an embedded master all that seem to run, which is for
// its start; on a shared one those that fell silent, at any time and on any node.
Result<> mark_interrupted_imports(Master& master);
// For now and then while the process runs: on an embedded master nobody else's can have died, and
// those that run are its own.
Result<> mark_imports_of_dead_nodes(Master& master);

}  // namespace genbo
