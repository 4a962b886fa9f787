// SPDX-License-Identifier: Apache-2.0
#pragma once

// Backups in a folder: another disk, a network share.  An object is a file, written beside its name
// and renamed, with file and folder synced, so that it is whole or not there after a power cut.
//
// The folder itself must be there: a share that is not mounted looks like an empty folder that can
// be made, and backups that fill the disk they are to protect from are worse than an alarm.

#include <filesystem>

#include "port/backup_place.h"

namespace genbo {

class FolderPlace final : public BackupPlace {
public:
    explicit FolderPlace(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Result<> put(std::string_view name, ByteView bytes) override;
    Result<Bytes> get(std::string_view name) override;
    Result<std::vector<std::string>> list(std::string_view prefix) override;
    Result<> remove(std::string_view name) override;
    std::string label() const override { return folder_.string(); }

private:
    std::filesystem::path folder_;
};

}  // namespace genbo
