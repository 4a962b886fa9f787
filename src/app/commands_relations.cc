// SPDX-License-Identifier: Apache-2.0

// relations.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "app/access_spool.h"
#include "app/backend_parts.h"
#include "app/command.h"
#include "cli/exit_code.h"
#include "connect/csv_writer.h"
#include "register/relation_desk.h"

namespace genbo {

namespace {

constexpr std::size_t kRelationLinesPage = 500;

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

}  // namespace

CommandResult run(const CommandContext& context, const RelationsCommand& command) {
    auto master = TRY(context.open_master());
    if (!command.kind.empty() || command.end != 0 || command.withdraw != 0)
        return change_relations(context, *master, command);
    if (command.group) return show_group(context, *master, command);
    return list_relations(context, *master, command);
}

}  // namespace genbo
