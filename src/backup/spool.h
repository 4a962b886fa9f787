// SPDX-License-Identifier: Apache-2.0
#pragma once

// The change log on its way out: a folder `changes` beside the database, into which the one writer
// appends each commit (commit_record.h) and from which whoever ships takes them.
//
//   1f0c2a9d-00000000000012a4.log      line and first commit of the file
//
// A file is closed at kSpoolFileBytes and another begun.  What is in it is only as sealed as the
// database itself; sealing for the way out is the shipper's.
//
// The spool need not be whole: a commit that could not be written (a full disk), or files that were
// dropped because nobody took them, leave a gap that the numbers of the commits show.  Whoever
// meets one takes a snapshot (shipper.h).  The newest file stays even when it is shipped: by it the
// writer knows where it was.
//
// Thread safety: a SpoolWriter belongs to one thread; readers may be others.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "backup/commit_record.h"

namespace genbo {

inline constexpr std::uint64_t kSpoolFileBytes = std::uint64_t{16} << 20;

struct SpoolFile {
    std::filesystem::path path;
    std::uint32_t line = 0;
    std::uint64_t first = 0;  // Commit.
    std::uint64_t bytes = 0;
};

// By line, then by first commit; the line that was written last comes last.
std::vector<SpoolFile> spool_files(const std::filesystem::path& folder);
std::uint64_t spool_bytes(const std::filesystem::path& folder);

// Reads records of one file one after another, as far as they are whole; asked again later, it goes
// on with what was appended meanwhile.
class SpoolReader {
public:
    explicit SpoolReader(SpoolFile file) : file_(std::move(file)) {}

    const SpoolFile& file() const { return file_; }
    // The next record, or nothing.  unavailable: backup.spool_unreadable.
    Result<std::optional<Bytes>> next();
    std::uint64_t offset() const { return offset_; }

private:
    SpoolFile file_;
    std::uint64_t offset_ = 0;
};

class SpoolWriter {
public:
    // Goes on after the last whole record; what follows it is cut off.  `bytes_max`: the oldest
    // files are dropped beyond it.
    static Result<SpoolWriter> open(const std::filesystem::path& folder, std::uint64_t bytes_max);
    SpoolWriter(SpoolWriter&& other) noexcept;
    SpoolWriter& operator=(SpoolWriter&&) = delete;
    ~SpoolWriter();

    // The last record there is.
    const std::optional<CommitHead>& last() const { return last_; }

    // Not on the disk before sync() has returned.  After an Error the record is not there.
    Result<> append(const CommitHead& head, ByteView record);
    Result<> sync();

private:
    SpoolWriter(std::filesystem::path folder, std::uint64_t bytes_max)
        : folder_(std::move(folder)), bytes_max_(bytes_max) {}

    Result<> begin_file(const CommitHead& head);
    void drop_oldest();
    void close();

    std::filesystem::path folder_;
    std::uint64_t bytes_max_;
    int handle_ = -1;
    std::uint64_t size_ = 0;  // Of the file that is open.
    bool dirty_ = false;
    std::optional<CommitHead> last_;
};

}  // namespace genbo
