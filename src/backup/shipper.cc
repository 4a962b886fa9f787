// SPDX-License-Identifier: Apache-2.0
#include "backup/shipper.h"

#include <algorithm>
#include <fstream>

#include "base/log.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

// A log piece of this size or more is not worth joining with others.
constexpr std::size_t kJoinedPiecesMax = 512;

Result<Bytes> read_piece(std::ifstream& file, std::size_t size, const std::string& name) {
    Bytes bytes(size);
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    if (static_cast<std::size_t>(file.gcount()) != size)
        return Error{Fault::unavailable, "backup.source_unreadable", {name}};
    return bytes;
}

}  // namespace

Result<> Shipper::learn() {
    if (learnt_) return {};
    inventory_ = TRY(take_inventory(place_));
    manifests_.clear();
    newest_.reset();
    shipped_.reset();
    for (const auto& name : inventory_.snapshots) {
        const auto sealed = TRY(place_.get(manifest_name(name)));
        auto manifest = sealer_.open_manifest(name, sealed);
        if (!manifest.ok()) {
            // Another master's, or damaged: a restore from it will say so; here it is no snapshot.
            log_warn("backup.manifest_unusable", {{"code", LogToken{manifest.error().code}}});
            if (manifest.error().fault == Fault::forbidden) return manifest.error();
            continue;
        }
        if (!newest_ || newest_->at <= manifest->at) newest_ = *manifest;
        manifests_.emplace(name, *std::move(manifest));
    }
    readers_.clear();
    learnt_ = true;
    return {};
}

Result<> Shipper::put_checked(const std::string& name, ByteView sealed) {
    TRY(place_.put(name, sealed));
    const auto back = TRY(place_.get(name));
    if (std::ranges::equal(back, sealed)) return {};
    static_cast<void>(place_.remove(name).ok());
    return Error{Fault::corrupt, "backup.place_lies", {name}};
}

Result<> Shipper::put_log(std::span<const CommitHead> heads, ByteView records) {
    const LogName name{heads.front().line, heads.front().commit, heads.back().commit};
    TRY(put_checked(log_name(name), sealer_.seal_log(name, records)));
    inventory_.logs.push_back(name);
    std::ranges::sort(inventory_.logs);
    shipped_ = heads.back();
    return {};
}

Result<ShipReport> Shipper::ship(const fs::path& spool) {
    TRY(learn());
    ShipReport report;
    const auto files = spool_files(spool);
    if (files.empty()) return report;
    const auto line = files.back().line;
    // Where the place ends in this line: everything up to there is skipped.
    std::uint64_t have = shipped_ && shipped_->line == line ? shipped_->commit : 0;
    for (const auto& log : inventory_.logs)
        if (log.line == line) have = std::max(have, log.last);
    std::vector<CommitHead> heads;
    Bytes records;
    const auto flush = [&]() -> Result<> {
        if (heads.empty()) return {};
        TRY(put_log(heads, records));
        report.commits += heads.size();
        report.bytes += records.size();
        heads.clear();
        records.clear();
        return {};
    };
    for (const auto& file : files) {
        if (file.line != line) continue;
        auto& reader = readers_.try_emplace(file.path, file).first->second;
        // A copy goes ahead; the reader follows when the piece has arrived.
        SpoolReader ahead = reader;
        while (true) {
            const auto record = TRY(ahead.next());
            if (!record) break;
            const auto head = TRY(CommitReader::open(*record)).head();
            if (head.commit <= have) {
                if (head.commit == have) shipped_ = head;
                if (heads.empty()) reader = ahead;
                continue;
            }
            // What comes after a gap is of use only after the next snapshot, with which it is then
            // shipped; a piece never spans one.
            const auto last = heads.empty() ? have : heads.back().commit;
            if (last != 0 && head.commit != last + 1) TRY(flush());
            heads.push_back(head);
            records.insert(records.end(), record->begin(), record->end());
            if (records.size() < kLogPieceBytes) continue;
            TRY(flush());
            have = head.commit;
            reader = ahead;
        }
        if (!heads.empty()) {
            const auto last = heads.back().commit;
            TRY(flush());
            have = last;
        }
        reader = ahead;
    }
    std::erase_if(readers_, [&](const auto& entry) {
        return std::ranges::none_of(
            files, [&](const SpoolFile& file) { return file.path == entry.first; });
    });
    return report;
}

Result<SnapshotDue> Shipper::snapshot_due(const fs::path& spool, std::chrono::seconds every) {
    TRY(learn());
    const auto files = spool_files(spool);
    if (files.empty()) return SnapshotDue::no;
    const auto line = files.back().line;
    const SnapshotManifest* newest = nullptr;
    for (const auto& [name, manifest] : manifests_)
        if (name.line == line) newest = &manifest;
    if (newest == nullptr) return SnapshotDue::first;
    const auto last = shipped_ && shipped_->line == line ? shipped_->commit : 0;
    if (inventory_.reaches(line, newest->name.commit) < last) return SnapshotDue::gap;
    // A clock that was set back makes none due; one that jumped ahead makes one too early.
    if (clock_.now() - newest->at >= every) return SnapshotDue::schedule;
    return SnapshotDue::no;
}

