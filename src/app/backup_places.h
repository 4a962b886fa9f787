// SPDX-License-Identifier: Apache-2.0
#pragma once

// A backup place from its address: a folder, or a bucket (adapter/place/s3_place.h).

#include <filesystem>
#include <memory>
#include <string>

#include "port/backup_place.h"
#include "port/clock.h"

namespace genbo {

// `keys_file` holds the id and the secret of an S3 key, each on a line of its own, and may be read
// by its owner alone; when it is empty the environment's AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN) count.  invalid: backup.bad_address,
// backup.no_keys; and those of crypto/secret_file.h.
Result<std::unique_ptr<BackupPlace>> open_backup_place(
    const std::string& address, const std::filesystem::path& keys_file,
    const std::filesystem::path& authorities, const Clock& clock);

}  // namespace genbo
