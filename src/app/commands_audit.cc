// SPDX-License-Identifier: Apache-2.0

// audit key, checkpoint, export, prove, fork.

#include <fmt/format.h>

#include "app/checkpoint_keeper.h"
#include "app/command.h"
#include "register/trail_export.h"

namespace genbo {

namespace {

void tell_trail(const CommandContext& context, const Checkpoint& checkpoint) {
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("origin", checkpoint.origin);
            json.field("size", checkpoint.size);
            json.field("root", to_hex(checkpoint.root));
        });
        return;
    }
    print(fmt::format(
        "{} {}  {} {}", context.say("証跡の行数:", "leaves:"), checkpoint.size,
        context.say("根:", "root:"), to_hex(checkpoint.root)));
}

CommandResult tell_text(const CommandContext& context, const char* name, std::string_view text) {
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { json.field(name, text); });
    else
        std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
}

CommandResult export_to(
    const CommandContext& context, Master& master, const std::filesystem::path& target) {
    std::error_code failed;
    if (std::filesystem::exists(target, failed) && !std::filesystem::is_empty(target, failed))
        return Error{Fault::conflict, "app.backup_exists"};
    auto session = TRY(master.sessions().borrow());
    DiskFolder folder(target);
    std::string copies;
    if (const auto lists = outside_lists(master); !lists.empty()) copies = lists.front();
    const auto checkpoint = TRY(export_trail(session->store(), master.keyring(), folder, copies));
    tell_trail(context, checkpoint);
    if (!context.invocation.json)
        print(fmt::format(
            "{}\n  genbo-verify log {} --key '{}'", context.say("確かめるには:", "To verify it:"),
            target.string(), TRY(trail_note_key(session->store(), master.keyring())).str()));
    return 0;
}

CommandResult fork(const CommandContext& context, Master& master) {
    TRY(master.start_writing());
    const auto forked = TRY(note_restore(master));
    if (!forked) {
        print(context.say(
            "外の写しより短くなっていません。分岐記録は要りません。",
            "The trail is not shorter than its outside copies: no fork record is needed."));
        return 0;
    }
    print(fmt::format(
        "{} {} → {}", context.say("分岐記録を書きました:", "fork record written:"),
        forked->known.size, forked->restored.size));
    return 0;
}

}  // namespace

CommandResult run(const CommandContext& context, const AuditCommand& command) {
    using Task = AuditCommand::Task;
    auto master = TRY(context.open_master());
    if (command.task == Task::export_log) return export_to(context, *master, command.target);
    if (command.task == Task::fork) return fork(context, *master);
    auto session = TRY(master->sessions().borrow());
    if (command.task == Task::key)
        return tell_text(
            context, "key", TRY(trail_note_key(session->store(), master->keyring())).str() + "\n");
    if (command.task == Task::checkpoint) {
        const auto checkpoint = TRY(trail_checkpoint(session->store(), master->keyring()));
        return tell_text(
            context, "checkpoint",
            sign_checkpoint(
                checkpoint, TRY(trail_signing_key(session->store(), master->keyring()))));
    }
    const auto receipt = TRY(receipt_of_leaf(session->store(), master->keyring(), command.leaf));
    if (command.target.empty()) return tell_text(context, "receipt", receipt);
    TRY(write_log_file(command.target, receipt));
    return 0;
}

}  // namespace genbo
