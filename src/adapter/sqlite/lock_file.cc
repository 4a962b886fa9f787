// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

namespace genbo {

Result<LockFile> LockFile::take(const std::filesystem::path& path) {
    const int handle = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (handle < 0) return Error{Fault::unavailable, "store.cannot_lock"};
    LockFile lock(handle);
    if (::flock(handle, LOCK_EX | LOCK_NB) != 0) return Error{Fault::unavailable, "store.in_use"};
    return lock;
}

LockFile::LockFile(LockFile&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}

LockFile::~LockFile() {
    if (handle_ >= 0) ::close(handle_);
}

}  // namespace genbo
