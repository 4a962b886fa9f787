// SPDX-License-Identifier: Apache-2.0
#pragma once

// A backup place from its address: a folder, or a bucket (adapter/place/s3_place.h).

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapter/place/folder_place.h"
#include "app/config.h"
#include "port/backup_place.h"
#include "port/clock.h"

namespace genbo {

// `keys_file` holds the id and the secret of an S3 key, each on a line of its own, and may be read
// by its owner alone; when it is empty the environment's AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN) count.  invalid: backup.bad_address,
// backup.no_keys; and those of crypto/secret_file.h.
Result<std::unique_ptr<BackupPlace>> open_backup_place(
    const std::string& address, const std::filesystem::path& keys_file,
    const std::filesystem::path& authorities, const Clock& clock,
    std::chrono::seconds patience = FolderPlace::kPatience);

// As [backup] in genbo.toml says; files are named from the master's folder.
Result<std::unique_ptr<BackupPlace>> open_configured_place(
    const std::string& address, const std::filesystem::path& master, const BackupConfig& config,
    const Clock& clock);

// How each place of [backup] fares right now: it is asked for something that is not there.
struct PlaceLook {
    std::string address;
    std::optional<Error> error;
};
std::vector<PlaceLook> look_at_places(
    const std::filesystem::path& master, const BackupConfig& config, const Clock& clock);

}  // namespace genbo
