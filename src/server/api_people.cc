// SPDX-License-Identifier: Apache-2.0

// One's own factors and sessions, and the accounts of all.

#include "base/bytes.h"
#include "server/api.h"
#include "server/api_json.h"
#include "server/body_fields.h"
#include "server/http_meters.h"

namespace genbo {

namespace {

constexpr TextRule kStaffNameRule{.min = 1, .max = 64};
constexpr TextRule kStaffLabelRule{.min = 0, .max = 100};
constexpr TextRule kStaffRoleRule{.min = 1, .max = 40};
constexpr TextRule kConfirmRule{.min = 6, .max = 12};

constexpr std::size_t kScopeItemsMax = 500;

bool is_leaving_day(std::string_view text) { return parse_iso_day(text).ok(); }

std::string own_session_id(const ApiRequest& request) {
    return session_id(session_hash(request.session_token));
}

Result<StaffId> staff_param(const ApiRequest& request) {
    return StaffId{TRY(id_param(request, 0))};
}

// What was handed out, after the person's sessions have ended.
Result<Response> handed_out(ApiHouse& house, int status, const Result<HandedOut>& made) {
    if (!made.ok()) return made.error();
    TRY(house.sessions.close_all_of(made->account.id));
    return json_response(status, handed_out_json(*made));
}

}  // namespace

Result<Response> api_own_sessions(ApiHouse& house, const ApiRequest& request) {
    const auto sessions = TRY(house.sessions.sessions_of(request.staff.id, request.call.at));
    return json_response(200, own_sessions_json(sessions, own_session_id(request)));
}

Result<Response> api_end_own_session(ApiHouse& house, const ApiRequest& request) {
    TRY(house.sessions.close_one(request.staff.id, request.params[0]));
    TRY(house.backend.people().note_session_ended(request.call, request.staff.id));
    return empty_response(204);
}

Result<Response> api_factors(ApiHouse& house, const ApiRequest& request) {
    const auto file = TRY(house.backend.people().factors(request.call));
    return json_response(200, factors_json(file, request.staff.needs_second_factor));
}

Result<Response> api_offer_totp(ApiHouse& house, const ApiRequest& request) {
    const auto offer = TRY(house.backend.people().offer_totp(request.call));
    return json_response(200, totp_offer_json(offer));
}

// The session goes on as one with a second factor: it has just been shown.
Result<Response> api_confirm_totp(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string code = fields.text("code", kConfirmRule);
    TRY(fields.done());
    TRY(pass_code_gate(house, request));
    const auto codes = TRY(house.backend.people().confirm_totp(request.call, code));
    TRY(passed_code_gate(house, request));
    const ApiStaff staff = TRY(house.backend.staff(request.staff.id));
    Response response =
        TRY(open_session(house, request, staff, {.second_factor = true, .at = request.call.at}));
    response.body = recovery_codes_json(codes);
    return response;
}

Result<Response> api_remove_totp(ApiHouse& house, const ApiRequest& request) {
    TRY(house.backend.people().remove_totp(request.call));
    return empty_response(204);
}

Result<Response> api_renew_recovery(ApiHouse& house, const ApiRequest& request) {
    const auto codes = TRY(house.backend.people().renew_recovery_codes(request.call));
    return json_response(200, recovery_codes_json(codes));
}

Result<Response> api_staff(ApiHouse& house, const ApiRequest& request) {
    return json_response(200, accounts_json(TRY(house.backend.people().accounts(request.call))));
}

Result<Response> api_add_staff(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    NewStaff staff;
    staff.name = fields.text("name", kStaffNameRule);
    staff.label = fields.text("label", kStaffLabelRule);
    staff.role = fields.text("role", kStaffRoleRule);
    TRY(fields.done());
    const auto made = TRY(house.backend.people().add_account(request.call, staff));
    return json_response(201, handed_out_json(made));
}

Result<Response> api_change_staff(ApiHouse& house, const ApiRequest& request) {
    const StaffId id = TRY(staff_param(request));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string label = fields.text("label", kStaffLabelRule);
    const std::string role = fields.text("role", kStaffRoleRule);
    StaffChange change{role, label, std::nullopt, fields.has("leaves_on")};
    const auto leaves_on = fields.maybe_text(
        "leaves_on", {.min = 10, .max = 10, .matches = is_leaving_day}, Nullable::yes);
    TRY(fields.done());
    if (leaves_on) change.leaves_on = TRY(parse_iso_day(*leaves_on));
    const auto account = TRY(house.backend.people().change_account(request.call, id, change));
    return json_response(200, account_json(account));
}

Result<Response> api_ask_recovery(ApiHouse& house, const ApiRequest& request) {
    const StaffId id = TRY(staff_param(request));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string reason = fields.text("reason", {.min = 1, .max = 1000});
    TRY(fields.done());
    return json_response(
        201, approval_json(TRY(house.backend.ask_recovery(request.call, id, reason))));
}

Result<Response> api_staff_scope(ApiHouse& house, const ApiRequest& request) {
    const StaffId id = TRY(staff_param(request));
    return json_response(
        200, staff_scope_json(TRY(house.backend.scope_of_staff(request.call, id))));
}

Result<Response> api_put_staff_scope(ApiHouse& house, const ApiRequest& request) {
    const StaffId id = TRY(staff_param(request));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiStaffScope scope;
    constexpr TextRule kPlace{.min = 1, .max = 200};
    scope.stores = fields.texts_or_none("stores", kScopeItemsMax, kPlace);
    scope.regions = fields.texts_or_none("regions", kScopeItemsMax, kPlace);
    scope.customers = fields.texts_or_none(
        "customers", kScopeItemsMax, {.min = 1, .max = 40, .matches = is_customer_number});
    for (const char* part : {"stores", "regions", "customers"})
        if (!fields.has(part))
            return Error{
                .fault = Fault::invalid,
                .code = "server.field_missing",
                .args = {std::string{"/"} + part}};
    TRY(fields.done());
    return json_response(
        200, staff_scope_json(TRY(house.backend.set_scope_of_staff(request.call, id, scope))));
}

Result<Response> api_disable_staff(ApiHouse& house, const ApiRequest& request) {
    const StaffId id = TRY(staff_param(request));
    const auto account = TRY(house.backend.people().disable_account(request.call, id));
    TRY(house.sessions.close_all_of(id));
    return json_response(200, account_json(account));
}

Result<Response> api_enable_staff(ApiHouse& house, const ApiRequest& request) {
    const StaffId id = TRY(staff_param(request));
    return json_response(
        200, account_json(TRY(house.backend.people().enable_account(request.call, id))));
}

Result<Response> api_reset_staff(ApiHouse& house, const ApiRequest& request) {
    const StaffId id = TRY(staff_param(request));
    return handed_out(house, 200, house.backend.people().reset_account(request.call, id));
}

Result<Response> api_forget_factors(ApiHouse& house, const ApiRequest& request) {
    const StaffId id = TRY(staff_param(request));
    return handed_out(house, 200, house.backend.people().forget_factors(request.call, id));
}

Result<Response> api_staff_sessions(ApiHouse& house, const ApiRequest& request) {
    const StaffId id = TRY(staff_param(request));
    TRY(house.backend.people().may_manage(request.call, id));
    const auto sessions = TRY(house.sessions.sessions_of(id, request.call.at));
    return json_response(200, own_sessions_json(sessions, own_session_id(request)));
}

Result<Response> api_end_staff_session(ApiHouse& house, const ApiRequest& request) {
    const StaffId id = TRY(staff_param(request));
    TRY(house.backend.people().may_manage(request.call, id));
    TRY(house.sessions.close_one(id, request.params[1]));
    TRY(house.backend.people().note_session_ended(request.call, id));
    return empty_response(204);
}

}  // namespace genbo
