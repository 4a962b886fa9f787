// SPDX-License-Identifier: Apache-2.0
#include "audit/log_tiles.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace genbo {

namespace {

constexpr unsigned kTileLevels = 8;  // Levels of the tree in a tile: 2^8 = kTileWidth.
constexpr std::size_t kTilesRemembered = 256;

std::string three_digits(std::uint64_t n) {
    std::string text = std::to_string(n);
    return std::string(3 - text.size(), '0') + text;
}

std::string index_path(std::uint64_t index) {
    std::string path = three_digits(index % 1000);
    while (index >= 1000) {
        index /= 1000;
        path = "x" + three_digits(index % 1000) + "/" + path;
    }
    return path;
}

std::string with_width(std::string path, unsigned width) {
    check(width >= 1 && width <= kTileWidth);
    if (width < kTileWidth) path += ".p/" + std::to_string(width);
    return path;
}

// How many hashes the level of tiles has in a tree of that size.
std::uint64_t hashes_on(unsigned level, std::uint64_t size) {
    return level * kTileLevels >= 64 ? 0 : size >> (level * kTileLevels);
}

}  // namespace

std::string tile_path(unsigned level, std::uint64_t index, unsigned width) {
    return with_width("tile/" + std::to_string(level) + "/" + index_path(index), width);
}

std::string bundle_path(std::uint64_t index, unsigned width) {
    return with_width("tile/entries/" + index_path(index), width);
}

std::uint64_t tile_file_count(std::uint64_t size) {
    const auto tiles = [](std::uint64_t hashes) { return (hashes + kTileWidth - 1) / kTileWidth; };
    std::uint64_t count = tiles(size);
    for (unsigned level = 0; hashes_on(level, size) > 0; ++level)
        count += tiles(hashes_on(level, size));
    return count;
}

Result<std::vector<Bytes>> split_bundle(ByteView bundle, unsigned width, const std::string& path) {
    const Error bad{Fault::corrupt, "audit.bad_bundle", {path}};
    std::vector<Bytes> entries;
    while (!bundle.empty()) {
        if (bundle.size() < 2 || entries.size() == width) return bad;
        const std::size_t length = std::size_t{bundle[0]} << 8 | bundle[1];
        bundle = bundle.subspan(2);
        if (bundle.size() < length) return bad;
        entries.emplace_back(bundle.begin(), bundle.begin() + static_cast<std::ptrdiff_t>(length));
        bundle = bundle.subspan(length);
    }
    if (entries.size() != width) return bad;
    return entries;
}

Result<> TileBuilder::add_hash(std::size_t level, const Hash& hash) {
    if (level == levels_.size()) levels_.emplace_back();
    auto& one = levels_[level];
    one.hashes.insert(one.hashes.end(), hash.begin(), hash.end());
    one.subtree.append(hash);
    if (one.subtree.size() < kTileWidth) return {};
    TRY(each_(tile_path(static_cast<unsigned>(level), one.index, kTileWidth), one.hashes));
    const Hash root = one.subtree.root();
    one = Level{{}, one.index + 1, {}};
    return add_hash(level + 1, root);
}

Result<> TileBuilder::append(ByteView leaf) {
    check(leaf.size() <= kLogEntryBytesMax);
    bundle_.push_back(static_cast<std::uint8_t>(leaf.size() >> 8));
    bundle_.push_back(static_cast<std::uint8_t>(leaf.size() & 0xff));
    bundle_.insert(bundle_.end(), leaf.begin(), leaf.end());
    const Hash hash = leaf_hash(leaf);
    tree_.append(hash);
    if (tree_.size() % kTileWidth == 0) {
        TRY(each_(bundle_path(tree_.size() / kTileWidth - 1, kTileWidth), bundle_));
        bundle_.clear();
    }
    return add_hash(0, hash);
}

Result<> TileBuilder::finish() {
    const auto rest = static_cast<unsigned>(tree_.size() % kTileWidth);
    if (rest > 0) TRY(each_(bundle_path(tree_.size() / kTileWidth, rest), bundle_));
    for (std::size_t level = 0; level < levels_.size(); ++level) {
        const auto& one = levels_[level];
        const auto width = static_cast<unsigned>(one.subtree.size());
        if (width > 0)
            TRY(each_(tile_path(static_cast<unsigned>(level), one.index, width), one.hashes));
    }
    return {};
}

Result<const std::vector<Hash>*> TileNodes::tile(unsigned level, std::uint64_t index) {
    const auto key = std::pair{level, index};
    if (const auto known = tiles_.find(key); known != tiles_.end()) return &known->second;
    const auto hashes = hashes_on(level, size_);
    check(index * kTileWidth < hashes);
    const auto width =
        static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, hashes - index * kTileWidth));
    const auto path = tile_path(level, index, width);
    const Bytes bytes = TRY(folder_.read(path));
    if (bytes.size() != width * sizeof(Hash))
        return Error{Fault::corrupt, "audit.tile_differs", {path}};
    if (tiles_.size() >= kTilesRemembered) tiles_.clear();
    auto& tile = tiles_[key];
    tile.resize(width);
    for (std::size_t i = 0; i < width; ++i)
        std::copy_n(
            bytes.begin() + static_cast<std::ptrdiff_t>(i * sizeof(Hash)), sizeof(Hash),
            tile[i].begin());
    return &tile;
}

Result<Hash> TileNodes::node(unsigned level, std::uint64_t index) {
    const unsigned within = level % kTileLevels;
    const auto first = index << within;  // Among the hashes of the tile's level.
    const auto* const hashes = TRY(tile(level / kTileLevels, first / kTileWidth));
    AuditTree subtree;
    for (std::size_t i = 0; i < std::size_t{1} << within; ++i) {
        const auto at = first % kTileWidth + i;
        check(at < hashes->size());
        subtree.append((*hashes)[at]);
    }
    return subtree.root();
}

}  // namespace genbo
