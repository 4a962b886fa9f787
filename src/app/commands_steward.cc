// SPDX-License-Identifier: Apache-2.0

// resolve, verdicts, cleanse, model, number report.

#include <fmt/format.h>

#include <limits>
#include <map>

#include "app/access_spool.h"
#include "app/backend_parts.h"
#include "app/backup_keeper.h"
#include "app/command.h"
#include "cli/exit_code.h"
#include "register/cleanse_report.h"
#include "register/field_check.h"
#include "register/model_desk.h"
#include "register/model_switch.h"
#include "register/number_report.h"
#include "register/resolve_desk.h"
#include "register/verdict_book.h"

namespace genbo {

namespace {

Result<SourceValues> typed_values(const std::vector<std::string>& pairs) {
    SourceValues values;
    for (const auto& pair : pairs) {
        const auto equals = pair.find('=');
        const auto field = field_by_name(std::string_view{pair}.substr(0, equals));
        if (equals == pair.npos || !field || *field == Field::custom)
            return Error{Fault::invalid, "app.unknown_field", {pair.substr(0, equals)}};
        values.set(*field, pair.substr(equals + 1));
    }
    return values;
}

Day day_now(const CommandContext& context) { return day_in_japan(context.clock.now()); }

void see_proposal(const Viewer& eyes, CleanseProposal& proposal) {
    const Subject subject{proposal.customer};
    const auto field = proposal.finding.field;
    proposal.value = eyes.value(field, {}, proposal.value, subject).value_or(std::string{});
    if (proposal.finding.proposal)
        proposal.finding.proposal = eyes.value(field, {}, *proposal.finding.proposal, subject);
}

void print_finding(const CommandContext& context, const FieldFinding& finding) {
    const auto& info = field_info(finding.field);
    print(fmt::format(
        "  {}  {}{}", context.japanese() ? info.label_ja : info.label_en,
        context.messages.text(context.invocation.language, finding.code, {}),
        finding.proposal ? "  → " + *finding.proposal : std::string{}));
}

void write_field_findings(JsonWriter& json, const std::vector<FieldFinding>& findings) {
    json.field("findings").array([&] {
        for (const auto& finding : findings)
            json.object([&] {
                json.field("field", field_info(finding.field).name);
                json.field("fault", field_fault_name(finding.fault));
                json.field("code", finding.code);
                json.field("proposal", finding.proposal);
                json.field("certain", finding.certain);
            });
    });
}

void write_resolution(JsonWriter& json, const Resolution& resolution) {
    json.field("zone", resolve_zone_name(resolution.zone));
    json.field("margin_bits");
    if (resolution.margin)
        json.value(in_bits(*resolution.margin));
    else
        json.null();
    json.field("matches").array([&] {
        for (const auto& match : resolution.matches)
            json.object([&] {
                json.field("number", match.view.number);
                json.field("record", match.record.value());
                json.field("bits", in_bits(match.bits));
                json.field("mean_bits", in_bits(match.mean));
                json.field("members", match.members);
                json.field("comparisons").array([&] {
                    for (const auto& entry : match.why.entries)
                        json.object([&] {
                            json.field("name", entry.comparison);
                            json.field("level", entry.level);
                            json.field("bits", in_bits(entry.bits));
                        });
                });
            });
    });
}

Result<int> show_cleanse_report(const CommandContext& context, Master& master) {
    auto session = TRY(master.sessions().borrow());
    const auto report = TRY(stored_cleanse_report(*session));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            if (!report) return;
            json.field("at", format_instant(report->at));
            json.field("records", report->records);
            json.field("certain", report->certain);
            json.field("doubtful", report->doubtful);
            json.field("to_ask", report->to_ask);
            json.field("written", report->written);
            json.field("codes").object([&] {
                for (const auto& [code, count] : report->codes) json.field(code, count);
            });
            json.field("imports").array([&] {
                for (const auto id : report->imports) json.value(id.value());
            });
        });
    } else if (report) {
        print(fmt::format(
            "{}  {} {} · {} {} · {} {} · {} {} · {} {}", format_instant(report->at),
            context.say("元データ", "records"), report->records,
            context.say("確かな書き直し", "certain"), report->certain,
            context.say("見て決める", "to look at"), report->doubtful,
            context.say("本人に聞く", "to ask"), report->to_ask, context.say("書いた", "written"),
            report->written));
        for (const auto& [code, count] : report->codes)
            print(fmt::format(
                "  {:>7}  {}", count,
                context.messages.text(context.invocation.language, code, {})));
        for (const auto id : report->imports) print(fmt::format("  genbo undo {}", id.value()));
    }
    return report ? kExitOk : kExitNo;
}

