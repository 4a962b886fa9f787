// SPDX-License-Identifier: Apache-2.0
#pragma once

// What lies at a place, by its names, and what follows from that: how to get back to a moment, and
// what nobody needs any more.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backup/piece.h"
#include "port/backup_place.h"

namespace genbo {

struct Inventory {
    std::vector<SnapshotName> snapshots;  // Those with a manifest; by line and commit.
    std::vector<LogName> logs;            // By line and first commit.
    // Chunks of snapshots that never came to their manifest.
    std::vector<std::string> orphans;

    // The last commit up to which the logs go on from `commit` without a gap; `commit` itself when
    // none does.
    std::uint64_t reaches(std::uint32_t line, std::uint64_t commit) const;
};

Result<Inventory> take_inventory(BackupPlace& place);

// What the pieces that were needed to get to any moment since `since` leave over: names in the
// order in which they may be removed.  `known` are the manifests of the inventory's snapshots.  The
// newest snapshot, and the newest that is not younger than `since`, stay with all that follows
// them.  At most `snapshots_max` snapshots go at once, so that a clock that has jumped ahead costs
// one old snapshot and not all of them.
std::vector<std::string> superfluous(
    const Inventory& inventory, const std::vector<SnapshotManifest>& known,
    const std::vector<std::string>& names, Instant since, std::size_t snapshots_max);

}  // namespace genbo
