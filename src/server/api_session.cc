// SPDX-License-Identifier: Apache-2.0

// Signing in and out, and changing one's password.

#include "crypto/password.h"
#include "server/api.h"
#include "server/api_json.h"
#include "server/body_fields.h"
#include "server/device_mark.h"
#include "server/http_meters.h"
#include "staff/password_strength.h"

namespace genbo {

namespace {

constexpr TextRule kNameRule{.min = 1, .max = 128};
constexpr TextRule kPasswordRule{.min = 1, .max = 1024};
constexpr TextRule kCodeRule{.min = 6, .max = 64};

std::string session_cookie(const CookieStyle& style, std::string_view token) {
    std::string out = style.name();
    out += '=';
    out += token;
    out += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
    out += token.empty() ? "0" : std::to_string(style.lifetime.count());
    if (style.secure) out += "; Secure";
    return out;
}

// Half a year: long enough that whoever works here keeps the mark.
constexpr int kDeviceMarkSeconds = 180 * 24 * 3600;

std::string device_cookie(const CookieStyle& style, std::string_view mark) {
    std::string out = style.device_name();
    out += '=';
    out += mark;
    out += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
    out += std::to_string(kDeviceMarkSeconds);
    if (style.secure) out += "; Secure";
    return out;
}

Proxy proxy_of(const ApiHouse& house) {
    return house.cookie.secure ? Proxy::in_front : Proxy::none;
}

// Where this caller's tries are counted: at a marked browser, or at an address.
std::string place_of_tries(
    const ApiHouse& house, const ApiRequest& request, std::string_view name) {
    const auto mark = cookie_value(request.http.head, house.cookie.device_name());
    auto place = device_place(house.device_key, name, mark);
    if (!place.empty()) return place;
    return caller_address(request.http.head, proxy_of(house));
}

// Of the code's own counter: whoever gets there knows the password already.
std::string code_gate_name(const ApiStaff& staff) { return staff.name + "\ncode"; }

Result<> pass_gate(ApiHouse& house, std::string_view name, std::string_view remote, Instant now) {
    auto passed = house.gate.begin(name, remote, now);
    if (!passed.ok()) house.meters.sign_ins[ApiSignIn::delayed].add();
    return passed;
}

// Of whoever is signed in.
Result<> check_present_password(
    ApiHouse& house, const ApiRequest& request, std::string_view password) {
    const std::string remote = place_of_tries(house, request, request.staff.name);
    const HashSlots::Slot slot = TRY(house.hashes.take());
    TRY(pass_gate(house, request.staff.name, remote, request.call.at));
    if (!verify_password(request.staff.password_hash, password)) {
        TRY(note_sign_in(
            house, request.staff.id, ApiSignIn::wrong_password, request.call.request_id));
        return Error{.fault = Fault::invalid, .code = "server.wrong_current_password"};
    }
    return house.gate.succeeded(request.staff.name, remote);
}

// A handed-out password that lay about too long is worth nothing any more.
Result<> check_age_of_one_time(const ApiStaff& staff, Instant now) {
    if (!staff.must_change_password || !staff.one_time_until || now <= *staff.one_time_until)
        return {};
    return Error{.fault = Fault::forbidden, .code = "server.one_time_password_over"};
}

}  // namespace

Result<> note_sign_in(
    ApiHouse& house, std::optional<StaffId> who, ApiSignIn outcome, std::string_view request_id) {
    house.meters.sign_ins[outcome].add();
    return house.backend.note_sign_in(who, outcome, request_id);
}

// The old session ends whether or not it was this person's: a token from before the sign-in must
// not be worth more after it.
Result<Response> open_session(
    ApiHouse& house, const ApiRequest& request, const ApiStaff& staff, SessionProof proof) {
    if (!request.session_token.empty()) TRY(house.sessions.close(request.session_token));
    const std::string* agent = request.http.head.header("user-agent");
    const NewSession session{
        .staff = staff.id, .proof = proof, .device = agent == nullptr ? "" : device_words(*agent)};
    const std::string token = TRY(house.sessions.open(session, request.call.at));
    Response response = json_response(200, session_json(staff, csrf_token_of(token), proof));
    response.header("Set-Cookie", session_cookie(house.cookie, token));
    const bool half_way = staff.has_second_factor() && !proof.second_factor;
    const auto mark = cookie_value(request.http.head, house.cookie.device_name());
    if (!half_way && device_place(house.device_key, staff.name, mark).empty()) {
        note_arrival(house, request, staff, Account::open);
        response.header(
            "Set-Cookie",
            device_cookie(house.cookie, new_device_mark(house.device_key, staff.name)));
    }
    return response;
}

void note_arrival(
    ApiHouse& house, const ApiRequest& request, const ApiStaff& staff, Account account) {
    const std::string* agent = request.http.head.header("user-agent");
    const auto noted = house.backend.note_arrival(
        {.staff = staff.id,
         .role = staff.role,
         .name = staff.name,
         .first = staff.must_change_password,
         .ended = account == Account::ended,
         .device = agent == nullptr ? "" : device_words(*agent),
         .address = caller_address(request.http.head, proxy_of(house)),
         .request_id = request.call.request_id,
         .at = request.call.at});
    // Whoever mends a house whose log is down must be able to come in.
    if (!noted.ok()) log_warn("watch.arrival_lost", {{"code", LogToken{noted.error().code}}});
}

Result<> pass_code_gate(ApiHouse& house, const ApiRequest& request) {
    return pass_gate(house, code_gate_name(request.staff), {}, request.call.at);
}

Result<> passed_code_gate(ApiHouse& house, const ApiRequest& request) {
    return house.gate.succeeded(code_gate_name(request.staff), {});
}

Result<Response> api_sign_in(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string name = fields.text("name", kNameRule);
    const std::string password = fields.text("password", kPasswordRule);
    TRY(fields.done());

    const std::string remote = place_of_tries(house, request, name);
    bool known = false;
    bool right = false;
    Result<ApiStaff> staff = Error{.fault = Fault::not_found, .code = "store.not_found"};
    {
        // Before the gate, which may be in the database: a flood of tries ends here.
        const HashSlots::Slot slot = TRY(house.hashes.take());
        TRY(pass_gate(house, name, remote, request.call.at));
        staff = house.backend.staff_by_name(name);
        if (!staff.ok() && staff.error().fault != Fault::not_found) return staff.error();
        const bool there = staff.ok() && !staff->password_hash.empty();
        known = there && !staff->disabled;
        // An unknown name costs the same time as a known one.
        right =
            verify_password(there ? staff->password_hash : unmatchable_password_hash(), password);
        if (known && right && (needs_rehash(staff->password_hash) || staff->hash_is_bare)) {
            const std::string renewed = TRY(hash_password(password));
            TRY(house.backend.renew_hash(staff->id, renewed));
        }
    }
    if (!known || !right) {
        // Somebody who has left, and still knows the way in.
        if (right) note_arrival(house, request, *staff, Account::ended);
        const auto who = known ? std::optional{staff->id} : std::nullopt;
        const auto outcome = known ? ApiSignIn::wrong_password : ApiSignIn::unknown_name;
        TRY(note_sign_in(house, who, outcome, request.call.request_id));
        return Error{.fault = Fault::forbidden, .code = "server.wrong_name_or_password"};
    }
    TRY(house.gate.succeeded(name, remote));
    TRY(check_age_of_one_time(*staff, request.call.at));
    const auto outcome = staff->has_second_factor() ? ApiSignIn::half_way : ApiSignIn::succeeded;
    TRY(note_sign_in(house, staff->id, outcome, request.call.request_id));
    return open_session(house, request, *staff, {.second_factor = false, .at = request.call.at});
}

Result<Response> api_session(ApiHouse&, const ApiRequest& request) {
    return json_response(
        200, session_json(request.staff, csrf_token_of(request.session_token), request.proof));
}

// From half way to signed in.  A session that is there already is renewed like by proving again.
Result<Response> api_second_factor(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string code = fields.text("code", kCodeRule);
    TRY(fields.done());
    TRY(pass_code_gate(house, request));
    const auto proved = house.backend.people().prove_code(request.call, code);
    if (!proved.ok()) {
        if (proved.error().code == "staff.wrong_code")
            house.meters.sign_ins[ApiSignIn::wrong_code].add();
        return proved.error();
    }
    TRY(passed_code_gate(house, request));
    TRY(note_sign_in(house, request.staff.id, ApiSignIn::succeeded, request.call.request_id));
    return open_session(
        house, request, request.staff, {.second_factor = true, .at = request.call.at});
}

// Who is signed in already shows again who they are: by the password, or by a code.
Result<Response> api_prove(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const auto password = fields.maybe_text("password", kPasswordRule);
    const auto code = fields.maybe_text("code", kCodeRule);
    TRY(fields.done());
    if (password.has_value() == code.has_value())
        return Error{
            .fault = Fault::invalid, .code = "server.field_missing", .args = {"/password"}};
    if (code) {
        TRY(pass_code_gate(house, request));
        TRY(house.backend.people().prove_code(request.call, *code));
        TRY(passed_code_gate(house, request));
    } else {
        TRY(check_present_password(house, request, *password));
    }
    return open_session(
        house, request, request.staff,
        {.second_factor = request.proof.second_factor || code.has_value(), .at = request.call.at});
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

    TRY(check_present_password(house, request, current));
    if (next == current) return Error{.fault = Fault::invalid, .code = "server.same_password"};
    const auto file = TRY(house.backend.people().factors(request.call));
    const std::vector<std::string> own = own_words_of(
        std::vector<std::string>{request.staff.name, file.label, request.http.head.host, "genbo"});
    TRY(check_new_password(next, own));
    if (TRY(house.backend.people().is_breached(next)))
        return Error{.fault = Fault::invalid, .code = "staff.password_breached"};
    {
        const HashSlots::Slot slot = TRY(house.hashes.take());
        const std::string hash = TRY(hash_password(next));
        TRY(house.backend.set_password(request.call, hash));
    }
    TRY(house.sessions.close_all_of(request.staff.id));
    const ApiStaff staff = TRY(house.backend.staff(request.staff.id));
    return open_session(
        house, request, staff,
        {.second_factor = request.proof.second_factor, .at = request.call.at});
}

}  // namespace genbo
