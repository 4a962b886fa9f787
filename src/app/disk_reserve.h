// SPDX-License-Identifier: Apache-2.0
#pragma once

// Room on the disk for what must still be possible when it is full.
//
// SQLite cannot even delete on a full disk: a deletion is written to the log first.  Nor could a
// reader be noted, and what cannot be noted is not shown.  So a server of an embedded master keeps
// a ballast, a file of real blocks, and growing (imports, uploads, new customers) ends early:
//
//   free + ballast   what there is
//   below the floor  growing is refused with store.disk_full (507), and the ballast is given away:
//                    reading, erasing, undoing, signing in and stopping in order go on with it
//   well above       the ballast is laid again
//
//   disk            [ in use ……………………… | free ≥ floor | ballast ]
//   nearly full     [ in use …………………………………………… | free: what the ballast was ]
//
// Both are 16 MiB, or a sixteenth of a small disk.
//
// Thread safety: room_to_grow() may be called from any thread, watch() from one.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "base/disk_space.h"
#include "base/result.h"

namespace genbo {

class Master;

class DiskReserve {
public:
    using Look = std::function<std::optional<DiskSpace>()>;

    // `look` tells of the disk that the folder is on.
    DiskReserve(std::filesystem::path folder, Look look);
    explicit DiskReserve(const std::filesystem::path& folder);

    // unavailable: store.disk_full.
    Result<> room_to_grow() const;

    // Lays the ballast or gives it away, as the disk is now.
    void watch();

    const std::filesystem::path& file() const { return file_; }

private:
    std::uint64_t ballast() const;
    void lay(std::uint64_t bytes);

    const std::filesystem::path file_;
    const Look look_;
};

// Asked before what makes the master larger.  unavailable: store.disk_full.  Of an embedded master:
// a shared one's disk is the database server's matter.
Result<> room_to_grow(Master& master);

}  // namespace genbo
