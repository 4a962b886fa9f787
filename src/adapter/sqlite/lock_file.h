// SPDX-License-Identifier: Apache-2.0
#pragma once

// An exclusive lock on a file, held until the object ends or the process dies: kill -9 releases it
// too (flock(2)).

#include <filesystem>

#include "base/result.h"

namespace genbo {

class LockFile {
public:
    // unavailable: somebody else holds it.
    static Result<LockFile> take(const std::filesystem::path& path);

    LockFile(LockFile&& other) noexcept;
    LockFile& operator=(LockFile&&) = delete;
    ~LockFile();

private:
    explicit LockFile(int handle) : handle_(handle) {}

    int handle_;
};

}  // namespace genbo
