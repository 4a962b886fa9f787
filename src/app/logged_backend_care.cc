// SPDX-License-Identifier: Apache-2.0

// What is shown while the register is kept right: contradictions, relations, reconciliations.

#include <algorithm>

#include "app/logged_backend.h"

namespace genbo {

namespace {

void add_once(std::vector<std::string>& names, const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

void add_conflict(AccessNote& act, const ApiConflict& conflict) {
    for (const auto& side : conflict.sides) {
        for (const auto& value : side.values) add_once(act.fields, value.field);
        for (const auto& claim : side.claims) act.records.push_back(claim.record_id);
    }
}

}  // namespace

Result<ApiConflictPage> LoggedBackend::conflicts(
    const ApiCall& call, const ApiConflictQuery& query) {
    auto page = TRY(MasterBackend::conflicts(call, query));
    if (page.items.empty()) return page;
    auto act = act_of(call, "conflict.list");
    for (const auto& conflict : page.items) add_conflict(act, conflict);
    TRY(note(std::move(act)));
    return page;
}

Result<ApiCustomerConflicts> LoggedBackend::logged_conflicts(
    const ApiCall& call, ApiCustomerConflicts found) {
    auto act = act_of(call, "conflict.show");
    for (const auto& conflict : found.items) add_conflict(act, conflict);
    // A reason that somebody gave may say something of the customer too.
    for (const auto& ruling : found.rulings) act.records.push_back(ruling.record_id);
    if (!act.records.empty()) TRY(note(std::move(act)));
    return found;
}

Result<ApiCustomerConflicts> LoggedBackend::customer_conflicts(
    const ApiCall& call, std::string_view number) {
    return logged_conflicts(call, TRY(MasterBackend::customer_conflicts(call, number)));
}

Result<ApiCustomerConflicts> LoggedBackend::rule(const ApiCall& call, const ApiRulingWish& wish) {
    return logged_conflicts(call, TRY(MasterBackend::rule(call, wish)));
}

Result<ApiModelDiff> LoggedBackend::model_diff(const ApiCall& call, std::int64_t number) {
    auto diff = TRY(MasterBackend::model_diff(call, number));
    std::vector<std::string> numbers;
    for (const auto& example : diff.examples)
        for (const auto& customer : example.before) add_once(numbers, customer.number);
    if (numbers.empty()) return diff;
    auto act = act_of(call, "model.diff");
    act.records = TRY(anchors_of(numbers));
    act.fields = {"name_full", "company"};
    TRY(note(std::move(act)));
    return diff;
}

Result<ApiRelations> LoggedBackend::logged_relations(const ApiCall& call, ApiRelations relations) {
    auto act = act_of(call, "relation.show");
    std::vector<std::string> numbers;
    for (const auto& one : relations.items) numbers.push_back(one.number);
    for (const auto& one : relations.proposals) numbers.push_back(one.number);
    if (numbers.empty()) return relations;
    numbers.push_back(relations.number);
    act.records = TRY(anchors_of(numbers));
    act.fields = {"name_full", "company"};
    TRY(note(std::move(act)));
    return relations;
}

Result<ApiRelations> LoggedBackend::relations(const ApiCall& call, std::string_view number) {
    return logged_relations(call, TRY(MasterBackend::relations(call, number)));
}

Result<ApiRelations> LoggedBackend::relate(const ApiCall& call, const ApiRelationWish& wish) {
    return logged_relations(call, TRY(MasterBackend::relate(call, wish)));
}

Result<ApiRelations> LoggedBackend::end_relation(
    const ApiCall& call, std::string_view number, std::int64_t id, const std::string& until) {
    return logged_relations(call, TRY(MasterBackend::end_relation(call, number, id, until)));
}

Result<ApiRelations> LoggedBackend::withdraw_relation(
    const ApiCall& call, std::string_view number, std::int64_t id) {
    return logged_relations(call, TRY(MasterBackend::withdraw_relation(call, number, id)));
}

Result<ApiGroup> LoggedBackend::group(
    const ApiCall& call, std::string_view number, const std::optional<std::string>& day) {
    auto group = TRY(MasterBackend::group(call, number, day));
    auto act = act_of(call, "relation.group");
    std::vector<std::string> numbers;
    for (const auto& member : group.members) numbers.push_back(member.number);
    act.records = TRY(anchors_of(numbers));
    act.fields = {"name_full", "company", "purchase_count", "purchase_amount"};
    TRY(note(std::move(act)));
    return group;
}

Result<ApiRelationLines> LoggedBackend::relation_lines(
    const ApiCall& call, const std::string& cursor, std::size_t limit) {
    auto lines = TRY(MasterBackend::relation_lines(call, cursor, limit));
    if (lines.items.empty()) return lines;
    auto act = act_of(call, "relation.list");
    std::vector<std::string> numbers;
    for (const auto& line : lines.items) {
        numbers.push_back(line.lower);
        numbers.push_back(line.upper);
    }
    act.records = TRY(anchors_of(numbers));
    TRY(note(std::move(act)));
    return lines;
}

Result<ApiReconciliation> LoggedBackend::reconcile(
    const ApiCall& call, const ApiImportRequest& request) {
    auto report = TRY(MasterBackend::reconcile(call, request));
    auto act = act_of(call, "reconcile.show");
    for (const auto& drift : report.examples) {
        if (drift.record_id) act.records.push_back(*drift.record_id);
        for (const auto& field : drift.fields) add_once(act.fields, field.field);
    }
    act.nameless = std::ranges::count_if(
        report.examples, [](const ApiDrift& drift) { return !drift.record_id; });
    if (!report.examples.empty()) TRY(note(std::move(act)));
    return report;
}

}  // namespace genbo
