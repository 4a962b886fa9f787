// SPDX-License-Identifier: Apache-2.0
#pragma once

// The trail on its way out of the database: signed checkpoints, exported folders
// (audit/log_export.h), receipts (audit/receipt.h), and the comparison with what is kept outside.
//
// The signing key is derived from the keyring; the trail's name is "genbo/<id of the keyring>", so
// that a verifier who has the key of one master is not shown the trail of another.

#include <cstdint>
#include <string>
#include <string_view>

#include "audit/log_export.h"
#include "crypto/keyring.h"
#include "port/store.h"

namespace genbo {

std::string trail_origin(const Keyring& keyring);
SigningKey trail_signing_key(const Keyring& keyring);
// What a verifier is given beforehand.
NoteKey trail_note_key(const Keyring& keyring);

// As it is now, in the store.
Result<Checkpoint> trail_checkpoint(StoreReader& store, const Keyring& keyring);

// Every leaf that has its place, into an empty folder.
Result<Checkpoint> export_trail(
    StoreReader& store, const Keyring& keyring, LogFolder& folder, std::string_view copies);

// not_found: audit.no_such_leaf.
Result<std::string> receipt_of_leaf(
    StoreReader& store, const Keyring& keyring, std::uint64_t index);

// Whether the stored trail is what these outside copies say.  corrupt: audit.*.
Result<> compare_outside(StoreReader& store, OutsideCopies& copies);

}  // namespace genbo
