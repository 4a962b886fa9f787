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

// So much in one call, that a slow place is not taken for one that hangs.
constexpr std::size_t kStepBytes = std::size_t{4} << 20;

bool write_all(int handle, ByteView bytes, Steps& steps) {
    while (!bytes.empty()) {
        const auto wrote = ::write(handle, bytes.data(), std::min(bytes.size(), kStepBytes));
        // Each step is on the disk, or the call that forces all of them there would be a long one.
        if (wrote <= 0 || ::fdatasync(handle) != 0) return false;
        steps.made();
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

Result<> put_file(const fs::path& folder, const std::string& name, ByteView bytes, Steps& steps) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) return unreachable(folder);
    const auto path = folder / name;
    const auto part = fs::path{path.string() + ".part"};
    if (!make_folders(folder, path.parent_path())) return unreachable(folder);
    const Handle file(
        ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    const bool there = file.ok() && write_all(file.number(), bytes, steps) &&
                       ::fsync(file.number()) == 0 && ::rename(part.c_str(), path.c_str()) == 0 &&
                       sync_directory(path.parent_path());
    if (!there) {
        ::unlink(part.c_str());
        return unreachable(folder);
    }
    // Read back, it comes from the disk as far as that can be asked for.
    static_cast<void>(::posix_fadvise(file.number(), 0, 0, POSIX_FADV_DONTNEED));
    return {};
}

Result<Bytes> file_bytes(const fs::path& folder, const std::string& name, Steps& steps) {
    const auto path = folder / name;
    const Handle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.ok()) {
        if (errno == ENOENT) return Error{Fault::not_found, "backup.piece_missing", {name}};
        return unreachable(folder);
    }
    struct stat status{};
    if (::fstat(file.number(), &status) != 0) return unreachable(folder);
    Bytes bytes(static_cast<std::size_t>(status.st_size));
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto got =
            ::read(file.number(), bytes.data() + done, std::min(bytes.size() - done, kStepBytes));
        if (got < 0) return unreachable(folder);
        if (got == 0) break;
        steps.made();
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

Result<std::vector<std::string>> file_names(
    const fs::path& folder, const std::string& prefix, Steps& steps) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) return unreachable(folder);
    std::vector<std::string> names;
    // Not below folders that cannot hold such a name.
    const auto slash = prefix.rfind('/');
    const auto from = slash == std::string::npos ? folder : folder / prefix.substr(0, slash);
    if (!fs::exists(from, error)) return names;
    fs::recursive_directory_iterator at(from, error);
    for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
        steps.made();
        if (!at->is_regular_file(error)) continue;
        auto name = at->path().lexically_relative(folder).generic_string();
        if (name.starts_with(prefix) && !name.ends_with(".part")) names.push_back(std::move(name));
    }
    if (error) return unreachable(folder);
    std::ranges::sort(names);
    return names;
}

Result<> remove_file(const fs::path& folder, const std::string& name) {
    const auto path = folder / name;
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return unreachable(folder);
    // The folder of a snapshot goes with its last piece; one that is not empty stays.
    if (path.parent_path() != folder) ::rmdir(path.parent_path().c_str());
    return {};
}

}  // namespace

template <typename Answer>
Answer FolderPlace::patiently(std::function<Answer(Steps&)> job) {
    auto answer = worker_.run<Answer>(std::move(job));
    if (answer) return *std::move(answer);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(patience_).count();
    return Error{
        Fault::unavailable, "backup.place_hangs", {folder_.string(), std::to_string(seconds)}};
}

Result<> FolderPlace::put(std::string_view name, ByteView bytes) {
    return patiently<Result<>>([folder = folder_, name = std::string{name},
                                copy = Bytes(bytes.begin(), bytes.end())](Steps& steps) {
        return put_file(folder, name, copy, steps);
    });
}

Result<Bytes> FolderPlace::get(std::string_view name) {
    return patiently<Result<Bytes>>([folder = folder_, name = std::string{name}](Steps& steps) {
        return file_bytes(folder, name, steps);
    });
}

Result<std::vector<std::string>> FolderPlace::list(std::string_view prefix) {
    return patiently<Result<std::vector<std::string>>>(
        [folder = folder_, prefix = std::string{prefix}](Steps& steps) {
            return file_names(folder, prefix, steps);
        });
}

Result<> FolderPlace::remove(std::string_view name) {
    return patiently<Result<>>(
        [folder = folder_, name = std::string{name}](Steps&) { return remove_file(folder, name); });
}

}  // namespace genbo
