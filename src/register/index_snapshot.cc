// SPDX-License-Identifier: Apache-2.0
#include "register/index_snapshot.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "crypto/aead.h"
#include "crypto/random.h"

namespace genbo {

namespace {

constexpr std::string_view kSnapshotMagic = "GENBOIX1";
constexpr std::size_t kSnapshotIdBytes = 16;
constexpr std::uint32_t kLastPiece = 0x80000000U;
constexpr std::uint32_t kSnapshotKeyVersion = 1;
// A piece is at most this long: one value of the archive may go beyond its chunk.
constexpr std::uint32_t kPieceBytesMax = 0x7fffffffU;
// Longer values are cut, so that a piece stays small.
constexpr std::size_t kPieceBytes = std::size_t{4} << 20;

class SnapshotFile {
public:
    explicit SnapshotFile(int fd) : fd_(fd) {}
    ~SnapshotFile() {
        if (fd_ >= 0) ::close(fd_);
    }
    SnapshotFile(const SnapshotFile&) = delete;
    SnapshotFile& operator=(const SnapshotFile&) = delete;
    int fd() const { return fd_; }

private:
    int fd_;
};

Error snapshot_io(int number = errno) {
    const auto words = std::error_code(number, std::generic_category()).message();
    return {Fault::unavailable, "register.snapshot_io", {words}};
}

Error snapshot_damaged() { return {Fault::corrupt, "register.snapshot_damaged"}; }

AssociatedData piece_place(ByteView id, std::int64_t number, bool last) {
    return AssociatedData("index.snapshot").bytes(id).number(number).number(last ? 1 : 0);
}

Result<> put_bytes(int fd, ByteView bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return snapshot_io();
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

// False: the file is at its end, before the first byte.
Result<bool> get_bytes(int fd, std::span<std::uint8_t> bytes) {
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto some = ::read(fd, bytes.data() + size, bytes.size() - size);
        if (some < 0 && errno == EINTR) continue;
        if (some < 0) return snapshot_io();
        if (some == 0 && size == 0) return false;
        if (some == 0) return snapshot_damaged();
        size += static_cast<std::size_t>(some);
    }
    return true;
}

class PieceWriter {
public:
    PieceWriter(int fd, const Key& key, ByteView id) : fd_(fd), key_(key), id_(id) {}

    // One piece behind, because only the end knows which is the last.
    Result<> add(ByteView bytes) {
        while (!bytes.empty()) {
            if (!held_.empty()) TRY(send(false));
            const auto some = std::min(bytes.size(), kPieceBytes);
            held_.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(some));
            bytes = bytes.subspan(some);
        }
        return {};
    }
    Result<> finish() { return send(true); }

private:
    Result<> send(bool last) {
        const Bytes box = seal(key_, kSnapshotKeyVersion, piece_place(id_, number_++, last), held_);
        const auto size = static_cast<std::uint32_t>(box.size()) | (last ? kLastPiece : 0U);
        std::array<std::uint8_t, 4> head{};
        for (std::size_t i = 0; i < head.size(); ++i)
            head[i] = static_cast<std::uint8_t>(size >> (8 * i));
        TRY(put_bytes(fd_, head));
        return put_bytes(fd_, box);
    }

    int fd_;
    const Key& key_;
    ByteView id_;
    Bytes held_;
    std::int64_t number_ = 0;
};

class PieceReader {
public:
    PieceReader(int fd, const Key& key, ByteView id) : fd_(fd), key_(key), id_(id) {}

    // Empty after the last piece.  A file that ends before it is damaged.
    Result<Bytes> next() {
        if (ended_) return Bytes{};
        std::array<std::uint8_t, 4> head{};
        if (!TRY(get_bytes(fd_, head))) return snapshot_damaged();
        std::uint32_t size = 0;
        for (std::size_t i = 0; i < head.size(); ++i) size |= std::uint32_t{head[i]} << (8 * i);
        ended_ = (size & kLastPiece) != 0;
        size &= kPieceBytesMax;
        if (size > kPieceBytes + kBoxOverhead) return snapshot_damaged();
        Bytes box(size);
        if (!TRY(get_bytes(fd_, box))) return snapshot_damaged();
        auto opened = unseal(key_, piece_place(id_, number_++, ended_), box);
        if (!opened.ok()) return snapshot_damaged();
        std::array<std::uint8_t, 1> more{};
        if (ended_ && TRY(get_bytes(fd_, more))) return snapshot_damaged();
        return opened;
    }

private:
    int fd_;
    const Key& key_;
    ByteView id_;
    std::int64_t number_ = 0;
    bool ended_ = false;
};

Result<> write_snapshot_to(
    int fd, const SnapshotPlace& place, const std::function<void(ArchiveWriter&)>& contents) {
    const Bytes id = this_thread_random().bytes(kSnapshotIdBytes);
    TRY(put_bytes(fd, as_bytes(kSnapshotMagic)));
    TRY(put_bytes(fd, id));
    PieceWriter pieces(fd, place.key, id);
    ArchiveWriter archive([&](ByteView chunk) { return pieces.add(chunk); });
    archive.vector(std::vector<char>(place.maker.begin(), place.maker.end()));
    contents(archive);
    TRY(archive.finish());
    TRY(pieces.finish());
    if (::fsync(fd) != 0) return snapshot_io();
    return {};
}

}  // namespace

Result<> write_snapshot(
    const SnapshotPlace& place, const std::function<void(ArchiveWriter&)>& contents) {
    auto beside = place.path;
    beside += ".new";
    // What a killed attempt left.
    ::unlink(beside.c_str());
    {
        const SnapshotFile file(
            ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (file.fd() < 0) return snapshot_io();
        const auto written = write_snapshot_to(file.fd(), place, contents);
        if (!written.ok()) {
            ::unlink(beside.c_str());
            return written;
        }
    }
    if (::rename(beside.c_str(), place.path.c_str()) != 0) return snapshot_io();
    return {};
}

Result<> read_snapshot(
    const SnapshotPlace& place, const std::function<void(ArchiveReader&)>& contents) {
    const SnapshotFile file(::open(place.path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (file.fd() < 0) {
        if (errno == ENOENT) return Error{Fault::not_found, "register.no_snapshot"};
        return snapshot_io();
    }
    Bytes head(kSnapshotMagic.size() + kSnapshotIdBytes);
    if (!TRY(get_bytes(file.fd(), head))) return snapshot_damaged();
    if (std::memcmp(head.data(), kSnapshotMagic.data(), kSnapshotMagic.size()) != 0)
        return snapshot_damaged();
    const ByteView id = ByteView{head}.subspan(kSnapshotMagic.size());
    PieceReader pieces(file.fd(), place.key, id);
    ArchiveReader archive([&] { return pieces.next(); });
    std::vector<char> maker;
    archive.vector(maker);
    if (archive.failed()) return archive.finish();
    if (std::string_view{maker.data(), maker.size()} != place.maker)
        return Error{Fault::corrupt, "register.snapshot_of_another"};
    contents(archive);
    return archive.finish();
}

Result<> remove_snapshot(const std::filesystem::path& path) {
    auto beside = path;
    beside += ".new";
    for (const auto* file : {&path, &std::as_const(beside)})
        if (::unlink(file->c_str()) != 0 && errno != ENOENT) return snapshot_io();
    return {};
}

}  // namespace genbo
