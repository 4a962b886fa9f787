// SPDX-License-Identifier: Apache-2.0

// conflicts, relations, reconcile.

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <limits>

#include "app/access_spool.h"
#include "app/backend_parts.h"
#include "app/command.h"
#include "app/file_import.h"
#include "base/utf8.h"
#include "cli/exit_code.h"
#include "connect/csv_writer.h"
#include "register/conflict_survey.h"
#include "register/reconcile_desk.h"
#include "register/relation_desk.h"
#include "text/encoding.h"

namespace genbo {

namespace {

constexpr std::size_t kRelationLinesPage = 500;

// Values that are revealed have begun it already: the trail says so first.
Result<> begin_writing(const CommandContext& context, Master& master) {
    if (!context.invocation.reveal.empty()) return {};
    return master.start_writing();
}

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

Result<std::optional<Day>> day_option(const std::string& text) {
    if (text.empty()) return std::optional<Day>{};
    const auto day = parse_iso_day(text);
    if (!day.ok()) return Error{Fault::invalid, "app.bad_day", {}};
    return std::optional{*day};
}

struct RelationLine {
    RelationEdge edge;
    std::string lower;
    std::string upper;
};

std::string day_or_empty(const std::optional<Day>& day) {
    return day ? format_day(*day) : std::string{};
}

void print_relations(
    const CommandContext& context, const std::vector<RelationLine>& lines, bool csv) {
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("relations").array([&] {
                for (const auto& line : lines)
                    json.object([&] {
                        const auto& relation = line.edge.relation;
                        json.field("id", relation.id.value());
                        json.field("kind", relation_kind_name(relation.kind));
                        json.field("lower", line.lower);
                        json.field("upper", line.upper);
                        json.field("since", day_or_empty(relation.since));
                        json.field("until", day_or_empty(relation.until));
                        json.field("title", relation.title);
                    });
            });
        });
        return;
    }
    std::string out;
    const CsvStyle style{.formula_guard = FormulaGuard::on};
    if (csv)
        append_csv_row(
            out,
            std::vector<std::string_view>{
                "id", "kind", "lower", "upper", "since", "until", "title"},
            style);
    for (const auto& line : lines) {
        const auto& relation = line.edge.relation;
        const auto id = std::to_string(relation.id.value());
        const auto since = day_or_empty(relation.since);
        const auto until = day_or_empty(relation.until);
        if (csv)
            append_csv_row(
                out,
                std::vector<std::string_view>{
                    id, relation_kind_name(relation.kind), line.lower, line.upper, since, until,
                    relation.title},
                style);
        else
            print(fmt::format(
                "{:>5}  {:<10}  {} → {}  {}–{}  {}", id, relation_kind_name(relation.kind),
                line.lower, line.upper, since, until, relation.title));
    }
    if (csv) fmt::print("{}", out);
}

Result<int> list_relations(
    const CommandContext& context, Master& master, const RelationsCommand& command) {
    auto session = TRY(master.sessions().borrow());
    CustomerDesk desk(*session, master.config().policy);
    std::vector<RelationEdge> edges;
    if (!command.customer.empty()) {
        const auto customer = TRY(desk.show(command.customer)).id;
        edges = TRY(relations_of(session->store(), session->vault(), customer));
    } else {
        std::string after;
        do {
            auto page =
                TRY(all_relations(session->store(), session->vault(), after, kRelationLinesPage));
            std::ranges::move(page.edges, std::back_inserter(edges));
            after = page.next;
        } while (!after.empty());
    }
    std::vector<RelationLine> lines;
    auto act = act_of_command(master, "relation.list");
    for (auto& edge : edges) {
        RelationLine line{
            edge, TRY(desk.number_text(edge.lower)), TRY(desk.number_text(edge.upper))};
        for (const auto customer : {edge.lower, edge.upper})
            act.records.push_back(TRY(session->store().number(customer)).anchor);
        lines.push_back(std::move(line));
    }
    if (!act.records.empty()) TRY(spool_access(master, act));
    print_relations(context, lines, command.csv);
    return lines.empty() ? kExitNo : kExitOk;
}

