// SPDX-License-Identifier: Apache-2.0

// Who asks, for what, and what of a customer he is shown: every other part of the backend comes
// through here.

#include <algorithm>

#include "app/api_key_desk.h"
#include "app/backend.h"
#include "app/backend_parts.h"
#include "base/log.h"

namespace genbo {

namespace {

Error denied(Action action) {
    return {Fault::forbidden, "access.denied", {std::string{action_name(action)}}};
}

// What is known of a role that has no purpose of its own.
Result<std::optional<Purpose>> claimed_purpose(const ApiCall& call, Role role) {
    if (call.purpose.empty()) return default_purpose(role);
    const auto purpose = purpose_by_name(call.purpose);
    const bool ours = purpose && may_claim(role, *purpose) &&
                      (!call.key || call.key->purposes.contains(*purpose));
    if (!ours) return Error{Fault::forbidden, "access.purpose_not_yours", {}};
    return purpose;
}

}  // namespace

// Before anything else of a call: the role's action, the key's, the purpose.
Result<> MasterBackend::may(const ApiCall& call, Action action) {
    auto answer = decide_call(call, action);
    if (!answer.ok() && answer.error().fault == Fault::forbidden) note_denial(call, action);
    return answer;
}

Result<> MasterBackend::decide_call(const ApiCall& call, Action action) {
    const auto role = role_by_name(call.actor.role);
    if (!role) return denied(action);
    const auto purpose = TRY(claimed_purpose(call, *role));
    bool opened = false;
    if (purpose == Purpose::emergency) {
        auto session = TRY(master_.sessions().borrow());
        const auto now = master_.clock().now();
        if (!TRY(glass_broken_until(session->store(), call.actor.id, now)))
            return Error{Fault::forbidden, "access.glass_is_whole", {}};
        opened = opened_by_glass(action);
    }
    if (!opened && !allowed(*role, action)) return denied(action);
    if (call.key && !call.key->actions.contains(action) && action != Action::view_home)
        return Error{Fault::forbidden, "access.key_scope", {std::string{action_name(action)}}};
    if (touches_customers(action) && !purpose)
        return Error{Fault::forbidden, "access.purpose_needed", {}};
    return {};
}

// A refusal that cannot be written down is still a refusal.
void MasterBackend::note_denial(const ApiCall& call, Action action) {
    const auto noted = master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            return context.trail.record(
                context.store, actor_of(call), context.now,
                {"access.denied", std::string{action_name(action)}});
        },
        WriteScope::rows);
    if (!noted.ok()) log_error("access.denial_not_noted", {{"code", LogToken{noted.error().code}}});
}

Result<Viewer> MasterBackend::viewer(const ApiCall& call, ReadSession& session) {
    const auto role = role_by_name(call.actor.role);
    if (!role) return denied(Action::view_customer);
    const auto purpose = TRY(claimed_purpose(call, *role));
    if (!purpose) return Error{Fault::forbidden, "access.purpose_needed", {}};
    Caller caller{*role, *purpose};
    const auto now = master_.clock().now();
    if (call.key) {
        caller.only = call.key->classes;
    } else {
        caller.unmasked = TRY(unmasked_values(session.store(), call.actor.id, now));
        const auto scope = TRY(staff_scope(session.store(), call.actor.id));
        caller.scope.stores = scope.stores;
        caller.scope.assigned = scope.customers;
        for (const auto& region : scope.regions)
            if (const auto at = master_.config().access.regions.find(region);
                at != master_.config().access.regions.end())
                caller.scope.region_stores.insert(at->second.begin(), at->second.end());
    }
    return Viewer{std::move(caller), master_.config().access.classes, token_mac_};
}

Result<ApiStaffScope> MasterBackend::describe_scope(ReadSession& session, StaffId staff) {
    const auto scope = TRY(staff_scope(session.store(), staff));
    ApiStaffScope api;
    api.stores.assign(scope.stores.begin(), scope.stores.end());
    api.regions.assign(scope.regions.begin(), scope.regions.end());
    CustomerDesk desk(session, master_.config().policy);
    for (const auto customer : scope.customers)
        api.customers.push_back(TRY(desk.number_text(NumberId{customer})));
    for (const auto& [region, stores] : master_.config().access.regions)
        api.known_regions.push_back(region);
    return api;
}

Result<ApiStaffScope> MasterBackend::scope_of_staff(const ApiCall& call, StaffId staff) {
    TRY(may(call, Action::manage_access));
    TRY(people_.may_manage(call, staff));
    auto session = TRY(master_.sessions().borrow());
    return describe_scope(*session, staff);
}

