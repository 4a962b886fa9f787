// SPDX-License-Identifier: Apache-2.0

// Match models: the list, learning, suggested rules, differences, switching.

#include <algorithm>
#include <set>

#include "app/backend.h"
#include "app/backend_parts.h"
#include "app/fair_shares.h"
#include "app/level_words.h"
#include "register/model_desk.h"

namespace genbo {

namespace {

constexpr std::size_t kSuggestedRulesShown = 12;
// Of one example; families of more are rare and are looked at on their own page.  Chosen among
// more, so that those of many customers are not all of one.
constexpr std::size_t kExampleRecordsMax = 24;
constexpr std::size_t kExampleRecordsRead = 20 * kExampleRecordsMax;

ApiModel api_model(const ModelSheet& sheet, std::int64_t active, Language language) {
    ApiModel api;
    api.number = sheet.number;
    api.version = sheet.model.version;
    api.origin = sheet.origin;
    api.made_at = sheet.made;
    api.labels = sheet.labels;
    api.active = sheet.number == active;
    api.usable = model_fits(sheet.model, register_schema());
    api.base_bits = in_bits(sheet.model.base());
    for (const auto& comparison : sheet.model.comparisons) {
        ApiModelComparison one;
        one.name = comparison.name;
        one.label = comparison_label(comparison.name, language);
        for (std::size_t level = 1; level < comparison.levels.size(); ++level)
            one.levels.push_back(
                {comparison.levels[level].name, level_text(comparison.levels[level].name, language),
                 in_bits(comparison.levels[level].weight)});
        api.comparisons.push_back(std::move(one));
    }
    return api;
}

Error not_compared(std::int64_t number) {
    return {Fault::not_found, "app.model.not_compared", {std::to_string(number)}};
}

// Said before anything is read for it.
Result<> is_another(StoreReader& store, std::int64_t number) {
    if (number != TRY(active_model(store))) return {};
    return Error{Fault::conflict, "register.model_is_active", {std::to_string(number)}};
}

using ExampleGroups = std::vector<std::vector<RecordId>>;
using ExampleCustomers = std::map<RecordId, NumberId>;

// The first record of each customer before the others of their group.
ExampleGroups each_customer_first(ExampleGroups groups, const ExampleCustomers& customers) {
    for (auto& group : groups) {
        std::set<NumberId> seen;
        std::ranges::stable_partition(group, [&](RecordId record) {
            const auto customer = customers.find(record);
            return customer != customers.end() && seen.insert(customer->second).second;
        });
    }
    return groups;
}

}  // namespace

Result<ApiModelWork> MasterBackend::describe_work(ReadSession& session, const ModelWork& work) {
    ApiModelWork api;
    api.kind = model_work_kind_name(work.kind);
    api.number = work.number;
    api.state = model_work_state_name(work.state);
    api.step = work.state == ModelWork::State::running ? work.step : "";
    api.records_done = work.records_done;
    api.records_total = work.records_total;
    api.started_by = TRY(staff_name(session, work.started_by));
    api.started_at = work.started;
    api.finished_at = work.finished;
    if (!work.error_code.empty())
        api.error = Error{Fault::unavailable, work.error_code, work.error_args};
    api.moved = work.moved;
    return api;
}

Result<ApiModels> MasterBackend::models(const ApiCall& call) {
    TRY(may(call, Action::view_models));
    auto session = TRY(master_.sessions().borrow());
    const auto active = TRY(active_model(session->store()));
    ApiModels out;
    for (const auto& sheet : TRY(stored_sheets(session->store())))
        out.items.push_back(api_model(sheet, active, call.language));
    // A master that nobody has written to since it was made by an older program.
    if (out.items.empty())
        out.items.push_back(api_model(
            sheet_of(1, Instant{}, "shipped", 0, *master_.index().model(), register_schema()), 1,
            call.language));
    for (const auto& verdict : TRY(session->store().standing_verdicts()))
        if (decides(verdict.kind)) ++out.verdicts;
    out.verdicts_needed = static_cast<std::int64_t>(kLabelsMin);
    if (const auto work = TRY(model_works_.now(*session)))
        out.work = TRY(describe_work(*session, *work));
    return out;
}

Result<std::optional<ApiModelWork>> MasterBackend::model_work(const ApiCall& call) {
    TRY(may(call, Action::view_models));
    auto session = TRY(master_.sessions().borrow());
    const auto work = TRY(model_works_.now(*session));
    if (!work) return std::optional<ApiModelWork>{};
    return std::optional{TRY(describe_work(*session, *work))};
}

Result<ApiModel> MasterBackend::make_model(const ApiCall& call, ApiModelOrigin origin) {
    TRY(may(call, Action::review));
    ModelDesk desk(master_.writer());
    auto session = TRY(master_.sessions().borrow());
    const auto sheet =
        TRY(origin == ApiModelOrigin::rules ? desk.rules(actor_of(call))
                                            : desk.learn(*session, actor_of(call)));
    return api_model(sheet, TRY(active_model(session->store())), call.language);
}

Result<std::vector<ApiSuggestedRule>> MasterBackend::suggested_rules(const ApiCall& call) {
    TRY(may(call, Action::review));
    auto session = TRY(master_.sessions().borrow());
    const auto model = TRY(master_.index().model_seen(session->store()));
    const auto& schema = register_schema();
    const auto labels = answered_pairs(*model, TRY(judged_pairs(*session)));
    std::vector<ApiSuggestedRule> out;
    for (const auto& rule : suggest_rules(schema, labels, kSuggestedRulesShown)) {
        ApiSuggestedRule api;
        for (const auto& finding : rule.findings) {
            const auto& comparison = schema.comparisons[finding.comparison];
            const std::string level{level_names(comparison.type)[finding.level]};
            api.findings.push_back(
                {comparison.name, comparison_label(comparison.name, call.language), level,
                 level_text(level, call.language)});
        }
        api.same = rule.same;
        api.support = static_cast<std::int64_t>(rule.support);
        api.agreeing = static_cast<std::int64_t>(rule.agreeing);
        api.surprising = static_cast<std::int64_t>(rule.surprising);
        out.push_back(std::move(api));
    }
    return out;
}

Result<ApiModelWork> MasterBackend::compare_model(const ApiCall& call, std::int64_t number) {
    TRY(may(call, Action::view_models));
    auto session = TRY(master_.sessions().borrow());
    TRY(is_another(session->store(), number));
    const auto work = TRY(model_works_.compare(number, actor_of(call)));
    return describe_work(*session, work);
}

Result<ApiDiffExample> MasterBackend::describe_example(
    ReadSession& session, const Viewer& eyes, const ModelDiff::Example& example,
    std::vector<NumberId>& shown) {
    CustomerDesk desk(session, master_.config().policy);
    const auto read = fair_beginnings(example.after, kExampleRecordsRead);
    std::vector<RecordId> records;
    for (const auto& group : read) records.insert(records.end(), group.begin(), group.end());
    ExampleCustomers customers;
    for (const auto& member : TRY(session.store().customers_of(records)))
        customers[member.record] = member.customer;
    const auto chosen = fair_beginnings(each_customer_first(read, customers), kExampleRecordsMax);
    records.clear();
    std::set<NumberId> before;
    for (const auto& group : chosen)
        for (const auto record : group) {
            records.push_back(record);
            if (customers.contains(record)) before.insert(customers[record]);
        }
    ApiDiffExample api;
    std::map<NumberId, std::string> numbers;
    for (const auto customer : before) {
        const auto view = TRY(desk.show(customer));
        const auto subject = subject_of(eyes, view);
        if (!eyes.sees_anything(subject)) continue;
        numbers[customer] = view.number;
        shown.push_back(customer);
        const auto person = api_person(eyes.golden(view.golden, subject), view.number, 0);
        api.before.push_back({view.number, person.name ? person.name : person.company});
    }
    std::map<RecordId, SourceId> sources;
    for (const auto& record : TRY(session.store().records(records)))
        sources[record.id] = record.source;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        if (chosen[i].empty()) continue;  // No room for one of each.
        auto& group = api.after.emplace_back();
        group.count = std::ssize(example.after[i]);
        for (const auto record : chosen[i]) {
            const auto customer = customers.find(record);
            if (customer == customers.end() || !numbers.contains(customer->second)) continue;
            group.records.push_back(
                {record, session.source(sources[record]).name, numbers[customer->second]});
        }
    }
    api.before_count = std::max(std::ssize(example.before), std::ssize(before));
    api.after_count = std::ssize(example.after);
    return api;
}

