// SPDX-License-Identifier: Apache-2.0

// init, serve, password, config, demo.

#include <fmt/format.h>
#include <pthread.h>

#include <csignal>

#include "adapter/http/curl_caller.h"
#include "app/access_spool.h"
#include "app/backend.h"
#include "app/backup_keeper.h"
#include "app/checkpoint_keeper.h"
#include "app/cleanse_duty.h"
#include "app/command.h"
#include "app/conflict_duty.h"
#include "app/console_assets.h"
#include "app/disk_reserve.h"
#include "app/duty_thread.h"
#include "app/erasures.h"
#include "app/event_file.h"
#include "app/job_beacon.h"
#include "app/kept_answers.h"
#include "app/logged_backend.h"
#include "app/stored_gate.h"
#include "app/stored_sessions.h"
#include "app/watch_duty.h"
#include "base/disk_space.h"
#include "base/log.h"
#include "base/process_metrics.h"
#include "base/version.h"
#include "cli/exit_code.h"
#include "crypto/key.h"
#include "crypto/secret_file.h"
#include "register/partition_change.h"
#include "sample/sample.h"
#include "server/oidc.h"
#include "server/server.h"
#include "server/session_book.h"
#include "server/web_url.h"

namespace genbo {

namespace {

constexpr std::chrono::seconds kWatchEvery{1};
constexpr std::size_t kCookieMarkBytes = 4;
// From a stopped writer to the end of the process.
constexpr std::chrono::seconds kReadOnlyTime{10};

std::string cookie_mark_of(const Master& master) {
    const auto key = master.keyring().derive("sign_in.cookie");
    return to_hex(ByteView{key.bytes()}.first(kCookieMarkBytes));
}

// Blocks the signals that end the program in every thread made after it; wait() takes one.
class EndSignals {
public:
    EndSignals() {
        sigemptyset(&set_);
        sigaddset(&set_, SIGTERM);
        sigaddset(&set_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    }
    // Whether one came within the time.
    bool wait(std::chrono::seconds time) const {
        const timespec limit{.tv_sec = time.count(), .tv_nsec = 0};
        return sigtimedwait(&set_, nullptr, &limit) > 0;
    }

private:
    sigset_t set_{};
};

ServerConfig server_config(const Config& config, const ServeCommand& command) {
    ServerConfig server;
    server.http.address = command.host.value_or(config.host);
    server.http.port = command.port.value_or(config.port);
    server.hosts = config.hosts;
    server.behind_https = config.behind_https;
    server.metrics_token_sha256 = config.metrics_token_sha256;
    return server;
}

// The provider of the configuration; nothing when there is none.
Result<std::unique_ptr<OidcClient>> oidc_client(const Master& master, HttpCaller& web) {
    const Config& config = master.config();
    if (config.oidc_issuer.empty()) return std::unique_ptr<OidcClient>{};
    TRY(parse_web_url(config.oidc_issuer));
    OidcSettings settings{
        .issuer = config.oidc_issuer,
        .client_id = config.oidc_client_id,
        .client_secret = {},
        .label = config.oidc_label.empty() ? "OpenID Connect" : config.oidc_label};
    if (!config.oidc_secret_file.empty()) {
        settings.client_secret =
            TRY(read_secret_file(master.directory() / config.oidc_secret_file));
        while (settings.client_secret.ends_with('\n')) settings.client_secret.pop_back();
    }
    return std::make_unique<OidcClient>(std::move(settings), web);
}

}  // namespace

CommandResult run(const CommandContext& context, const InitCommand& command) {
    const std::string password =
        TRY(Master::create(command.directory, context.clock, command.database));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("directory", command.directory.string());
            json.field("staff", "admin");
            json.field("one_time_password", password);
        });
        return 0;
    }
    print(fmt::format(
        "{}: {}", context.say("原簿を作りました", "New master"), command.directory.string()));
    print(fmt::format(
        "{}: admin   {}: {}", context.say("最初の管理者", "First administrator"),
        context.say("一回限りのパスワード", "one-time password"), password));
    print(context.say(
        "このパスワードは二度と表示されません。鍵束 genbo.keyring "
        "の控えを別の場所に取ってください。",
        "The password is not shown again. Keep a copy of genbo.keyring in another place."));
    return 0;
}

