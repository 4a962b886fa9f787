// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/change_recorder.h"

#include <algorithm>
#include <vector>

#include "backup/database_image.h"
#include "base/log.h"
#include "crypto/random.h"

namespace genbo {

namespace {

// A commit that changed more than this is not recorded: a snapshot costs less.
constexpr std::size_t kRecordBytesLimit = std::size_t{512} << 20;

// The header of the file counts some of its own copies (sqlite3_backup changes the schema cookie),
// so what it was before is not what it is in a snapshot.  It goes into every record as a whole.
void force_header(Bytes& before, ByteView after) {
    const auto size = std::min(before.size(), kDatabaseHeadBytes);
    for (std::size_t i = 0; i < size; ++i) before[i] = static_cast<std::uint8_t>(~after[i]);
}

}  // namespace

Result<std::unique_ptr<ChangeRecorder>> ChangeRecorder::open(
    SqliteDatabase& db, const std::filesystem::path& folder, std::uint64_t bytes_max,
    const Clock& clock) {
    auto spool = TRY(SpoolWriter::open(folder, bytes_max));
    std::unique_ptr<ChangeRecorder> recorder(new ChangeRecorder(db, std::move(spool), clock));
    TRY(recorder->catch_up());
    return recorder;
}

Instant ChangeRecorder::now() const {
    const auto now = clock_.now();
    return spool_.last() ? std::max(now, spool_.last()->at) : now;
}

Result<> ChangeRecorder::catch_up() {
    const auto commit = TRY(db_.commit_number());
    const auto last = spool_.last();
    header_ = wal_.header();
    const auto frames = header_ ? wal_.sound_frames(*header_) : 0;
    if (last) {
        line_ = last->line;
        if (header_) TRY(take(*header_, frames, last->commit));
        if (spool_.last()->line == line_ && spool_.last()->commit == commit) return spool_.sync();
        log_warn("backup.new_line", {{"recorded", last->commit}, {"commit", commit}});
    }
    // What is in the log belongs to the snapshot that this line will begin with.
    in_log_.clear();
    done_ = 0;
    if (header_) TRY(take(*header_, frames, commit));
    return begin_line(commit);
}

Result<> ChangeRecorder::begin_line(std::uint64_t commit) {
    line_ = static_cast<std::uint32_t>(this_thread_random().below(0xFFFF'FFFF)) + 1;
    // A record without changes, so that it is known where the line began.
    const auto at = clock_.now();
    const CommitHead head{line_, TRY(db_.page_size()), commit, at, TRY(db_.page_count())};
    TRY(spool_.append(head, CommitWriter{head}.finish()));
    return spool_.sync();
}

void ChangeRecorder::after_commit(std::uint32_t frames) {
    const auto recorded = [&]() -> Result<> {
        const auto header = wal_.header();
        if (!header) return Error{Fault::corrupt, "backup.log_unreadable"};
        if (!header_ || header->salt != header_->salt) {
            in_log_.clear();
            done_ = 0;
        }
        header_ = header;
        const auto after = spool_.last() ? spool_.last()->commit : 0;
        auto taken = take(*header, frames, after);
        // Whatever happened: the next commit begins here.
        done_ = frames;
        return taken;
    }();
    // Once, not for every commit while a disk is full.
    if (!recorded.ok() && !failing_)
        log_error("backup.not_recorded", {{"code", LogToken{recorded.error().code}}});
    failing_ = !recorded.ok();
}

Result<> ChangeRecorder::take(const WalHeader& header, std::uint32_t frames, std::uint64_t after) {
    Group group;
    Result<> first;
    for (; done_ < frames; ++done_) {
        const auto frame = wal_.frame(header, done_ + 1);
        if (!frame) return Error{Fault::corrupt, "backup.log_unreadable"};
        group.pages[frame->page] = done_ + 1;
        group.pages_after = frame->pages_after;
        if (frame->pages_after == 0) continue;
        if (const auto recorded = record(header, group, after); !recorded.ok() && first.ok())
            first = recorded;
        // The images of the log are known whether or not they could be written down.
        for (const auto& [page, index] : group.pages) in_log_.insert_or_assign(page, index);
        group = {};
    }
    return first;
}

Result<Bytes> ChangeRecorder::page_before(const WalHeader& header, std::uint32_t page) const {
    if (const auto at = in_log_.find(page); at != in_log_.end()) {
        auto bytes = wal_.page(header, at->second);
        if (!bytes) return Error{Fault::corrupt, "backup.log_unreadable"};
        return *std::move(bytes);
    }
    Bytes bytes(header.page_size);
    const auto offset = std::uint64_t{page - 1} * header.page_size;
    if (!db_.read_main(offset, bytes)) bytes.clear();
    return bytes;
}

Result<> ChangeRecorder::record(const WalHeader& header, const Group& group, std::uint64_t after) {
    const auto first_page = group.pages.find(1);
    // Every commit of ours changes the first page: its number is there.
    if (first_page == group.pages.end()) return Error{Fault::corrupt, "backup.log_unreadable"};
    const auto page_1 = wal_.page(header, first_page->second);
    if (!page_1) return Error{Fault::corrupt, "backup.log_unreadable"};
    const auto commit = commit_number_in(*page_1);
    if (commit <= after) return {};
    const CommitHead head{line_, header.page_size, commit, now(), group.pages_after};
    CommitWriter writer(head);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pages(
        group.pages.begin(), group.pages.end());
    std::ranges::sort(pages);
    for (const auto& [page, index] : pages) {
        const auto image = wal_.page(header, index);
        if (!image) return Error{Fault::corrupt, "backup.log_unreadable"};
        auto before = TRY(page_before(header, page));
        if (page == 1) force_header(before, *image);
        writer.add(page, before, *image);
        if (writer.size() > kRecordBytesLimit)
            return Error{Fault::limit, "backup.commit_too_large"};
    }
    return spool_.append(head, std::move(writer).finish());
}

void ChangeRecorder::sync() {
    const auto synced = spool_.sync();
    if (!synced.ok()) log_error("backup.not_recorded", {{"code", LogToken{synced.error().code}}});
}

}  // namespace genbo