Result<int> list_models(const CommandContext& context, Master& master) {
    auto session = TRY(master.sessions().borrow());
    const auto active = TRY(active_model(session->store()));
    const auto sheets = TRY(stored_sheets(session->store()));
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("models").array([&] {
                for (const auto& sheet : sheets)
                    json.object([&] {
                        json.field("number", sheet.number);
                        json.field("version", sheet.model.version);
                        json.field("origin", sheet.origin);
                        json.field("labels", sheet.labels);
                        json.field("active", sheet.number == active);
                    });
            });
        });
    else
        for (const auto& sheet : sheets)
            print(fmt::format(
                "{} {}  {}  {}  {}", sheet.number == active ? "*" : " ", sheet.number,
                sheet.model.version, sheet.origin, format_instant(sheet.made)));
    return kExitOk;
}

Result<int> print_sheet(const CommandContext& context, const ModelSheet& sheet) {
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("number", sheet.number);
            json.field("version", sheet.model.version);
            json.field("labels", sheet.labels);
        });
    else
        print(fmt::format("{}  {}  {}", sheet.number, sheet.model.version, sheet.origin));
    return kExitOk;
}

Result<int> print_diff(const CommandContext& context, Master& master, std::int64_t number) {
    TRY(master.open_index());
    auto session = TRY(master.sessions().borrow());
    const auto sheet = TRY(usable_sheet(session->store(), number));
    const auto candidate = TRY(register_under(*session, sheet.model, master.config().matching));
    const auto reviews = TRY(master.index().review_count(session->store()));
    const auto diff = TRY(diff_under(*session, *candidate, reviews));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("customers_before", diff.customers_before);
            json.field("customers_after", diff.customers_after);
            json.field("joins", diff.joins);
            json.field("splits", diff.splits);
            json.field("reviews_before", diff.reviews_before);
            json.field("reviews_after", diff.reviews_after);
        });
        return kExitOk;
    }
    print(fmt::format(
        "{}: {} → {}", context.say("お客様", "customers"), diff.customers_before,
        diff.customers_after));
    print(fmt::format("{}: {}", context.say("まとまる", "would be joined"), diff.joins));
    print(fmt::format("{}: {}", context.say("分かれる", "would be split"), diff.splits));
    print(fmt::format(
        "{}: {} → {}", context.say("確認待ち", "reviews"), diff.reviews_before,
        diff.reviews_after));
    CustomerDesk desk(*session, master.config().policy);
    for (const auto& example : diff.examples) {
        std::string line = " ";
        for (const auto id : example.before) line += " " + TRY(desk.number_text(id));
        line += "  →";
        for (const auto& group : example.after) {
            line += " [";
            for (const auto record : group) line += "#" + std::to_string(record.value()) + " ";
            line.back() = ']';
        }
        print(line);
    }
    return kExitOk;
}

Result<int> activate_model(const CommandContext& context, Master& master, std::int64_t number) {
    const auto shipping = TRY(BulkShipping::beside(master));
    auto session = TRY(master.sessions().borrow());
    const auto sheet = TRY(usable_sheet(session->store(), number));
    const auto candidate = TRY(register_under(*session, sheet.model, master.config().matching));
    session.reset();
    const auto report = TRY(switch_model(master.writer(), *candidate, number, 0, Actor{}));
    TRY(master.finish_duties());
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("number", sheet.number);
            json.field("version", sheet.model.version);
            json.field("customers", report.customers);
            json.field("moved", report.moved);
        });
    else
        print(fmt::format(
            "{}  {}: {}  {}: {}", sheet.model.version, context.say("お客様", "customers"),
            report.customers, context.say("移った元データ", "records moved"), report.moved));
    return kExitOk;
}

}  // namespace

