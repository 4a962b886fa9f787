// SPDX-License-Identifier: Apache-2.0

// init, serve, password, config, demo.

#include <fmt/format.h>
#include <pthread.h>

#include <csignal>

#include "app/backend.h"
#include "app/checkpoint_keeper.h"
#include "app/command.h"
#include "app/console_assets.h"
#include "app/duty_thread.h"
#include "app/erasures.h"
#include "app/event_file.h"
#include "app/job_beacon.h"
#include "app/kept_answers.h"
#include "app/stored_gate.h"
#include "app/stored_sessions.h"
#include "base/log.h"
#include "base/process_metrics.h"
#include "base/version.h"
#include "crypto/key.h"
#include "crypto/password.h"
#include "register/partition_change.h"
#include "sample/sample.h"
#include "server/server.h"

namespace genbo {

namespace {

// Blocks the signals that end the program in every thread made after it; wait() takes one.
class EndSignals {
public:
    EndSignals() {
        sigemptyset(&set_);
        sigaddset(&set_, SIGTERM);
        sigaddset(&set_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    }
    void wait() const {
        int signal = 0;
        sigwait(&set_, &signal);
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
    TRY(master->start_writing(&metrics));
    TRY(mark_interrupted_imports(*master));
    MasterBackend backend(*master, context.messages, &metrics);
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
    CheckpointKeeper checkpoints(*master);
    if (checkpoints.has_work())
        own_duties->add("checkpoint", [&] { return checkpoints.run_once(); });
    const DutyThread duties(
        std::move(own_duties),
        // Imports whose node has died meanwhile.
        [&]() -> Result<> {
            master->save_index();
            return mark_interrupted_imports(*master);
        });
    const NightThread night(*master);
    const ServerParts parts{
        .backend = backend,
        .idempotency = answers,
        .clock = context.clock,
        .messages = context.messages,
        .assets = console_assets(),
        .openapi = openapi_json(),
        .metrics = &registry,
        .sessions = shared ? &sessions : nullptr,
        .gate = shared ? &gate : nullptr};
    const auto config = server_config(master->config(), command);
    auto server = TRY(GenboServer::start(config, parts));
    print(fmt::format(
        "{} http://{}:{}/  ({})", context.say("開きました:", "Serving"), config.http.address,
        server->port(), context.say("止めるには Ctrl+C", "Ctrl+C stops")));
    std::fflush(stdout);
    log_info("serve.start", {{"port", server->port()}});
    end.wait();
    server->stop();
    server->wait();
    master->save_index();
    log_info("serve.stop");
    return 0;
}

CommandResult run(const CommandContext& context, const PasswordCommand& command) {
    auto master = TRY(context.open_master());
    TRY(master->start_writing());
    const std::string password = random_password();
    const auto hash = TRY(hash_password(password));
    TRY(master->writer().run([&](WriteContext& write) -> Result<> {
        for (auto& staff : TRY(write.store.staff())) {
            if (staff.name != command.name) continue;
            staff.password_hash = hash;
            staff.must_change_password = true;
            TRY(write.store.put_staff(staff));
            // Whoever had the old one is out, on every node of a shared master.
            for (const auto& session : TRY(write.store.sessions_of(staff.id)))
                TRY(write.store.remove_session(session.token_hash));
            return write.trail.record(
                write.store, Actor{}, write.now, {"staff.reset", "staff", staff.id.value()});
        }
        return Error{Fault::not_found, "app.unknown_staff", {command.name}};
    }));
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("staff", command.name);
            json.field("one_time_password", password);
        });
    else
        print(fmt::format(
            "{}   {}: {}", command.name, context.say("一回限りのパスワード", "one-time password"),
            password));
    return 0;
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