Result<int> show_group(
    const CommandContext& context, Master& master, const RelationsCommand& command) {
    auto session = TRY(master.sessions().borrow());
    const auto customer =
        TRY(CustomerDesk(*session, master.config().policy).show(command.customer)).id;
    const auto group = TRY(
        group_of(*session, master.config().policy, customer, day_in_japan(context.clock.now())));
    const auto eyes = TRY(context.viewer(master));
    auto act = act_of_command(master, "relation.group");
    for (const auto& member : group.members)
        act.records.push_back(TRY(session->store().number(member.customer)).anchor);
    TRY(spool_access(master, act));
    const auto name_of = [&](const GroupMember& member) {
        const auto seen = api_person(eyes.golden(member.golden, {member.customer}), {}, 0);
        return seen.name.value_or(seen.company.value_or(""));
    };
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("members").array([&] {
                for (const auto& member : group.members)
                    json.object([&] {
                        json.field("number", member.number);
                        json.field("name", name_of(member));
                        json.field("depth", member.depth);
                        if (member.depth > 0) json.field("kind", relation_kind_name(member.kind));
                        json.field("records", member.records);
                        json.field("purchase_count", member.purchase_count);
                        json.field("purchase_amount", member.purchase_amount);
                    });
            });
            json.field("cut", group.cut);
            json.field("records", group.records);
            json.field("purchase_count", group.purchase_count);
            json.field("purchase_amount", group.purchase_amount);
        });
        return kExitOk;
    }
    for (const auto& member : group.members)
        print(fmt::format(
            "{}{}  {}  {}", std::string(static_cast<std::size_t>(member.depth) * 2, ' '),
            member.number, name_of(member),
            member.depth > 0 ? relation_kind_name(member.kind) : std::string_view{}));
    print(fmt::format(
        "{}: {}  {}: {}  {}: {}", context.say("お客様", "customers"), group.members.size(),
        context.say("購入回数", "purchases"), group.purchase_count,
        context.say("購入金額", "amount"), group.purchase_amount));
    return kExitOk;
}

Result<int> change_relations(
    const CommandContext& context, Master& master, const RelationsCommand& command) {
    const auto until = TRY(day_option(command.until));
    RelationWish wish;
    {
        auto session = TRY(master.sessions().borrow());
        CustomerDesk desk(*session, master.config().policy);
        wish.lower = TRY(desk.show(command.customer)).id;
        if (!command.kind.empty()) wish.upper = TRY(desk.show(command.upper)).id;
    }
    if (command.end != 0 && !until) return Error{Fault::invalid, "app.bad_day", {}};
    TRY(master.start_writing());
    RelationDesk desk(master.writer());
    RelationId changed{command.end != 0 ? command.end : command.withdraw};
    std::string_view done;
    if (!command.kind.empty()) {
        wish.kind = *relation_kind_named(command.kind);
        wish.since = TRY(day_option(command.since));
        wish.until = until;
        wish.title = command.title;
        changed = TRY(desk.add(wish, Actor{}));
        done = context.say("関係を加えました:", "Added:");
    } else if (command.end != 0) {
        TRY(desk.end(wish.lower, changed, *until, Actor{}));
        done = context.say("関係を終えました:", "Ended:");
    } else {
        TRY(desk.withdraw(wish.lower, changed, Actor{}));
        done = context.say("関係を取り消しました:", "Taken back:");
    }
    TRY(master.finish_duties());
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { json.field("relation", changed.value()); });
    else
        print(fmt::format("{} {}", done, changed.value()));
    return kExitOk;
}

void write_totals_json(JsonWriter& json, std::string_view name, const ControlTotals& totals) {
    json.field(name).object([&] {
        json.field("records", totals.records);
        json.field("points", totals.points);
        json.field("purchase_count", totals.purchase_count);
        json.field("purchase_amount", totals.purchase_amount);
        json.field("checksum", fmt::format("{:016x}", totals.checksum));
    });
}

void write_kept(JsonWriter& json, const KeptReconciliation& kept) {
    json.field("id", kept.id);
    json.field("source", kept.source);
    json.field("file", kept.file_name);
    json.field("at", format_instant(kept.at));
    json.field("agrees", kept.agrees);
    json.field("repaired_by", kept.repaired_by.value());
    write_totals_json(json, "in_file", kept.file);
    write_totals_json(json, "in_register", kept.in_register);
    json.field("same", kept.same);
    json.field("differing", kept.differing);
    json.field("only_file", kept.only_file);
    json.field("only_register", kept.only_register);
    json.field("repeated", kept.repeated);
    json.field("rejected", kept.rejected);
}

void print_totals(const CommandContext& context, const KeptReconciliation& kept) {
    const auto line = [&](std::string_view name, std::int64_t file, std::int64_t in_register) {
        print(fmt::format(
            "  {}  {}  {}{}", name, file, in_register, file == in_register ? "" : "  !"));
    };
    print(fmt::format(
        "#{}  {}  {}  {}", kept.id, kept.source, kept.file_name,
        kept.agrees ? context.say("一致", "agrees") : context.say("不一致", "does not agree")));
    print(fmt::format("  {}", context.say("(ファイル / 原簿)", "(file / register)")));
    line(context.say("件数", "records"), kept.file.records, kept.in_register.records);
    line(context.say("ポイント", "points"), kept.file.points, kept.in_register.points);
    line(
        context.say("購入金額", "purchases, yen"), kept.file.purchase_amount,
        kept.in_register.purchase_amount);
    print(fmt::format(
        "  {}  {:016x}  {:016x}{}", context.say("内容の和", "checksum"), kept.file.checksum,
        kept.in_register.checksum, kept.file.checksum == kept.in_register.checksum ? "" : "  !"));
    print(fmt::format(
        "  {} {} · {} {} · {} {} · {} {} · {} {} · {} {}", context.say("同じ", "same"), kept.same,
        context.say("値が違う", "differing"), kept.differing,
        context.say("ファイルだけ", "only in the file"), kept.only_file,
        context.say("原簿だけ", "only in the register"), kept.only_register,
        context.say("重複", "repeated"), kept.repeated, context.say("取り込めない", "rejected"),
        kept.rejected));
}

