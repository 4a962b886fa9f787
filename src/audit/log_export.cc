// SPDX-License-Identifier: Apache-2.0
#include "audit/log_export.h"

#include <algorithm>
#include <set>

#include "audit/audit_leaf.h"
#include "audit/receipt.h"
#include "base/base64.h"
#include "base/check.h"

namespace genbo {

namespace {

constexpr const char* kCheckpointFile = "checkpoint";
constexpr const char* kCopiesFile = "checkpoints";
constexpr const char* kHandoversFile = "handovers";
constexpr const char* kManifestFile = "manifest";
constexpr const char* kKeyFile = "key";
constexpr std::string_view kManifestHead = "genbo-export/1";

std::string manifest_text(
    const Checkpoint& checkpoint, std::string_view note, std::string_view copies,
    std::string_view handovers) {
    const auto hash_line = [](std::string_view name, std::string_view content) {
        return std::string{name} + " " + to_base64(sha256(as_bytes(content))) + "\n";
    };
    return checkpoint.origin + "\n" + std::string{kManifestHead} + "\n" +
           std::to_string(checkpoint.size) + "\n" + hash_line(kCheckpointFile, note) +
           hash_line(kCopiesFile, copies) +
           (handovers.empty() ? "" : hash_line(kHandoversFile, handovers));
}

Result<std::string> read_text(LogFolder& folder, const char* path) {
    const Bytes bytes = TRY(folder.read(path));
    return std::string{as_text(bytes)};
}

// The files that are there beside those of the tiles.
Result<> no_other_files(
    LogFolder& folder, std::uint64_t size, bool has_copies, bool has_handovers) {
    const auto paths = TRY(folder.list());
    const auto own = std::size_t{3} + (has_copies ? 1 : 0) + (has_handovers ? 1 : 0);
    if (paths.size() == tile_file_count(size) + own) return {};
    // All that belong there were read; so one too many: name it.
    std::set<std::string> expected{kCheckpointFile, kManifestFile, kKeyFile};
    if (has_copies) expected.insert(kCopiesFile);
    if (has_handovers) expected.insert(kHandoversFile);
    for (std::uint64_t count = size, level = 0; count > 0; count /= kTileWidth, ++level)
        for (std::uint64_t tile = 0; tile * kTileWidth < count; ++tile) {
            const auto width = static_cast<unsigned>(
                std::min<std::uint64_t>(kTileWidth, count - tile * kTileWidth));
            expected.insert(tile_path(static_cast<unsigned>(level), tile, width));
            if (level == 0) expected.insert(bundle_path(tile, width));
        }
    for (const auto& path : paths)
        if (!expected.contains(path)) return Error{Fault::corrupt, "audit.unexpected_file", {path}};
    return Error{Fault::corrupt, "audit.missing_file", {kManifestFile}};
}

// The signature is one line, so that the manifest has one spelling.
Result<> open_manifest(
    const std::string& manifest, const NoteKey& key, const Checkpoint& checkpoint,
    std::string_view note, std::string_view copies, std::string_view handovers) {
    const Error bad{Fault::corrupt, "audit.bad_manifest"};
    const auto text = TRY(open_note(manifest, key));
    const auto signatures = std::string_view{manifest}.substr(text.size() + 1);
    if (std::ranges::count(signatures, '\n') != 1) return bad;
    if (text != manifest_text(checkpoint, note, copies, handovers)) return bad;
    return {};
}

class LogWalk {
public:
    LogWalk(
        LogFolder& folder, std::uint64_t size, std::vector<OutsideCopies>& copies,
        const TrailKeys& keys)
        : folder_(folder),
          size_(size),
          copies_(copies),
          handovers_(keys),
          builder_([this](const std::string& path, ByteView bytes) {
              return compare_file(path, bytes);
          }) {}

