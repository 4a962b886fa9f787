// SPDX-License-Identifier: Apache-2.0
#pragma once

// Passwords of staff, kept as Argon2id (RFC 9106) strings that carry their own parameters:
//
//   $argon2id$v=19$m=47104,t=1,p=1$salt$hash
//
// The default is one of the settings that OWASP and ASVS 5.0 name (46 MiB, one pass), about 40 ms.
// needs_rehash() tells at sign-in, when the password is at hand, that a string is weaker than that.
//
// Each hash takes its memory for as long as it runs: the caller keeps at most a few going at once,
// or many sign-ins exhaust the machine.
//
//   if (!verify_password(staff.password_hash, typed)) …
//   if (needs_rehash(staff.password_hash)) staff.password_hash = hash_password(typed);

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "crypto/key.h"

namespace genbo {

struct PasswordCost {
    std::uint64_t memory_kib = 46 * 1024;
    std::uint64_t passes = 1;
};

// crypto.no_memory when the machine has no room for the hash.
Result<std::string> hash_password(std::string_view password, PasswordCost cost = {});

// False also for a string that is no Argon2id string.
[[nodiscard]] bool verify_password(const std::string& hash, std::string_view password);

bool needs_rehash(const std::string& hash, PasswordCost cost = {});

// A string of the default cost that no password fits.  Verify against it when the account is not
// known, so that the answer takes as long as for one that is.
const std::string& unmatchable_password_hash();

// For the first sign-in: five groups of four from 31 symbols (no 0 and O, 1 and I, L), 99 bits.
std::string random_password();

// A key out of a passphrase: seals the keyring file.  REQUIRES: salt.size() == 16.
Result<Key> key_from_passphrase(std::string_view passphrase, ByteView salt, PasswordCost cost);

}  // namespace genbo