CommandResult run(const CommandContext& context, const ServeCommand& command) {
    const EndSignals end;
    keep_memory_out_of_dumps();
    MetricRegistry registry;  // Outlives whatever counts in it.
    RegisterMetrics metrics{registry};
    add_process_metrics(registry);
    add_build_info(registry, LogToken{kGenboVersion});
    auto master = TRY(context.open_master());
    add_disk_metrics(registry, master->directory());
    TRY(master->start_writing(&metrics));
    TRY(mark_interrupted_imports(*master));
    AccessLog access_log(master->sessions(), master->writer(), context.clock);
    LoggedBackend backend(*master, context.messages, access_log, &metrics);
    StoredAnswers answers(*master);
    // Every node of a shared master must know them; one process keeps them in memory.
    const bool shared = master->store().sharing() == Sharing::shared;
    StoredSessions sessions(*master);
    StoredGate gate(*master);
    std::unique_ptr<EventFile> events;
    if (!master->config().events_file.empty()) {
        events = TRY(EventFile::open(
            master->directory() / master->config().events_file, master->sessions()));
        TRY(master->writer().run(
            [](WriteContext& write) { return write.store.set_setting(kEventsSetting, "on"); },
            WriteScope::rows));
    }
    auto own_duties = std::make_unique<Duties>(
        master->writer(), context.clock, master->store().sharing(), events.get(), &metrics);
    CurlCaller http;
    CheckpointKeeper checkpoints(*master, http);
    if (checkpoints.has_work())
        own_duties->add("checkpoint", [&] { return checkpoints.run_once(); });
    TRY(take_spooled(*master, access_log));
    SessionBook book{SessionLimits{}};
    SessionKeeper& keeper_of_sessions =
        shared ? static_cast<SessionKeeper&>(sessions) : static_cast<SessionKeeper&>(book);
    WatchDuty watch(*master, access_log, &keeper_of_sessions, &metrics.watch);
    own_duties->add("watch", [&] { return watch.run_once(); });
    ConflictDuty conflicts(*master);
    own_duties->add("conflicts", [&] { return conflicts.run_once(); });
    CleanseDuty cleansing(*master);
    own_duties->add("cleansing", [&] { return cleansing.run_once(); });
    const BackupMetrics backup_metrics{registry};
    std::unique_ptr<BackupKeeper> keeper;
    std::unique_ptr<BackupThread> backups;
    if (!shared && !master->config().backup.to.empty()) {
        keeper = TRY(BackupKeeper::open(*master, &backup_metrics));
        backend.watch_backups(keeper.get());
        // Half the time, so that a commit just after a round is sent within the whole.
        backups = std::make_unique<BackupThread>(
            *keeper, std::chrono::milliseconds{500 * master->config().backup.ship_seconds});
    }
    const DutyThread duties(
        std::move(own_duties),
        // Imports whose node has died meanwhile.
        [&]() -> Result<> {
            master->save_index();
            TRY(take_spooled(*master, access_log));
            return mark_imports_of_dead_nodes(*master);
        });
    SharedCurlCaller web({.authorities = master->config().oidc_ca_file});
    const auto oidc = TRY(oidc_client(*master, web));
    const NightThread night(*master);
    // A new root makes them void: marked browsers and sign-ins under way begin anew.
    const auto newest_key = [&](std::string_view label) -> Result<Key> {
        const auto& keyring = master->keyring();
        const auto root = keyring.root_generation();
        return root == 1 ? keyring.derive(label) : keyring.derive_of_root(root, label);
    };
    const ServerParts parts{
        .backend = backend,
        .idempotency = answers,
        .clock = context.clock,
        .messages = context.messages,
        .assets = console_assets(),
        .openapi = openapi_json(),
        .metrics = &registry,
        .sessions = &keeper_of_sessions,
        .gate = shared ? &gate : nullptr,
        .device_key = TRY(newest_key("sign_in.device")),
        .oidc = oidc.get(),
        .flow_key = TRY(newest_key("sign_in.flow")),
        .cookie_mark = cookie_mark_of(*master)};
    const auto config = server_config(master->config(), command);
    auto server = TRY(GenboServer::start(config, parts));
    print(fmt::format(
        "{} http://{}:{}/  ({})", context.say("開きました:", "Serving"), config.http.address,
        server->port(), context.say("止めるには Ctrl+C", "Ctrl+C stops")));
    std::fflush(stdout);
    log_info("serve.start", {{"port", server->port()}});
    // A writer that has stopped can only be helped by a new process; requests that read are still
    // answered for a while.
    const auto& stopped = master->writer().statistics().stopped;
    DiskReserve reserve(master->directory());
    while (!end.wait(kWatchEvery) && !stopped)
        if (!shared) reserve.watch();
    if (stopped) static_cast<void>(end.wait(kReadOnlyTime));
    server->stop();
    server->wait();
    if (stopped) {
        log_error("serve.stop", {{"code", "register.stopped"}});
        return exit_code_of(Fault::unavailable);
    }
    master->save_index();
    log_info("serve.stop");
    return 0;
}

CommandResult run(const CommandContext& context, const PasswordCommand& command) {
    return run(context, StaffCommand{StaffCommand::Task::reset, command.name, {}, {}, {}});
}

CommandResult run(const CommandContext&, const ConfigCommand&) {
    print(config_template());
    return 0;
}

CommandResult run(const CommandContext& context, const DemoCommand& command) {
    SampleOptions options;
    options.seed = command.seed;
    options.persons = command.persons;
    options.dirtiness = command.dirtiness;
    options.profile = command.profile;
    options.hard = command.hard;
    options.out = command.out;
    options.shape = command.one_file ? SampleShape::one_file : SampleShape::per_source;
    const auto report = TRY(write_sample(options, {}));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("persons", report.persons);
            json.field("records", report.records);
            json.field("files").array([&] {
                for (const auto& file : report.files)
                    json.object([&] {
                        json.field("name", file.name);
                        json.field("rows", file.rows);
                        json.field("bytes", file.bytes);
                    });
            });
        });
        return 0;
    }
    print(fmt::format(
        "{} {} · {} {}", context.say("人数", "persons"), report.persons,
        context.say("元データ", "records"), report.records));
    for (const auto& file : report.files)
        print(fmt::format("  {}  {}  {} bytes", file.name, file.rows, file.bytes));
    return 0;
}

}  // namespace genbo
