// SPDX-License-Identifier: Apache-2.0
#include "connect/file_bytes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "connect/csv_scan.h"

namespace genbo {

Result<FileBytes> FileBytes::open(const std::filesystem::path& path) {
    FileBytes file;
    file.descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file.descriptor_ < 0 && errno == ENOENT)
        return Error{Fault::not_found, "connect.not_found"};
    struct stat status = {};
    // A pipe or a device has no size and cannot be read twice, which sniffing needs.
    if (file.descriptor_ < 0 || ::fstat(file.descriptor_, &status) != 0 || !S_ISREG(status.st_mode))
        return Error{Fault::unavailable, "connect.unreadable"};
    file.size_ = static_cast<std::uint64_t>(status.st_size);
    return file;
}

FileBytes::FileBytes(FileBytes&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      bytes_read_(other.bytes_read_) {}

FileBytes& FileBytes::operator=(FileBytes&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    size_ = other.size_;
    bytes_read_ = other.bytes_read_;
    return *this;
}

FileBytes::~FileBytes() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> FileBytes::read(std::string& to, std::size_t wanted) {
    const std::size_t before = to.size();
    to.resize(before + wanted);
    ssize_t got = -1;
    do {
        got = ::read(descriptor_, to.data() + before, wanted);
    } while (got < 0 && errno == EINTR);
    to.resize(before + static_cast<std::size_t>(got < 0 ? 0 : got));
    if (got < 0) return Error{Fault::unavailable, "connect.unreadable"};
    bytes_read_ += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const auto bytes = TRY(FileBytes::open(path));
    MappedFile file;
    file.size_ = static_cast<std::size_t>(bytes.size());
    if (file.size_ == 0) return file;
    void* const mapped =
        ::mmap(nullptr, file.size_, PROT_READ, MAP_PRIVATE | MAP_POPULATE, bytes.descriptor(), 0);
    if (mapped == MAP_FAILED) return Error{Fault::unavailable, "connect.unreadable"};
    file.data_ = static_cast<const char*>(mapped);
    return file;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

}  // namespace genbo
