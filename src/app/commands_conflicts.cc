// SPDX-License-Identifier: Apache-2.0

// conflicts.

#include <fmt/format.h>

#include <limits>

#include "app/access_spool.h"
#include "app/backend_parts.h"
#include "app/command.h"
#include "cli/exit_code.h"
#include "register/conflict_survey.h"

namespace genbo {

namespace {

std::string seen_side(const Viewer& eyes, const ConflictSide& side, NumberId customer) {
    std::string text;
    for (const auto& value : side.claims.front().values) {
        const auto seen = eyes.value(value.field, value.custom_name, value.raw, {customer});
        if (!seen) continue;
        if (!text.empty()) text += " ";
        text += *seen;
    }
    return text;
}

void print_conflict(
    const CommandContext& context, ReadSession& session, const Viewer& eyes,
    const std::string& number, NumberId customer, const Conflict& conflict) {
    print(fmt::format(
        "{}  {}  {} {}", number, attribute_label(conflict.field, context.invocation.language),
        context.say("値打ち", "worth"), conflict.worth));
    for (const auto& side : conflict.sides) {
        print(fmt::format("  {} {}", side.golden ? "*" : " ", seen_side(eyes, side, customer)));
        for (const auto& claim : side.claims)
            print(fmt::format(
                "      #{}  {}  {} {}", claim.record.value(), session.source(claim.source).name,
                format_day(day_in_japan(claim.since)), context.say("から", "on")));
    }
}

void write_conflict_json(
    JsonWriter& json, ReadSession& session, const Viewer& eyes, const std::string& number,
    NumberId customer, const Conflict& conflict) {
    json.object([&] {
        json.field("number", number);
        json.field("field", field_info(conflict.field).name);
        json.field("worth", conflict.worth);
        json.field("again", conflict.again);
        json.field("sides").array([&] {
            for (const auto& side : conflict.sides)
                json.object([&] {
                    json.field("golden", side.golden);
                    json.field("value", seen_side(eyes, side, customer));
                    json.field("claims").array([&] {
                        for (const auto& claim : side.claims)
                            json.object([&] {
                                json.field("record", claim.record.value());
                                json.field("source", session.source(claim.source).name);
                                json.field("since", format_instant(claim.since));
                            });
                    });
                });
        });
    });
}

struct ShownConflict {
    std::string number;
    NumberId customer;
    Conflict conflict;
};

Result<int> show_conflicts(
    const CommandContext& context, Master& master, ReadSession& session, const Viewer& eyes,
    const std::vector<ShownConflict>& shown, const ConflictReport* report) {
    auto act = act_of_command(master, "conflict.list");
    for (const auto& one : shown)
        for (const auto& side : one.conflict.sides)
            for (const auto& claim : side.claims) act.records.push_back(claim.record);
    if (!act.records.empty()) TRY(spool_access(master, act));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            if (report != nullptr) {
                json.field("found", report->conflicts());
                json.field("customers", report->contradicted);
            }
            json.field("conflicts").array([&] {
                for (const auto& one : shown)
                    write_conflict_json(
                        json, session, eyes, one.number, one.customer, one.conflict);
            });
        });
    } else {
        if (report != nullptr)
            print(fmt::format(
                "{}: {}  {}: {}", context.say("食い違い", "conflicts"), report->conflicts(),
                context.say("お客様", "customers"), report->contradicted));
        for (const auto& one : shown)
            print_conflict(context, session, eyes, one.number, one.customer, one.conflict);
    }
    return shown.empty() ? kExitNo : kExitOk;
}

Result<ConflictReport> survey_now(const CommandContext& context, Master& master) {
    auto session = TRY(master.sessions().borrow());
    ConflictSurvey survey(master.config().policy);
    const auto report =
        TRY(survey.step(*session, std::numeric_limits<std::size_t>::max(), context.clock.now()));
    return *report;
}

Result<int> decide_conflict(
    const CommandContext& context, Master& master, const ConflictsCommand& command) {
    const auto field = field_by_name(command.decide);
    if (!field || *field == Field::custom || *field == Field::source_key)
        return Error{Fault::invalid, "app.unknown_field", {command.decide}};
    NumberId customer;
    {
        auto session = TRY(master.sessions().borrow());
        customer = TRY(CustomerDesk(*session, master.config().policy).show(command.customer)).id;
    }
    TRY(master.start_writing());
    ConflictDesk desk(master.writer(), master.config().policy);
    RulingWish wish{customer, *field, {}, RulingKind::both, {}, command.reason};
    if (command.record != 0) {
        wish.kind = RulingKind::value;
        wish.record = RecordId{command.record};
    }
    const auto id = TRY(desk.decide(wish, Actor{}));
    TRY(master.finish_duties());
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { json.field("ruling", id.str()); });
    else
        print(fmt::format(
            "{} {}",
            context.say(
                "裁定しました。取り消し: genbo conflicts --withdraw",
                "Decided. To take it back: genbo conflicts --withdraw"),
            id.str()));
    return kExitOk;
}

}  // namespace

CommandResult run(const CommandContext& context, const ConflictsCommand& command) {
    auto master = TRY(context.open_master());
    if (!command.withdraw.empty()) {
        const auto id = RulingId::parse(command.withdraw);
        if (!id) return Error{Fault::not_found, "register.no_ruling"};
        TRY(master->start_writing());
        TRY(ConflictDesk(master->writer(), master->config().policy).withdraw(*id, Actor{}));
        TRY(master->finish_duties());
        if (context.invocation.json)
            print_json([&](JsonWriter& json) { json.field("withdrawn", id->str()); });
        else
            print(context.say("裁定を取り消しました。", "Taken back."));
        return kExitOk;
    }
    if (!command.decide.empty()) return decide_conflict(context, *master, command);
    const auto eyes = TRY(context.viewer(*master));
    std::vector<ShownConflict> shown;
    if (!command.customer.empty()) {
        auto session = TRY(master->sessions().borrow());
        const auto view =
            TRY(CustomerDesk(*session, master->config().policy).show(command.customer));
        for (auto& conflict :
             TRY(look_for_conflicts(*session, master->config().policy, view.id)).conflicts)
            shown.push_back({view.number, view.id, std::move(conflict)});
        return show_conflicts(context, *master, *session, eyes, shown, nullptr);
    }
    std::optional<Field> field;
    if (!command.field.empty()) {
        field = field_by_name(command.field);
        if (!field) return Error{Fault::invalid, "app.unknown_field", {command.field}};
    }
    std::optional<ConflictReport> report;
    {
        auto session = TRY(master->sessions().borrow());
        report = TRY(stored_report(*session));
        const auto state = TRY(register_state(session->store()));
        if (report && report->state != state) report.reset();
    }
    if (command.look || !report) {
        report = TRY(survey_now(context, *master));
        if (command.look) {
            TRY(context.begin_writing(*master));
            TRY(store_report(master->writer(), *report));
            TRY(master->finish_duties());
        }
    }
    auto session = TRY(master->sessions().borrow());
    CustomerDesk desk(*session, master->config().policy);
    const auto page =
        TRY(conflict_page(*session, master->config().policy, *report, {}, command.limit, field));
    for (const auto& item : page.items)
        shown.push_back(
            {TRY(desk.number_text(item.place.customer)), item.place.customer, item.conflict()});
    return show_conflicts(context, *master, *session, eyes, shown, &*report);
}

}  // namespace genbo
