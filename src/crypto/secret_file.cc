// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "crypto/random.h"

namespace genbo {

namespace {

class FileHandle {
public:
    explicit FileHandle(int fd) : fd_(fd) {}
    ~FileHandle() { close(); }
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;

    int fd() const { return fd_; }
    bool ok() const { return fd_ >= 0; }
    void close() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

private:
    int fd_;
};

// The path and the system's words; neither is personal.
Error file_error(const std::filesystem::path& path, int number = errno) {
    const auto words = std::error_code(number, std::generic_category()).message();
    return Error{Fault::unavailable, "crypto.file_io", {path.string(), words}};
}

Error file_refused(Fault fault, std::string_view code, const std::filesystem::path& path) {
    return Error{fault, std::string(code), {path.string()}};
}

Result<> write_all(int fd, std::string_view contents, const std::filesystem::path& path) {
    while (!contents.empty()) {
        const auto written = ::write(fd, contents.data(), contents.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return file_error(path);
        contents.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<> sync_folder_of(const std::filesystem::path& path) {
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.ok() || ::fsync(handle.fd()) != 0) return file_error(folder);
    return {};
}

Result<std::filesystem::path> write_temporary(
    const std::filesystem::path& path, std::string_view contents) {
    auto temporary = path;
    temporary += "." + this_thread_random().id() + ".tmp";
    FileHandle file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.ok()) return file_error(path);
    auto written = write_all(file.fd(), contents, path);
    if (written.ok() && (::fchmod(file.fd(), 0600) != 0 || ::fsync(file.fd()) != 0))
        written = file_error(path);
    if (written.ok()) return temporary;
    ::unlink(temporary.c_str());
    return std::move(written).error();
}

// Gives the name only when it is free.
int name_if_free(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    // A file system that does not know the flag: a hard link is refused for a taken name as well.
    if (::link(from.c_str(), to.c_str()) != 0) return errno;
    ::unlink(from.c_str());
    return 0;
}

Result<> check_secret(int fd, const std::filesystem::path& path) {
    struct stat about{};
    if (::fstat(fd, &about) != 0) return file_error(path);
    if (!S_ISREG(about.st_mode)) return file_refused(Fault::forbidden, "crypto.file_is_link", path);
    if (about.st_uid != ::geteuid())
        return file_refused(Fault::forbidden, "crypto.file_owner", path);
    if ((about.st_mode & 077) != 0) return file_refused(Fault::forbidden, "crypto.file_mode", path);
    if (about.st_size > static_cast<off_t>(kSecretFileBytesMax))
        return file_refused(Fault::corrupt, "crypto.file_too_large", path);
    return {};
}

}  // namespace

Result<std::string> read_secret_file(const std::filesystem::path& path) {
    // O_NONBLOCK: a pipe under that name must not hang the start.
    const FileHandle file(
        ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.ok()) {
        if (errno == ENOENT) return file_refused(Fault::not_found, "crypto.file_missing", path);
        if (errno == ELOOP) return file_refused(Fault::forbidden, "crypto.file_is_link", path);
        return file_error(path);
    }
    TRY(check_secret(file.fd(), path));
    std::string contents(kSecretFileBytesMax + 1, '\0');
    std::size_t size = 0;
    while (size < contents.size()) {
        const auto some = ::read(file.fd(), contents.data() + size, contents.size() - size);
        if (some < 0 && errno == EINTR) continue;
        if (some < 0) return file_error(path);
        if (some == 0) break;
        size += static_cast<std::size_t>(some);
    }
    if (size > kSecretFileBytesMax)
        return file_refused(Fault::corrupt, "crypto.file_too_large", path);
    contents.resize(size);
    return contents;
}

Result<> create_secret_file(const std::filesystem::path& path, std::string_view contents) {
    const auto temporary = TRY(write_temporary(path, contents));
    if (const int failed = name_if_free(temporary, path); failed != 0) {
        ::unlink(temporary.c_str());
        if (failed == EEXIST) return file_refused(Fault::conflict, "crypto.file_exists", path);
        return file_error(path, failed);
    }
    return sync_folder_of(path);
}

Result<> replace_secret_file(const std::filesystem::path& path, std::string_view contents) {
    const auto temporary = TRY(write_temporary(path, contents));
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const int failed = errno;
        ::unlink(temporary.c_str());
        return file_error(path, failed);
    }
    return sync_folder_of(path);
}

}  // namespace genbo
