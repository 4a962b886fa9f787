// SPDX-License-Identifier: Apache-2.0
#pragma once

// A master out of a backup place (backup/restorer.h), ready to be opened.
//
//   files of the moment  →  living keys (register/key_store_file.h), if its own are dead: of the
//   newest moment at the place, and of genbo.keys beside the keyring  →  keyring
//
// Whatever is wrong is found before the folder has its name for a master: genbo.db comes last.  A
// restore that failed leaves a folder without one.

#include <filesystem>

#include "backup/restorer.h"
#include "crypto/keyring.h"
#include "register/key_store_file.h"

namespace genbo {

struct RestoreReport {
    RestoreOutcome outcome;
    std::uint64_t newest_commit = 0;  // Of the same line, where keys are taken from.
    RevivedKeys keys;
    double seconds = 0;
};

// Into a folder that does not exist or is empty.
Result<RestoreReport> restore_master(
    BackupPlace& place, const RestoreTarget& target, const std::filesystem::path& directory,
    const std::filesystem::path& keyring_file);

}  // namespace genbo
