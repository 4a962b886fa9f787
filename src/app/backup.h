// SPDX-License-Identifier: Apache-2.0
#pragma once

// A copy of a master at one moment, for carrying it elsewhere; what runs all the time and goes back
// to any moment is backup_keeper.h.
//
// It is a folder: `genbo.db` (one consistent moment, copied while everybody works), the
// configuration, and `manifest.json` with the SHA-256 of the copy, the id of the keyring it needs
// and the size of the audit log.  Match and search indexes are never in it; neither is the keyring,
// without which the copy can not be read.

#include <cstdint>
#include <filesystem>
#include <string>

#include "app/master.h"

namespace genbo {

struct BackupManifest {
    std::uint64_t bytes = 0;
    std::string sha256;
    std::string keyring_id;
    std::uint64_t audit_size = 0;
    std::string taken_at;
};

// conflict: app.backup_exists.
Result<BackupManifest> make_backup(Master& master, const std::filesystem::path& target);

// A copy that only its owner may read, on the disk.
Result<> copy_private_file(const std::filesystem::path& from, const std::filesystem::path& to);
// A file, or a folder's names, are on the disk.
Result<> sync_path(const std::filesystem::path& path);

// Into a folder that does not exist or is empty.  corrupt: app.backup_damaged (the copy is not what
// the manifest says).  forbidden: app.other_keyring.
Result<> restore_backup(
    const std::filesystem::path& backup, const std::filesystem::path& directory,
    const std::filesystem::path& keyring);

}  // namespace genbo
