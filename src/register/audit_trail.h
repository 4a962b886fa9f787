// SPDX-License-Identifier: Apache-2.0
#pragma once

// Writes the trail: one leaf per act, in the transaction of the act, appended to the RFC 9162 tree
// whose frontier is kept beside it (audit/audit_tree.h).
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
    StaffId staff;  // 0 = the system itself.
    std::string role = {};
    std::string request_id = {};

    std::string trail_name() const;
};

class AuditTrail {
public:
    // Takes the tree up where the store left it.  corrupt: the frontier does not fit the leaves.
    static Result<AuditTrail> open(StoreReader& store, const Keyring& keyring);

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
    AuditTrail(const Keyring& keyring, AuditTree tree);

    Mac alias_mac_;
    AuditTree tree_;
};

// Reads every leaf, checks sequence and encoding, recomputes the tree and compares it with the
// frontier.  corrupt: audit.*, naming the first leaf that is wrong.
Result<std::uint64_t> verify_trail(StoreReader& store);

}  // namespace genbo
