// SPDX-License-Identifier: Apache-2.0
#pragma once

// The way back: which snapshot and which commits lead to a moment, and the files of the master as
// they were then.
//
//   Restorer restorer(place, keyring);
//   const auto plan = TRY(restorer.plan({.at = moment}));
//   const auto outcome = TRY(restorer.restore(plan, folder));     // folder/genbo.db, genbo.toml, …
//
// Every chunk must have the hash that the manifest says and open under the keyring; every page must
// have the sum that the commit says; no commit between may be missing.  Anything else is refused,
// with the name of the piece or the page: a master that is nearly right is worse than none.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "backup/inventory.h"
#include "backup/piece.h"
#include "crypto/keyring.h"
#include "port/backup_place.h"

namespace genbo {

// The newest commit when nothing is named.
struct RestoreTarget {
    std::optional<Instant> at = {};  // The last commit that is not later.
    std::optional<std::uint64_t> commit = {};
    // Which life of the database `commit` counts in; the one of the newest snapshot by default.
    std::optional<std::uint32_t> line = {};
};

struct RestorePlan {
    SnapshotManifest snapshot;
    std::vector<LogName> logs;  // Those that may be needed, in order.
    RestoreTarget target;
};

struct RestoreOutcome {
    std::uint32_t line = 0;
    std::uint64_t commit = 0;
    Instant at;  // Of that commit.
    std::uint64_t snapshot_commit = 0;
    std::uint64_t bytes = 0;  // Of the files.
};

// What can be restored of one line.
struct RestoreRange {
    SnapshotManifest snapshot;
    std::uint64_t last_commit = 0;  // Reached from it without a gap.
};

class Restorer {
public:
    Restorer(BackupPlace& place, const Keyring& keyring) : place_(place), sealer_(keyring) {}

    // By moment.  not_found: backup.nothing_there.
    Result<std::vector<RestoreRange>> ranges();

    // not_found: backup.nothing_there; backup.too_early, with the earliest moment;
    // backup.no_such_commit.  corrupt: backup.gap, with the commits that are missing.
    Result<RestorePlan> plan(const RestoreTarget& target);

    // REQUIRES: the folder is there and empty.  corrupt: backup.piece_damaged,
    // backup.piece_missing, backup.gap, backup.page_differs, backup.bad_record.
    Result<RestoreOutcome> restore(const RestorePlan& plan, const std::filesystem::path& folder);

private:
    Result<> learn();
    Result<> fetch_files(const SnapshotManifest& snapshot, const std::filesystem::path& folder);
    Result<> fetch_file(
        const SnapshotManifest& snapshot, const SnapshotFile& file, std::size_t first_chunk,
        const std::filesystem::path& to);
    // The moment of the first commit after `commit` in the piece; nothing when it has none.
    Result<std::optional<Instant>> first_after(const LogName& log, std::uint64_t commit);

    BackupPlace& place_;
    PieceSealer sealer_;
    bool learnt_ = false;
    Inventory inventory_;
    std::vector<SnapshotManifest> manifests_;  // By moment.
};

}  // namespace genbo
