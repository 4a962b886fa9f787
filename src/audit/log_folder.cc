// SPDX-License-Identifier: Apache-2.0
#include "audit/log_folder.h"

#include <algorithm>
#include <fstream>

#include "base/check.h"

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

namespace {

constexpr std::size_t kTarBlock = 512;

// Width - 1 octal digits and a zero byte.
void put_octal(Bytes& header, std::size_t at, std::size_t width, std::uint64_t value) {
    for (std::size_t i = width - 1; i > 0; --i, value >>= 3)
        header[at + i - 1] = static_cast<std::uint8_t>('0' + (value & 7));
}

void put_text(Bytes& header, std::size_t at, std::string_view text) {
    std::ranges::copy(text, header.begin() + static_cast<std::ptrdiff_t>(at));
}

Bytes tar_header(const std::string& path, std::size_t size) {
    Bytes header(kTarBlock, 0);
    check(path.size() < 100);
    put_text(header, 0, path);
    put_octal(header, 100, 8, 0644);
    put_octal(header, 108, 8, 0);
    put_octal(header, 116, 8, 0);
    put_octal(header, 124, 12, size);
    put_octal(header, 136, 12, 0);
    put_text(header, 148, "        ");
    header[156] = '0';
    put_text(header, 257, "ustar");
    put_text(header, 263, "00");
    std::uint64_t sum = 0;
    for (const auto byte : header) sum += byte;
    put_octal(header, 148, 7, sum);
    return header;
}

}  // namespace

Bytes tar_of(const std::map<std::string, Bytes>& files) {
    Bytes tar;
    for (const auto& [path, content] : files) {
        const Bytes header = tar_header(path, content.size());
        tar.insert(tar.end(), header.begin(), header.end());
        tar.insert(tar.end(), content.begin(), content.end());
        tar.resize((tar.size() + kTarBlock - 1) / kTarBlock * kTarBlock);
    }
    tar.resize(tar.size() + 2 * kTarBlock);
    return tar;
}

Result<std::string> read_log_file(const fs::path& path) {
    const Bytes bytes = TRY(read_bytes(path, path.string()));
    return std::string{as_text(bytes)};
}

Result<> write_log_file(const fs::path& path, std::string_view text) {
    return write_bytes(path, path.string(), as_bytes(text));
}

}  // namespace genbo
