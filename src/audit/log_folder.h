// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where an exported trail lies: files by relative path ("tile/0/x001/067").  DiskFolder is a folder
// of the file system; MemoryFolder is a map, for tests and for packing.
//
// Files are small (a tile is 8 KiB) but for the list of outside copies; none above kLogFileBytesMax
// is read.

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

inline constexpr std::size_t kLogFileBytesMax = std::size_t{512} << 20;

class LogFolder {
public:
    virtual ~LogFolder() = default;
    // not_found: audit.missing_file; unavailable: audit.cannot_read.
    virtual Result<Bytes> read(const std::string& path) = 0;
    // unavailable: audit.cannot_write.
    virtual Result<> write(const std::string& path, ByteView bytes) = 0;
    // Every file, in the order of their paths.
    virtual Result<std::vector<std::string>> list() = 0;
};

class DiskFolder final : public LogFolder {
public:
    explicit DiskFolder(std::filesystem::path root) : root_(std::move(root)) {}
    Result<Bytes> read(const std::string& path) override;
    Result<> write(const std::string& path, ByteView bytes) override;
    Result<std::vector<std::string>> list() override;

private:
    std::filesystem::path root_;
};

class MemoryFolder final : public LogFolder {
public:
    Result<Bytes> read(const std::string& path) override;
    Result<> write(const std::string& path, ByteView bytes) override;
    Result<std::vector<std::string>> list() override;

    std::map<std::string, Bytes>& files() { return files_; }

private:
    std::map<std::string, Bytes> files_;
};

// The files as a tar archive (POSIX.1-1988 ustar), in the order of their paths.
Bytes tar_of(const std::map<std::string, Bytes>& files);

// One file by its own path.  Errors as above.
Result<std::string> read_log_file(const std::filesystem::path& path);
Result<> write_log_file(const std::filesystem::path& path, std::string_view text);

}  // namespace genbo