void print_drift(const CommandContext& context, const Viewer& eyes, const Reconciliation& report) {
    for (const auto& [name, count] : report.fields) print(fmt::format("  {}  {}", name, count));
    for (const auto& drift : report.examples) {
        print(fmt::format(
            "  {}  {} {}  #{}", drift_kind_name(drift.kind), context.say("行", "row"), drift.row,
            drift.record.value()));
        for (const auto& field : drift.fields) {
            const auto seen = [&](const std::string& value) {
                return eyes.value(field.field, field.custom_name, value, {drift.customer})
                    .value_or("");
            };
            print(fmt::format(
                "      {}: {} / {}", field_info(field.field).name, seen(field.in_file),
                seen(field.in_register)));
        }
    }
    for (const auto& import : report.imports)
        if (!import.balanced())
            print(fmt::format(
                "  {} {}", context.say("合わない取込", "import out of balance"),
                import.import.value()));
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
            TRY(begin_writing(context, *master));
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

CommandResult run(const CommandContext& context, const RelationsCommand& command) {
    auto master = TRY(context.open_master());
    if (!command.kind.empty() || command.end != 0 || command.withdraw != 0)
        return change_relations(context, *master, command);
    if (command.group) return show_group(context, *master, command);
    return list_relations(context, *master, command);
}

CommandResult run(const CommandContext& context, const ReconcileCommand& command) {
    auto master = TRY(context.open_master());
    if (command.list) {
        auto session = TRY(master->sessions().borrow());
        const auto all = TRY(kept_reconciliations(*session));
        if (context.invocation.json)
            print_json([&](JsonWriter& json) {
                json.field("reconciliations").array([&] {
                    for (const auto& kept : all) json.object([&] { write_kept(json, kept); });
                });
            });
        else
            for (const auto& kept : all) print_totals(context, kept);
        return all.empty() ? kExitNo : kExitOk;
    }
    FileImport request;
    request.path = command.file;
    request.file_name = to_utf8(to_utf32(command.file.filename().string()));
    request.source = command.source;
    request.table.sheet = command.sheet;
    if (!command.encoding.empty()) {
        request.table.encoding = encoding_by_name(command.encoding);
        if (!request.table.encoding)
            return Error{Fault::invalid, "app.unknown_encoding", {command.encoding}};
    }
    if (!command.mapping.empty()) {
        std::ifstream file(command.mapping, std::ios::binary);
        if (!file)
            return Error{Fault::not_found, "app.no_file", {command.mapping.filename().string()}};
        request.mapping =
            TRY(mapping_from_json(std::string{std::istreambuf_iterator<char>{file}, {}}));
    }
    const auto eyes = TRY(context.viewer(*master));
    const auto report = TRY(reconcile_file(*master, request));
    TRY(begin_writing(context, *master));
    auto kept = kept_of(report);
    kept.source = request.source;
    kept.file_name = request.file_name;
    if (command.repair && (report.differing > 0 || report.only_file > 0)) {
        ImportProgress progress(context.clock.now());
        TRY(import_file(*master, request, progress, [&](ImportId id) { kept.repaired_by = id; }));
    }
    kept = TRY(keep_reconciliation(master->writer(), std::move(kept), Actor{}));
    TRY(master->finish_duties());
    auto act = act_of_command(*master, "reconcile.show");
    for (const auto& drift : report.examples)
        if (drift.record != RecordId{}) act.records.push_back(drift.record);
    if (!act.records.empty()) TRY(spool_access(*master, act));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            write_kept(json, kept);
            json.field("fields").object([&] {
                for (const auto& [name, count] : report.fields) json.field(name, count);
            });
            json.field("examples").array([&] {
                for (const auto& drift : report.examples)
                    json.object([&] {
                        json.field("kind", drift_kind_name(drift.kind));
                        json.field("row", drift.row);
                        json.field("record", drift.record.value());
                    });
            });
            json.field("imports").array([&] {
                for (const auto& import : report.imports)
                    json.object([&] {
                        json.field("id", import.import.value());
                        json.field("balanced", import.balanced());
                    });
            });
        });
    } else {
        print_totals(context, kept);
        print_drift(context, eyes, report);
        if (kept.repaired_by != ImportId{})
            print(fmt::format(
                "  {} {}",
                context.say(
                    "取り込みました。取り消し: genbo undo",
                    "Imported. To take it back: genbo undo"),
                kept.repaired_by.value()));
    }
    return report.agrees() ? kExitOk : kExitNo;
}

}  // namespace genbo
