// SPDX-License-Identifier: Apache-2.0
#include "app/restore.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <system_error>

#include "adapter/sqlite/sqlite_store.h"
#include "app/backup.h"
#include "app/config.h"
#include "app/erasures.h"
#include "app/key_guards.h"
#include "app/master.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDatabaseFile = "genbo.db";

Result<> make_private_folder(const fs::path& path) {
    std::error_code error;
    if (fs::exists(path, error) && !fs::is_empty(path, error))
        return Error{Fault::conflict, "store.exists"};
    fs::create_directories(path, error);
    if (error) return Error{Fault::unavailable, "app.cannot_make_folder"};
    ::chmod(path.c_str(), 0700);
    return {};
}

Result<> rename_durably(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) return Error{Fault::unavailable, "backup.image_unwritable"};
    return {};
}

// What the newest state of the same line has, and the key store beside the keyring.
Result<KeyStore> living_keys(
    Restorer& restorer, std::uint32_t line, const fs::path& aside, const Keyring& keyring,
    const fs::path& keyring_file) {
    KeyStore keys;
    auto file = read_key_store(key_store_path(keyring_file), keyring);
    if (file.ok())
        keys = *std::move(file);
    else if (file.error().fault != Fault::not_found)
        return file.error();
    const auto plan = TRY(restorer.plan({.line = line}));
    TRY(make_private_folder(aside));
    TRY(restorer.restore(plan, aside));
    auto newest = TRY(SqliteStore::open(aside));
    auto reader = TRY(newest->reader());
    TRY(add_living_keys(keys, *reader, keyring));
    return keys;
}

// In the folder where the moment is put together; its log is in the file when this returns.
Result<RevivedKeys> living_again(
    Restorer& restorer, std::uint32_t line, const fs::path& work, const fs::path& aside,
    const Keyring& keyring, const fs::path& keyring_file) {
    auto store = TRY(SqliteStore::open(work));
    {
        auto reader = TRY(store->reader());
        if (!TRY(keys_are_dead(*reader, keyring))) return RevivedKeys{};
    }
    const auto keys = TRY(living_keys(restorer, line, aside, keyring, keyring_file));
    std::error_code ignored;
    fs::remove_all(aside, ignored);
    auto writer = TRY(store->writer());
    const auto revived = TRY(revive_keys(*writer, keyring, keys));
    TRY(writer->checkpoint());
    return revived;
}

}  // namespace

Result<RestoreReport> restore_master(
    BackupPlace& place, const RestoreTarget& target, const fs::path& directory,
    const fs::path& keyring_file) {
    const auto from = std::chrono::steady_clock::now();
    const auto keyring = TRY(open_keyring_by_itself(keyring_file));
    Restorer restorer(place, keyring);
    const auto plan = TRY(restorer.plan(target));
    TRY(make_private_folder(directory));
    const auto work = directory / ".restoring";
    TRY(make_private_folder(work));
    RestoreReport report;
    report.outcome = TRY(restorer.restore(plan, work));
    const auto ranges = TRY(restorer.ranges());
    for (const auto& range : ranges)
        if (range.snapshot.name.line == report.outcome.line)
            report.newest_commit = std::max(report.newest_commit, range.last_commit);
    report.keys = TRY(living_again(
        restorer, report.outcome.line, work, directory / ".newest", keyring, keyring_file));
    for (const auto& file : plan.snapshot.files) {
        if (file.name == kDatabaseFile) continue;
        std::error_code error;
        fs::create_directories((directory / file.name).parent_path(), error);
        TRY(rename_durably(work / file.name, directory / file.name));
    }
    const auto config = TRY(load_config(directory));
    const auto to = keyring_path(directory, config);
    std::error_code error;
    if (!fs::exists(to, error)) TRY(copy_private_file(keyring_file, to));
    TRY(copy_key_companions(keyring_file, to));
    TRY(rename_durably(work / kDatabaseFile, directory / kDatabaseFile));
    fs::remove_all(work, error);
    TRY(sync_path(directory));
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    return report;
}

}  // namespace genbo
