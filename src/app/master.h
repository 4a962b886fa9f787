// SPDX-License-Identifier: Apache-2.0
#pragma once

// A master, open: its configuration, keyring, store, pooled read sessions, the index, and, once
// start_writing() was called, its writer.  This is where the rooms are joined; it decides nothing
// itself.
//
//   auto master = TRY(Master::open("demo"));
//   TRY(master->start_writing());                 // embedded: takes the lock, loads the index
//
// The folder holds the configuration and the keyring; an embedded master's facts too.  A shared
// master's are in PostgreSQL, and every node has its own copy of the folder.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "app/config.h"
#include "crypto/keyring.h"
#include "port/clock.h"
#include "port/store.h"
#include "register/read_session.h"
#include "register/register_index.h"
#include "register/writer.h"

namespace genbo {

class Master {
public:
    // A new master in a new or empty folder: genbo.toml, the keyring, the database (a file, or what
    // `database` names), and the first administrator, whose one-time password is the answer.
    static Result<std::string> create(
        const std::filesystem::path& directory, const Clock& clock,
        const std::string& database = {});

    // `database`: another than the configuration names, a restored one for instance.
    static Result<std::unique_ptr<Master>> open(
        const std::filesystem::path& directory, const Clock& clock,
        const std::string& database = {});

    // unavailable: store.in_use; app.tables_changed, when the look-up tables of a shared master
    // were made with other reference tables than this node's; app.model_outdated, when the stored
    // model is of an older program.  `metrics` outlives the master; null: nothing is counted.
    Result<> start_writing(RegisterMetrics* metrics = nullptr);
    // The same for `genbo rebuild`, which makes them anew; then tables_are_current().
    Result<> start_rebuilding();
    Result<> tables_are_current();
    // Gives every audit leaf that waits its place: for a command that ends when it has written.
    Result<> finish_duties();
    // The index of an embedded master, for the next start; a failure is logged and costs time only.
    // REQUIRES: start_writing() succeeded.
    void save_index();
    // For commands that search without writing.
    Result<> open_index();

    const Config& config() const { return config_; }
    const Keyring& keyring() const { return keyring_; }
    Keyring& keyring() { return keyring_; }
    const std::filesystem::path& directory() const { return directory_; }
    const Clock& clock() const { return clock_; }
    Store& store() { return *store_; }
    ReadSessions& sessions() { return sessions_; }
    RegisterIndex& index() { return *index_; }
    const Model& model() const { return model_; }
    // REQUIRES: start_writing() succeeded.
    Writer& writer();

private:
    Result<> check_tables();

    Master(
        std::filesystem::path directory, Config config, Keyring keyring,
        std::unique_ptr<Store> store, Model model, const Clock& clock);

    std::filesystem::path directory_;
    Config config_;
    Keyring keyring_;
    std::unique_ptr<Store> store_;
    // The stored one, when it is of an older program; rebuilding replaces it.
    std::optional<Model> former_model_;
    Model model_;
    const Clock& clock_;
    ReadSessions sessions_;
    std::unique_ptr<RegisterIndex> index_;
    std::unique_ptr<Writer> writer_;
};

// Which matching_version() the look-up tables of a shared master were made with.
inline constexpr std::string_view kTablesSetting = "text.tables";

// In the master's folder.
inline constexpr std::string_view kIndexSnapshotFile = "index.snapshot";
// The spool of the backup (backup/spool.h).
inline constexpr std::string_view kChangesFolder = "changes";

// The store that the configuration names.
Result<std::unique_ptr<Store>> open_store(
    const std::filesystem::path& directory, const Config& config);
Result<> create_store(const std::filesystem::path& directory, const Config& config);

// Where the configuration says the keyring is.
std::filesystem::path keyring_path(const std::filesystem::path& directory, const Config& config);

}  // namespace genbo
