// SPDX-License-Identifier: Apache-2.0
#pragma once

// Writes the trail: one leaf per act, in the transaction of the act.
//
//   embedded   the one writer appends it to the RFC 9162 tree (audit/audit_tree.h) at once
//   shared     nodes that write at the same time cannot agree on a next place, so the leaf is kept
//              beside the record it speaks of, and the holder of the lease `audit` gives it its
//              place in the tree soon after: sequence_leaves() (docs/adr/0016)
//
// Who did it, when, what kind of thing it was done to, and a keyed alias of which one; never a
// name or a value.  The alias of a record is a keyed hash of its id: without the key ring it leads
// nowhere.

#include <string>

#include "audit/audit_leaf.h"
#include "audit/audit_tree.h"
#include "crypto/keyring.h"
#include "crypto/mac.h"
#include "port/store.h"

namespace genbo {

// Whoever causes a change.
struct Actor {
    StaffId staff;  // 0 = the system itself; below: an API key (access/api_key.h).
    std::string role = {};
    std::string request_id = {};

    std::string trail_name() const;
};

class AuditTrail {
public:
    // Takes the tree up where the store left it.  corrupt: the frontier does not fit the leaves.
    static Result<AuditTrail> open(StoreReader& store, const Keyring& keyring, Sharing sharing);

    struct Act {
        std::string action;
        std::string object_type = {};
        std::int64_t object = 0;  // 0 = none in particular.
        std::uint64_t count = 1;
    };
    Result<> record(StoreWriter& store, const Actor& actor, Instant at, const Act& act);

    // The frontier, in the store; once per transaction.
    Result<> save(StoreWriter& store) const;

    const AuditTree& tree() const { return tree_; }
    // For a rolled-back command: the tree as it was.
    void rewind(AuditTree tree) { tree_ = std::move(tree); }

private:
    AuditTrail(const Keyring& keyring, AuditTree tree, Sharing sharing);

    Mac alias_mac_;
    AuditTree tree_;
    Sharing sharing_;
};

// The tree as the store has it.  corrupt: the frontier does not fit the leaves.
Result<AuditTree> stored_audit_tree(StoreReader& store);

// Gives at most `limit` waiting leaves their place, oldest first; in a transaction that keeps the
// lease `audit`.  How many it was.
Result<std::size_t> sequence_leaves(StoreWriter& store, std::size_t limit);

// Reads every leaf, checks sequence and encoding, recomputes the tree and compares it with the
// frontier.  corrupt: audit.*, naming the first leaf that is wrong.
Result<std::uint64_t> verify_trail(StoreReader& store);

}  // namespace genbo
