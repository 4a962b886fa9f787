// SPDX-License-Identifier: Apache-2.0
#pragma once

// What lies at a backup place, and how its pieces are named and sealed.
//
//   LINE/COMMIT.snapshot/000000 …     the master's files at one commit, in chunks of kChunkBytes
//   LINE/COMMIT.snapshot/manifest     which files, how large, the SHA-256 of each chunk, and the
//                                     root over them (RFC 9162): a snapshot without it is none
//   LINE/FIRST-LAST.log               the commits from FIRST to LAST, one after another
//
// LINE is 8 hexadecimal digits, commits are 16.  Every piece is a box (crypto/aead.h) under the
// keyring's key for backups; its associated data says line, commit and place, so that no piece can
// stand in for another.  The manifest has the id of the keyring in front, readable, because whoever
// restores has to know which keyring to look for.
//
// Whoever can write to the place can take the newest pieces away unnoticed: what is missing at the
// end looks like what was never there.  A checkpoint of the audit log that was kept elsewhere
// tells.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "crypto/hash.h"
#include "crypto/sealing_keys.h"

namespace genbo {

inline constexpr std::size_t kChunkBytes = std::size_t{4} << 20;

struct SnapshotName {
    std::uint32_t line = 0;
    std::uint64_t commit = 0;

    friend auto operator<=>(const SnapshotName&, const SnapshotName&) = default;
};

struct LogName {
    std::uint32_t line = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;

    friend auto operator<=>(const LogName&, const LogName&) = default;
};

std::string line_name(std::uint32_t line);
std::string snapshot_folder(const SnapshotName& snapshot);  // With the slash.
std::string chunk_name(const SnapshotName& snapshot, std::size_t chunk);
std::string manifest_name(const SnapshotName& snapshot);
std::string log_name(const LogName& log);

// Nothing: it is not one of ours.
std::optional<SnapshotName> parse_manifest_name(std::string_view name);
std::optional<LogName> parse_log_name(std::string_view name);
// Of a chunk or a manifest.
std::optional<SnapshotName> snapshot_of(std::string_view name);

struct SnapshotFile {
    std::string name;  // "genbo.db", "genbo.toml", "reference/ken-all.ref".
    std::uint64_t bytes = 0;
};

// Chunks are counted over all files, in order; the last chunk of a file may be shorter.
struct SnapshotManifest {
    SnapshotName name;
    Instant at;
    std::string program;
    std::uint32_t page_size = 0;
    std::vector<SnapshotFile> files;
    std::vector<Hash> chunks;  // Of the sealed bytes.
    std::int64_t records = 0;
    std::int64_t leaves = 0;

    Hash root() const;
    std::uint64_t bytes() const;
};

std::size_t chunks_of(const SnapshotFile& file);

// Thread safety: one per thread.
class PieceSealer {
public:
    explicit PieceSealer(const Keyring& keyring)
        : keys_(keyring, "backup.data"), keyring_id_(keyring.id()) {}

    Bytes seal_chunk(const SnapshotName& snapshot, std::size_t chunk, ByteView plain);
    // corrupt: backup.piece_damaged, with the name of the piece.
    Result<Bytes> open_chunk(const SnapshotName& snapshot, std::size_t chunk, ByteView sealed);

    Bytes seal_log(const LogName& log, ByteView plain);
    Result<Bytes> open_log(const LogName& log, ByteView sealed);

    Bytes seal_manifest(const SnapshotManifest& manifest);
    // forbidden: backup.other_keyring, with the id of the one it needs.
    Result<SnapshotManifest> open_manifest(const SnapshotName& snapshot, ByteView sealed);

private:
    SealingKeys keys_;
    std::string keyring_id_;
};

}  // namespace genbo
