// SPDX-License-Identifier: Apache-2.0
#include "app/master.h"

#include <sys/stat.h>

#include <fstream>

#include "access/decision.h"
#include "adapter/sqlite/sqlite_store.h"
#include "base/check.h"
#include "crypto/password.h"

namespace genbo {

namespace {

// A master notes its keyring's id, so that another keyring is refused with a clear word instead of
// failing at the first record.
constexpr std::string_view kKeyringSetting = "keyring.id";
// The model that the stored partition was computed with.
constexpr std::string_view kModelSetting = "match.model";

Result<> write_new_file(const std::filesystem::path& path, std::string_view text) {
    if (std::filesystem::exists(path))
        return Error{Fault::conflict, "app.file_exists", {path.filename().string()}};
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) return Error{Fault::unavailable, "app.cannot_write", {path.filename().string()}};
    return {};
}

Result<> add_first_administrator(StoreWriter& writer, Instant now, const std::string& password) {
    const auto hash = TRY(hash_password(password));
    return writer.put_staff(
        {StaffId{1}, "admin", std::string{role_name(Role::administrator)}, hash, true, now});
}

}  // namespace

std::filesystem::path keyring_path(const std::filesystem::path& directory, const Config& config) {
    // An absolute path stays what it is: operator/ of std::filesystem::path.
    return directory / config.keyring;
}

Result<std::string> Master::create(const std::filesystem::path& directory, const Clock& clock) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) return Error{Fault::unavailable, "app.cannot_make_folder"};
    ::chmod(directory.c_str(), 0700);
    TRY(SqliteStore::create(directory));
    TRY(write_new_file(directory / "genbo.toml", config_template()));
    const Config config;
    const auto keyring =
        TRY(Keyring::create(keyring_path(directory, config), passphrase_from_environment()));
    auto store = TRY(SqliteStore::open(directory));
    auto writer = TRY(store->writer());
    const std::string password = random_password();
    TRY(writer->begin());
    TRY(writer->set_setting(kKeyringSetting, keyring.id()));
    TRY(writer->set_setting(kModelSetting, model_to_json(default_register_model())));
    TRY(add_first_administrator(*writer, clock.now(), password));
    auto trail = TRY(AuditTrail::open(*writer, keyring));
    TRY(trail.record(*writer, Actor{}, clock.now(), {"master.create"}));
    TRY(trail.save(*writer));
    TRY(writer->commit());
    return password;
}

Result<std::unique_ptr<Master>> Master::open(
    const std::filesystem::path& directory, const Clock& clock) {
    auto config = TRY(load_config(directory));
    auto store = TRY(SqliteStore::open(directory, {.cache_mib = config.cache_mib}));
    auto keyring =
        TRY(Keyring::open(keyring_path(directory, config), passphrase_from_environment()));
    auto reader = TRY(store->reader());
    const auto keyring_id = TRY(reader->setting(kKeyringSetting));
    if (keyring_id != keyring.id()) return Error{Fault::forbidden, "app.other_keyring"};
    const auto model_json = TRY(reader->setting(kModelSetting));
    auto model = TRY(model_from_json(model_json));
    reader.reset();
    return std::unique_ptr<Master>(new Master(
        directory, std::move(config), std::move(keyring), std::move(store), std::move(model),
        clock));
}

Master::Master(
    std::filesystem::path directory, Config config, Keyring keyring, std::unique_ptr<Store> store,
    Model model, const Clock& clock)
    : directory_(std::move(directory)),
      config_(std::move(config)),
      keyring_(std::move(keyring)),
      store_(std::move(store)),
      model_(std::move(model)),
      clock_(clock),
      sessions_(*store_, keyring_),
      resident_(model_, config_.matching) {}

Result<> Master::start_writing() {
    writer_ = TRY(Writer::open(*store_, keyring_, clock_, resident_));
    return {};
}

Result<> Master::load_resident() {
    if (resident_.ready()) return {};
    auto session = TRY(sessions_.borrow());
    return resident_.load(session->store(), session->vault());
}

Writer& Master::writer() {
    check(writer_ != nullptr);
    return *writer_;
}

}  // namespace genbo
