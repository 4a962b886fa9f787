// SPDX-License-Identifier: Apache-2.0
#include "app/import_jobs.h"

#include <future>

#include "base/log.h"

namespace genbo {

namespace {

// Two read in parallel while one writer takes their batches in turn; more would only take memory.
constexpr std::size_t kJobsMax = 2;
constexpr std::chrono::hours kJobMemory{1};

}  // namespace

ImportJobs::~ImportJobs() {
    for (auto& slot : slots_)
        if (slot.thread.joinable()) slot.thread.join();
}

Result<ImportJobs::Slot*> ImportJobs::new_slot(ImportJob job) {
    forget_old();
    const std::lock_guard lock(mutex_);
    std::size_t running = 0;
    for (const auto& slot : slots_) running += slot.job.running ? 1U : 0U;
    if (running >= kJobsMax) return Error{Fault::unavailable, "app.jobs_busy"};
    if (job.dry_run) {
        std::int64_t last = kFirstDryRunId;
        for (const auto& slot : slots_) last = std::max(last, slot.job.id.value());
        job.id = ImportId{last + 1};
    }
    slots_.push_back({std::move(job), std::thread{}});
    return &slots_.back();
}

void ImportJobs::finish(Slot& slot, const Result<>& result) {
    const std::lock_guard lock(mutex_);
    slot.job.running = false;
    slot.job.finished = master_.clock().now();
    if (!result.ok()) {
        slot.job.error = result.error();
        log_warn("job.failed", {{"code", LogToken{result.error().code}}});
    }
}

Result<ImportJob> ImportJobs::start(
    const FileImport& request, bool dry_run, std::function<void()> finished) {
    ImportJob job;
    job.source = request.source;
    job.file_name = request.file_name;
    job.dry_run = dry_run;
    job.started_by = request.actor.staff;
    job.started = master_.clock().now();
    job.progress = std::make_shared<ImportProgress>(job.started);
    auto progress = job.progress;
    auto* slot = TRY(new_slot(std::move(job)));

    auto begun = std::make_shared<std::promise<Result<>>>();
    auto has_begun = begun->get_future();
    slot->thread = std::thread([=, this] {
        bool told = false;
        const auto tell_begun = [&](ImportId id) {
            {
                const std::lock_guard lock(mutex_);
                if (id.value() != 0) slot->job.id = id;
            }
            told = true;
            begun->set_value({});
        };
        Result<> result;
        if (dry_run) {
            tell_begun(ImportId{});
            const auto done = dry_run_file(master_, request, *progress);
            if (!done.ok()) result = done.error();
        } else {
            const auto done = import_file(master_, request, *progress, tell_begun);
            if (!done.ok()) result = done.error();
        }
        finish(*slot, result);
        finished();
        if (!told) begun->set_value(result);
    });
    TRY(has_begun.get());
    const std::lock_guard lock(mutex_);
    return slot->job;
}

Result<ImportJob> ImportJobs::start_undo(ImportId import, const Actor& actor) {
    ImportJob job;
    job.id = import;
    job.undo = true;
    job.started_by = actor.staff;
    job.started = master_.clock().now();
    auto* slot = TRY(new_slot(job));
    slot->thread = std::thread([this, slot, import, actor] {
        const auto undone = ImportDesk(master_.writer()).undo(import, actor);
        finish(*slot, undone.ok() ? Result<>{} : Result<>{undone.error()});
    });
    return job;
}

std::optional<ImportJob> ImportJobs::find(ImportId id) {
    const std::lock_guard lock(mutex_);
    // The latest: an undo comes after its import.
    for (auto slot = slots_.rbegin(); slot != slots_.rend(); ++slot)
        if (slot->job.id == id) return slot->job;
    return std::nullopt;
}

void ImportJobs::forget_old() {
    const std::lock_guard lock(mutex_);
    const auto now = master_.clock().now();
    for (auto slot = slots_.begin(); slot != slots_.end();) {
        const bool old =
            !slot->job.running && slot->job.finished && now - *slot->job.finished > kJobMemory;
        if (!old) {
            ++slot;
            continue;
        }
        slot->thread.join();
        slot = slots_.erase(slot);
    }
}

}  // namespace genbo
