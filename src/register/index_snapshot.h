// SPDX-License-Identifier: Apache-2.0
#pragma once

// The file in which a resident index waits for the next start of the program.
//
//   TRY(write_snapshot(place, [&](ArchiveWriter& archive) { … }));
//   TRY(read_snapshot(place, [&](ArchiveReader& archive) { … }));
//
// It holds normalised names and addresses, so every byte of contents is sealed: pieces of about a
// megabyte, each pinned to its file, its place in it and to being the last or not, under a key that
// exists for nothing else.  Only what the same build with the same model and options wrote is read
// (`maker`); everything else is an error, after which the index is made from the facts.  A snapshot
// is a projection: it is in no backup, and losing it costs time.
//
//   "GENBOIX1" | id(16) | { size(4, little-endian; top bit: the last) | sealed piece }
//
// A new one is written beside the old one, synced, and takes its name in one step.

#include <filesystem>
#include <functional>
#include <string>

#include "base/archive.h"
#include "base/result.h"
#include "crypto/key.h"

namespace genbo {

struct SnapshotPlace {
    std::filesystem::path path;
    Key key;
    // Sealed with the contents; a file of another maker is not read.
    std::string maker;
};

// unavailable: register.snapshot_io.
Result<> write_snapshot(
    const SnapshotPlace& place, const std::function<void(ArchiveWriter&)>& contents);

// not_found: register.no_snapshot.  corrupt: register.snapshot_damaged (or sealed by another key),
// register.snapshot_of_another.
Result<> read_snapshot(
    const SnapshotPlace& place, const std::function<void(ArchiveReader&)>& contents);

// Erasure: what was in it must not outlive its record.
Result<> remove_snapshot(const std::filesystem::path& path);

}  // namespace genbo