Result<ApiStaffScope> MasterBackend::set_scope_of_staff(
    const ApiCall& call, StaffId staff, const ApiStaffScope& scope) {
    TRY(may(call, Action::manage_access));
    TRY(require_fresh(call));
    TRY(people_.may_manage(call, staff));
    StaffScopeNote note;
    note.stores = {scope.stores.begin(), scope.stores.end()};
    note.regions = {scope.regions.begin(), scope.regions.end()};
    for (const auto& region : note.regions)
        if (!master_.config().access.regions.contains(region))
            return Error{Fault::invalid, "app.unknown_region", {}};
    {
        auto session = TRY(master_.sessions().borrow());
        CustomerDesk desk(*session, master_.config().policy);
        for (const auto& number : scope.customers)
            note.customers.insert(TRY(desk.show(number)).id.value());
    }
    TRY(master_.writer().run(
        [&](WriteContext& context) {
            return put_staff_scope(context, actor_of(call), staff, note);
        },
        WriteScope::rows));
    auto session = TRY(master_.sessions().borrow());
    return describe_scope(*session, staff);
}

Result<ApiKeyPass> MasterBackend::admit_key(
    std::string_view token, std::string_view address, const std::string& request_id) {
    const auto key = TRY(ApiKeyDesk(master_).admit(token, address, request_id));
    return ApiKeyPass{key.principal(), key.name, {key.actions, key.purposes, key.classes}};
}

Subject subject_of(const Viewer& viewer, const CustomerView& view) {
    std::vector<std::string> stores;
    for (const auto& member : view.members) stores.emplace_back(member.values.get(Field::store));
    return {view.id, viewer.standing(view.id, stores)};
}

Subject subject_of(const Viewer& viewer, NumberId customer, const SourceValues& values) {
    return {customer, viewer.standing(customer, {std::string{values.get(Field::store)}})};
}

Result<> MasterBackend::charge(
    const ApiCall& call, ReadSession& session, const std::vector<NumberId>& customers,
    std::string_view question) {
    std::vector<BudgetTag> tags;
    const auto add = [&](std::string_view text) {
        const Mac mac = budget_mac_;  // One Mac belongs to one thread.
        const Hash hash = mac.tag(as_bytes(text));
        BudgetTag tag = 0;
        for (std::size_t i = 0; i < sizeof(BudgetTag); ++i) tag = tag << 8U | hash[i];
        tags.push_back(tag);
    };
    for (const auto customer : customers) add("number " + std::to_string(customer.value()));
    if (customers.empty() && !question.empty()) add("question " + std::string{question});
    const auto now = master_.clock().now();
    if (TRY(budget_knows(session.store(), call.actor.id, tags, now))) return {};
    return master_.writer().run(
        [&](WriteContext& context) {
            return charge_budget(context, call.actor.id, tags, master_.config().access.budget);
        },
        WriteScope::rows);
}

std::vector<ApiRawValue> api_values(
    const SourceValues& values, const Viewer& viewer, const Subject& subject) {
    std::vector<ApiRawValue> out;
    for (const auto& value : values.values) {
        auto seen = viewer.value(value.field, value.custom_name, value.raw, subject);
        if (!seen) continue;
        ApiRawValue raw{std::string{field_info(value.field).name}, std::nullopt, std::move(*seen)};
        if (value.field == Field::custom) raw.custom_name = value.custom_name;
        raw.shown = effect_name(viewer.effect(value.field, value.custom_name, subject));
        out.push_back(std::move(raw));
    }
    return out;
}

std::string seen_source_key(std::string_view key, const Viewer& viewer, const Subject& subject) {
    return viewer.value(Field::source_key, {}, key, subject).value_or(std::string{});
}

std::vector<SearchToken> seen_tokens(
    const SourceValues& values, const Viewer& viewer, const Subject& subject) {
    constexpr std::size_t kWholePhone = 9;
    constexpr std::size_t kShownDigits = 4;
    if (viewer.sees_all(FieldClass::c3, subject)) return tokens_of_record(values);
    auto tokens = tokens_of_record(viewer.values(values, subject));
    // What is masked may be asked for as a whole; four digits of it are shown anyway.
    SourceValues masked;
    for (const auto& value : values.values)
        if (viewer.effect(value.field, value.custom_name, subject) == Effect::masked)
            masked.values.push_back(value);
    for (auto& token : tokens_of_record(masked)) {
        const bool phone = token.kind == SearchKind::phone &&
                           (token.text.size() >= kWholePhone || token.text.size() == kShownDigits);
        const bool email =
            token.kind == SearchKind::email && token.text.find('@') != token.text.npos;
        if (phone || email) tokens.push_back(std::move(token));
    }
    std::ranges::sort(tokens);
    const auto repeated = std::ranges::unique(tokens);
    tokens.erase(repeated.begin(), repeated.end());
    return tokens;
}

bool withhold(
    std::vector<ApiComparison>& comparisons, const Viewer& viewer, const Subject& subject,
    std::string_view told) {
    bool any = false;
    for (auto& comparison : comparisons) {
        const bool hidden = std::ranges::any_of(comparison.fields, [&](const std::string& name) {
            const auto field = field_by_name(name);
            return !field || viewer.effect(*field, {}, subject) != Effect::full;
        });
        // What two values of different fields say together is told by none of them.
        const bool derived = comparison.fields.empty();
        if (!hidden && !(derived && any)) continue;
        any = any || hidden;
        comparison.level = "withheld";
        comparison.level_text = told;
        comparison.bits = 0;
        comparison.m = comparison.u = comparison.frequency = std::nullopt;
    }
    return any;
}

}  // namespace genbo
