// SPDX-License-Identifier: Apache-2.0
#pragma once

// Living keys for a database of earlier, and the key store file they come from.
//
// A backup carries the wrapped keys of its day, and when the epoch that wrapped them is ended they
// are dead, for those who were erased and for everybody else.  The survivors have the same keys in
// another wrapping, and that is taken from
//
//   the key store file   written by each epoch roll before it ends the old epoch, beside the
//   keyring a newer database     of the same master: the newest moment of a backup
//
// into the older database by revive_keys(), whichever of the two there was.  Whoever is in neither
// was erased, and stays unreadable.  A key that waits in quarantine there and did not here, or the
// other way round, is wrapped as it was here: what the older database says of the person counts.
//
// The tag of the file is chained over pages of 5,000 entries.  The file is useless without the
// keyring; it belongs wherever the keyring is kept, and like it in no backup of the data.
//
//   magic(8) | keyring id(16) | epoch(4) | entries | HMAC-SHA256(32)
//   entry: source(8) | hash of the key(16) | wrapped key(109)      in the order of the records
//
// It is replaced as a whole, and durable before the roll goes on.

#include <cstdint>
#include <filesystem>
#include <map>
#include <utility>

#include "register/record_vault.h"

namespace genbo {

// Beside the keyring.
std::filesystem::path key_store_path(const std::filesystem::path& keyring_file);

// Every record of the store.  How many.
Result<std::uint64_t> write_key_store(
    const std::filesystem::path& path, StoreReader& store, const Keyring& keyring);

using KeyStore = std::map<std::pair<SourceId, Bytes>, Bytes>;

// corrupt: register.key_store_damaged.  not_found: register.key_store_missing.
Result<KeyStore> read_key_store(const std::filesystem::path& path, const Keyring& keyring);

// Those of a database that the keyring opens.
Result<> add_living_keys(KeyStore& keys, StoreReader& newer, const Keyring& keyring);

struct RevivedKeys {
    std::int64_t records = 0;
    std::int64_t revived = 0;  // Whose own key is dead, and who have a living one now.
    std::int64_t buried = 0;   // Whose own key is dead, and who are not in `keys`: erased.
};

// For a database out of an older backup, before anybody opens an index on it: each record whose
// data key was wrapped by an ended epoch gets its key of `keys`; those who are not there are
// withdrawn (their rows go when the ledger is replayed).  A roll that was under way then is over.
// So many records a transaction; may be run again.  The partition of those who stay may have lost
// what held it together: from then on rebuild_due().
Result<RevivedKeys> revive_keys(StoreWriter& store, const Keyring& keyring, const KeyStore& keys);

// Whether the store is from before an epoch that the keyring has ended, so that it has keys that
// nothing opens.
Result<bool> keys_are_dead(StoreReader& store, const Keyring& keyring);

// Until rebuild_done() is told.
Result<bool> rebuild_due(StoreReader& store);
Result<> rebuild_done(StoreWriter& store);

}  // namespace genbo
