// SPDX-License-Identifier: Apache-2.0
#include "app/job_beacon.h"

#include <charconv>

#include "base/log.h"

namespace genbo {

namespace {

constexpr std::string_view kJobNotes = "job.";

std::string job_note_name(ImportId id) {
    return std::string{kJobNotes} + std::to_string(id.value());
}

AssociatedData job_place(std::string_view name) { return *note_place(name); }

// nullopt: a new note without a value, or one of a later version.
Result<std::optional<ImportJob>> job_of_note(
    const RecordVault& vault, const StoredNote& note, Instant now) {
    if (note.value.empty()) return std::optional<ImportJob>{};
    const auto json = TRY(vault.open_text(job_place(note.name), note.value));
    std::int64_t id = 0;
    std::from_chars(note.name.data() + kJobNotes.size(), note.name.data() + note.name.size(), id);
    auto job = job_from_json(ImportId{id}, json);
    if (job && job->running() && now - note.at > kJobSilence) {
        job->finished = note.at;
        job->error = Error{Fault::unavailable, "app.import_interrupted"};
    }
    return job;
}

}  // namespace

JobBeacon::JobBeacon(Master& master, ImportJob job, const ImportProgress* progress)
    : master_(master),
      job_(std::move(job)),
      progress_(progress),
      shared_(master.store().sharing() == Sharing::shared) {}

Result<std::unique_ptr<JobBeacon>> JobBeacon::light(
    Master& master, ImportJob job, const ImportProgress* progress) {
    std::unique_ptr<JobBeacon> beacon(new JobBeacon(master, std::move(job), progress));
    if (!beacon->shared_) return beacon;
    TRY(beacon->tell(beacon->now()));
    beacon->thread_ = std::thread([beacon = beacon.get()] { beacon->beat(); });
    return beacon;
}

ImportJob JobBeacon::now() const {
    ImportJob job = job_;
    if (progress_ != nullptr) job.progress = progress_->snapshot();
    return job;
}

Result<> JobBeacon::tell(const ImportJob& job) {
    const std::string name = job_note_name(job.id);
    const std::string json = job_to_json(job);
    return master_.writer().run(
        [&](WriteContext& context) {
            return context.store.put_note(
                {name, context.now, context.vault.seal_text(job_place(name), json)});
        },
        WriteScope::rows);
}

void JobBeacon::beat() {
    while (true) {
        {
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, kJobBeat, [this] { return stopping_; })) return;
        }
        const auto told = tell(now());
        if (!told.ok()) log_warn("job.not_told", {{"code", LogToken{told.error().code}}});
    }
}

void JobBeacon::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void JobBeacon::finish(const ImportJob& job) {
    if (!shared_) return;
    stop();
    const auto told = tell(job);
    if (!told.ok()) log_warn("job.not_told", {{"code", LogToken{told.error().code}}});
    stays_ = true;
}

JobBeacon::~JobBeacon() {
    stop();
    if (!shared_ || stays_) return;
    const std::string name = job_note_name(job_.id);
    const auto gone = master_.writer().run(
        [&](WriteContext& context) { return context.store.remove_note(name); }, WriteScope::rows);
    // It falls silent.
    if (!gone.ok()) log_warn("job.not_told", {{"code", LogToken{gone.error().code}}});
}

Result<std::optional<ImportJob>> told_job(ReadSession& session, ImportId id, Instant now) {
    const auto note = session.store().note(job_note_name(id));
    if (note.ok()) return job_of_note(session.vault(), *note, now);
    if (note.error().fault == Fault::not_found) return std::optional<ImportJob>{};
    return note.error();
}

Result<std::vector<ImportJob>> told_jobs(ReadSession& session, Instant now) {
    std::vector<ImportJob> jobs;
    for (const auto& note : TRY(session.store().notes(kJobNotes))) {
        auto job = TRY(job_of_note(session.vault(), note, now));
        if (job) jobs.push_back(*std::move(job));
    }
    return jobs;
}

Result<bool> is_at_work(StoreReader& store, const StoredImport& import, Instant now) {
    if (import.state != ImportState::running) return false;
    // Its first note comes a moment after it.
    if (now - import.started <= kJobSilence) return true;
    const auto note = store.note(job_note_name(import.id));
    if (note.ok()) return now - note->at <= kJobSilence;
    if (note.error().fault == Fault::not_found) return false;
    return note.error();
}

Result<> mark_interrupted_imports(Master& master) {
    ImportDesk desk(master.writer());
    if (master.store().sharing() == Sharing::embedded) return desk.mark_interrupted();
    return desk.mark_interrupted([&master](StoreReader& store, const StoredImport& import) {
        return is_at_work(store, import, master.clock().now());
    });
}

Result<> mark_imports_of_dead_nodes(Master& master) {
    if (master.store().sharing() == Sharing::embedded) return {};
    return mark_interrupted_imports(master);
}

}  // namespace genbo
