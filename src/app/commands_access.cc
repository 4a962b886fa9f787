// SPDX-License-Identifier: Apache-2.0

// access table, keys, key-create, key-rotate, key-revoke, scope, trace.

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <map>

#include "access/policy_document.h"
#include "app/api_key_desk.h"
#include "app/command.h"
#include "app/export_desk.h"
#include "app/export_marks.h"
#include "cli/exit_code.h"
#include "register/customer_desk.h"

namespace genbo {

namespace {

template <typename T>
std::string joined_names(const std::set<T>& items, std::string_view (*name)(T)) {
    std::string text;
    for (const auto& item : items) text += (text.empty() ? "" : ",") + std::string{name(item)};
    return text;
}

Result<int> list_keys(const CommandContext& context, Master& master) {
    auto session = TRY(master.sessions().borrow());
    const auto keys = TRY(api_keys(session->store()));
    const auto now = context.clock.now();
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("keys").array([&] {
                for (const auto& [key, used] : keys)
                    json.object([&] {
                        json.field("id", key.id);
                        json.field("name", key.name);
                        json.field("state", api_key_state(key, now));
                        json.field("expires", format_instant(key.expires));
                        json.field("last_used");
                        if (used)
                            json.value(format_instant(*used));
                        else
                            json.null();
                    });
            });
        });
        return kExitOk;
    }
    for (const auto& [key, used] : keys)
        print(fmt::format(
            "{}  {:<8}  {}  {}  {}  {}  {}", key.id, api_key_state(key, now),
            format_instant(key.expires), used ? format_instant(*used) : std::string{"-"},
            joined_names(key.purposes, &purpose_name), joined_names(key.classes, &field_class_name),
            key.name));
    return kExitOk;
}

Result<int> print_secret(const CommandContext& context, const MadeApiKey& made) {
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("id", made.key.id);
            json.field("token", made.token);
            json.field("expires", format_instant(made.key.expires));
        });
        return kExitOk;
    }
    print(made.token);
    print(context.say(
        "このキーは二度と表示しません。いま控えてください。",
        "This key is never shown again. Keep it now."));
    return kExitOk;
}

Result<std::string> file_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{Fault::not_found, "connect.not_found", {path.filename().string()}};
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

// Which of all exports ever made the file is, or was made of.
Result<int> trace_file(
    const CommandContext& context, Master& master, const std::filesystem::path& path) {
    const auto text = TRY(file_text(path));
    auto session = TRY(master.sessions().borrow());
    std::map<StaffId, std::string> names;
    for (const auto& staff : TRY(session->store().staff())) names[staff.id] = staff.name;
    struct Found {
        ExportRequest request;
        MarkEvidence evidence;
    };
    std::vector<Found> found;
    for (const auto& request : TRY(ExportDesk(master).list())) {
        const ExportMarks marks(master.keyring(), request.id);
        const auto canaries = marks.canaries(session->rules(), master.keyring());
        const auto evidence = find_marks(text, marks, canaries);
        if (evidence.convincing()) found.push_back({request, evidence});
    }
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("exports").array([&] {
                for (const auto& [request, evidence] : found)
                    json.object([&] {
                        json.field("id", request.id);
                        json.field("asked_by", names[request.asked_by]);
                        json.field("asked_at", format_instant(request.asked));
                        json.field("numbers", evidence.numbers);
                        json.field("marks", evidence.marks);
                        json.field("canaries", evidence.canaries);
                        json.field("ascending", evidence.ascending);
                        json.field("neighbours", evidence.neighbours);
                    });
            });
        });
    } else {
        for (const auto& [request, evidence] : found)
            print(fmt::format(
                "{}  {}  {}  {}: {}  {}: {}  {}: {}/{}", request.id, names[request.asked_by],
                format_instant(request.asked), context.say("印", "marks"), evidence.marks,
                context.say("おとり", "canaries"), evidence.canaries, context.say("並び", "order"),
                evidence.ascending, evidence.neighbours));
        if (found.empty())
            print(context.say("どの書き出しでもありません。", "It is none of the exports."));
    }
    return found.empty() ? kExitNo : kExitOk;
}

Result<int> set_scope(const CommandContext& context, Master& master, const AccessCommand& command) {
    StaffScopeNote scope;
    scope.stores = {command.stores.begin(), command.stores.end()};
    scope.regions = {command.regions.begin(), command.regions.end()};
    std::optional<StaffId> staff;
    {
        auto session = TRY(master.sessions().borrow());
        for (const auto& one : TRY(session->store().staff()))
            if (one.name == command.staff) staff = one.id;
        CustomerDesk desk(*session, master.config().policy);
        for (const auto& number : command.customers)
            scope.customers.insert(TRY(desk.show(number)).id.value());
    }
    if (!staff) return Error{Fault::not_found, "app.unknown_staff", {command.staff}};
    for (const auto& region : scope.regions)
        if (!master.config().access.regions.contains(region))
            return Error{Fault::invalid, "app.unknown_region", {}};
    TRY(master.start_writing());
    TRY(master.writer().run(
        [&](WriteContext& write) { return put_staff_scope(write, Actor{}, *staff, scope); },
        WriteScope::rows));
    TRY(master.finish_duties());
    print(context.say("範囲を決めました。", "The scope is set."));
    return kExitOk;
}

Result<int> change_key(
    const CommandContext& context, Master& master, const AccessCommand& command) {
    TRY(master.start_writing());
    ApiKeyDesk desk(master);
    if (command.task == AccessCommand::Task::revoke_key) {
        TRY(desk.revoke(Actor{}, command.key));
        TRY(master.finish_duties());
        print(context.say("キーを終わらせました。", "The key has ended."));
        return kExitOk;
    }
    const auto made =
        command.task == AccessCommand::Task::rotate_key
            ? TRY(desk.rotate(Actor{}, command.key, std::chrono::hours{command.overlap_hours}))
            : TRY(desk.create(
                  Actor{}, {command.name, command.actions, command.purposes, command.classes,
                            command.networks, command.days}));
    TRY(master.finish_duties());
    return print_secret(context, made);
}

}  // namespace

CommandResult run(const CommandContext& context, const AccessCommand& command) {
    using Task = AccessCommand::Task;
    if (command.task == Task::table) {
        const auto page = policy_document(context.invocation.language);
        print(std::string_view{page}.substr(0, page.size() - 1));
        return kExitOk;
    }
    auto master = TRY(context.open_master());
    if (command.task == Task::keys) return list_keys(context, *master);
    if (command.task == Task::trace) return trace_file(context, *master, command.file);
    if (command.task == Task::scope) return set_scope(context, *master, command);
    return change_key(context, *master, command);
}

}  // namespace genbo
