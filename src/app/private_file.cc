// SPDX-License-Identifier: Apache-2.0
#include "app/private_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>

namespace genbo {

namespace {

Error cannot_write_private() { return {Fault::unavailable, "app.cannot_write", {"TMPDIR"}}; }

}  // namespace

Result<std::shared_ptr<PrivateFile>> PrivateFile::make() {
    std::error_code error;
    const auto folder = std::filesystem::temp_directory_path(error);
    if (error) return cannot_write_private();
    int handle = -1;
    std::string name;
#ifdef O_TMPFILE
    // O_EXCL: it can never be given a name.
    handle = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
#endif
    if (handle < 0) {
        name = (folder / "genbo-XXXXXX").string();
        handle = ::mkostemp(name.data(), O_CLOEXEC);
    }
    if (handle < 0) return cannot_write_private();
    const std::filesystem::path by_number = "/proc/self/fd/" + std::to_string(handle);
    const bool reachable = ::access(by_number.c_str(), R_OK) == 0;
    if (name.empty() && !reachable) {
        ::close(handle);
        return cannot_write_private();
    }
    if (!name.empty() && reachable) ::unlink(name.c_str());
    return std::shared_ptr<PrivateFile>(
        new PrivateFile(handle, reachable ? by_number : std::filesystem::path{name}, !reachable));
}

PrivateFile::~PrivateFile() {
    ::close(handle_);
    if (named_) ::unlink(path_.c_str());
}

Result<> PrivateFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written =
            ::pwrite(handle_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return cannot_write_private();
        size_ += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<std::string> PrivateFile::read(std::uint64_t offset, std::size_t size) const {
    std::string bytes(size, '\0');
    std::size_t got = 0;
    while (got < size) {
        const auto count =
            ::pread(handle_, bytes.data() + got, size - got, static_cast<off_t>(offset + got));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return cannot_write_private();
        if (count == 0) break;
        got += static_cast<std::size_t>(count);
    }
    bytes.resize(got);
    return bytes;
}

}  // namespace genbo