    Result<> run() {
        TRY(compare_copies());
        for (std::uint64_t bundle = 0; bundle * kTileWidth < size_; ++bundle) {
            const auto width = static_cast<unsigned>(
                std::min<std::uint64_t>(kTileWidth, size_ - bundle * kTileWidth));
            const auto path = bundle_path(bundle, width);
            const Bytes bytes = TRY(folder_.read(path));
            for (const auto& leaf : TRY(split_bundle(bytes, width, path))) {
                TRY(take(leaf));
                TRY(compare_copies());
            }
        }
        TRY(builder_.finish());
        const auto until = TRY(handovers_.until());
        for (const auto& copies : copies_) {
            TRY(copies.finish(builder_.tree()));
            TRY(copies.check_keys(until));
        }
        return {};
    }

    const AuditTree& tree() const { return builder_.tree(); }
    std::size_t files() const { return files_; }

private:
    Result<> take(const Bytes& leaf) {
        const auto decoded = decode_leaf(leaf);
        const auto index = builder_.tree().size();
        if (!decoded.ok() || decoded->seq != index)
            return Error{Fault::corrupt, "audit.leaf_out_of_place", {std::to_string(index)}};
        handovers_.see(leaf);
        return builder_.append(leaf);
    }

    Result<> compare_copies() {
        for (auto& copies : copies_) TRY(copies.compare(builder_.tree()));
        return {};
    }

    Result<> compare_file(const std::string& path, ByteView bytes) {
        ++files_;
        const Bytes found = TRY(folder_.read(path));
        if (!std::ranges::equal(found, bytes))
            return Error{Fault::corrupt, "audit.tile_differs", {path}};
        return {};
    }