Result<std::vector<Hash>> Shipper::ship_file(
    const SnapshotName& name, const SnapshotSource& source, std::size_t first_chunk) {
    std::vector<Hash> hashes;
    std::error_code error;
    auto left = static_cast<std::uint64_t>(fs::file_size(source.path, error));
    std::ifstream file(source.path, std::ios::binary);
    if (error || !file) return Error{Fault::unavailable, "backup.source_unreadable", {source.name}};
    while (left > 0) {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, kChunkBytes));
        const auto plain = TRY(read_piece(file, size, source.name));
        const auto chunk = first_chunk + hashes.size();
        const auto sealed = sealer_.seal_chunk(name, chunk, plain);
        TRY(put_checked(chunk_name(name, chunk), sealed));
        hashes.push_back(sha256(sealed));
        left -= size;
    }
    return hashes;
}

Result<SnapshotManifest> Shipper::ship_snapshot(
    std::uint32_t line, std::span<const SnapshotSource> files, std::string program,
    std::int64_t records, std::int64_t leaves) {
    TRY(learn());
    check(!files.empty());
    std::ifstream database(files.front().path, std::ios::binary);
    const auto first = TRY(read_piece(database, kDatabaseHeadBytes, files.front().name));
    SnapshotManifest manifest;
    manifest.name = {line, database_commit(first)};
    manifest.page_size = database_page_size(first);
    manifest.at = clock_.now();
    // Within a line the moments of commits never go back, and a snapshot stands among them.
    if (shipped_ && shipped_->line == line && shipped_->commit <= manifest.name.commit)
        manifest.at = std::max(manifest.at, shipped_->at);
    manifest.program = std::move(program);
    manifest.records = records;
    manifest.leaves = leaves;
    for (const auto& source : files) {
        std::error_code error;
        manifest.files.push_back({source.name, fs::file_size(source.path, error)});
        const auto hashes = TRY(ship_file(manifest.name, source, manifest.chunks.size()));
        manifest.chunks.insert(manifest.chunks.end(), hashes.begin(), hashes.end());
    }
    const auto sealed = sealer_.seal_manifest(manifest);
    TRY(put_checked(manifest_name(manifest.name), sealed));
    TRY(sealer_.open_manifest(manifest.name, sealed));
    if (!manifests_.contains(manifest.name)) {
        inventory_.snapshots.push_back(manifest.name);
        std::ranges::sort(inventory_.snapshots);
    }
    manifests_.insert_or_assign(manifest.name, manifest);
    newest_ = manifest;
    return manifest;
}

Result<std::size_t> Shipper::prune(std::chrono::hours keep) {
    learnt_ = false;
    TRY(learn());
    std::vector<SnapshotManifest> known;
    for (const auto& [name, manifest] : manifests_) known.push_back(manifest);
    // A snapshot that nobody can open says nothing about its moment: then nothing goes.
    if (known.size() != inventory_.snapshots.size()) return std::size_t{0};
    const auto names = TRY(place_.list(""));
    auto going = superfluous(inventory_, known, names, clock_.now() - keep, 1);
    for (const auto& orphan : inventory_.orphans) going.push_back(orphan);
    for (const auto& name : going) TRY(place_.remove(name));
    learnt_ = false;
    return going.size();
}

Result<std::size_t> Shipper::join_run(std::span<const LogName> run) {
    Bytes records;
    for (const auto& name : run) {
        const auto sealed = TRY(place_.get(log_name(name)));
        const auto plain = TRY(sealer_.open_log(name, sealed));
        records.insert(records.end(), plain.begin(), plain.end());
    }
    const LogName joined{run.front().line, run.front().first, run.back().last};
    TRY(put_checked(log_name(joined), sealer_.seal_log(joined, records)));
    // Killed here, both stand there: a restore takes what it needs of each.
    for (const auto& name : run) TRY(place_.remove(log_name(name)));
    return run.size();
}

Result<std::size_t> Shipper::join_logs() {
    TRY(learn());
    std::size_t joined = 0;
    std::vector<LogName> run;
    std::uint64_t bytes = 0;
    const auto finish = [&]() -> Result<> {
        if (run.size() > 1) joined += TRY(join_run(run));
        run.clear();
        bytes = 0;
        return {};
    };
    const auto logs = inventory_.logs;
    for (const auto& log : logs) {
        const bool history = std::ranges::any_of(inventory_.snapshots, [&](const auto& snapshot) {
            return snapshot.line == log.line && snapshot.commit >= log.last;
        });
        const bool follows =
            !run.empty() && run.back().line == log.line && run.back().last + 1 == log.first;
        if (!history || !follows || run.size() >= kJoinedPiecesMax || bytes >= kLogPieceBytes)
            TRY(finish());
        if (!history) continue;
        bytes += TRY(place_.get(log_name(log))).size();
        run.push_back(log);
    }
    TRY(finish());
    if (joined > 0) learnt_ = false;
    return joined;
}

}  // namespace genbo
