// SPDX-License-Identifier: Apache-2.0
#pragma once

// Seals what opens doors: the files of staff and the hashes of their passwords.
//
// An Argon2id string alone can be guessed at by whoever has the database.  Kept in a box under a
// key of the keyring it cannot: that is the pepper of OWASP's password storage sheet, and unlike an
// HMAC over the hash it can be renewed without anybody's password.  The box is pinned to the
// person, so that one's own hash does not open another's account.
//
//   $argon2id$…          from a program before this one; still verified, and sealed at sign-in
//   sealed:<base 64>     the same string in its box
//
// Thread safety: const functions, from any thread.

#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/sealing_keys.h"
#include "port/store.h"
#include "staff/staff_file.h"

namespace genbo {

class StaffVault {
public:
    explicit StaffVault(const Keyring& keyring);

    std::string seal_hash(StaffId staff, std::string_view argon2) const;
    // The Argon2id string.  corrupt: crypto.does_not_open.
    Result<std::string> open_hash(const StoredStaff& staff) const;
    static bool is_sealed(std::string_view stored);

    // An empty file when there is none.
    Result<StaffFile> read(StoreReader& store, StaffId staff) const;
    Result<> write(StoreWriter& store, StaffId staff, const StaffFile& file) const;

    // Everybody's, under the newest root secret.  How many boxes there were to seal anew.
    Result<std::int64_t> reseal(StoreWriter& store) const;

private:
    SealingKeys file_keys_;
    SealingKeys hash_keys_;
};

}  // namespace genbo
