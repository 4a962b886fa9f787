// SPDX-License-Identifier: Apache-2.0
#pragma once

// A database file that is nobody's yet: made of a snapshot, brought forward by commits.
//
// It knows of the file format (sqlite.org/fileformat2.html, section 1.3) only what stands in the
// first hundred bytes: page size, number of pages, and the two words that count commits
// (adapter/sqlite/database.h).

#include <cstdint>
#include <filesystem>
#include <vector>

#include "backup/commit_record.h"
#include "base/bytes.h"

namespace genbo {

inline constexpr std::size_t kDatabaseHeadBytes = 100;

// REQUIRES: at least kDatabaseHeadBytes.
std::uint64_t database_commit(ByteView first_page);
std::uint32_t database_page_size(ByteView first_page);

class DatabaseImage {
public:
    // A file that is there.  corrupt: backup.image_damaged.
    static Result<DatabaseImage> open(const std::filesystem::path& path);
    DatabaseImage(DatabaseImage&& other) noexcept;
    DatabaseImage& operator=(DatabaseImage&&) = delete;
    ~DatabaseImage();

    std::uint64_t commit() const { return commit_; }

    // corrupt: backup.page_differs.  REQUIRES: the commit that follows.
    Result<> apply(CommitReader record);
    // On the disk, with as many pages as the last commit left.
    Result<> finish();

private:
    explicit DatabaseImage(int handle) : handle_(handle) {}

    int handle_;
    std::uint64_t commit_ = 0;
    std::uint32_t page_size_ = 0;
    std::uint32_t pages_ = 0;
};

struct PageComparison {
    std::uint32_t pages = 0;               // Looked at.
    std::vector<std::uint32_t> different;  // Counted from 1.
};

// Two files of one commit, page by page, but for the header, which counts its own copies.  Whatever
// the database cannot know about itself, because its pages have no sums, is seen here.  corrupt:
// backup.image_damaged, when they are not of one size.
Result<PageComparison> compare_images(
    const std::filesystem::path& one, const std::filesystem::path& other);

}  // namespace genbo
