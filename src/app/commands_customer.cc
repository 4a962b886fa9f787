// SPDX-License-Identifier: Apache-2.0

// search, show, explain, merge, split, number check, number issue.

#include <fmt/format.h>

#include "app/access_spool.h"
#include "app/command.h"
#include "app/explanation_text.h"
#include "cli/exit_code.h"
#include "register/customer_desk.h"
#include "register/number_desk.h"
#include "register/verdict_desk.h"

namespace genbo {

namespace {

std::string_view label_of(const CommandContext& context, Field field) {
    const auto& info = field_info(field);
    return context.japanese() ? info.label_ja : info.label_en;
}

std::string shown_name(const GoldenRecord& golden) {
    if (!golden.get(Field::name_full).empty()) return std::string{golden.get(Field::name_full)};
    const auto surname = golden.get(Field::surname);
    const auto given = golden.get(Field::given_name);
    if (!surname.empty() || !given.empty()) return fmt::format("{} {}", surname, given);
    if (!golden.get(Field::company).empty()) return std::string{golden.get(Field::company)};
    if (!golden.get(Field::kana_full).empty()) return std::string{golden.get(Field::kana_full)};
    const auto kana = golden.get(Field::surname_kana);
    if (!kana.empty()) return fmt::format("{} {}", kana, golden.get(Field::given_name_kana));
    return std::string{golden.get(Field::nickname)};
}

void write_golden(JsonWriter& json, const GoldenRecord& golden, ReadSession& session) {
    json.field("golden").array([&] {
        for (const auto& field : golden.fields)
            json.object([&] {
                json.field("field", field_info(field.field).name);
                if (field.field == Field::custom) json.field("custom_name", field.custom_name);
                json.field("value", field.value);
                json.field("record", field.lineage.record.value());
                json.field("source", session.source(field.lineage.source).name);
                json.field("rule", survivor_rule_name(field.lineage.rule));
                json.field("others").array([&] {
                    for (const auto& other : field.others) json.value(other.value);
                });
            });
    });
}

void write_customer(JsonWriter& json, const CustomerView& view, ReadSession& session) {
    json.field("number", view.number);
    json.field("resolved_from", view.resolved_from);
    json.field("aliases").array([&] {
        for (const auto& alias : view.aliases) json.value(alias);
    });
    write_golden(json, view.golden, session);
    json.field("members").array([&] {
        for (const auto& member : view.members)
            json.object([&] {
                json.field("record", member.record.id.value());
                json.field("source", member.source_name);
                json.field("source_key", member.values.get(Field::source_key));
                json.field("version", member.record.version);
                json.field("last_changed", format_instant(member.last_changed));
            });
    });
}

void print_customer(const CommandContext& context, const CustomerView& view, ReadSession& session) {
    print(fmt::format("{}  {}", view.number, shown_name(view.golden)));
    if (view.resolved_from)
        print(fmt::format("  {} {}", context.say("元の番号", "asked for as"), *view.resolved_from));
    for (const auto& alias : view.aliases)
        print(fmt::format("  {} {}", context.say("別の番号", "also"), alias));
    for (const auto& field : view.golden.fields) {
        const std::string_view label = field.field == Field::custom
                                           ? std::string_view{field.custom_name}
                                           : label_of(context, field.field);
        print(fmt::format(
            "  {}: {}    [{} · {}]", label, field.value, session.source(field.lineage.source).name,
            survivor_rule_name(field.lineage.rule)));
        for (const auto& other : field.others)
            print(fmt::format(
                "      {} {}  [{}]", context.say("ほか", "other"), other.value,
                session.source(other.source).name));
    }
    print(std::string{context.say("元データ", "records")});
    for (const auto& member : view.members)
        print(fmt::format(
            "  #{}  {}  {}  v{}  {}", member.record.id.value(), member.source_name,
            member.values.get(Field::source_key), member.record.version,
            format_instant(member.last_changed)));
}

// Two customers by what was typed, for merge and split.
Result<NumberId> customer_id(Master& master, std::string_view typed) {
    auto session = TRY(master.sessions().borrow());
    CustomerDesk desk(*session, master.config().policy);
    const auto view = TRY(desk.show(typed));
    return view.id;
}

Result<std::vector<std::string>> number_texts(
    Master& master, const std::vector<NumberId>& customers) {
    auto session = TRY(master.sessions().borrow());
    CustomerDesk desk(*session, master.config().policy);
    std::vector<std::string> texts;
    for (const auto id : customers) texts.push_back(TRY(desk.number_text(id)));
    return texts;
}

Result<int> print_identity(
    const CommandContext& context, Master& master, const VerdictOutcome& outcome) {
    const auto texts = TRY(number_texts(master, outcome.customers));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("customers").array([&] {
                for (const auto& text : texts) json.value(text);
            });
            json.field("verdicts").array([&] {
                for (const auto id : outcome.verdicts) json.value(id.value());
            });
        });
        return 0;
    }
    for (const auto& text : texts) print(text);
    return 0;
}

std::string_view state_name(NumberState state) {
    switch (state) {
        case NumberState::live: return "live";
        case NumberState::alias: return "alias";
        case NumberState::withdrawn: return "void";
        case NumberState::reserved: return "reserved";
        case NumberState::unknown: return "unknown";
        case NumberState::erased: return "erased";
    }
    return "unknown";
}

}  // namespace

