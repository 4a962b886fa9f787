// SPDX-License-Identifier: Apache-2.0
#pragma once

// A file that nobody else can find: it has no name, is readable by its owner alone, and is gone
// when the last one who holds it lets go, or when the process ends, however it ends.  For personal
// data that must lie in the clear for a while because reading a table needs random access.
//
//   auto file = TRY(PrivateFile::make());
//   TRY(file->append(bytes));
//   sniff_table(file->path());       // "/proc/self/fd/12", while `file` lives
//
// It lies in the folder for temporary files (TMPDIR).  Where the system knows no files without a
// name, it has one until the object ends.
//
// Thread safety: append() on one thread; path() and reading through it on any.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace genbo {

class PrivateFile {
public:
    // unavailable: app.cannot_write.
    static Result<std::shared_ptr<PrivateFile>> make();
    ~PrivateFile();
    PrivateFile(const PrivateFile&) = delete;
    PrivateFile& operator=(const PrivateFile&) = delete;

    Result<> append(std::string_view bytes);
    // At most `size` bytes from `offset` on; fewer at the end.
    Result<std::string> read(std::uint64_t offset, std::size_t size) const;

    std::uint64_t size() const { return size_; }
    const std::filesystem::path& path() const { return path_; }

private:
    PrivateFile(int handle, std::filesystem::path path, bool named)
        : handle_(handle), path_(std::move(path)), named_(named) {}

    const int handle_;
    const std::filesystem::path path_;
    const bool named_;
    std::uint64_t size_ = 0;
};

}  // namespace genbo
