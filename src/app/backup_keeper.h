// SPDX-License-Identifier: Apache-2.0
#pragma once

// Keeps the backup of an embedded master: brings what the writer recorded to every place of
// [backup] in genbo.toml, takes the snapshots that are due, and tidies up.
//
//   BackupKeeper keeper(master, metrics);
//   keeper.round();               // now; BackupThread does so every second while serving
//
// A place that fails is tried again after a pause that doubles up to a minute; the others go on,
// and so does writing.  What a place has not got stays in the spool until all have it, or until the
// spool is full; then the oldest goes and that place is given a snapshot instead.
//
// backup.state in the master's folder says when the last drill was and how it went.
//
// Thread safety: round() on one thread; troubles() on any.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/master.h"
#include "backup/backup_metrics.h"
#include "backup/shipper.h"

namespace genbo {

struct BackupDrill {
    Instant at;
    bool sound = false;
    std::int64_t records = 0;
    double seconds = 0;
    std::uint64_t commit = 0;
};

// The last one; nothing when there was none.
std::optional<BackupDrill> last_drill(const std::filesystem::path& master);
Result<> note_drill(const std::filesystem::path& master, const BackupDrill& drill);

struct BackupRound {
    std::uint64_t commits = 0;
    std::size_t snapshots = 0;
    // One for each place, in order; without a value where all went well.
    std::vector<std::optional<Error>> errors;
};

class BackupKeeper {
public:
    // invalid: as open_backup_place().  `metrics` may be null.
    static Result<std::unique_ptr<BackupKeeper>> open(Master& master, const BackupMetrics* metrics);

    // `force`: a snapshot at every place, however young the last is, and no pause kept.
    BackupRound round(bool force = false);

    // Places that have been behind for longer than a minute, or whose snapshot is too old.
    std::int64_t troubles() const { return troubles_.load(std::memory_order_relaxed); }

private:
    using SteadyTime = std::chrono::steady_clock::time_point;
    struct Visited {
        std::string number;  // "1" for the first place.
        std::unique_ptr<BackupPlace> place;
        std::unique_ptr<Shipper> shipper;
        SteadyTime level;
        SteadyTime next;
        std::chrono::milliseconds pause{0};
        bool well = true;
    };

    explicit BackupKeeper(Master& master, const BackupMetrics* metrics)
        : master_(master), metrics_(metrics) {}

    Result<> visit(Visited& visited, bool force, BackupRound& round);
    Result<> take_snapshot(Visited& visited);
    void drop_shipped();
    void note(SteadyTime now);
    std::filesystem::path spool() const { return master_.directory() / kChangesFolder; }

    Master& master_;
    const BackupMetrics* metrics_;
    std::vector<Visited> places_;
    std::atomic<std::int64_t> troubles_ = 0;
};

class BackupThread {
public:
    BackupThread(BackupKeeper& keeper, std::chrono::milliseconds every);
    ~BackupThread();
    BackupThread(const BackupThread&) = delete;
    BackupThread& operator=(const BackupThread&) = delete;

private:
    void work(std::chrono::milliseconds every);

    BackupKeeper& keeper_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool closing_ = false;
    std::thread thread_;
};

}  // namespace genbo
