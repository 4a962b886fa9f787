// SPDX-License-Identifier: Apache-2.0
#pragma once

// The key store file: the wrapped data keys of all records of a master, in a file beside the
// keyring.
//
// A backup carries the wrapped keys of its day, and when the epoch that wrapped them is ended they
// are dead, for those who were erased and for everybody else.  So each epoch roll writes the
// present keys here before it ends the old epoch, and a restore takes from here what its backup's
// own keys no longer open.  Whoever is not here was erased (or came after the roll, under the
// present epoch). The tag is chained over pages of 5,000 entries.  The file is useless without the
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

struct RevivedKeys {
    std::uint64_t records = 0;
    std::uint64_t revived = 0;  // Whose own key is dead, and who have the file's now.
    std::uint64_t buried = 0;   // Whose own key is dead, and who are not in the file: erased.
};

// For a database out of an older backup, before anybody opens an index on it: each record whose
// data key was wrapped by an ended epoch gets the key of the file; those who are not there are
// withdrawn (their rows go when the ledger is replayed).  So many records a transaction; may be run
// again.  The partition of those who stay may have lost what held it together: rebuild afterwards.
Result<RevivedKeys> revive_keys(StoreWriter& store, const Keyring& keyring, const KeyStore& keys);

// Whether the store is from before an epoch that the keyring has ended.
Result<bool> keys_are_dead(StoreReader& store, const Keyring& keyring);

}  // namespace genbo
