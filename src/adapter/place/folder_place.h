// SPDX-License-Identifier: Apache-2.0
#pragma once

// Backups in a folder: another disk, a network share.  An object is a file, written beside its name
// and renamed, with file and folder synced, so that it is whole or not there after a power cut.
//
// The folder itself must be there: a share that is not mounted looks like an empty folder that can
// be made, and backups that fill the disk they are to protect from are worse than an alarm.
//
// A share whose server is gone may hang without an error (patient_worker.h).  Every call then
// answers backup.place_hangs, at once after the first, until the share lives again.

#include <filesystem>

#include "adapter/place/patient_worker.h"
#include "port/backup_place.h"

namespace genbo {

class FolderPlace final : public BackupPlace {
public:
    static constexpr std::chrono::seconds kPatience{30};

    explicit FolderPlace(
        std::filesystem::path folder, std::chrono::milliseconds patience = kPatience)
        : folder_(std::move(folder)), patience_(patience), worker_(patience) {}

    // Besides what every place answers: unavailable: backup.place_hangs.

    Result<> put(std::string_view name, ByteView bytes) override;
    Result<Bytes> get(std::string_view name) override;
    Result<std::vector<std::string>> list(std::string_view prefix) override;
    Result<> remove(std::string_view name) override;
    std::string label() const override { return folder_.string(); }

private:
    template <typename Answer>
    Answer patiently(std::function<Answer(Steps&)> job);

    std::filesystem::path folder_;
    std::chrono::milliseconds patience_;
    PatientWorker worker_;
};

}  // namespace genbo