    LogFolder& folder_;
    std::uint64_t size_;
    std::vector<OutsideCopies>& copies_;
    HandoverPlaces handovers_;
    std::size_t files_ = 0;
    TileBuilder builder_;
};

}  // namespace

LogExport::LogExport(LogFolder& folder)
    : folder_(folder), builder_([&folder](const std::string& path, ByteView bytes) {
          return folder.write(path, bytes);
      }) {}

Result<Checkpoint> LogExport::finish(
    const std::string& origin, const SigningKey& key, std::string_view outside_copies,
    std::string_view handovers) {
    TRY(builder_.finish());
    const Checkpoint checkpoint{origin, builder_.tree().size(), builder_.tree().root()};
    const auto note = sign_checkpoint(checkpoint, key);
    TRY(folder_.write(kCheckpointFile, as_bytes(note)));
    if (!outside_copies.empty()) TRY(folder_.write(kCopiesFile, as_bytes(outside_copies)));
    if (!handovers.empty()) TRY(folder_.write(kHandoversFile, as_bytes(handovers)));
    const auto text = manifest_text(checkpoint, note, outside_copies, handovers);
    TRY(folder_.write(kManifestFile, as_bytes(sign_note(text, origin, key))));
    TRY(folder_.write(kKeyFile, as_bytes(NoteKey{origin, key.public_key()}.str() + "\n")));
    return checkpoint;
}

Result<TrailKeys> folder_keys(LogFolder& folder, const NoteKey& key) {
    TrailKeys keys{key};
    const auto paths = TRY(folder.list());
    if (std::ranges::binary_search(paths, std::string{kHandoversFile})) {
        const auto list = TRY(read_text(folder, kHandoversFile));
        TRY(keys.follow(list));
    }
    return keys;
}

Result<LogReport> verify_log(
    LogFolder& folder, const NoteKey& key, const std::vector<std::string>& outside) {
    LogReport report;
    report.keys = TRY(folder_keys(folder, key));
    for (const auto& list : outside) TRY(report.keys.follow(list));
    const auto& newest = report.keys.newest();
    const auto note = TRY(read_text(folder, kCheckpointFile));
    report.checkpoint = TRY(open_checkpoint(note, newest));
    const auto paths = TRY(folder.list());
    const auto file_of = [&](const char* name) -> Result<std::string> {
        if (!std::ranges::binary_search(paths, std::string{name})) return std::string{};
        return read_text(folder, name);
    };
    const auto own_copies = TRY(file_of(kCopiesFile));
    const auto handovers = TRY(file_of(kHandoversFile));
    const auto manifest = TRY(read_text(folder, kManifestFile));
    TRY(open_manifest(manifest, newest, report.checkpoint, note, own_copies, handovers));
    if (TRY(read_text(folder, kKeyFile)) != newest.str() + "\n")
        return Error{Fault::corrupt, "audit.other_key"};

    std::vector<OutsideCopies> copies;
    if (!own_copies.empty()) copies.push_back(TRY(OutsideCopies::read(own_copies, report.keys)));
    for (const auto& list : outside) copies.push_back(TRY(OutsideCopies::read(list, report.keys)));
    LogWalk walk(folder, report.checkpoint.size, copies, report.keys);
    TRY(walk.run());
    if (walk.tree().root() != report.checkpoint.root)
        return Error{Fault::corrupt, "audit.root_differs"};
    TRY(no_other_files(folder, report.checkpoint.size, !own_copies.empty(), !handovers.empty()));
    report.files = walk.files();
    for (const auto& one : copies) {
        report.outside_checkpoints += one.checkpoints();
        report.voided += one.voided();
        for (const auto& fork : one.forks())
            if (std::ranges::count(report.forks, fork) == 0) report.forks.push_back(fork);
    }
    return report;
}

Result<Checkpoint> folder_checkpoint(LogFolder& folder, const NoteKey& key) {
    const auto note = TRY(read_text(folder, kCheckpointFile));
    const auto keys = TRY(folder_keys(folder, key));
    auto checkpoint = TRY(open_checkpoint(note, keys.newest()));
    TileNodes nodes(folder, checkpoint.size);
    if (TRY(root_at(nodes, checkpoint.size)) != checkpoint.root)
        return Error{Fault::corrupt, "audit.root_differs"};
    return checkpoint;
}

Result<> verify_between(
    LogFolder& folder, const NoteKey& key, const Checkpoint& older, const Checkpoint& newer) {
    const auto whole = TRY(folder_checkpoint(folder, key));
    const auto known = std::max(older.size, newer.size);
    if (known > whole.size)
        return Error{
            Fault::corrupt,
            "audit.rolled_back",
            {std::to_string(whole.size), std::to_string(known)}};
    if (older.size > newer.size) return Error{Fault::corrupt, "audit.not_consistent"};
    TileNodes nodes(folder, whole.size);
    const auto proof = TRY(consistency_proof(nodes, older.size, newer.size));
    TRY(verify_consistency(older.size, older.root, newer.size, newer.root, proof));
    // And that the newer one is of this trail, not of another that continues the older one.
    const auto rest = TRY(consistency_proof(nodes, newer.size, whole.size));
    return verify_consistency(newer.size, newer.root, whole.size, whole.root, rest);
}

Result<std::string> make_receipt(LogFolder& folder, const NoteKey& key, std::uint64_t index) {
    const auto checkpoint = TRY(folder_checkpoint(folder, key));
    if (index >= checkpoint.size)
        return Error{Fault::not_found, "audit.no_such_leaf", {std::to_string(index)}};
    const auto bundle = index / kTileWidth;
    const auto width = static_cast<unsigned>(
        std::min<std::uint64_t>(kTileWidth, checkpoint.size - bundle * kTileWidth));
    const auto path = bundle_path(bundle, width);
    const Bytes bytes = TRY(folder.read(path));
    auto leaves = TRY(split_bundle(bytes, width, path));
    TileNodes nodes(folder, checkpoint.size);
    Receipt receipt;
    receipt.leaf = std::move(leaves[index % kTileWidth]);
    receipt.index = index;
    receipt.proof = TRY(inclusion_proof(nodes, index, checkpoint.size));
    receipt.checkpoint = TRY(read_text(folder, kCheckpointFile));
    auto text = write_receipt(receipt);
    const auto keys = TRY(folder_keys(folder, key));
    TRY(verify_receipt(text, keys));
    return text;
}

}  // namespace genbo
