// SPDX-License-Identifier: Apache-2.0
#pragma once

// A file as a stream of bytes in pieces of the caller's choosing.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace genbo {

class FileBytes {
public:
    // connect.not_found, connect.unreadable.
    static Result<FileBytes> open(const std::filesystem::path& path);

    FileBytes(FileBytes&& other) noexcept;
    FileBytes& operator=(FileBytes&& other) noexcept;
    ~FileBytes();

    // Appends up to `wanted` bytes to `to` and says how many; 0 at the end of the file.
    Result<std::size_t> read(std::string& to, std::size_t wanted);

    std::uint64_t size() const { return size_; }
    std::uint64_t bytes_read() const { return bytes_read_; }

    // For those who map it.
    int descriptor() const { return descriptor_; }

private:
    FileBytes() = default;

    int descriptor_ = -1;
    std::uint64_t size_ = 0;
    std::uint64_t bytes_read_ = 0;
};

}  // namespace genbo
