// SPDX-License-Identifier: Apache-2.0
#include "audit/log_folder.h"

#include <algorithm>
#include <fstream>

namespace genbo {

namespace {

namespace fs = std::filesystem;

Result<Bytes> read_bytes(const fs::path& path, const std::string& name) {
    std::error_code failed;
    if (!fs::exists(path, failed)) return Error{Fault::not_found, "audit.missing_file", {name}};
    const auto size = fs::file_size(path, failed);
    const Error unreadable{Fault::unavailable, "audit.cannot_read", {name}};
    if (failed || size > kLogFileBytesMax) return unreadable;
    std::ifstream in(path, std::ios::binary);
    std::string text(size, '\0');
    in.read(text.data(), static_cast<std::streamsize>(size));
    if (!in || in.gcount() != static_cast<std::streamsize>(size)) return unreadable;
    const auto bytes = as_bytes(text);
    return Bytes(bytes.begin(), bytes.end());
}

Result<> write_bytes(const fs::path& path, const std::string& name, ByteView bytes) {
    std::error_code failed;
    if (path.has_parent_path()) fs::create_directories(path.parent_path(), failed);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    const auto text = as_text(bytes);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (failed || !out) return Error{Fault::unavailable, "audit.cannot_write", {name}};
    return {};
}

}  // namespace

Result<Bytes> DiskFolder::read(const std::string& path) { return read_bytes(root_ / path, path); }

Result<> DiskFolder::write(const std::string& path, ByteView bytes) {
    return write_bytes(root_ / path, path, bytes);
}

Result<std::vector<std::string>> DiskFolder::list() {
    std::vector<std::string> paths;
    std::error_code failed;
    for (fs::recursive_directory_iterator at(root_, failed), end; !failed && at != end;
         at.increment(failed)) {
        // A link out of the folder is a file that does not belong here, not a way out of it.
        if (at->is_directory(failed) && !at->is_symlink(failed)) continue;
        paths.push_back(fs::relative(at->path(), root_, failed).generic_string());
    }
    if (failed) return Error{Fault::unavailable, "audit.cannot_read", {root_.string()}};
    std::ranges::sort(paths);
    return paths;
}

Result<Bytes> MemoryFolder::read(const std::string& path) {
    const auto at = files_.find(path);
    if (at == files_.end()) return Error{Fault::not_found, "audit.missing_file", {path}};
    return at->second;
}

Result<> MemoryFolder::write(const std::string& path, ByteView bytes) {
    files_[path].assign(bytes.begin(), bytes.end());
    return {};
}

Result<std::vector<std::string>> MemoryFolder::list() {
    std::vector<std::string> paths;
    for (const auto& [path, bytes] : files_) paths.push_back(path);
    return paths;
}

Result<std::string> read_log_file(const fs::path& path) {
    const Bytes bytes = TRY(read_bytes(path, path.string()));
    return std::string{as_text(bytes)};
}

Result<> write_log_file(const fs::path& path, std::string_view text) {
    return write_bytes(path, path.string(), as_bytes(text));
}

}  // namespace genbo
