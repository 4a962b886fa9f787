// SPDX-License-Identifier: Apache-2.0

// rebuild, doctor, backup, restore.

#include <fmt/format.h>

#include "app/backup.h"
#include "app/checkpoint_keeper.h"
#include "app/command.h"
#include "cli/exit_code.h"
#include "register/inspection.h"

namespace genbo {

namespace {

void print_inspection(const CommandContext& context, const Inspection& inspection) {
    for (const auto& part : inspection.parts) {
        print(fmt::format(
            "{}  {:<10} {:>9}  {}", part.wrong == 0 ? "ok " : "NG ", part.name, part.looked_at,
            part.wrong == 0 ? std::string{}
                            : fmt::format("{} {}", context.say("異常", "wrong:"), part.wrong)));
        for (const auto& example : part.examples)
            print(
                "      " +
                context.messages.text(context.invocation.language, example.code, example.args));
    }
}

void write_inspection(JsonWriter& json, const Inspection& inspection) {
    json.field("sound", inspection.sound());
    json.field("parts").array([&] {
        for (const auto& part : inspection.parts)
            json.object([&] {
                json.field("name", part.name);
                json.field("looked_at", part.looked_at);
                json.field("wrong", part.wrong);
                json.field("examples").array([&] {
                    for (const auto& example : part.examples) json.value(example.code);
                });
            });
    });
}

}  // namespace

CommandResult run(const CommandContext& context, const DoctorCommand&) {
    auto master = TRY(context.open_master());
    auto session = TRY(master->sessions().borrow());
    auto inspection = inspect(*session, master->model(), master->config().matching);
    inspection.parts.push_back(inspect_outside(*master, *session));
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { write_inspection(json, inspection); });
    else
        print_inspection(context, inspection);
    return inspection.sound() ? kExitOk : kExitNo;
}

CommandResult run(const CommandContext& context, const RebuildCommand&) {
    auto master = TRY(context.open_master());
    TRY(master->start_rebuilding());
    const auto report =
        TRY(rebuild(master->writer(), master->model(), master->config().matching, Actor{}));
    TRY(master->tables_are_current());
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("records", report.records);
            json.field("customers", report.customers);
            json.field("differences", report.differences);
            json.field("mended", report.mended);
        });
    else
        print(fmt::format(
            "{} {} · {} {} · {} {} · {} {}", context.say("元データ", "records"), report.records,
            context.say("お客様", "customers"), report.customers,
            context.say("違い", "differences"), report.differences, context.say("直した", "mended"),
            report.mended));
    return report.differences == 0 ? kExitOk : kExitNo;
}

CommandResult run(const CommandContext& context, const BackupCommand& command) {
    auto master = TRY(context.open_master());
    const auto manifest = TRY(make_backup(*master, command.target));
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("bytes", manifest.bytes);
            json.field("sha256", manifest.sha256);
            json.field("audit_size", manifest.audit_size);
        });
    else
        print(fmt::format(
            "{} {} ({} bytes)\n{}", context.say("控えを取りました:", "backed up:"),
            command.target.string(), manifest.bytes,
            context.say(
                "鍵束は含みません。別の場所に保管してください。",
                "The keyring is not in it. Keep that elsewhere.")));
    return 0;
}

CommandResult run(const CommandContext& context, const RestoreCommand& command) {
    TRY(restore_backup(command.backup, context.invocation.directory, command.keyring));
    auto master = TRY(context.open_master());
    // Who was erased since the backup is erased again, before anybody looks.
    const auto writing = master->start_writing();
    if (!writing.ok() && writing.error().code != "app.model_outdated") return writing.error();
    // Where copies of checkpoints are kept outside, they know of acts that the backup does not.
    if (writing.ok() && !master->config().outside_files.empty()) TRY(note_restore(*master));
    auto session = TRY(master->sessions().borrow());
    const auto inspection = inspect(*session, master->model(), master->config().matching);
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { write_inspection(json, inspection); });
    else
        print_inspection(context, inspection);
    return inspection.sound() ? kExitOk : kExitNo;
}

}  // namespace genbo
