// SPDX-License-Identifier: Apache-2.0

// What one may, unmasking, broken glass, and API keys.

#include <algorithm>

#include "app/api_key_desk.h"
#include "app/backend.h"

namespace genbo {

namespace {

ApiKeyView api_key_view(const ApiKey& key, const std::optional<Instant>& used, Instant now) {
    ApiKeyView api;
    api.id = key.id;
    api.name = key.name;
    api.environment = key.environment;
    api.state = api_key_state(key, now);
    for (const auto action : key.actions) api.actions.emplace_back(action_name(action));
    for (const auto purpose : key.purposes) api.purposes.emplace_back(purpose_name(purpose));
    for (const auto one : key.classes) api.classes.emplace_back(field_class_name(one));
    for (const auto& network : key.networks) api.networks.push_back(network.text());
    api.made_at = key.made;
    api.expires_at = key.expires;
    if (key.former && key.former_until > now) api.former_until = key.former_until;
    api.last_used_at = used;
    return api;
}

std::optional<std::string> filled(std::string text) {
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace

Result<ApiMyAccess> MasterBackend::my_access(const ApiCall& call) {
    TRY(may(call, Action::view_home));
    const auto role = role_by_name(call.actor.role);
    if (!role) return Error{Fault::forbidden, "access.denied", {"view_home"}};
    const bool ja = call.language == Language::ja;
    auto session = TRY(master_.sessions().borrow());
    const auto now = master_.clock().now();
    ApiMyAccess api;
    api.role = role_name(*role);
    api.role_label = role_title(*role, ja);
    api.purpose = call.purpose;
    if (!call.key) api.glass_until = TRY(glass_broken_until(session->store(), call.actor.id, now));
    for (const auto& info : all_purposes()) {
        const bool ours =
            call.key ? call.key->purposes.contains(info.purpose) : may_claim(*role, info.purpose);
        if (!ours || (info.purpose == Purpose::emergency && !api.glass_until)) continue;
        api.purposes.push_back(
            {std::string{info.name}, std::string{ja ? info.ja : info.en},
             default_purpose(*role) == info.purpose});
    }
    for (const auto action : all_actions())
        if (allowed(*role, action) && (!call.key || call.key->actions.contains(action)))
            api.actions.emplace_back(action_name(action));
    const auto use = TRY(budget_use(session->store(), call.actor.id, now));
    api.customers_hour = use.hour;
    api.customers_day = use.day;
    api.budget_hour = master_.config().access.budget.per_hour;
    api.budget_day = master_.config().access.budget.per_day;
    if (!call.key && std::ranges::count(master_.config().access.screen_mark, api.role) > 0)
        api.screen_mark = ApiScreenMark{
            call.actor.name + " #" + std::to_string(call.actor.id.value()), call.remote, now};
    return api;
}

Result<ApiUnmasked> MasterBackend::unmask(const ApiCall& call, const ApiUnmask& wish) {
    TRY(may(call, Action::unmask));
    const auto field = field_by_name(wish.field);
    if (!field) return Error{Fault::invalid, "app.unknown_field", {wish.field}};
    const std::string custom = wish.custom_name.value_or("");
    auto session = TRY(master_.sessions().borrow());
    const auto seen = TRY(see_customer(call, *session, wish.number));
    // What is denied, or for two, is not for one person to open.
    const auto effect = seen.eyes.effect(*field, custom, seen.subject);
    if (effect != Effect::masked && effect != Effect::full)
        return Error{Fault::forbidden, "access.not_to_unmask", {}};
    const auto at = std::ranges::find_if(seen.view.golden.fields, [&](const GoldenField& one) {
        return one.field == *field && one.custom_name == custom;
    });
    if (at == seen.view.golden.fields.end()) return Error{Fault::not_found, "access.no_value", {}};
    AccessAct act;
    act.kind = "unmask";
    act.customer = seen.view.id;
    act.field = wish.field;
    act.custom_name = custom;
    act.reason = wish.reason;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            act = TRY(perform_access_act(context, actor_of(call), act));
            return {};
        },
        WriteScope::rows));
    return ApiUnmasked{wish.field, wish.custom_name, at->value, act.until};
}

Result<Instant> MasterBackend::break_glass(const ApiCall& call, std::string_view reason) {
    TRY(may(call, Action::break_glass));
    AccessAct act;
    act.kind = "break_glass";
    act.reason = reason;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            act = TRY(perform_access_act(context, actor_of(call), act));
            return {};
        },
        WriteScope::rows));
    log_warn("access.break_glass", {{"staff", call.actor.id.value()}});
    return act.until;
}

Result<std::vector<ApiAccessAct>> MasterBackend::access_acts(const ApiCall& call) {
    TRY(may(call, Action::view_audit));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    std::vector<ApiAccessAct> out;
    for (const auto& act : TRY(genbo::access_acts(session->store(), session->vault()))) {
        ApiAccessAct api;
        api.id = act.id;
        api.kind = act.kind;
        api.actor = TRY(staff_name(*session, act.staff));
        if (act.customer.value() != 0) api.number = TRY(desk.number_text(act.customer));
        api.field = filled(act.field);
        api.reason = act.reason;
        api.at = act.at;
        api.until = act.until;
        if (act.seen_by.value() != 0) api.seen_by = TRY(staff_name(*session, act.seen_by));
        out.push_back(std::move(api));
    }
    return out;
}

Result<> MasterBackend::note_act_seen(const ApiCall& call, std::string_view id) {
    TRY(may(call, Action::view_audit));
    return master_.writer().run(
        [&](WriteContext& context) { return note_access_act_seen(context, actor_of(call), id); },
        WriteScope::rows);
}

Result<std::int64_t> MasterBackend::glass_to_see(const ApiCall& call, ReadSession& session) {
    const auto role = role_by_name(call.actor.role);
    std::int64_t waiting = 0;
    if (!role || !allowed(*role, Action::view_audit)) return waiting;
    for (const auto& act : TRY(genbo::access_acts(session.store(), session.vault())))
        if (act.kind == "break_glass" && act.seen_by.value() == 0 && act.staff != call.actor.id)
            ++waiting;
    return waiting;
}

Result<std::vector<ApiKeyView>> MasterBackend::keys(const ApiCall& call) {
    TRY(may(call, Action::manage_keys));
    auto session = TRY(master_.sessions().borrow());
    std::vector<ApiKeyView> out;
    for (const auto& [key, used] : TRY(api_keys(session->store())))
        out.push_back(api_key_view(key, used, master_.clock().now()));
    return out;
}

Result<ApiKeyMade> MasterBackend::make_key(const ApiCall& call, const ApiKeyOrder& order) {
    TRY(may(call, Action::manage_keys));
    const auto made = TRY(ApiKeyDesk(master_).create(
        actor_of(call),
        {order.name, order.actions, order.purposes, order.classes, order.networks, order.days}));
    return ApiKeyMade{api_key_view(made.key, std::nullopt, made.key.made), made.token};
}

Result<ApiKeyMade> MasterBackend::rotate_key(
    const ApiCall& call, std::string_view id, std::int64_t overlap_hours) {
    TRY(may(call, Action::manage_keys));
    const auto made =
        TRY(ApiKeyDesk(master_).rotate(actor_of(call), id, std::chrono::hours{overlap_hours}));
    return ApiKeyMade{api_key_view(made.key, std::nullopt, master_.clock().now()), made.token};
}

Result<> MasterBackend::revoke_key(const ApiCall& call, std::string_view id) {
    TRY(may(call, Action::manage_keys));
    return ApiKeyDesk(master_).revoke(actor_of(call), id);
}

}  // namespace genbo
