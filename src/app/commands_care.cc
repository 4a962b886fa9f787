// SPDX-License-Identifier: Apache-2.0

// rebuild, doctor.

#include <fmt/format.h>

#include "app/backup_keeper.h"
#include "app/backup_places.h"
#include "app/checkpoint_keeper.h"
#include "app/inspection_text.h"
#include "cli/exit_code.h"
#include "register/access_log.h"
#include "register/inspection.h"

namespace genbo {

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

namespace {

InspectionPart inspect_access(ReadSession& session) {
    InspectionPart part{"access", 0, 0, {}};
    const auto access = verify_access(session.store());
    if (access.ok()) {
        part.looked_at = access->rows;
    } else {
        ++part.wrong;
        part.examples.push_back(access.error());
    }
    return part;
}

void write_drill(JsonWriter& json, const BackupDrill& drill) {
    json.field("drill").object([&] {
        json.field("at", format_instant(drill.at));
        json.field("sound", drill.sound);
        json.field("records", drill.records);
        json.field("seconds", drill.seconds);
    });
}

// It says nothing of the master, only of whether anybody could bring it back.
void print_drill(const CommandContext& context, const std::optional<BackupDrill>& drill) {
    const auto what = context.say("控えから戻す練習", "last restore drill");
    if (!drill)
        print(fmt::format("{}  {}", what, context.say("まだしていません", "none yet")));
    else
        print(fmt::format(
            "{}  {}  {}", what, format_instant(drill->at),
            drill->sound ? context.say("異常なし", "sound") : context.say("失敗", "failed")));
}

void write_places(JsonWriter& json, const std::vector<PlaceLook>& places) {
    json.field("backup_places").array([&] {
        for (const auto& place : places)
            json.object([&] {
                json.field("answers", !place.error);
                if (place.error) json.field("code", place.error->code);
            });
    });
}

// Neither do the places; in the order of genbo.toml, by which metrics call them.
void print_places(const CommandContext& context, const std::vector<PlaceLook>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& error = places[i].error;
        print(fmt::format(
            "{} {}  {}", context.say("控えの置き場", "backup place"), i + 1,
            error ? context.messages.text(context.invocation.language, error->code, error->args)
                  : std::string{context.say("応えます", "answers")}));
    }
}

}  // namespace

CommandResult run(const CommandContext& context, const DoctorCommand&) {
    auto master = TRY(context.open_master());
    auto session = TRY(master->sessions().borrow());
    auto inspection = inspect(*session, master->model(), master->config().matching);
    inspection.parts.push_back(inspect_access(*session));
    inspection.parts.push_back(inspect_outside(*master, *session));
    const auto drill = last_drill(context.invocation.directory);
    const auto places =
        look_at_places(context.invocation.directory, master->config().backup, context.clock);
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            write_inspection(json, inspection);
            if (drill) write_drill(json, *drill);
            if (!places.empty()) write_places(json, places);
        });
    else {
        print_inspection(context, inspection);
        print_drill(context, drill);
        print_places(context, places);
    }
    return inspection.sound() ? kExitOk : kExitNo;
}

CommandResult run(const CommandContext& context, const RebuildCommand&) {
    auto master = TRY(context.open_master());
    TRY(master->start_rebuilding());
    const auto shipping = TRY(BulkShipping::beside(*master));
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

}  // namespace genbo