CommandResult run(const CommandContext& context, const ResolveCommand& command) {
    const auto values = TRY(typed_values(command.values));
    auto master = TRY(context.open_master());
    TRY(master->open_index());
    auto session = TRY(master->sessions().borrow());
    ResolveDesk desk(*session, master->index(), master->config().policy, master->config().matching);
    const auto resolution = TRY(desk.resolve({values, command.limit, 0}));
    const auto findings = check_fields(values, day_now(context));
    auto act = act_of_command(*master, "customer.resolve");
    for (const auto& match : resolution.matches) act.records.push_back(match.record);
    if (!act.records.empty()) TRY(spool_access(*master, act));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            write_resolution(json, resolution);
            write_field_findings(json, findings);
        });
    } else {
        print(std::string{
            resolution.zone == ResolveZone::same ? context.say("このお客様です。", "This is:")
            : resolution.zone == ResolveZone::review
                ? context.say("このお客様かもしれません。", "This may be:")
                : context.say("似たお客様はいません。", "Nobody is like that.")});
        for (const auto& match : resolution.matches)
            print(fmt::format(
                "  {}  {:+.1f} {}  ({})", match.view.number, in_bits(match.bits),
                context.say("ビット", "bits"), match.members));
        for (const auto& finding : findings) print_finding(context, finding);
    }
    return resolution.matches.empty() ? kExitNo : kExitOk;
}

CommandResult run(const CommandContext& context, const VerdictsCommand& command) {
    auto master = TRY(context.open_master());
    if (command.take_back != 0) {
        TRY(master->start_writing());
        VerdictDesk desk(master->writer());
        TRY(desk.take_back(VerdictId{command.take_back}, command.count, Actor{}));
        TRY(master->finish_duties());
        if (context.invocation.json)
            print_json([&](JsonWriter& json) { json.field("taken_back", command.take_back); });
        else
            print(context.say("判断を取り消しました。", "Taken back."));
        return kExitOk;
    }
    auto session = TRY(master->sessions().borrow());
    CustomerDesk desk(*session, master->config().policy);
    VerdictQuery query;
    query.limit = command.limit;
    std::map<StaffId, std::string> names;
    for (const auto& staff : TRY(session->store().staff())) {
        names[staff.id] = staff.name;
        if (staff.name == command.actor) query.actor = staff.id;
    }
    if (!command.actor.empty() && !query.actor) return kExitNo;
    if (!command.customer.empty()) query.customer = TRY(desk.show(command.customer)).id;
    for (const auto kind :
         {StoredVerdictKind::same, StoredVerdictKind::not_same, StoredVerdictKind::later,
          StoredVerdictKind::unsure})
        if (verdict_name(kind) == command.verdict) query.kind = kind;
    const auto page = TRY(find_verdicts(*session, query));
    auto act = act_of_command(*master, "verdict.list");
    for (const auto& one : page.verdicts)
        if (!one.note.reason.empty()) {
            act.records.push_back(one.verdict.left);
            act.records.push_back(one.verdict.right);
        }
    if (!act.records.empty()) TRY(spool_access(*master, act));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("verdicts").array([&] {
                for (const auto& one : page.verdicts)
                    json.object([&] {
                        json.field("id", one.verdict.id.value());
                        json.field("left", one.verdict.left.value());
                        json.field("right", one.verdict.right.value());
                        json.field("verdict", verdict_name(one.verdict.kind));
                        json.field("second", is_second(one.verdict.kind));
                        json.field("actor", names[one.verdict.actor]);
                        json.field("at", format_instant(one.verdict.at));
                        json.field("withdrawn", one.verdict.withdrawn != Instant{});
                        json.field("pick", pick_name(one.note.pick));
                        json.field("reason", one.note.reason);
                    });
            });
        });
        return page.verdicts.empty() ? kExitNo : kExitOk;
    }
    for (const auto& one : page.verdicts)
        print(fmt::format(
            "{:>6}  {}  {:<8}  #{} #{}  {}{}  {}", one.verdict.id.value(),
            format_instant(one.verdict.at), verdict_name(one.verdict.kind),
            one.verdict.left.value(), one.verdict.right.value(), names[one.verdict.actor],
            one.verdict.withdrawn != Instant{} ? context.say(" (取り消し)", " (taken back)") : "",
            one.note.reason));
    return page.verdicts.empty() ? kExitNo : kExitOk;
}

