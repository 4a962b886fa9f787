// SPDX-License-Identifier: Apache-2.0

// ref import, ref list.

#include <fmt/format.h>

#include "app/command.h"
#include "app/config.h"
#include "app/people.h"
#include "app/reference_import.h"
#include "staff/breached_passwords.h"
#include "text/reference_builder.h"

namespace genbo {

namespace {

void write_reference(JsonWriter& json, const ReferenceFile& file) {
    json.field("name", file.name);
    json.field("version", file.version);
    json.field("licence", file.licence);
    json.field("origin", file.origin);
    json.field("sha256", file.sha256);
    json.field("imported_at", file.imported_at);
    json.field("rows", file.rows);
}

// What list() shows, of both kinds.
struct ReferenceListing {
    std::vector<BuiltInTable> built_in;
    std::vector<ReferenceFile> imported;
    std::string version;
};

void print_listing(const CommandContext& context, const ReferenceListing& listing) {
    print(context.say("組み込みの表", "built-in tables"));
    for (const BuiltInTable& table : listing.built_in)
        print(fmt::format(
            "  {:<16} {:>8}  {}  ({})", table.name, table.rows, table.version, table.licence));
    print(context.say("取り込んだ表", "imported tables"));
    for (const ReferenceFile& file : listing.imported) {
        print(fmt::format(
            "  {:<16} {:>8}  {}  ({})", file.name, file.rows, file.version, file.licence));
        print(fmt::format(
            "  {:<16} {:>8}  {} · {} · sha256 {}…", "", "", file.imported_at, file.origin,
            file.sha256.substr(0, 12)));
    }
    if (listing.imported.empty()) print(context.say("  ありません", "  none"));
    print(fmt::format(
        "{}{}", context.say("表全体の版: ", "version of all tables: "), listing.version));
}

}  // namespace

CommandResult run(const CommandContext& context, const RefImportCommand& command) {
    // Only into a master: the configuration says that there is one.
    TRY(load_config(context.invocation.directory));
    if (command.kind == "breached-passwords") {
        const auto count =
            TRY(make_breached_filter(command.files, context.invocation.directory / kBreachedFile));
        if (context.invocation.json)
            print_json([&](JsonWriter& json) {
                json.field("name", command.kind);
                json.field("rows", count);
            });
        else
            print(fmt::format(
                "{}  {} {}", command.kind, count,
                context.say(
                    "件。次のパスワード変更から効きます。",
                    "hashes; they count from the next change of a password.")));
        return 0;
    }
    const ReferenceFile file =
        TRY(import_reference(command.kind, command.files, context.clock.now(), command.version));
    TRY(save_reference_file(context.invocation.directory, file));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) { write_reference(json, file); });
        return 0;
    }
    print(fmt::format("{}  {} {}", file.name, file.rows, context.say("行", "rows")));
    print(context.say(
        "サーバーを動かしているなら止め、genbo rebuild で照合をやり直してから起動してください。",
        "Stop the server if one is running, match anew with genbo rebuild, then start it again."));
    return 0;
}

CommandResult run(const CommandContext& context, const RefListCommand&) {
    TRY(load_config(context.invocation.directory));
    ReferenceListing listing;
    listing.imported = TRY(load_reference_files(context.invocation.directory));
    if (!set_reference_tables(joined_reference_tables(listing.imported)))
        return Error{Fault::unavailable, "app.reference_in_use"};
    listing.built_in = built_in_tables();
    listing.version = text_tables_version();
    if (!context.invocation.json) {
        print_listing(context, listing);
        return 0;
    }
    print_json([&](JsonWriter& json) {
        json.field("version", listing.version);
        json.field("built_in").array([&] {
            for (const BuiltInTable& table : listing.built_in)
                json.object([&] {
                    json.field("name", table.name);
                    json.field("version", table.version);
                    json.field("licence", table.licence);
                    json.field("rows", table.rows);
                });
        });
        json.field("imported").array([&] {
            for (const ReferenceFile& file : listing.imported)
                json.object([&] { write_reference(json, file); });
        });
    });
    return 0;
}

}  // namespace genbo
