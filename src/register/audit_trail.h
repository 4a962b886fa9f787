// SPDX-License-Identifier: Apache-2.0
#pragma once

// Writes the trail: one leaf per act, in the transaction of the act.
//
//   embedded   the one writer appends it to the RFC 9162 tree (audit/audit_tree.h) at once
//   shared     nodes that write at the same time cannot agree on a next place, so the leaf is kept
//              beside the record it speaks of, and the holder of the lease `audit` gives it its
//              place in the tree soon after: sequence_leaves() (docs/adr/0016)
//
// Who did it, when, what kind of thing it was done to, and an alias of which one; never a name or a
// value.  The alias of a record comes out of that record's own data key (record_alias()): as random
// as the key is, the same for every act, and leading nowhere once the key is destroyed, whoever has
// the keyring and every leaf.  Of what is no person (an import, a source, a model) it is a keyed
// hash of the id.
//
// What an act was in detail is either kept already and only committed to (of a record's change the
// version itself, which is sealed under the same key), or written beside the record as a
// StoredDetail: words that somebody typed.

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
        // Of a record, always.
        std::optional<AuditAlias> alias = {};
        std::vector<std::string> fields = {};
        std::string purpose = {};
        AuditDecision decision = AuditDecision::allowed;
        std::optional<Hash> detail = {};
    };
    Result<> record(StoreWriter& store, const Actor& actor, Instant at, const Act& act);
    // By whoever, named as in leaves: "key:7".
    Result<> record_as(
        StoreWriter& store, const std::string& actor, const std::string& request_id, Instant at,
        const Act& act);

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

// Of the record whose data key it is: HKDF(data key, "audit.alias").
AuditAlias record_alias(const Key& data_key);

// A stored detail, opened; for whoever has the keyring while the record's key lives.
struct OpenedDetail {
    Bytes entry;
    std::string text;
    Hash commit{};
};
// The text as it is kept beside the record, under its key, and what the act's leaf says of it.
struct MadeDetail {
    StoredDetail row;
    Hash commit{};
};
MadeDetail make_detail(
    const StoredRecord& record, const Key& data_key, Instant at, std::string_view text);
Result<std::vector<OpenedDetail>> opened_details(
    StoreReader& store, const StoredRecord& record, const Key& data_key);

// The tree as the store has it.  corrupt: the frontier does not fit the leaves.
Result<AuditTree> stored_audit_tree(StoreReader& store);

// Gives at most `limit` waiting leaves their place, oldest first; in a transaction that keeps the
// lease `audit`.  How many it was.
Result<std::size_t> sequence_leaves(StoreWriter& store, std::size_t limit);

// Reads every leaf, checks sequence and encoding, recomputes the tree and compares it with the
// frontier.  corrupt: audit.*, naming the first leaf that is wrong.
Result<std::uint64_t> verify_trail(StoreReader& store);

}  // namespace genbo