Result<ApiModelDiff> MasterBackend::model_diff(const ApiCall& call, std::int64_t number) {
    TRY(may(call, Action::view_models));
    auto session = TRY(master_.sessions().borrow());
    const auto kept = TRY(kept_diff(session->store(), number));
    if (!kept) return not_compared(number);
    ApiModelDiff api;
    api.number = kept->number;
    api.active = kept->active;
    api.at = kept->at;
    api.version = diff_version(*kept);
    api.current = kept->active == TRY(active_model(session->store()));
    api.records = kept->records;
    api.customers_before = kept->customers_before;
    api.customers_after = kept->customers_after;
    api.joins = kept->joins;
    api.splits = kept->splits;
    api.reviews_before = kept->reviews_before;
    api.reviews_after = kept->reviews_after;
    // Who only looks after the machine sees how many, and nobody of them.
    if (!decide_call(call, Action::review).ok()) return api;
    const auto eyes = TRY(viewer(call, *session));
    std::vector<NumberId> shown;
    for (const auto& example : kept->examples) {
        auto one = TRY(describe_example(*session, eyes, example, shown));
        if (!one.before.empty()) api.examples.push_back(std::move(one));
    }
    TRY(charge(call, *session, shown));
    return api;
}

Result<ApiModelWork> MasterBackend::activate_model(const ApiCall& call, std::int64_t number) {
    TRY(may(call, Action::switch_model));
    auto session = TRY(master_.sessions().borrow());
    TRY(is_another(session->store(), number));
    const auto kept = TRY(kept_diff(session->store(), number));
    if (!kept) return not_compared(number);
    if (kept->active != TRY(active_model(session->store())) || call.if_match != diff_version(*kept))
        return Error{Fault::conflict, "app.model.version_changed"};
    const auto work = TRY(model_works_.activate(number, kept->active, actor_of(call)));
    return describe_work(*session, work);
}

Result<ApiModelWork> MasterBackend::stop_model_work(const ApiCall& call) {
    TRY(may(call, Action::view_models));
    const auto work = TRY(model_works_.stop());
    auto session = TRY(master_.sessions().borrow());
    return describe_work(*session, work);
}

}  // namespace genbo
