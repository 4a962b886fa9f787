// SPDX-License-Identifier: Apache-2.0
#include "backup/database_image.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "base/check.h"

namespace genbo {

namespace {

constexpr std::size_t kPageSizeAt = 16;
constexpr std::size_t kCommitLowAt = 60;
constexpr std::size_t kCommitHighAt = 68;

std::uint32_t word_of_image(ByteView page, std::size_t at) {
    return (std::uint32_t{page[at]} << 24) | (std::uint32_t{page[at + 1]} << 16) |
           (std::uint32_t{page[at + 2]} << 8) | std::uint32_t{page[at + 3]};
}

}  // namespace

std::uint64_t database_commit(ByteView first_page) {
    check(first_page.size() >= kDatabaseHeadBytes);
    return std::uint64_t{word_of_image(first_page, kCommitHighAt)} << 32 |
           word_of_image(first_page, kCommitLowAt);
}

std::uint32_t database_page_size(ByteView first_page) {
    check(first_page.size() >= kDatabaseHeadBytes);
    const auto size =
        (std::uint32_t{first_page[kPageSizeAt]} << 8) | std::uint32_t{first_page[kPageSizeAt + 1]};
    return size == 1 ? 65'536 : size;
}

Result<DatabaseImage> DatabaseImage::open(const std::filesystem::path& path) {
    const Error damaged{Fault::corrupt, "backup.image_damaged"};
    const int handle = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (handle < 0) return damaged;
    DatabaseImage image(handle);
    Bytes head(kDatabaseHeadBytes);
    struct stat status{};
    if (::pread(handle, head.data(), head.size(), 0) != static_cast<ssize_t>(head.size()) ||
        ::fstat(handle, &status) != 0)
        return damaged;
    image.commit_ = database_commit(head);
    image.page_size_ = database_page_size(head);
    const bool power_of_two = (image.page_size_ & (image.page_size_ - 1)) == 0;
    if (image.page_size_ < 512 || !power_of_two || status.st_size % image.page_size_ != 0)
        return damaged;
    image.pages_ = static_cast<std::uint32_t>(status.st_size / image.page_size_);
    return image;
}

DatabaseImage::DatabaseImage(DatabaseImage&& other) noexcept
    : handle_(std::exchange(other.handle_, -1)),
      commit_(other.commit_),
      page_size_(other.page_size_),
      pages_(other.pages_) {}

DatabaseImage::~DatabaseImage() {
    if (handle_ >= 0) ::close(handle_);
}

Result<> DatabaseImage::apply(CommitReader record) {
    const auto& head = record.head();
    check(head.commit == commit_ + 1);
    if (head.page_size != page_size_) return Error{Fault::corrupt, "backup.image_damaged"};
    Bytes page(page_size_);
    const auto size = static_cast<ssize_t>(page.size());
    while (record.next()) {
        const auto offset = static_cast<off_t>(std::uint64_t{record.number() - 1} * page_size_);
        if (record.needs_before() && ::pread(handle_, page.data(), page.size(), offset) != size)
            return Error{Fault::corrupt, "backup.image_damaged"};
        TRY(record.apply(page));
        if (::pwrite(handle_, page.data(), page.size(), offset) != size)
            return Error{Fault::unavailable, "backup.image_unwritable"};
    }
    commit_ = head.commit;
    pages_ = head.pages;
    return {};
}

Result<> DatabaseImage::finish() {
    const auto bytes = static_cast<off_t>(std::uint64_t{pages_} * page_size_);
    if (::ftruncate(handle_, bytes) != 0 || ::fsync(handle_) != 0)
        return Error{Fault::unavailable, "backup.image_unwritable"};
    return {};
}

Result<PageComparison> compare_images(
    const std::filesystem::path& one, const std::filesystem::path& other) {
    const Error damaged{Fault::corrupt, "backup.image_damaged"};
    std::ifstream left(one, std::ios::binary);
    std::ifstream right(other, std::ios::binary);
    Bytes head(kDatabaseHeadBytes);
    left.read(reinterpret_cast<char*>(head.data()), static_cast<std::streamsize>(head.size()));
    std::error_code error;
    const auto bytes = std::filesystem::file_size(one, error);
    if (!left || error || std::filesystem::file_size(other, error) != bytes) return damaged;
    const auto size = database_page_size(head);
    if (size < 512 || bytes % size != 0) return damaged;
    left.seekg(0);
    PageComparison found;
    std::vector<char> a(size);
    std::vector<char> b(size);
    for (std::uint64_t done = 0; done < bytes; done += size) {
        left.read(a.data(), static_cast<std::streamsize>(size));
        right.read(b.data(), static_cast<std::streamsize>(size));
        if (!left || !right) return damaged;
        ++found.pages;
        const auto from = static_cast<std::ptrdiff_t>(done == 0 ? kDatabaseHeadBytes : 0);
        if (!std::equal(a.begin() + from, a.end(), b.begin() + from))
            found.different.push_back(found.pages);
    }
    return found;
}

}  // namespace genbo
