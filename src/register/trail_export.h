// SPDX-License-Identifier: Apache-2.0
#pragma once

// The trail on its way out of the database: signed checkpoints, exported folders
// (audit/log_export.h), receipts (audit/receipt.h), and the comparison with what is kept outside.
//
// The signing key is derived from the keyring; the trail's name is "genbo/<id of the keyring>", so
// that a verifier who has the key of one master is not shown the trail of another.  When the root
// secret is replaced (root_change.h), the key is handed over to one of the new root
// (audit/key_handover.h); which one stands for the trail says the store, so that all nodes agree.

#include <cstdint>
#include <string>
#include <string_view>

#include "audit/log_export.h"
#include "crypto/keyring.h"
#include "port/store.h"
#include "register/writer.h"

namespace genbo {

std::string trail_origin(const Keyring& keyring);
Result<SigningKey> trail_signing_key(StoreReader& store, const Keyring& keyring);
// What a verifier is given beforehand.
Result<NoteKey> trail_note_key(StoreReader& store, const Keyring& keyring);
// With those before it, and the list of hand-overs that leads to them; empty: there were none.
Result<TrailKeys> trail_keys(StoreReader& store, const Keyring& keyring);
Result<std::string> trail_handovers(StoreReader& store);

// Whether the keyring has a newer root than the one whose key stands for the trail: after a new
// root, and after a restore from before it.
Result<bool> handover_due(StoreReader& store, const Keyring& keyring);
// If it is due: to the key of the newest root.
Result<> hand_over_trail(WriteContext& context, const Keyring& keyring, const Actor& actor);

// As it is now, in the store.
Result<Checkpoint> trail_checkpoint(StoreReader& store, const Keyring& keyring);

// Every leaf that has its place, into an empty folder.
Result<Checkpoint> export_trail(
    StoreReader& store, const Keyring& keyring, LogFolder& folder, std::string_view copies);

// not_found: audit.no_such_leaf.
Result<std::string> receipt_of_leaf(
    StoreReader& store, const Keyring& keyring, std::uint64_t index);

// The largest tree of the stored trail that none of these outside copies contradicts.
Result<Checkpoint> uncontradicted(
    StoreReader& store, const Keyring& keyring, const OutsideCopies& copies);

// The tree of all stored leaves, if it is what these outside copies say.  corrupt: audit.*.
Result<AuditTree> compare_outside(StoreReader& store, const TrailKeys& keys, OutsideCopies& copies);

// The tree of the stored leaves whose beginning is said to be `tree`.
Result<AuditTree> with_later_leaves(StoreReader& store, AuditTree tree);

}  // namespace genbo
