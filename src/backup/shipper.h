// SPDX-License-Identifier: Apache-2.0
#pragma once

// Brings the spool and snapshots to one place, and knows how far it is.
//
//   Shipper shipper(place, keyring, clock);
//   TRY(shipper.ship(spool_folder));             // now and then: what is new, sealed
//   if (shipper.needs_snapshot(…)) TRY(shipper.ship_snapshot(files));
//
// Everything is read back after it was written, compared and opened; only then does it count as
// shipped.  A place that cannot be reached makes an Error and costs nothing: the next ship() goes
// on where the place is, by what lies there.
//
// Thread safety: one thread.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backup/database_image.h"
#include "backup/inventory.h"
#include "backup/spool.h"
#include "crypto/keyring.h"
#include "port/backup_place.h"
#include "port/clock.h"

namespace genbo {

// A log piece holds at most so much before it is sealed, unless a single commit is larger.
inline constexpr std::size_t kLogPieceBytes = std::size_t{8} << 20;

// Why a snapshot is due.
enum class SnapshotDue {
    no,
    first,     // There is none in this line.
    gap,       // The spool does not go on where the place ends.
    schedule,  // The newest is older than it should be.
};

struct SnapshotSource {
    std::string name;  // As in SnapshotFile.
    std::filesystem::path path;
};

struct ShipReport {
    std::uint64_t commits = 0;
    std::uint64_t bytes = 0;  // As they lie at the place.
};

class Shipper {
public:
    Shipper(BackupPlace& place, const Keyring& keyring, const Clock& clock)
        : place_(place), sealer_(keyring), clock_(clock) {}

    // What the place does not have of the newest line of the spool.
    Result<ShipReport> ship(const std::filesystem::path& spool);

    // REQUIRES: the last ship() came to its end.
    Result<SnapshotDue> snapshot_due(
        const std::filesystem::path& spool, std::chrono::seconds every);

    // `files`: the first is a copy of the database in the line of the spool.
    Result<SnapshotManifest> ship_snapshot(
        std::uint32_t line, std::span<const SnapshotSource> files, std::string program,
        std::int64_t records, std::int64_t leaves);

    // Removes what getting to any moment of the last `keep` does not need.  How many pieces.
    Result<std::size_t> prune(std::chrono::hours keep);

    // Joins the small log pieces that a later snapshot has made history into large ones.
    Result<std::size_t> join_logs();

    // After an Error: look again at what lies there before the next step.
    void forget() { learnt_ = false; }

    // The last commit of the newest line that the place has, with its moment.
    const std::optional<CommitHead>& shipped() const { return shipped_; }
    const std::optional<SnapshotManifest>& newest_snapshot() const { return newest_; }

private:
    Result<> learn();
    Result<> put_checked(const std::string& name, ByteView sealed);
    Result<> put_log(std::span<const CommitHead> heads, ByteView records);
    Result<std::vector<Hash>> ship_file(
        const SnapshotName& name, const SnapshotSource& source, std::size_t first_chunk);
    Result<std::size_t> join_run(std::span<const LogName> run);

    BackupPlace& place_;
    PieceSealer sealer_;
    const Clock& clock_;
    bool learnt_ = false;
    Inventory inventory_;
    std::map<SnapshotName, SnapshotManifest> manifests_;
    std::optional<SnapshotManifest> newest_;
    std::optional<CommitHead> shipped_;
    // How far each file of the spool has been read.
    std::map<std::filesystem::path, SpoolReader> readers_;
};

}  // namespace genbo
