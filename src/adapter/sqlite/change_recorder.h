// SPDX-License-Identifier: Apache-2.0
#pragma once

// Writes down every commit of the one writer, for the backup (backup/spool.h).
//
// After each commit it reads the pages that the commit put into SQLite's write-ahead log, before
// the writer's own checkpoint can move them away, and appends what changed in them to the spool.
// The spool is on the disk before a checkpoint begins; until then the log itself has everything, so
// a kill or a power cut at any moment loses nothing: the next writer finds in the log what the
// spool has not, because each commit carries its number in the header of the database
// (SqliteDatabase::commit_number).
//
// A commit never fails because it could not be recorded.  The gap is seen by its number, and
// whoever ships takes a snapshot.  When the database is not the one the spool ends with (it was
// replaced, migrated, or written to without recording) a new line begins.

#include <filesystem>
#include <memory>
#include <unordered_map>

#include "adapter/sqlite/wal_file.h"
#include "backup/spool.h"
#include "port/clock.h"

namespace genbo {

class ChangeRecorder {
public:
    // `db`: the writer's connection, which has just taken the lock.
    static Result<std::unique_ptr<ChangeRecorder>> open(
        SqliteDatabase& db, const std::filesystem::path& folder, std::uint64_t bytes_max,
        const Clock& clock);

    // The log has `frames` frames now.
    void after_commit(std::uint32_t frames);
    // Before a checkpoint.
    void sync();

private:
    // The last frame of each page.
    using FrameOf = std::unordered_map<std::uint32_t, std::uint32_t>;
    struct Group {
        FrameOf pages;
        std::uint32_t pages_after = 0;
    };

    ChangeRecorder(SqliteDatabase& db, SpoolWriter spool, const Clock& clock)
        : db_(db), wal_(db), spool_(std::move(spool)), clock_(clock) {}

    Result<> catch_up();
    Result<> begin_line(std::uint64_t commit);
    // Takes the frames after `done_`, of one commit or of several.
    Result<> take(const WalHeader& header, std::uint32_t frames, std::uint64_t after);
    Result<> record(const WalHeader& header, const Group& group, std::uint64_t after);
    Result<Bytes> page_before(const WalHeader& header, std::uint32_t page) const;
    Instant now() const;

    SqliteDatabase& db_;
    WalFile wal_;
    SpoolWriter spool_;
    const Clock& clock_;
    std::uint32_t line_ = 0;
    std::optional<WalHeader> header_;
    FrameOf in_log_;
    std::uint32_t done_ = 0;  // Frames.
    bool failing_ = false;
};

}  // namespace genbo
