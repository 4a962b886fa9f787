// SPDX-License-Identifier: Apache-2.0
#pragma once

// Puts signed checkpoints where whoever changes the database cannot change them too: appended to
// files on other volumes, and posted to other machines (config [audit]).
//
//   outside_files   paths; each gets one entry (audit/outside_copy.h) per checkpoint
//   outside_hooks   https addresses; each gets the same entry as a POST, text/plain
//
// A checkpoint is due when the trail has grown and either `checkpoint_leaves` acts or
// `checkpoint_s` seconds have come since the last.  The holder of the lease `checkpoint` does it
// (register/duties.h).  How each destination fared is written in the store (`outside_states()`), so
// that every node's console shows it.
//
// Before the first one, and whenever somebody else wrote to a file since, the keeper looks at what
// the files know: every copy in them that is not void must be a beginning of the trail, the tree of
// as many leaves having the same root.  If one is not, or knows of more acts than the trail has,
// the database was put back or changed: the keeper signs nothing more until that is explained by a
// fork record (note_restore(), which `genbo restore` and `genbo audit fork` call), because a fresh
// signature would make the other trail official, however long it has become since.  Between two
// looks the trail must continue from what was signed last.  A look reads every leaf once.

#include <optional>
#include <string>
#include <vector>

#include "app/master.h"
#include "audit/audit_tree.h"
#include "audit/outside_copy.h"
#include "port/http_caller.h"
#include "register/inspection.h"

namespace genbo {

struct OutsideState {
    std::string destination;
    std::uint64_t size = 0;  // Of the last checkpoint that it took.
    Instant at;              // When it took it.
    std::string failure;     // Code of why it did not take the next; empty: all is well.

    friend bool operator==(const OutsideState&, const OutsideState&) = default;
};

class CheckpointKeeper {
public:
    // Both outlive the keeper.
    CheckpointKeeper(Master& master, HttpCaller& http) : master_(master), http_(http) {}

    // Whether there is a destination at all.
    bool has_work() const;
    // Signs and sends if it is due.  An Error only of the store; what a destination did is in its
    // state.
    Result<> run_once();

private:
    // Of each outside file; nothing: it cannot be read.
    using Lengths = std::vector<std::optional<std::uintmax_t>>;

    Lengths lengths() const;
    // Whether the trail may be signed.  corrupt: audit.rolled_back, audit.not_consistent and what
    // else a copy can be.
    Result<> look(StoreReader& store, const AuditTree& now, Instant at);
    Result<> look_at_files(StoreReader& store, const AuditTree& now) const;
    Result<> send(const Checkpoint& checkpoint, const Result<>& looked, Instant at);

    Master& master_;
    HttpCaller& http_;
    // What was found to go with the files when they were so long; nothing: they are to be looked
    // at.
    std::optional<AuditTree> tree_;
    Lengths lengths_;
    std::optional<Error> refused_;
    Instant refused_at_;
    std::optional<Checkpoint> last_;
    Instant last_at_;
    Instant tried_at_;
};

// The last signed checkpoint with its time, as the store has it; nothing before the first.
struct SignedCheckpoint {
    Instant at;
    std::string note;
};
Result<std::optional<SignedCheckpoint>> last_signed(StoreReader& store);
Result<std::vector<OutsideState>> outside_states(StoreReader& store);

// Whether the trail is what the outside files say; "outside" of `genbo doctor`.
InspectionPart inspect_outside(const Master& master, ReadSession& session);

// The lists of the outside files that can be read, one after another.
std::vector<std::string> outside_lists(const Master& master);

// After a restore: if a file knows of acts that the trail does not have, a signed fork record goes
// to every file and an act "audit.restored" into the trail.  Acts that came after the restore, the
// start's own among them, do not matter.  REQUIRES: start_writing() succeeded.
Result<std::optional<ForkRecord>> note_restore(Master& master);

}  // namespace genbo
