// SPDX-License-Identifier: Apache-2.0
#pragma once

// A master, open: its configuration, keyring, store, pooled read sessions, the resident projection,
// and, once start_writing() was called, its one writer.  This is where the rooms are joined; it
// decides nothing itself.
//
//   auto master = TRY(Master::open("demo"));
//   TRY(master->start_writing());                 // takes the lock, loads the projection

#include <filesystem>
#include <memory>
#include <string>

#include "app/config.h"
#include "crypto/keyring.h"
#include "port/clock.h"
#include "port/store.h"
#include "register/read_session.h"
#include "register/resident.h"
#include "register/writer.h"

namespace genbo {

class Master {
public:
    // A new master in a new or empty folder: genbo.toml, the keyring, the database, and the first
    // administrator, whose one-time password is the answer.
    static Result<std::string> create(const std::filesystem::path& directory, const Clock& clock);

    static Result<std::unique_ptr<Master>> open(
        const std::filesystem::path& directory, const Clock& clock);

    // unavailable: store.in_use.
    Result<> start_writing();
    // For commands that search without writing.
    Result<> load_resident();

    const Config& config() const { return config_; }
    const Keyring& keyring() const { return keyring_; }
    const std::filesystem::path& directory() const { return directory_; }
    const Clock& clock() const { return clock_; }
    Store& store() { return *store_; }
    ReadSessions& sessions() { return sessions_; }
    Resident& resident() { return resident_; }
    const Model& model() const { return model_; }
    // REQUIRES: start_writing() succeeded.
    Writer& writer();

private:
    Master(
        std::filesystem::path directory, Config config, Keyring keyring,
        std::unique_ptr<Store> store, Model model, const Clock& clock);

    std::filesystem::path directory_;
    Config config_;
    Keyring keyring_;
    std::unique_ptr<Store> store_;
    Model model_;
    const Clock& clock_;
    ReadSessions sessions_;
    Resident resident_;
    std::unique_ptr<Writer> writer_;
};

// Where the configuration says the keyring is.
std::filesystem::path keyring_path(const std::filesystem::path& directory, const Config& config);

}  // namespace genbo
