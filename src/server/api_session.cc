// SPDX-License-Identifier: Apache-2.0

// Signing in and out, and changing one's password.

#include "crypto/password.h"
#include "server/api.h"
#include "server/api_json.h"
#include "server/body_fields.h"
#include "server/http_meters.h"

namespace genbo {

namespace {

constexpr TextRule kNameRule{.min = 1, .max = 128};
constexpr TextRule kPasswordRule{.min = 1, .max = 1024};

std::string session_cookie(const CookieStyle& style, std::string_view token) {
    std::string out = style.name();
    out += '=';
    out += token;
    out += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
    out += token.empty() ? "0" : std::to_string(style.lifetime.count());
    if (style.secure) out += "; Secure";
    return out;
}

Proxy proxy_of(const ApiHouse& house) {
    return house.cookie.secure ? Proxy::in_front : Proxy::none;
}

Result<> pass_gate(ApiHouse& house, std::string_view name, std::string_view remote, Instant now) {
    auto passed = house.gate.begin(name, remote, now);
    if (!passed.ok()) house.meters.sign_ins[ApiSignIn::delayed].add();
    return passed;
}

// For the trail and for the figures.
Result<> note_sign_in(
    ApiHouse& house, std::optional<StaffId> who, ApiSignIn outcome, std::string_view request_id) {
    house.meters.sign_ins[outcome].add();
    return house.backend.note_sign_in(who, outcome, request_id);
}

// The old session ends whether or not it was this person's: a token from before the sign-in must
// not be worth more after it.
Result<Response> open_session(ApiHouse& house, const ApiRequest& request, const ApiStaff& staff) {
    if (!request.session_token.empty()) TRY(house.sessions.close(request.session_token));
    const std::string token = TRY(house.sessions.open(staff.id, request.call.at));
    Response response = json_response(200, session_json(staff, csrf_token_of(token)));
    response.header("Set-Cookie", session_cookie(house.cookie, token));
    return response;
}

}  // namespace

Result<Response> api_sign_in(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string name = fields.text("name", kNameRule);
    const std::string password = fields.text("password", kPasswordRule);
    TRY(fields.done());

    const std::string remote = caller_address(request.http.head, proxy_of(house));
    bool known = false;
    bool right = false;
    Result<ApiStaff> staff = Error{.fault = Fault::not_found, .code = "store.not_found"};
    {
        // Before the gate, which may be in the database: a flood of tries ends here.
        const HashSlots::Slot slot = TRY(house.hashes.take());
        TRY(pass_gate(house, name, remote, request.call.at));
        staff = house.backend.staff_by_name(name);
        if (!staff.ok() && staff.error().fault != Fault::not_found) return staff.error();
        known = staff.ok() && !staff->password_hash.empty();
        // An unknown name costs the same time as a known one.
        right =
            verify_password(known ? staff->password_hash : unmatchable_password_hash(), password);
        if (known && right && needs_rehash(staff->password_hash)) {
            const std::string renewed = TRY(hash_password(password));
            TRY(house.backend.renew_hash(staff->id, renewed));
        }
    }
    if (!known || !right) {
        const auto who = known ? std::optional{staff->id} : std::nullopt;
        const auto outcome = known ? ApiSignIn::wrong_password : ApiSignIn::unknown_name;
        TRY(note_sign_in(house, who, outcome, request.call.request_id));
        return Error{.fault = Fault::forbidden, .code = "server.wrong_name_or_password"};
    }
    TRY(house.gate.succeeded(name, remote));
    TRY(note_sign_in(house, staff->id, ApiSignIn::succeeded, request.call.request_id));
    return open_session(house, request, *staff);
}

Result<Response> api_session(ApiHouse&, const ApiRequest& request) {
    return json_response(200, session_json(request.staff, csrf_token_of(request.session_token)));
}

Result<Response> api_sign_out(ApiHouse& house, const ApiRequest& request) {
    TRY(house.sessions.close(request.session_token));
    TRY(note_sign_in(house, request.staff.id, ApiSignIn::signed_out, request.call.request_id));
    Response response = empty_response(204);
    response.header("Set-Cookie", session_cookie(house.cookie, {}));
    response.header("Clear-Site-Data", "\"storage\"");
    return response;
}

Result<Response> api_change_password(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string current = fields.text("current", kPasswordRule);
    const std::string next = fields.text("next", {.min = 12, .max = 1024});
    TRY(fields.done());

    const std::string remote = caller_address(request.http.head, proxy_of(house));
    const HashSlots::Slot slot = TRY(house.hashes.take());
    TRY(pass_gate(house, request.staff.name, remote, request.call.at));
    if (!verify_password(request.staff.password_hash, current)) {
        TRY(note_sign_in(
            house, request.staff.id, ApiSignIn::wrong_password, request.call.request_id));
        return Error{.fault = Fault::invalid, .code = "server.wrong_current_password"};
    }
    TRY(house.gate.succeeded(request.staff.name, remote));
    if (next == current) return Error{.fault = Fault::invalid, .code = "server.password_weak"};
    TRY(check_new_password(next, request.staff.name));
    const std::string hash = TRY(hash_password(next));
    TRY(house.backend.set_password(request.call, hash));
    TRY(house.sessions.close_all_of(request.staff.id));
    const ApiStaff staff = TRY(house.backend.staff(request.staff.id));
    return open_session(house, request, staff);
}

}  // namespace genbo
