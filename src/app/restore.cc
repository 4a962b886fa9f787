// SPDX-License-Identifier: Apache-2.0
#include "app/restore.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <system_error>

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

// Keys that only an epoch which is gone could open, from the newest state of the same line.
Result<CarriedKeys> newest_keys(
    Restorer& restorer, const RestoreOutcome& outcome, const fs::path& database,
    const fs::path& aside, const Keyring& keyring) {
    const auto plan = TRY(restorer.plan({.line = outcome.line}));
    TRY(make_private_folder(aside));
    const auto newest = TRY(restorer.restore(plan, aside));
    const auto epochs = keyring.epochs();
    const auto usable = [&](ByteView wrapped) {
        const auto epoch = Keyring::epoch_of(wrapped);
        return epoch.ok() && std::ranges::find(epochs, *epoch) != epochs.end();
    };
    static_cast<void>(newest);
    return carry_keys(aside / kDatabaseFile, database, usable);
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
    if (report.outcome.commit < report.newest_commit) {
        const auto aside = directory / ".newest";
        report.keys =
            TRY(newest_keys(restorer, report.outcome, work / kDatabaseFile, aside, keyring));
        std::error_code ignored;
        fs::remove_all(aside, ignored);
    }
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
