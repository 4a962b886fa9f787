// SPDX-License-Identifier: Apache-2.0

// keys: who guards the keyring, giving it to another guard, and making its secrets new.

#include <fmt/format.h>

#include "app/backup_keeper.h"
#include "app/command.h"
#include "app/erasures.h"
#include "app/key_guards.h"
#include "register/root_change.h"
#include "staff/staff_vault.h"

namespace genbo {

namespace {

std::string guard_words(const CommandContext& context, std::string_view kind) {
    if (kind == kNoGuard)
        return std::string(context.say("なし(ファイルの権限だけ)", "none (the file's mode only)"));
    if (kind == "argon2id") return std::string(context.say("合言葉", "a passphrase"));
    if (kind == "keyfile") return std::string(context.say("鍵ファイル", "a key file"));
    if (kind == "pkcs11") return std::string(context.say("HSM (PKCS #11)", "an HSM (PKCS #11)"));
    return std::string(context.say("鍵サービス (transit)", "a key service (transit)"));
}

void print_keyring(const CommandContext& context, const Keyring& keyring) {
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("keyring", keyring.id());
            json.field("guard", keyring.guard_kind());
            json.field("old_copies_become_unreadable", keyring.guard_forgets());
            json.field("epoch", static_cast<std::int64_t>(keyring.epoch()));
            json.field("epochs", static_cast<std::int64_t>(keyring.epochs().size()));
            json.field("root", static_cast<std::int64_t>(keyring.root_generation()));
        });
        return;
    }
    print(fmt::format("{}  {}", context.say("鍵束", "keyring"), keyring.id()));
    print(fmt::format(
        "{}  {}", context.say("番人", "guard"), guard_words(context, keyring.guard_kind())));
    print(fmt::format("{}  {}", context.say("世代", "epoch"), keyring.epoch()));
    print(fmt::format("{}  {}", context.say("根", "root"), keyring.root_generation()));
    if (!keyring.guard_forgets())
        print(std::string(context.say(
            "消去した世代は、この鍵束ファイルの古い写しには残ります。写しも捨ててください。",
            "Ended epochs stay in old copies of the keyring file. Destroy the copies, too.")));
}

// A new root, then a new epoch with its texts, then a fresh seal of the file by its own guard: a
// copy of the keyring from before opens nothing of what is in the master from then on.  Whoever
// comes after a process that died goes on where it was.
Result<> rotate(Master& master) {
    RootChange change(master.writer(), master.store(), master.keyring(), [&](StoreWriter& store) {
        return StaffVault{master.keyring()}.reseal(store);
    });
    TRY(change.run(Actor{}));
    TRY(Erasures(master).roll().run(Actor{}));
    TRY(master.keyring().seal_anew());
    std::error_code error;
    std::filesystem::remove(master.directory() / kIndexSnapshotFile, error);
    return {};
}

}  // namespace

CommandResult run(const CommandContext& context, const KeysCommand& command) {
    const auto& directory = context.invocation.directory;
    const auto config = TRY(load_config(directory));
    const auto path = keyring_path(directory, config);
    if (command.rotate) {
        if (!command.seal.empty()) return Error{Fault::invalid, "app.rotate_or_seal"};
        auto master = TRY(context.open_master());
        TRY(master->start_writing());
        const auto shipping = TRY(BulkShipping::beside(*master, BulkShipping::Begin::at_once));
        TRY(rotate(*master));
        TRY(master->finish_duties());
        print_keyring(context, master->keyring());
        if (master->store().sharing() == Sharing::shared && !context.invocation.json)
            print(context.say(
                "照合と検索の表は genbo rebuild(または次に開いたとき)で新しい鍵になります。",
                "genbo rebuild, or the next start, gives the look-up tables the new keys."));
        return 0;
    }
    if (command.seal.empty()) {
        print_keyring(context, TRY(open_keyring(path, directory, config)));
        return 0;
    }
    auto next = TRY(key_guard_of(command.seal, directory, config, "GENBO_NEW_PASSPHRASE"));
    if (command.seal == "argon2id" && !next)
        return Error{Fault::invalid, "app.guard_setting", {"GENBO_NEW_PASSPHRASE"}};
    // While nobody else writes: a running server holds the keyring as it was.
    auto master = TRY(context.open_master());
    TRY(master->start_writing());
    auto keyring = TRY(open_keyring(path, directory, config));
    TRY(keyring.set_guard(next));
    TRY(master->writer().run([](WriteContext& write) -> Result<> {
        return write.trail.record(write.store, Actor{}, write.now, {"keys.seal"});
    }));
    print_keyring(context, keyring);
    return 0;
}

}  // namespace genbo
