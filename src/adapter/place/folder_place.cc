// SPDX-License-Identifier: Apache-2.0
#include "adapter/place/folder_place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace genbo {

namespace {

namespace fs = std::filesystem;

Error unreachable(const fs::path& folder) {
    return {Fault::unavailable, "backup.place_unreachable", {folder.string()}};
}

// A file handle that is closed when it goes.
class Handle {
public:
    explicit Handle(int number) : number_(number) {}
    ~Handle() {
        if (number_ >= 0) ::close(number_);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    int number() const { return number_; }
    bool ok() const { return number_ >= 0; }

private:
    int number_;
};

bool write_all(int handle, ByteView bytes) {
    while (!bytes.empty()) {
        const auto wrote = ::write(handle, bytes.data(), bytes.size());
        if (wrote <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(wrote));
    }
    return true;
}

bool sync_directory(const fs::path& folder) {
    const Handle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return handle.ok() && ::fsync(handle.number()) == 0;
}

// The folders between the place and the name; each new one is on the disk.
bool make_folders(const fs::path& top, const fs::path& folder) {
    if (folder == top) return true;
    if (!make_folders(top, folder.parent_path())) return false;
    if (::mkdir(folder.c_str(), 0700) != 0) return errno == EEXIST;
    return sync_directory(folder.parent_path());
}

}  // namespace

Result<> FolderPlace::put(std::string_view name, ByteView bytes) {
    std::error_code error;
    if (!fs::is_directory(folder_, error)) return unreachable(folder_);
    const auto path = folder_ / name;
    const auto part = fs::path{path.string() + ".part"};
    if (!make_folders(folder_, path.parent_path())) return unreachable(folder_);
    const Handle file(
        ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    const bool there = file.ok() && write_all(file.number(), bytes) &&
                       ::fsync(file.number()) == 0 && ::rename(part.c_str(), path.c_str()) == 0 &&
                       sync_directory(path.parent_path());
    if (!there) {
        ::unlink(part.c_str());
        return unreachable(folder_);
    }
    // Read back, it comes from the disk as far as that can be asked for.
    static_cast<void>(::posix_fadvise(file.number(), 0, 0, POSIX_FADV_DONTNEED));
    return {};
}

Result<Bytes> FolderPlace::get(std::string_view name) {
    const auto path = folder_ / name;
    const Handle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.ok()) {
        if (errno == ENOENT)
            return Error{Fault::not_found, "backup.piece_missing", {std::string{name}}};
        return unreachable(folder_);
    }
    struct stat status{};
    if (::fstat(file.number(), &status) != 0) return unreachable(folder_);
    Bytes bytes(static_cast<std::size_t>(status.st_size));
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto got = ::read(file.number(), bytes.data() + done, bytes.size() - done);
        if (got < 0) return unreachable(folder_);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

Result<std::vector<std::string>> FolderPlace::list(std::string_view prefix) {
    std::error_code error;
    if (!fs::is_directory(folder_, error)) return unreachable(folder_);
    std::vector<std::string> names;
    // Not below folders that cannot hold such a name.
    const auto slash = prefix.rfind('/');
    const auto from = slash == prefix.npos ? folder_ : folder_ / prefix.substr(0, slash);
    if (!fs::exists(from, error)) return names;
    fs::recursive_directory_iterator at(from, error);
    for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
        if (!at->is_regular_file(error)) continue;
        auto name = at->path().lexically_relative(folder_).generic_string();
        if (name.starts_with(prefix) && !name.ends_with(".part")) names.push_back(std::move(name));
    }
    if (error) return unreachable(folder_);
    std::ranges::sort(names);
    return names;
}

Result<> FolderPlace::remove(std::string_view name) {
    const auto path = folder_ / name;
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return unreachable(folder_);
    // The folder of a snapshot goes with its last piece; one that is not empty stays.
    if (path.parent_path() != folder_) ::rmdir(path.parent_path().c_str());
    return {};
}

}  // namespace genbo
