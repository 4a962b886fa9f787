// SPDX-License-Identifier: Apache-2.0
#include "app/master.h"

#include <sys/stat.h>

#include <fstream>

#include "access/decision.h"
#include "adapter/postgres/pg_store.h"
#include "adapter/sqlite/sqlite_store.h"
#include "app/erasures.h"
#include "app/key_guards.h"
#include "app/reference_folder.h"
#include "base/check.h"
#include "base/log.h"
#include "crypto/password.h"
#include "match/matching_version.h"
#include "match/schema.h"
#include "register/duties.h"
#include "register/entry_id.h"
#include "register/inspection.h"
#include "register/model_book.h"
#include "register/resident.h"
#include "register/table_index.h"
#include "register/trail_export.h"
#include "staff/staff_vault.h"

namespace genbo {

namespace {

// A master notes its keyring's id, so that another keyring is refused with a clear word instead of
// failing at the first record.
constexpr std::string_view kKeyringSetting = "keyring.id";

Result<> write_new_file(const std::filesystem::path& path, std::string_view text) {
    if (std::filesystem::exists(path))
        return Error{Fault::conflict, "app.file_exists", {path.filename().string()}};
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) return Error{Fault::unavailable, "app.cannot_write", {path.filename().string()}};
    // It may name a database and who may enter it.
    ::chmod(path.c_str(), 0600);
    return {};
}

PgOptions pg_options(const Config& config) {
    PgOptions options;
    options.url = config.database;
    options.prepared = config.prepared;
    options.statement_timeout = std::chrono::seconds{config.statement_timeout_s};
    options.settings = config.session_settings;
    return options;
}

std::unique_ptr<RegisterIndex> make_index(
    const std::filesystem::path& directory, const Config& config, const Store& store,
    const Model& model, const Keyring& keyring) {
    if (store.sharing() == Sharing::shared)
        return std::make_unique<TableIndex>(model, config.matching, keyring);
    auto resident = std::make_unique<Resident>(model, config.matching);
    if (config.index_snapshot) resident->keep_at(directory / kIndexSnapshotFile, keyring);
    return resident;
}

Result<> add_first_administrator(
    StoreWriter& writer, const StaffVault& vault, Instant now, const std::string& password) {
    constexpr StaffId kFirst{1};
    const auto hash = vault.seal_hash(kFirst, TRY(hash_password(password)));
    return writer.put_staff(
        {kFirst, "admin", std::string{role_name(Role::owner)}, hash, true, now});
}

}  // namespace

std::filesystem::path keyring_path(const std::filesystem::path& directory, const Config& config) {
    // An absolute path stays what it is: operator/ of std::filesystem::path.
    return directory / config.keyring;
}

Result<std::unique_ptr<Store>> open_store(
    const std::filesystem::path& directory, const Config& config) {
    if (config.database.empty()) {
        SqliteOptions options;
        options.cache_mib = config.cache_mib;
        // Only who has somewhere to send changes records them.
        if (!config.backup.to.empty()) {
            options.changes = directory / kChangesFolder;
            options.changes_bytes_max = static_cast<std::uint64_t>(config.backup.spool_mib) << 20;
        }
        auto store = TRY(SqliteStore::open(directory, options));
        return std::unique_ptr<Store>(std::move(store));
    }
    auto store =
        TRY(PgStore::open(pg_options(config), static_cast<std::size_t>(config.connections)));
    return std::unique_ptr<Store>(std::move(store));
}

Result<> create_store(const std::filesystem::path& directory, const Config& config) {
    if (config.database.empty()) return SqliteStore::create(directory);
    return PgStore::create(pg_options(config));
}

Result<std::string> Master::create(
    const std::filesystem::path& directory, const Clock& clock, const std::string& database) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) return Error{Fault::unavailable, "app.cannot_make_folder"};
    ::chmod(directory.c_str(), 0700);
    Config config;
    config.database = database;
    if (std::filesystem::exists(directory / "genbo.toml"))
        return Error{Fault::conflict, "store.exists"};
    TRY(create_store(directory, config));
    TRY(write_new_file(directory / "genbo.toml", config_template(database)));
    const auto keyring =
        TRY(Keyring::create(keyring_path(directory, config), passphrase_from_environment()));
    auto store = TRY(open_store(directory, config));
    auto writer = TRY(store->writer());
    const std::string password = random_password();
    TRY(writer->begin(WriteScope::partition, random_mark()));
    TRY(writer->set_setting(kKeyringSetting, keyring.id()));
    TRY(writer->set_setting(kTablesSetting, matching_version()));
    TRY(ensure_sheet(*writer, clock.now(), default_register_model()));
    TRY(writer->take_ids(IdKind::staff, 1));
    TRY(add_first_administrator(*writer, StaffVault{keyring}, clock.now(), password));
    auto trail = TRY(AuditTrail::open(*writer, keyring, store->sharing()));
    TRY(trail.record(*writer, Actor{}, clock.now(), {"master.create"}));
    TRY(trail.save(*writer));
    TRY(writer->commit());
    return password;
}

