// SPDX-License-Identifier: Apache-2.0
#pragma once

// Erasure on an open master: where its files are, what happens at the start and every night.
//
//   genbo.keyring    the keyring; beside it
//   genbo.erasures   the ledger of erasures (register/erasure_ledger.h)
//   genbo.keys       the key store (register/key_store_file.h)
//
// At every start, before the doors open: keys of an older backup are revived, the ledger is
// replayed where the database does not know all of it, an erasure that a process left half done is
// finished.
//
// At night (by [erasure] at): erasures that are approved and due are done, retention asks for what
// is overdue, and the epoch rolls if there is something to bury.  On a shared master one node does
// it, under the lease `night`; all nodes must use one and the same keyring file.

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "app/master.h"
#include "register/epoch_roll.h"
#include "register/erasure_desk.h"
#include "register/retention.h"

namespace genbo {

// Before Writer::open(); where keys were revived, the partition is to be made anew (rebuild_due()).
Result<> revive_old_keys(Store& store, const Keyring& keyring, const std::filesystem::path& file);

// After it.  How many erasures were done anew.  For whoever restores a backup (nothing else needs
// to be called: start_writing() does).
Result<std::size_t> replay_erasures(Master& master);

// The files beside one keyring, copied beside another: what a restore needs besides the keyring.
Result<> copy_key_companions(
    const std::filesystem::path& from_keyring, const std::filesystem::path& to_keyring);

// The desks of a master, with what they need.
class Erasures {
public:
    explicit Erasures(Master& master);

    ErasureLedger& ledger() { return ledger_; }
    ErasureDesk& desk() { return desk_; }
    RetentionDesk& retention() { return retention_; }
    EpochRoll roll();

    // execute(), and what lies around in files: the snapshot of the index.
    Result<Erasure> execute(ErasureId id, const Actor& actor);

private:
    Master& master_;
    ErasureLedger ledger_;
    ErasureDesk desk_;
    RetentionDesk retention_;
};

struct NightReport {
    bool ran = false;
    RunStop stop = RunStop::none;  // Of what depends on the clock.
    std::vector<ErasureId> executed;
    std::optional<RetentionRun> retention;
    std::optional<RollReport> roll;
};

// Once a minute: does the night's work when its hour has come and nobody has done it today.
class Night {
public:
    explicit Night(Master& master);

    Result<NightReport> look();
    // Now, by hand; the person vouches for the clock.
    Result<NightReport> run(const Actor& actor, ClockTrust trust);

private:
    Result<bool> is_due();

    Master& master_;
    Erasures erasures_;
    std::string holder_;
};

// Looks every minute, on a thread of its own: a roll may take a while.
class NightThread {
public:
    explicit NightThread(Master& master);
    ~NightThread();
    NightThread(const NightThread&) = delete;
    NightThread& operator=(const NightThread&) = delete;

private:
    void work();

    Night night_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool closing_ = false;
    std::thread thread_;
};

}  // namespace genbo
