// SPDX-License-Identifier: Apache-2.0

// staff list, add, change, disable, enable, reset, forget-factors; and password, which is reset.
//
// Whoever may read the keyring on this machine stands above the accounts, so nothing is asked; what
// is done is in the trail as done by the system.

#include <fmt/format.h>

#include "app/command.h"
#include "staff/staff_desk.h"

namespace genbo {

namespace {

using StaffTask = StaffCommand::Task;

std::string account_line(const CommandContext& context, const StaffAccount& account) {
    std::string line = fmt::format("{:<20} {:<16} {}", account.name, account.role, account.label);
    const auto add = [&](std::string_view ja, std::string_view en) {
        line += fmt::format("  [{}]", context.say(ja, en));
    };
    if (account.disabled) add("停止中", "disabled");
    if (account.must_change_password) add("初回のパスワード", "one-time password");
    if (account.totp) add("認証アプリ", "authenticator app");
    if (account.passkeys > 0) add("パスキー", "passkey");
    return line;
}

void write_account(JsonWriter& json, const StaffAccount& account) {
    json.object([&] {
        json.field("staff", account.name);
        json.field("label", account.label);
        json.field("role", account.role);
        json.field("disabled", account.disabled);
        json.field("must_change_password", account.must_change_password);
        json.field("totp", account.totp);
        json.field("passkeys", account.passkeys);
    });
}

int tell_account(const CommandContext& context, const StaffAccount& account) {
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("account");
            write_account(json, account);
        });
    else
        print(account_line(context, account));
    return 0;
}

int tell_password(const CommandContext& context, const HandedOut& handed) {
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("staff", handed.account.name);
            json.field("one_time_password", handed.password);
        });
    else
        print(fmt::format(
            "{}   {}: {}", handed.account.name,
            context.say("一回限りのパスワード", "one-time password"), handed.password));
    return 0;
}

CommandResult list_accounts(const CommandContext& context, const StaffDesk& desk) {
    const auto accounts = TRY(desk.accounts());
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("accounts").array([&] {
                for (const auto& account : accounts) write_account(json, account);
            });
        });
    else
        for (const auto& account : accounts) print(account_line(context, account));
    return 0;
}

}  // namespace

CommandResult run(const CommandContext& context, const StaffCommand& command) {
    auto master = TRY(context.open_master());
    TRY(master->start_writing());
    StaffDesk desk(master->writer(), master->store(), master->keyring());
    const Actor system;
    if (command.task == StaffTask::list) return list_accounts(context, desk);
    if (command.task == StaffTask::add)
        return tell_password(
            context,
            TRY(desk.add(
                {.name = command.name, .label = command.label, .role = command.role}, system)));
    auto id = desk.id_of(command.name);
    if (!id.ok() && id.error().fault == Fault::not_found)
        return Error{Fault::not_found, "app.unknown_staff", {command.name}};
    if (!id.ok()) return id.error();
    switch (command.task) {
        case StaffTask::disable: return tell_account(context, TRY(desk.disable(*id, system)));
        case StaffTask::enable: return tell_account(context, TRY(desk.enable(*id, system)));
        case StaffTask::reset: return tell_password(context, TRY(desk.reset_password(*id, system)));
        case StaffTask::forget_factors:
            return tell_password(context, TRY(desk.forget_factors(*id, std::nullopt, system)));
        default: break;
    }
    const auto account = TRY(desk.account(*id));
    StaffChange change;
    change.role = command.role.empty() ? account.role : command.role;
    change.label = command.label.empty() ? account.label : command.label;
    change.sets_leaving = !command.leaves.empty();
    if (change.sets_leaving && command.leaves != "never") {
        const auto day = parse_iso_day(command.leaves);
        if (!day.ok()) return Error{Fault::invalid, "app.bad_day", {}};
        change.leaves_on = *day;
    }
    return tell_account(context, TRY(desk.change(*id, change, system)));
}

}  // namespace genbo
