// SPDX-License-Identifier: Apache-2.0
#include "app/import_jobs.h"

#include <future>

#include "app/job_beacon.h"
#include "base/log.h"
#include "crypto/random.h"

namespace genbo {

namespace {

// Two read in parallel while one writer takes their batches in turn; more would only take memory.
constexpr std::size_t kJobsMax = 2;
constexpr std::chrono::hours kJobMemory{1};

// By chance, so that no two nodes give the same.
ImportId new_dry_run_id() {
    const auto chance = static_cast<std::int64_t>(this_thread_random().below(kDryRunIds));
    return ImportId{kFirstDryRunId + 1 + chance};
}

}  // namespace

ImportJob ImportJobs::Slot::now() const {
    ImportJob seen = job;
    if (progress) seen.progress = progress->snapshot();
    return seen;
}

ImportJobs::~ImportJobs() {
    for (auto& slot : slots_)
        if (slot.thread.joinable()) slot.thread.join();
}

Result<ImportJobs::Slot*> ImportJobs::new_slot(
    ImportJob job, std::shared_ptr<ImportProgress> progress) {
    forget_old();
    const std::lock_guard lock(mutex_);
    std::size_t running = 0;
    for (const auto& slot : slots_) running += slot.job.running() ? 1U : 0U;
    if (running >= kJobsMax) return Error{Fault::unavailable, "app.jobs_busy"};
    slots_.push_back({std::move(job), std::move(progress), std::thread{}});
    return &slots_.back();
}

void ImportJobs::finish(Slot& slot, const Result<>& result, JobBeacon* beacon) {
    ImportJob outcome;
    {
        const std::lock_guard lock(mutex_);
        outcome = slot.now();
    }
    outcome.finished = master_.clock().now();
    if (!result.ok()) {
        outcome.error = result.error();
        log_warn("job.failed", {{"code", LogToken{result.error().code}}});
    }
    // The other nodes first: whoever has heard here that it is done hears the same there.
    if (beacon != nullptr) beacon->finish(outcome);
    const std::lock_guard lock(mutex_);
    slot.job.finished = outcome.finished;
    slot.job.error = outcome.error;
}

Result<ImportJob> ImportJobs::start(
    const FileImport& request, ImportJob::Kind kind, std::function<void()> finished) {
    ImportJob job;
    job.kind = kind;
    if (kind == ImportJob::Kind::dry_run) job.id = new_dry_run_id();
    job.source = request.source;
    job.file_name = request.file_name;
    job.started_by = request.actor.staff;
    job.started = master_.clock().now();
    auto progress = std::make_shared<ImportProgress>(job.started);
    auto* slot = TRY(new_slot(job, progress));

    auto begun = std::make_shared<std::promise<Result<>>>();
    auto has_begun = begun->get_future();
    slot->thread = std::thread([=, this] {
        bool told = false;
        const auto tell_begun = [&](ImportId id) {
            {
                const std::lock_guard lock(mutex_);
                slot->job.id = id;
            }
            told = true;
            begun->set_value({});
        };
        Result<> result;
        std::unique_ptr<JobBeacon> beacon;
        if (kind == ImportJob::Kind::dry_run) {
            result = [&]() -> Result<> {
                beacon = TRY(JobBeacon::light(master_, job, progress.get()));
                tell_begun(job.id);
                TRY(dry_run_file(master_, request, *progress));
                return {};
            }();
        } else {
            const auto done = import_file(master_, request, *progress, tell_begun);
            if (!done.ok()) result = done.error();
        }
        finish(*slot, result, beacon.get());
        finished();
        if (!told) begun->set_value(result);
    });
    TRY(has_begun.get());
    const std::lock_guard lock(mutex_);
    return slot->now();
}

Result<ImportJob> ImportJobs::start_undo(ImportId import, const Actor& actor) {
    ImportJob job;
    job.id = import;
    job.kind = ImportJob::Kind::undo;
    job.started_by = actor.staff;
    job.started = master_.clock().now();
    auto* slot = TRY(new_slot(job, nullptr));
    auto lit = JobBeacon::light(master_, job, nullptr);
    if (!lit.ok()) {
        finish(*slot, lit.error());
        return lit.error();
    }
    std::shared_ptr<JobBeacon> beacon = *std::move(lit);
    slot->thread = std::thread([this, slot, import, actor, beacon = std::move(beacon)]() mutable {
        const auto undone = ImportDesk(master_.writer()).undo(import, actor);
        finish(*slot, undone.ok() ? Result<>{} : Result<>{undone.error()});
        beacon.reset();
    });
    return job;
}

// An import that ended here may be undone elsewhere now.
bool ImportJobs::is_best_known(const ImportJob& job) const {
    return !shared_ || job.running() || job.kind == ImportJob::Kind::dry_run;
}

Result<std::optional<ImportJob>> ImportJobs::find(ReadSession& session, ImportId id) {
    {
        const std::lock_guard lock(mutex_);
        // The latest: an undo comes after its import.
        for (auto slot = slots_.rbegin(); slot != slots_.rend(); ++slot)
            if (slot->job.id == id && is_best_known(slot->job)) return std::optional{slot->now()};
    }
    if (!shared_) return std::optional<ImportJob>{};
    return told_job(session, id, master_.clock().now());
}

Result<std::map<ImportId, ImportJob>> ImportJobs::running(ReadSession& session) {
    std::map<ImportId, ImportJob> jobs;
    if (shared_)
        for (auto& job : TRY(told_jobs(session, master_.clock().now())))
            if (job.running()) jobs.insert_or_assign(job.id, std::move(job));
    const std::lock_guard lock(mutex_);
    for (const auto& slot : slots_)
        if (slot.job.running()) jobs.insert_or_assign(slot.job.id, slot.now());
    return jobs;
}

void ImportJobs::forget_old() {
    const std::lock_guard lock(mutex_);
    const auto now = master_.clock().now();
    for (auto slot = slots_.begin(); slot != slots_.end();) {
        const bool old = slot->job.finished && now - *slot->job.finished > kJobMemory;
        if (!old) {
            ++slot;
            continue;
        }
        if (slot->thread.joinable()) slot->thread.join();
        slot = slots_.erase(slot);
    }
}

}  // namespace genbo
