// SPDX-License-Identifier: Apache-2.0
#pragma once

// Opens the keyring with the guard that its file names, by what genbo.toml says of that guard.
//
// Secrets of the guards come from the environment or from files of their own, never from
// genbo.toml: GENBO_PASSPHRASE; GENBO_PKCS11_PIN or [keys] pkcs11_pin_file; GENBO_TRANSIT_TOKEN or
// [keys] transit_token_file.

#include <filesystem>
#include <string_view>

#include "app/config.h"
#include "crypto/keyring.h"

namespace genbo {

// none, argon2id, keyfile, pkcs11, transit.  Relative paths are of `directory`.  `passphrase` names
// the variable of the environment.  invalid: app.unknown_guard, app.guard_setting (which).
Result<KeyGuardPtr> key_guard_of(
    std::string_view kind, const std::filesystem::path& directory, const Config& config,
    const char* passphrase = "GENBO_PASSPHRASE");

Result<Keyring> open_keyring(
    const std::filesystem::path& path, const std::filesystem::path& directory,
    const Config& config);

// For a restore, which knows no master yet: the settings of the guard come from a genbo.toml beside
// the keyring, where there is one.
Result<Keyring> open_keyring_by_itself(const std::filesystem::path& path);

}  // namespace genbo
