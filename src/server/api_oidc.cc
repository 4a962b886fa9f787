// SPDX-License-Identifier: Apache-2.0

// Signing in with an account of another house, and linking one to one's own.

#include "server/api.h"
#include "server/api_json.h"
#include "server/body_fields.h"
#include "server/http_meters.h"
#include "server/oidc.h"

namespace genbo {

namespace {

constexpr TextRule kOidcCodeRule{.min = 1, .max = 4096};
constexpr TextRule kOidcStateRule{.min = 1, .max = 256};
constexpr TextRule kOidcIssuerRule{.min = 1, .max = 1024};

std::string flow_cookie(const CookieStyle& style, std::string_view sealed) {
    std::string out = style.flow_name() + '=';
    out += sealed;
    out += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
    out += sealed.empty() ? "0" : "600";
    if (style.secure) out += "; Secure";
    return out;
}

// The console's page that the provider sends the browser back to.
std::string redirect_uri_of(const ApiHouse& house, const ApiRequest& request) {
    return (house.cookie.secure ? "https://" : "http://") + request.http.head.host +
           "/oidc/callback";
}

Result<OidcClient*> oidc_of(const ApiHouse& house) {
    if (house.oidc == nullptr) return Error{.fault = Fault::not_found, .code = "server.no_oidc"};
    return house.oidc;
}

Result<Response> start_oidc(ApiHouse& house, const ApiRequest& request, OidcPurpose purpose) {
    OidcClient* const client = TRY(oidc_of(house));
    const auto start =
        TRY(client->start(purpose, redirect_uri_of(house, request), request.call.at));
    Response response = json_response(200, oidc_start_json(start.url));
    response.header("Set-Cookie", flow_cookie(house.cookie, seal_flow(house.flow_key, start.flow)));
    return response;
}

// The subject of the answer that the browser brought back, for the flow of its cookie.
Result<std::string> finished_subject(
    ApiHouse& house, const ApiRequest& request, OidcPurpose purpose) {
    OidcClient* const client = TRY(oidc_of(house));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    OidcAnswer answer;
    answer.code = fields.text("code", kOidcCodeRule);
    answer.state = fields.text("state", kOidcStateRule);
    answer.iss = fields.maybe_text("iss", kOidcIssuerRule, Nullable::yes);
    TRY(fields.done());
    const auto sealed = cookie_value(request.http.head, house.cookie.flow_name());
    const auto flow = open_flow(house.flow_key, sealed, request.call.at);
    if (!flow || flow->purpose != purpose)
        return Error{.fault = Fault::forbidden, .code = "server.oidc_flow_over"};
    return client->finish(*flow, answer, redirect_uri_of(house, request), request.call.at);
}

}  // namespace

Result<Response> api_oidc(ApiHouse& house, const ApiRequest&) {
    return json_response(200, oidc_json(house.oidc == nullptr ? "" : house.oidc->settings().label));
}

Result<Response> api_start_oidc(ApiHouse& house, const ApiRequest& request) {
    return start_oidc(house, request, OidcPurpose::sign_in);
}

Result<Response> api_start_link(ApiHouse& house, const ApiRequest& request) {
    return start_oidc(house, request, OidcPurpose::link);
}

// One factor: who has a second one still shows it here.
Result<Response> api_finish_oidc(ApiHouse& house, const ApiRequest& request) {
    const auto subject = TRY(finished_subject(house, request, OidcPurpose::sign_in));
    const auto owner = house.backend.people().foreign_owner(house.oidc->settings().issuer, subject);
    const Error unknown{.fault = Fault::forbidden, .code = "server.oidc_unknown"};
    if (!owner.ok()) {
        if (owner.error().fault != Fault::not_found) return owner.error();
        TRY(note_sign_in(house, std::nullopt, ApiSignIn::unknown_name, request.call.request_id));
        return unknown;
    }
    const ApiStaff staff = TRY(house.backend.staff(*owner));
    if (staff.disabled) {
        note_arrival(house, request, staff, Account::ended);
        return unknown;
    }
    const auto outcome = staff.has_second_factor() ? ApiSignIn::half_way : ApiSignIn::succeeded;
    TRY(note_sign_in(house, staff.id, outcome, request.call.request_id));
    Response response =
        TRY(open_session(house, request, staff, {.second_factor = false, .at = request.call.at}));
    response.header("Set-Cookie", flow_cookie(house.cookie, {}));
    return response;
}

Result<Response> api_finish_link(ApiHouse& house, const ApiRequest& request) {
    const auto subject = TRY(finished_subject(house, request, OidcPurpose::link));
    TRY(house.backend.people().link_foreign(request.call, house.oidc->settings().issuer, subject));
    Response response = empty_response(204);
    response.header("Set-Cookie", flow_cookie(house.cookie, {}));
    return response;
}

Result<Response> api_unlink(ApiHouse& house, const ApiRequest& request) {
    const OidcClient* const client = TRY(oidc_of(house));
    TRY(house.backend.people().unlink_foreign(request.call, client->settings().issuer));
    return empty_response(204);
}

}  // namespace genbo