Result<std::unique_ptr<Master>> Master::open(
    const std::filesystem::path& directory, const Clock& clock, const std::string& database) {
    auto config = TRY(load_config(directory));
    if (!database.empty()) config.database = database;
    const auto references = TRY(load_reference_files(directory));
    if (!set_reference_tables(joined_reference_tables(references)))
        return Error{Fault::unavailable, "app.reference_in_use"};
    auto store = TRY(open_store(directory, config));
    auto keyring = TRY(open_keyring(keyring_path(directory, config), directory, config));
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
      former_model_(
          model_fits(model, register_schema()) ? std::nullopt : std::optional<Model>{model}),
      model_(former_model_ ? default_register_model() : std::move(model)),
      clock_(clock),
      sessions_(*store_, keyring_),
      index_(make_index(directory_, config_, *store_, model_, keyring_)) {}

// An embedded master's index is made of the facts at every start, so it is never of other tables.
Result<> Master::check_tables() {
    if (store_->sharing() == Sharing::embedded) return {};
    auto reader = TRY(store_->reader());
    // Nothing: from before tables had a version.
    const auto built_with = reader->setting(kTablesSetting);
    if (!built_with.ok() && built_with.error().fault != Fault::not_found) return built_with.error();
    if (!built_with.ok() || *built_with != matching_version())
        return Error{Fault::unavailable, "app.tables_changed"};
    return {};
}

Result<> Master::start_rebuilding() {
    writer_ = TRY(Writer::open(*store_, keyring_, clock_, *index_));
    if (!former_model_) return {};
    TRY(writer_->run([this](WriteContext& context) -> Result<> {
        // Decisions of the former one are explained with it for ever.
        TRY(ensure_sheet(context.store, context.now, *former_model_));
        const auto sheet = TRY(add_sheet(context.store, context.now, "shipped", 0, model_));
        TRY(set_active_model(context.store, sheet));
        return context.trail.record(
            context.store, Actor{}, context.now, {"model.activate", "model", sheet.number});
    }));
    former_model_.reset();
    return {};
}

Result<> Master::tables_are_current() {
    return writer().run([](WriteContext& write) {
        return write.store.set_setting(kTablesSetting, matching_version());
    });
}

Result<> Master::start_writing(RegisterMetrics* metrics) {
    if (former_model_) return Error{Fault::unavailable, "app.model_outdated"};
    TRY(check_tables());
    if (auto* tables = dynamic_cast<TableIndex*>(index_.get());
        tables != nullptr && metrics != nullptr)
        tables->set_metrics(&metrics->resolver);
    const auto keys = key_store_path(keyring_path(directory_, config_));
    TRY(revive_old_keys(*store_, keyring_, keys));
    writer_ = TRY(Writer::open(*store_, keyring_, clock_, *index_, {}, metrics));
    TRY(replay_erasures(*this));
    auto reader = TRY(store_->reader());
    // What was restored is of before the root that the keyring has now.
    if (TRY(handover_due(*reader, keyring_)))
        TRY(writer_->run(
            [this](WriteContext& context) { return hand_over_trail(context, keyring_, Actor{}); }));
    if (!TRY(rebuild_due(*reader))) return {};
    TRY(rebuild(*writer_, model_, config_.matching, Actor{}));
    return writer_->run([](WriteContext& context) { return rebuild_done(context.store); });
}

Result<> Master::finish_duties() {
    if (store_->sharing() == Sharing::embedded) return {};
    Duties duties(writer(), clock_, store_->sharing(), nullptr, nullptr);
    while (TRY(duties.run_once()).leaves > 0) {
    }
    return {};
}

Result<> Master::open_index() {
    // Look-up tables are there for everybody; a resident index is made.
    auto* resident = dynamic_cast<Resident*>(index_.get());
    if (resident == nullptr || resident->ready()) return {};
    auto session = TRY(sessions_.borrow());
    return resident->restore(session->store(), session->vault());
}

void Master::save_index() {
    auto* resident = dynamic_cast<Resident*>(index_.get());
    if (resident == nullptr) return;
    const auto saved =
        writer().run([resident](WriteContext& context) { return resident->save(context.store); });
    if (!saved.ok())
        log_warn("index.snapshot_not_written", {{"code", LogToken{saved.error().code}}});
}

Writer& Master::writer() {
    check(writer_ != nullptr);
    return *writer_;
}

}  // namespace genbo
