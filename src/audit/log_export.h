// SPDX-License-Identifier: Apache-2.0
#pragma once

// The trail as a folder that can be checked without Genbo, on another machine, by somebody else:
//
//   tile/…                 leaves and hashes (log_tiles.h)
//   checkpoint             the signed root of exactly these leaves
//   checkpoints            the outside copies known at the export (outside_copy.h); may be missing
//   handovers              the hand-overs of the signing key (key_handover.h); if there were any
//   manifest               signed: the size, and what these files hash to
//   key                    the verifier's key, for convenience: whoever replaces the folder
//                          replaces it too, so the verifier wants the key from elsewhere
//
// verify_log() reads every byte: each leaf is decoded and has its place, each tile is what the
// leaves make it, no file is missing, none is there that does not belong, each checkpoint is true.
// What it cannot notice is that the whole folder was exchanged for an older one; for that it takes
// outside copies.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/log_tiles.h"
#include "audit/outside_copy.h"

namespace genbo {

class LogExport {
public:
    // `folder` is empty and outlives the export.
    explicit LogExport(LogFolder& folder);

    Result<> append(ByteView leaf) { return builder_.append(leaf); }
    // The signed checkpoint of what was appended.
    Result<Checkpoint> finish(
        const std::string& origin, const SigningKey& key, std::string_view outside_copies,
        std::string_view handovers = {});

private:
    LogFolder& folder_;
    TileBuilder builder_;
};

struct LogReport {
    Checkpoint checkpoint;
    TrailKeys keys{NoteKey{}};  // Oldest first; the newest signed the checkpoint.
    std::size_t files = 0;
    std::size_t outside_checkpoints = 0;
    std::size_t voided = 0;
    std::vector<ForkRecord> forks;
};

// `key` is any that stood for the trail: hand-overs are followed from it, of the folder and of the
// lists.  `outside` are further lists of copies.  corrupt, not_found: audit.*, with what is wrong
// and where.
Result<LogReport> verify_log(
    LogFolder& folder, const NoteKey& key, const std::vector<std::string>& outside);

// Of the folder, followed from the one that was given.
Result<TrailKeys> folder_keys(LogFolder& folder, const NoteKey& key);

// The folder's checkpoint, and its tree by tiles, checked against each other.
Result<Checkpoint> folder_checkpoint(LogFolder& folder, const NoteKey& key);

// That `older` is a beginning of `newer`, by the folder's tiles, whose own checkpoint must hold.
Result<> verify_between(
    LogFolder& folder, const NoteKey& key, const Checkpoint& older, const Checkpoint& newer);

// The receipt of a leaf from the folder alone.  not_found: audit.no_such_leaf.
Result<std::string> make_receipt(LogFolder& folder, const NoteKey& key, std::uint64_t index);

}  // namespace genbo
