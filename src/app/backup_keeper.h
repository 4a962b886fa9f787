// SPDX-License-Identifier: Apache-2.0
#pragma once

// Keeps the backup of an embedded master: brings what the writer recorded to every place of
// [backup] in genbo.toml, takes the snapshots that are due, and tidies up.
//
//   BackupKeeper keeper(master, metrics);
//   keeper.round();               // now; BackupThread does so every second while serving
//
// A place that fails is tried again after a pause that doubles up to a minute; the others go on,
// and so does writing.  One that hangs without an error fails after `patience_seconds` and fails at
// once while it goes on hanging (adapter/place/patient_worker.h).  What a place has not got stays
// in the spool until all have it, or until the spool is full; then the oldest goes and that place
// is given a snapshot instead.
//
// backup.state in the master's folder says when the last drill was and how it went.
//
// A command that writes much while nobody serves ships as well (BulkShipping).
//
// Thread safety: round() on one thread; troubles() and well() on any.

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

    // Whether every place took what it was given in the last round.
    bool well() const { return well_.load(std::memory_order_relaxed); }

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
    std::atomic<bool> well_ = true;
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

// For a command that writes much while nobody serves: from the moment when a quarter of the spool
// is full it is shipped on a thread of its own, and while half of it is full of closed files the
// writer waits between two commits, so that nothing that was recorded has to go.  A place that does
// not take anything is not waited for: then the oldest goes, the log says so, and the place is
// given a snapshot later.
class BulkShipping {
public:
    enum class Begin {
        when_much_waits,
        // What waits is shipped before anything is written, so that even a single large commit
        // (an undo) pushes nothing out of the spool; and what the command wrote is at the places
        // when it ends, for acts that nobody wants to see undone by a restore.
        at_once
    };
    // Nothing where commits are not recorded.  REQUIRES: the master writes; it outlives this.
    static Result<std::unique_ptr<BulkShipping>> beside(
        Master& master, Begin begin = Begin::when_much_waits);
    // Ships what is left, if it has begun to ship at all.
    ~BulkShipping();
    BulkShipping(const BulkShipping&) = delete;
    BulkShipping& operator=(const BulkShipping&) = delete;

private:
    BulkShipping(Master& master, std::unique_ptr<BackupKeeper> keeper);

    void breathe();

    Master& master_;
    std::filesystem::path spool_;
    std::uint64_t most_;
    std::unique_ptr<BackupKeeper> keeper_;
    std::unique_ptr<BackupThread> thread_;
    bool warned_ = false;
};

}  // namespace genbo
