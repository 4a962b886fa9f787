// SPDX-License-Identifier: Apache-2.0
#include "backup/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

#include "base/log.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameSize = 8 + 1 + 16 + 4;
constexpr std::size_t kPeek = 44;  // Enough to know the length of a record.
// A record is kept in memory; the writer makes none that is longer (change_recorder.cc).
constexpr std::uint64_t kRecordBytesMax = std::uint64_t{1} << 30;

template <typename Number>
bool parse_hex(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    return error == std::errc{} && end == text.data() + text.size();
}

std::optional<SpoolFile> as_spool_file(const fs::directory_entry& entry) {
    const auto name = entry.path().filename().string();
    if (name.size() != kNameSize || name[8] != '-' || !name.ends_with(".log")) return {};
    SpoolFile file;
    file.path = entry.path();
    const std::string_view text{name};
    if (!parse_hex(text.substr(0, 8), file.line) || !parse_hex(text.substr(9, 16), file.first))
        return {};
    std::error_code error;
    file.bytes = entry.file_size(error);
    if (error) return {};
    return file;
}

// As many bytes as there are, at most `size`.
std::optional<Bytes> read_at(int handle, std::uint64_t offset, std::size_t size) {
    Bytes bytes(size);
    std::size_t done = 0;
    while (done < size) {
        const auto got =
            ::pread(handle, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
        if (got < 0) return {};
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

Result<> sync_folder(const fs::path& folder) {
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = handle >= 0 && ::fsync(handle) == 0;
    if (handle >= 0) ::close(handle);
    if (!synced) return Error{Fault::unavailable, "backup.spool_unwritable"};
    return {};
}

}  // namespace

std::vector<SpoolFile> spool_files(const fs::path& folder) {
    std::vector<SpoolFile> files;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (auto file = as_spool_file(*at)) files.push_back(*std::move(file));
    if (files.empty()) return files;
    // Lines are random; the one that is written now has the youngest file.
    const auto newest = std::ranges::max_element(files, {}, [](const SpoolFile& file) {
        std::error_code ignored;
        return std::pair{fs::last_write_time(file.path, ignored), file.first};
    });
    const auto current = newest->line;
    std::ranges::sort(files, {}, [current](const SpoolFile& file) {
        return std::tuple{file.line == current, file.line, file.first};
    });
    return files;
}

std::uint64_t spool_bytes(const fs::path& folder) {
    const auto files = spool_files(folder);
    return std::accumulate(
        files.begin(), files.end(), std::uint64_t{0},
        [](std::uint64_t sum, const SpoolFile& file) { return sum + file.bytes; });
}

Result<std::optional<Bytes>> SpoolReader::next() {
    const int handle = ::open(file_.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) return Error{Fault::unavailable, "backup.spool_unreadable"};
    const auto head = read_at(handle, offset_, kPeek);
    std::optional<Bytes> record;
    const auto length = head ? CommitReader::length_of(*head) : 0;
    // Asked of the handle: the writer may take the file away meanwhile (drop_oldest).
    struct stat about{};
    const auto left = ::fstat(handle, &about) == 0 ? static_cast<std::uint64_t>(about.st_size) : 0;
    // Not there as a whole: it is being written, or the machine went down while it was.
    const bool there = length > 0 && length <= kRecordBytesMax && offset_ + length <= left;
    if (there) record = read_at(handle, offset_, static_cast<std::size_t>(length));
    ::close(handle);
    if (!record || !CommitReader::open(*record).ok()) return std::optional<Bytes>{};
    offset_ += record->size();
    return record;
}

Result<SpoolWriter> SpoolWriter::open(const fs::path& folder, std::uint64_t bytes_max) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return Error{Fault::unavailable, "backup.spool_unwritable"};
    ::chmod(folder.c_str(), 0700);
    SpoolWriter writer(folder, bytes_max);
    auto files = spool_files(folder);
    while (!files.empty() && !writer.last_) {
        SpoolReader reader(files.back());
        while (const auto record = TRY(reader.next()))
            writer.last_ = TRY(CommitReader::open(*record)).head();
        if (!writer.last_) {
            // Begun and never written.
            fs::remove(files.back().path, error);
            files.pop_back();
            continue;
        }
        writer.handle_ = ::open(reader.file().path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
        writer.size_ = reader.offset();
        const bool cut = writer.handle_ >= 0 &&
                         ::ftruncate(writer.handle_, static_cast<off_t>(writer.size_)) == 0;
        if (!cut) return Error{Fault::unavailable, "backup.spool_unwritable"};
    }
    return writer;
}

SpoolWriter::SpoolWriter(SpoolWriter&& other) noexcept
    : folder_(std::move(other.folder_)),
      bytes_max_(other.bytes_max_),
      handle_(std::exchange(other.handle_, -1)),
      size_(other.size_),
      dirty_(other.dirty_),
      last_(other.last_) {}

SpoolWriter::~SpoolWriter() { close(); }

void SpoolWriter::close() {
    if (handle_ >= 0) ::close(handle_);
    handle_ = -1;
}

void SpoolWriter::drop_oldest() {
    auto files = spool_files(folder_);
    auto sum = spool_bytes(folder_);
    for (std::size_t i = 0; i + 1 < files.size() && sum > bytes_max_; ++i) {
        std::error_code error;
        fs::remove(files[i].path, error);
        sum -= files[i].bytes;
        log_warn("backup.spool_dropped", {{"bytes", files[i].bytes}});
    }
}

Result<> SpoolWriter::begin_file(const CommitHead& head) {
    TRY(sync());
    close();
    const auto path = folder_ / fmt::format("{:08x}-{:016x}.log", head.line, head.commit);
    handle_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (handle_ < 0) return Error{Fault::unavailable, "backup.spool_unwritable"};
    size_ = 0;
    TRY(sync_folder(folder_));
    drop_oldest();
    return {};
}

Result<> SpoolWriter::append(const CommitHead& head, ByteView record) {
    const bool follows =
        last_ && last_->line == head.line && last_->commit + 1 == head.commit && handle_ >= 0;
    if (!follows || size_ >= kSpoolFileBytes) TRY(begin_file(head));
    std::size_t done = 0;
    while (done < record.size()) {
        const auto wrote = ::pwrite(
            handle_, record.data() + done, record.size() - done, static_cast<off_t>(size_ + done));
        if (wrote <= 0) {
            // What is there of it is cut off by whoever opens the spool next; no reader takes it.
            static_cast<void>(::ftruncate(handle_, static_cast<off_t>(size_)));
            return Error{Fault::unavailable, "backup.spool_unwritable"};
        }
        done += static_cast<std::size_t>(wrote);
    }
    size_ += record.size();
    dirty_ = true;
    last_ = head;
    return {};
}

Result<> SpoolWriter::sync() {
    if (!dirty_) return {};
    if (::fdatasync(handle_) != 0) {
        // What of it is on the disk nobody knows: the next commit begins another file, after a gap.
        close();
        last_.reset();
        dirty_ = false;
        return Error{Fault::unavailable, "backup.spool_unwritable"};
    }
    dirty_ = false;
    return {};
}

}  // namespace genbo
