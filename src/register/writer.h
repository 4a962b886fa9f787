// SPDX-License-Identifier: Apache-2.0
#pragma once

// The writer of a process, and its group commit.
//
//   TRY(writer.run([&](WriteContext& context) -> Result<> { … }));
//
// Commands from any thread wait in a queue; the writer's thread takes all that wait, runs each in
// a savepoint of one transaction, and commits once.  run() returns when that commit is durable, so
// a hundred callers share one fsync.  A command that returns an Error leaves nothing behind, in the
// store or in memory; the others of its group are not touched.
//
// On a shared store there are two queues, each with a thread and a connection: commands that change
// the partition wait for every other node's (WriteScope), the rest does not wait for them.  There
// a transaction that met a deadlock, a lost connection or a restart of the server is tried again
// under the same mark, so a command may run more than once: it must set what it hands out, not add
// to it.
//
// The index changes together with the store.  When a commit fails, or a command fails after it
// changed the index, the index recovers.  If even that fails, or the disk said that it could not
// keep what was written (store.sync_failed), the writer answers everything with register.stopped
// until the process is started again: after an fsync error nobody can know what is on the disk, and
// a second fsync that succeeds says nothing about the first (docs/adr/0004).  Reading goes on.

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>

#include "port/clock.h"
#include "port/store.h"
#include "register/audit_trail.h"
#include "register/number_book.h"
#include "register/record_vault.h"
#include "register/register_index.h"
#include "register/register_metrics.h"

namespace genbo {

struct WriteContext {
    StoreWriter& store;
    const RecordVault& vault;
    AuditTrail& trail;
    const NumberBook& numbers;
    RegisterIndex& index;
    Instant now;
    // Set before the first change to the index.
    bool index_touched = false;
};

struct WriterStatistics {
    std::atomic<std::uint64_t> groups = 0;
    std::atomic<std::uint64_t> commands = 0;
    std::atomic<std::uint64_t> retries = 0;
    std::atomic<std::uint64_t> waiting = 0;
    // A lost answer to COMMIT whose transaction turned out to be there.
    std::atomic<std::uint64_t> found_committed = 0;
    // It answers everything with register.stopped from now on.
    std::atomic<bool> stopped = false;
};

// How long a group is tried again: by default some twenty seconds, a restart of the database
// server.
struct WriterRetries {
    int most = 12;
    // Doubling from the first to the longest.
    std::chrono::milliseconds first_wait{10};
    std::chrono::milliseconds longest_wait{4000};
};

class Writer {
public:
    using Command = std::function<Result<>(WriteContext&)>;

    // Takes an embedded master's lock and opens the index if it is not ready.  unavailable: another
    // process writes.
    static Result<std::unique_ptr<Writer>> open(
        Store& store, const Keyring& keyring, const Clock& clock, RegisterIndex& index,
        const WriterRetries& retries = {}, RegisterMetrics* metrics = nullptr);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Durable when it returns without an Error.
    Result<> run(Command command, WriteScope scope = WriteScope::partition) {
        return submit(std::move(command), scope).get();
    }
    std::future<Result<>> submit(Command command, WriteScope scope = WriteScope::partition);

    // What a lane does between one group and the next, when the callers of the first have their
    // answers.  Its own lane writes nothing meanwhile, and no other runs it too; on a shared store
    // the other lane may be writing.  An empty one ends it: none runs any more when this returns.
    void between_groups(std::function<void()> pause);

    const WriterStatistics& statistics() const { return statistics_; }

private:
    class Lane;
    struct Pause {
        std::mutex mutex;
        std::function<void()> run;
    };

    Writer();

    WriterStatistics statistics_;
    Pause pause_;
    std::unique_ptr<Lane> partition_;
    std::unique_ptr<Lane> rows_;  // Shared stores only.
};

}  // namespace genbo
