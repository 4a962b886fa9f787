// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one writer of a master, and its group commit.
//
//   TRY(writer.run([&](WriteContext& context) -> Result<> { … }));
//
// Commands from any thread wait in a queue; the writer's thread takes all that wait, runs each in
// a savepoint of one transaction, and commits once.  run() returns when that commit is durable, so
// a hundred callers share one fsync.  A command that returns an Error leaves nothing behind, in the
// store or in memory; the others of its group are not touched.
//
// The resident projection changes together with the store.  When a commit fails, or a command fails
// after it changed the projection, the projection is made anew from the store.  If even that fails
// the writer answers everything with register.stopped until the process is started again: after an
// fsync error nobody can know what is on the disk (docs/adr/0004).

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "port/clock.h"
#include "port/store.h"
#include "register/audit_trail.h"
#include "register/number_book.h"
#include "register/record_vault.h"
#include "register/resident.h"

namespace genbo {

struct WriteContext {
    StoreWriter& store;
    const RecordVault& vault;
    AuditTrail& trail;
    NumberBook& numbers;
    StoreHeads& heads;
    Resident& resident;
    Instant now;
    // Set before the first change to the resident projection.
    bool resident_touched = false;
};

class Writer {
public:
    using Command = std::function<Result<>(WriteContext&)>;

    // Takes the master's lock and loads the projection if it is not ready.  unavailable: another
    // process writes.
    static Result<std::unique_ptr<Writer>> open(
        Store& store, const Keyring& keyring, const Clock& clock, Resident& resident);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Durable when it returns without an Error.
    Result<> run(Command command) { return submit(std::move(command)).get(); }
    std::future<Result<>> submit(Command command);

private:
    struct Waiting {
        Command command;
        std::promise<Result<>> promise;
    };

    Writer(
        std::unique_ptr<StoreWriter> store, const Keyring& keyring, const Clock& clock,
        Resident& resident, AuditTrail trail, NumberBook numbers, StoreHeads heads);

    void work();
    void run_group(std::vector<Waiting>& group);
    Result<> run_command(const Command& command, bool& touched);
    Result<> finish_group();
    void recover();

    std::unique_ptr<StoreWriter> store_;
    RecordVault vault_;
    const Clock& clock_;
    Resident& resident_;
    AuditTrail trail_;
    NumberBook numbers_;
    StoreHeads heads_;
    bool stopped_ = false;  // The writer's thread only.

    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Waiting> waiting_;
    bool closing_ = false;
    std::thread thread_;
};

}  // namespace genbo