CommandResult run(const CommandContext& context, const SearchCommand& command) {
    auto master = TRY(context.open_master());
    TRY(master->open_index());
    auto session = TRY(master->sessions().borrow());
    CustomerDesk desk(*session, master->config().policy);
    auto hits = TRY(desk.search(master->index(), command.text, command.limit));
    const auto eyes = TRY(context.viewer(*master));
    for (auto& hit : hits) hit.golden = eyes.golden(hit.golden, {hit.customer});
    auto act = act_of_command(*master, "customer.search");
    act.words = command.text;
    for (const auto& hit : hits)
        act.records.push_back(TRY(session->store().number(hit.customer)).anchor);
    if (!hits.empty()) TRY(spool_access(*master, act));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("customers").array([&] {
                for (const auto& hit : hits)
                    json.object([&] {
                        json.field("number", hit.number);
                        json.field("name", shown_name(hit.golden));
                        json.field("members", hit.members);
                        json.field("score", hit.score);
                        json.field("approximate", hit.approximate);
                        json.field("matched_on").array([&] {
                            for (const auto kind : hit.matched_on)
                                json.value(search_kind_name(kind));
                        });
                    });
            });
        });
    } else {
        if (!hits.empty() && hits.front().approximate)
            print(context.say(
                "そのとおりの方は見つかりません。入力に近い方です。",
                "Nobody by exactly this; these are close to it."));
        for (const auto& hit : hits)
            print(fmt::format(
                "{}  {}  {}{}{}  ({})", hit.number, shown_name(hit.golden),
                hit.golden.get(Field::prefecture), hit.golden.get(Field::city),
                hit.golden.get(Field::address_full), hit.members));
        if (hits.empty()) print(context.say("見つかりませんでした。", "Nobody found."));
    }
    return hits.empty() ? kExitNo : kExitOk;
}

CommandResult run(const CommandContext& context, const ShowCommand& command) {
    auto master = TRY(context.open_master());
    auto session = TRY(master->sessions().borrow());
    CustomerDesk desk(*session, master->config().policy);
    auto view = TRY(desk.show(command.number));
    const auto eyes = TRY(context.viewer(*master));
    view.golden = eyes.golden(view.golden, {view.id});
    auto act = act_of_command(*master, "customer.show");
    for (const auto& field : view.golden.fields)
        act.fields.emplace_back(field_info(field.field).name);
    for (const auto& member : view.members) act.records.push_back(member.record.id);
    TRY(spool_access(*master, act));
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { write_customer(json, view, *session); });
    else
        print_customer(context, view, *session);
    return 0;
}

CommandResult run(const CommandContext& context, const ExplainCommand& command) {
    auto master = TRY(context.open_master());
    auto session = TRY(master->sessions().borrow());
    CustomerDesk desk(*session, master->config().policy);
    const auto pair = TRY(desk.two_records(RecordId{command.left}, RecordId{command.right}));
    const auto why = desk.explain(pair, master->model());
    auto act = act_of_command(*master, "pair.explain");
    act.records = {RecordId{command.left}, RecordId{command.right}};
    TRY(spool_access(*master, act));
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("left", command.left);
            json.field("right", command.right);
            json.field("one_customer", pair.left.record.customer == pair.right.record.customer);
            write_explanation(json, why);
        });
    else
        for (const auto& line : explanation_lines(why, context.invocation.language)) print(line);
    return 0;
}

CommandResult run(const CommandContext& context, const MergeCommand& command) {
    auto master = TRY(context.open_master());
    const auto survivor = TRY(customer_id(*master, command.number));
    const auto other = TRY(customer_id(*master, command.other));
    TRY(master->start_writing());
    VerdictDesk desk(master->writer());
    const auto outcome = TRY(desk.merge(survivor, other, command.reason, Actor{}));
    return print_identity(context, *master, outcome);
}

CommandResult run(const CommandContext& context, const SplitCommand& command) {
    auto master = TRY(context.open_master());
    const auto customer = TRY(customer_id(*master, command.number));
    TRY(master->start_writing());
    std::vector<RecordId> records;
    for (const auto record : command.records) records.emplace_back(record);
    VerdictDesk desk(master->writer());
    const auto outcome = TRY(desk.split(customer, records, command.reason, Actor{}));
    return print_identity(context, *master, outcome);
}

CommandResult run(const CommandContext& context, const NumberCheckCommand& command) {
    auto master = TRY(context.open_master());
    auto session = TRY(master->sessions().borrow());
    CustomerDesk desk(*session, master->config().policy);
    const auto lookup = TRY(desk.look_up(command.text));
    const bool valid = !lookup.number.empty();
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("valid", valid);
            if (valid) json.field("normalised", lookup.number);
            json.field("state", state_name(lookup.state));
            json.field("resolves_to", lookup.resolves_to);
        });
    else if (valid)
        print(fmt::format(
            "{}  {}  {}", lookup.number, state_name(lookup.state),
            lookup.resolves_to.value_or("")));
    else
        print(context.messages.text(
            context.invocation.language,
            CustomerNumber::parse(command.text, session->rules()).error().code, {}));
    return valid ? kExitOk : kExitNo;
}

CommandResult run(const CommandContext& context, const NumberIssueCommand& command) {
    auto master = TRY(context.open_master());
    TRY(master->start_writing());
    NumberDesk desk(master->writer());
    std::vector<std::string> numbers;
    if (!command.manual.empty())
        numbers.push_back(TRY(desk.issue_manual(command.manual, Actor{})));
    else
        numbers = TRY(desk.reserve(command.reserve, command.owner, Actor{}));
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("numbers").array([&] {
                for (const auto& number : numbers) json.value(number);
            });
        });
    else
        for (const auto& number : numbers) print(number);
    return 0;
}

}  // namespace genbo
