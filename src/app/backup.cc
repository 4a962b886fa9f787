// SPDX-License-Identifier: Apache-2.0
#include "app/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <vector>

#include "adapter/sqlite/sqlite_store.h"
#include "app/erasures.h"
#include "app/key_guards.h"
#include "app/reference_folder.h"
#include "base/json_writer.h"
#include "crypto/hash.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

Result<std::string> file_sha256(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{Fault::not_found, "app.no_file", {path.filename().string()}};
    Sha256 hash;
    std::vector<char> piece(std::size_t{1} << 20);
    while (file) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const std::string_view read{piece.data(), static_cast<std::size_t>(file.gcount())};
        hash.add(as_bytes(read));
    }
    return to_hex(hash.finish());
}

// The file, and the folder that names it, are on the disk when this returns.
Result<> make_durable(const fs::path& path) {
    TRY(sync_path(path));
    return sync_path(path.parent_path());
}

std::string manifest_json(const BackupManifest& manifest) {
    JsonWriter json;
    json.object([&] {
        json.field("genbo_backup", 1);
        json.field("taken_at", manifest.taken_at);
        json.field("bytes", manifest.bytes);
        json.field("sha256", manifest.sha256);
        json.field("keyring_id", manifest.keyring_id);
        json.field("audit_size", manifest.audit_size);
    });
    return std::move(json).str();
}

Result<BackupManifest> read_manifest(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{Fault::not_found, "app.no_backup"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    boost::json::error_code failed;
    const auto value = boost::json::parse(text, failed);
    const Error damaged{Fault::corrupt, "app.backup_damaged"};
    if (failed || !value.is_object()) return damaged;
    const auto* hash = value.get_object().if_contains("sha256");
    const auto* keyring = value.get_object().if_contains("keyring_id");
    if (hash == nullptr || !hash->is_string() || keyring == nullptr || !keyring->is_string())
        return damaged;
    BackupManifest manifest;
    manifest.sha256 = std::string{hash->get_string()};
    manifest.keyring_id = std::string{keyring->get_string()};
    return manifest;
}

Result<> make_empty_folder(const fs::path& path, Error taken) {
    std::error_code error;
    if (fs::exists(path, error) && !fs::is_empty(path, error)) return taken;
    fs::create_directories(path, error);
    if (error) return Error{Fault::unavailable, "app.cannot_make_folder"};
    ::chmod(path.c_str(), 0700);
    return {};
}

}  // namespace

Result<> sync_path(const fs::path& path) {
    const Error failed{Fault::unavailable, "app.cannot_write", {path.filename().string()}};
    const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) return failed;
    const int synced = ::fsync(handle);
    ::close(handle);
    if (synced != 0) return failed;
    return {};
}

Result<> copy_private_file(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::copy_file(from, to, error);
    if (error) return Error{Fault::unavailable, "app.cannot_write", {to.filename().string()}};
    ::chmod(to.c_str(), 0600);
    return make_durable(to);
}

Result<BackupManifest> make_backup(Master& master, const fs::path& target) {
    TRY(make_empty_folder(target, {Fault::conflict, "app.backup_exists"}));
    const auto copy = target / "genbo.db";
    TRY(master.store().copy_to(copy.string()));
    TRY(make_durable(copy));
    TRY(copy_private_file(master.directory() / "genbo.toml", target / "genbo.toml"));
    TRY(copy_reference_files(master.directory(), target));
    BackupManifest manifest;
    manifest.bytes = fs::file_size(copy);
    manifest.sha256 = TRY(file_sha256(copy));
    manifest.keyring_id = master.keyring().id();
    manifest.taken_at = format_instant(master.clock().now());
    auto store = TRY(SqliteStore::open(target));
    auto reader = TRY(store->reader());
    manifest.audit_size = static_cast<std::uint64_t>(TRY(reader->leaf_count()));
    // Last of all: a folder without a manifest is not a backup.
    const auto path = target / "manifest.json";
    std::ofstream file(path, std::ios::binary);
    file << manifest_json(manifest);
    file.close();
    if (!file) return Error{Fault::unavailable, "app.cannot_write", {"manifest.json"}};
    TRY(make_durable(path));
    return manifest;
}

Result<> restore_backup(
    const fs::path& backup, const fs::path& directory, const fs::path& keyring_file) {
    const auto manifest = TRY(read_manifest(backup / "manifest.json"));
    const auto hash = TRY(file_sha256(backup / "genbo.db"));
    if (hash != manifest.sha256) return Error{Fault::corrupt, "app.backup_damaged"};
    const auto config = TRY(load_config(backup));
    const auto keyring = TRY(open_keyring(keyring_file, keyring_file.parent_path(), config));
    if (keyring.id() != manifest.keyring_id) return Error{Fault::forbidden, "app.other_keyring"};
    TRY(make_empty_folder(directory, {Fault::conflict, "store.exists"}));
    TRY(copy_private_file(backup / "genbo.toml", directory / "genbo.toml"));
    TRY(copy_private_file(backup / "genbo.db", directory / "genbo.db"));
    TRY(copy_reference_files(backup, directory));
    const auto to = keyring_path(directory, config);
    std::error_code error;
    if (!fs::exists(to, error)) TRY(copy_private_file(keyring_file, to));
    return copy_key_companions(keyring_file, to);
}

}  // namespace genbo
