// SPDX-License-Identifier: Apache-2.0
#include "backup/restorer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "backup/commit_record.h"
#include "backup/database_image.h"
#include "crypto/hash.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

Error gap_error(std::uint64_t from, std::uint64_t to) {
    return {Fault::corrupt, "backup.gap", {std::to_string(from), std::to_string(to)}};
}

Error image_unwritable() { return {Fault::unavailable, "backup.image_unwritable"}; }

// A new file, its owner's alone.
class NewFile {
public:
    explicit NewFile(const fs::path& path)
        : handle_(
              ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
    ~NewFile() {
        if (handle_ >= 0) ::close(handle_);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    bool ok() const { return handle_ >= 0; }
    bool append(ByteView bytes) const {
        while (!bytes.empty()) {
            const auto wrote = ::write(handle_, bytes.data(), bytes.size());
            if (wrote <= 0) return false;
            bytes = bytes.subspan(static_cast<std::size_t>(wrote));
        }
        return true;
    }
    bool sync() const { return ::fsync(handle_) == 0; }

private:
    int handle_;
};

}  // namespace

Result<> Restorer::learn() {
    if (learnt_) return {};
    inventory_ = TRY(take_inventory(place_));
    if (inventory_.snapshots.empty()) return Error{Fault::not_found, "backup.nothing_there"};
    Result<> first;
    for (const auto& name : inventory_.snapshots) {
        const auto sealed = TRY(place_.get(manifest_name(name)));
        auto manifest = sealer_.open_manifest(name, sealed);
        // One that is damaged is no way back; others may be.
        if (!manifest.ok() && first.ok()) first = manifest.error();
        if (manifest.ok()) manifests_.push_back(*std::move(manifest));
    }
    if (manifests_.empty()) return first;
    std::ranges::stable_sort(manifests_, {}, &SnapshotManifest::at);
    learnt_ = true;
    return {};
}

Result<std::vector<RestoreRange>> Restorer::ranges() {
    TRY(learn());
    std::vector<RestoreRange> ranges;
    for (const auto& manifest : manifests_)
        ranges.push_back({manifest, inventory_.reaches(manifest.name.line, manifest.name.commit)});
    return ranges;
}

Result<std::optional<Instant>> Restorer::first_after(const LogName& log, std::uint64_t commit) {
    const auto sealed = TRY(place_.get(log_name(log)));
    const auto plain = TRY(sealer_.open_log(log, sealed));
    for (ByteView rest{plain}; !rest.empty();) {
        const auto record = TRY(CommitReader::open(rest));
        if (record.head().commit > commit) return std::optional{record.head().at};
        rest = rest.subspan(record.size());
    }
    return std::optional<Instant>{};
}

Result<RestorePlan> Restorer::plan(const RestoreTarget& target) {
    TRY(learn());
    const auto line = target.line.value_or(manifests_.back().name.line);
    const bool by_line = target.commit || target.line;
    const SnapshotManifest* from = nullptr;
    for (const auto& manifest : manifests_) {
        if (by_line && manifest.name.line != line) continue;
        if (target.commit && manifest.name.commit > *target.commit) continue;
        if (target.at && manifest.at > *target.at) continue;
        if (from == nullptr || from->at <= manifest.at) from = &manifest;
    }
    if (from == nullptr) {
        if (target.commit)
            return Error{
                Fault::not_found, "backup.no_such_commit", {std::to_string(*target.commit)}};
        return Error{Fault::not_found, "backup.too_early", {format_instant(manifests_.front().at)}};
    }
    RestorePlan plan{*from, {}, target};
    auto reached = from->name.commit;
    for (const auto& log : inventory_.logs) {
        if (log.line != from->name.line || log.last <= reached) continue;
        if (target.commit && reached >= *target.commit) break;
        if (log.first > reached + 1) {
            // What is missing matters only if it lies before the target.
            if (target.at) {
                const auto next = TRY(first_after(log, reached));
                if (next && *next > *target.at) break;
            }
            return gap_error(reached + 1, log.first - 1);
        }
        plan.logs.push_back(log);
        reached = log.last;
    }
    if (target.commit && reached < *target.commit)
        return Error{Fault::not_found, "backup.no_such_commit", {std::to_string(*target.commit)}};
    return plan;
}

Result<> Restorer::fetch_file(
    const SnapshotManifest& snapshot, const SnapshotFile& file, std::size_t first_chunk,
    const fs::path& to) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    const NewFile out(to);
    if (error || !out.ok()) return image_unwritable();
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < chunks_of(file); ++i) {
        const auto chunk = first_chunk + i;
        const auto name = chunk_name(snapshot.name, chunk);
        const auto sealed = TRY(place_.get(name));
        if (sha256(sealed) != snapshot.chunks.at(chunk))
            return Error{Fault::corrupt, "backup.piece_damaged", {name}};
        const auto plain = TRY(sealer_.open_chunk(snapshot.name, chunk, sealed));
        bytes += plain.size();
        if (!out.append(plain)) return image_unwritable();
    }
    if (bytes != file.bytes)
        return Error{Fault::corrupt, "backup.piece_damaged", {manifest_name(snapshot.name)}};
    if (!out.sync()) return image_unwritable();
    return {};
}

Result<> Restorer::fetch_files(const SnapshotManifest& snapshot, const fs::path& folder) {
    std::size_t chunk = 0;
    for (const auto& file : snapshot.files) {
        TRY(fetch_file(snapshot, file, chunk, folder / file.name));
        chunk += chunks_of(file);
    }
    return {};
}

Result<RestoreOutcome> Restorer::restore(const RestorePlan& plan, const fs::path& folder) {
    TRY(fetch_files(plan.snapshot, folder));
    auto image = TRY(DatabaseImage::open(folder / plan.snapshot.files.front().name));
    RestoreOutcome outcome;
    outcome.line = plan.snapshot.name.line;
    outcome.snapshot_commit = plan.snapshot.name.commit;
    outcome.at = plan.snapshot.at;
    outcome.bytes = plan.snapshot.bytes();
    // The manifest is of this snapshot and sealed; the file must say the same.
    if (image.commit() != outcome.snapshot_commit)
        return Error{Fault::corrupt, "backup.image_damaged"};
    const auto wanted = [&](const CommitHead& head) {
        if (plan.target.commit && head.commit > *plan.target.commit) return false;
        return !plan.target.at || head.at <= *plan.target.at;
    };
    bool there = false;
    for (const auto& log : plan.logs) {
        if (there) break;
        const auto sealed = TRY(place_.get(log_name(log)));
        const auto plain = TRY(sealer_.open_log(log, sealed));
        for (ByteView rest{plain}; !rest.empty() && !there;) {
            auto record = TRY(CommitReader::open(rest));
            rest = rest.subspan(record.size());
            const auto& head = record.head();
            if (head.commit <= image.commit()) continue;
            if (head.commit != image.commit() + 1)
                return gap_error(image.commit() + 1, head.commit - 1);
            there = !wanted(head);
            if (there) break;
            TRY(image.apply(record));
            outcome.at = head.at;
        }
    }
    TRY(image.finish());
    outcome.commit = image.commit();
    return outcome;
}

}  // namespace genbo