CommandResult run(const CommandContext& context, const CleanseCommand& command) {
    auto master = TRY(context.open_master());
    if (command.report) return show_cleanse_report(context, *master);
    const CleanseDesk desk(day_now(context));
    if (command.dry_run) {
        auto session = TRY(master->sessions().borrow());
        CleanseQuery query;
        query.proposals = command.limit;
        query.records = std::numeric_limits<std::size_t>::max() / 2;
        query.without_proposal = true;
        auto piece = TRY(desk.propose(*session, query));
        const auto eyes = TRY(context.viewer(*master));
        for (auto& one : piece.proposals) see_proposal(eyes, one);
        auto act = act_of_command(*master, "cleansing.show");
        for (const auto& one : piece.proposals) act.records.push_back(one.record);
        if (!act.records.empty()) TRY(spool_access(*master, act));
        if (context.invocation.json)
            print_json([&](JsonWriter& json) {
                json.field("looked_at", piece.looked_at);
                json.field("proposals").array([&] {
                    for (const auto& one : piece.proposals)
                        json.object([&] {
                            json.field("record", one.record.value());
                            json.field("version", one.version);
                            json.field("field", field_info(one.finding.field).name);
                            json.field("code", one.finding.code);
                            json.field("value", one.value);
                            json.field("proposal", one.finding.proposal);
                            json.field("certain", one.finding.certain);
                        });
                });
            });
        else
            for (const auto& one : piece.proposals) {
                print(fmt::format("#{}  {}", one.record.value(), one.value));
                print_finding(context, one.finding);
            }
        return kExitOk;
    }
    TRY(master->start_writing());
    const auto shipping = TRY(BulkShipping::beside(*master));
    const auto run = TRY(desk.apply_certain(master->sessions(), master->writer(), Actor{}));
    TRY(master->finish_duties());
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("records", run.records);
            json.field("values", run.values);
            json.field("imports").array([&] {
                for (const auto id : run.imports) json.value(id.value());
            });
        });
        return kExitOk;
    }
    print(fmt::format(
        "{}: {}  {}: {}", context.say("元データ", "records"), run.records,
        context.say("書き直した値", "values"), run.values));
    for (const auto id : run.imports) print(fmt::format("  genbo undo {}", id.value()));
    return kExitOk;
}

CommandResult run(const CommandContext& context, const ModelCommand& command) {
    using Task = ModelCommand::Task;
    auto master = TRY(context.open_master());
    if (command.task == Task::list) return list_models(context, *master);
    if (command.task == Task::diff) return print_diff(context, *master, command.number);
    TRY(master->start_writing());
    if (command.task == Task::activate) return activate_model(context, *master, command.number);
    ModelDesk desk(master->writer());
    auto session = TRY(master->sessions().borrow());
    const auto sheet =
        TRY(command.task == Task::learn ? desk.learn(*session, Actor{}) : desk.rules(Actor{}));
    TRY(master->finish_duties());
    return print_sheet(context, sheet);
}

CommandResult run(const CommandContext& context, const NumberReportCommand&) {
    auto master = TRY(context.open_master());
    TRY(master->open_index());
    auto session = TRY(master->sessions().borrow());
    const auto report =
        TRY(report_numbers(*session, master->index(), master->config().matching.auto_bits));
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("numbers", report.numbers);
            json.field("parts").object([&] {
                for (const auto& part : report.parts) json.field(part.kind, part.count);
            });
            json.field("oddities").array([&] {
                for (const auto& oddity : report.oddities)
                    json.object([&] {
                        json.field("kind", oddity.kind);
                        json.field("numbers").array([&] {
                            for (const auto& number : oddity.numbers) json.value(number);
                        });
                    });
            });
        });
    else {
        for (const auto& part : report.parts)
            print(fmt::format("{:<12} {:>9}", part.kind, part.count));
        for (const auto& oddity : report.oddities) {
            std::string line = "  " + oddity.kind;
            for (const auto& number : oddity.numbers) line += "  " + number;
            print(line);
        }
    }
    for (const auto& part : report.parts)
        if (part.count > 0 && (part.kind == "rule" || part.kind == "anchor")) return kExitNo;
    return kExitOk;
}

}  // namespace genbo
