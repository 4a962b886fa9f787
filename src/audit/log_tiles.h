// SPDX-License-Identifier: Apache-2.0
#pragma once

// The tree of the trail as static files, after C2SP's tlog-tiles (c2sp.org/tlog-tiles), so that any
// web server can publish it and any tool of that family can read it:
//
//   checkpoint                 the signed root (checkpoint.h)
//   tile/entries/<N>[.p/<W>]   256 leaves, each behind its length in two bytes, big-endian
//   tile/<L>/<N>[.p/<W>]       256 hashes: of leaves on level 0, of full tiles of the level below
//
// <N> is spelt in groups of three digits, all but the last behind an x: 1234067 is x001/x234/067.
// The last tile of a level is partial and says how wide it is.
//
// TileBuilder turns leaves into these files, in order, as soon as each is full; export writes them
// and the verifier compares them with what it finds, so both mean the same by construction.
// TileNodes answers proofs from the hash tiles alone.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "audit/audit_tree.h"
#include "audit/log_folder.h"

namespace genbo {

inline constexpr unsigned kTileWidth = 256;
// Of an entry in a bundle: its length is written in two bytes.
inline constexpr std::size_t kLogEntryBytesMax = 65'535;

// REQUIRES: 1 <= width <= kTileWidth.
std::string tile_path(unsigned level, std::uint64_t index, unsigned width);
std::string bundle_path(std::uint64_t index, unsigned width);

// How many files the tiles and bundles of that many leaves are.
std::uint64_t tile_file_count(std::uint64_t size);

// corrupt: audit.bad_bundle with `path`: lengths that do not add up, or not `width` entries.
Result<std::vector<Bytes>> split_bundle(ByteView bundle, unsigned width, const std::string& path);

class TileBuilder {
public:
    using EachFile = std::function<Result<>(const std::string& path, ByteView bytes)>;

    explicit TileBuilder(EachFile each) : each_(std::move(each)) {}

    // REQUIRES: at most kLogEntryBytesMax bytes.
    Result<> append(ByteView leaf);
    // The partial files.  Nothing is appended afterwards.
    Result<> finish();

    const AuditTree& tree() const { return tree_; }

private:
    struct Level {
        Bytes hashes;
        std::uint64_t index = 0;  // Of the tile being filled.
        AuditTree subtree;        // Of the tile's hashes: its root goes one level up.
    };
    Result<> add_hash(std::size_t level, const Hash& hash);

    EachFile each_;
    AuditTree tree_;
    Bytes bundle_;
    std::vector<Level> levels_;
};

// The inner nodes of a tree of `size` leaves from its hash tiles.  Tiles are read once and a few
// are remembered; nothing in them is trusted before a root is.
class TileNodes final : public NodeSource {
public:
    TileNodes(LogFolder& folder, std::uint64_t size) : folder_(folder), size_(size) {}
    std::uint64_t size() const override { return size_; }
    Result<Hash> node(unsigned level, std::uint64_t index) override;

private:
    Result<const std::vector<Hash>*> tile(unsigned level, std::uint64_t index);

    LogFolder& folder_;
    std::uint64_t size_;
    std::map<std::pair<unsigned, std::uint64_t>, std::vector<Hash>> tiles_;
};

}  // namespace genbo
