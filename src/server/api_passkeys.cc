// SPDX-License-Identifier: Apache-2.0

// Passkeys: signing in with one, making one, giving one up.

#include "base/bytes.h"
#include "server/api.h"
#include "server/api_json.h"
#include "server/base64url.h"
#include "server/body_fields.h"
#include "server/http_meters.h"
#include "server/webauthn.h"

namespace genbo {

namespace {

constexpr TextRule kBase64Rule{.min = 1, .max = 16 * 1024};
constexpr TextRule kHandleRule{.min = 0, .max = 128};
constexpr TextRule kPasskeyLabelRule{.min = 0, .max = 60};

WebAuthnParty party_of_request(const ApiHouse& house, const ApiRequest& request) {
    return party_of(request.http.head.host, house.cookie.secure);
}

// The challenge that the browser says it answered.
Result<Bytes> answered_challenge(std::string_view client_data) {
    return TRY(parse_client_data(client_data)).challenge;
}

Result<std::string> client_data_of(std::string_view coded) {
    const auto bytes = TRY(from_base64url(coded));
    return std::string{as_text(bytes)};
}

Result<Response> refuse_passkey(ApiHouse& house, const ApiRequest& request, const Error& error) {
    TRY(note_sign_in(house, std::nullopt, ApiSignIn::wrong_code, request.call.request_id));
    return error;
}

}  // namespace

// Writes nothing: anybody may ask.
Result<Response> api_passkey_challenge(ApiHouse& house, const ApiRequest& request) {
    const auto challenge = house.backend.people().new_challenge(kSignInChallenge, request.call.at);
    return json_response(
        200, passkey_challenge_json(challenge, party_of_request(house, request).rp_id));
}

// Two factors at once, so the session that it opens is a whole one.  Who is signed in already shows
// again who they are with it.
Result<Response> api_passkey_sign_in(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string id = fields.text("id", kBase64Rule);
    const std::string client_data = fields.text("client_data", kBase64Rule);
    const std::string authenticator_data = fields.text("authenticator_data", kBase64Rule);
    const std::string signature = fields.text("signature", kBase64Rule);
    const auto user_handle = fields.maybe_text("user_handle", kHandleRule, Nullable::yes);
    TRY(fields.done());
    const SentAssertion sent{
        .client_data = TRY(client_data_of(client_data)),
        .authenticator_data = TRY(from_base64url(authenticator_data)),
        .signature = TRY(from_base64url(signature))};
    const Bytes challenge = TRY(answered_challenge(sent.client_data));
    const Error refused{.fault = Fault::forbidden, .code = "server.passkey_refused"};

    const auto credential_id = TRY(from_base64url(id));
    const auto owner = house.backend.people().passkey_owner(credential_id);
    if (!owner.ok()) {
        if (owner.error().fault != Fault::not_found) return owner.error();
        return refuse_passkey(house, request, refused);
    }
    if (user_handle && !user_handle->empty() &&
        TRY(from_base64url(*user_handle)) != owner->user_handle)
        return refuse_passkey(house, request, refused);
    const auto data =
        verify_assertion(sent, owner->passkey.public_key, party_of_request(house, request));
    if (!data.ok()) return refuse_passkey(house, request, data.error());
    const ApiStaff staff = TRY(house.backend.staff(owner->staff));
    if (staff.disabled) {
        note_arrival(house, request, staff, Account::ended);
        return refuse_passkey(house, request, refused);
    }
    TRY(house.backend.people().use_passkey(
        {.staff = owner->staff,
         .credential_id = credential_id,
         .sign_count = data->sign_count,
         .backed_up = data->backed_up,
         .challenge = challenge},
        request.call.request_id));
    TRY(note_sign_in(house, staff.id, ApiSignIn::succeeded, request.call.request_id));
    return open_session(house, request, staff, {.second_factor = true, .at = request.call.at});
}

Result<Response> api_offer_passkey(ApiHouse& house, const ApiRequest& request) {
    auto& people = house.backend.people();
    const auto file = TRY(people.prepare_passkey(request.call));
    const auto challenge = people.new_challenge(enrol_challenge(request.staff.id), request.call.at);
    return json_response(
        200, passkey_offer_json(
                 file, challenge, party_of_request(house, request).rp_id, request.staff.name));
}

Result<Response> api_add_passkey(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string label = fields.text("label", kPasskeyLabelRule);
    const std::string client_data = fields.text("client_data", kBase64Rule);
    const std::string attestation = fields.text("attestation_object", kBase64Rule);
    TRY(fields.done());
    const SentRegistration sent{
        .client_data = TRY(client_data_of(client_data)),
        .attestation_object = TRY(from_base64url(attestation))};
    const auto data = TRY(verify_registration(sent, party_of_request(house, request)));
    const Bytes challenge = TRY(answered_challenge(sent.client_data));
    Passkey passkey;
    passkey.credential_id = data.credential_id;
    passkey.public_key = data.public_key;
    passkey.sign_count = data.sign_count;
    passkey.label = label;
    passkey.backed_up = data.backed_up;
    const auto codes = TRY(house.backend.people().add_passkey(request.call, passkey, challenge));
    const ApiStaff staff = TRY(house.backend.staff(request.staff.id));
    Response response =
        TRY(open_session(house, request, staff, {.second_factor = true, .at = request.call.at}));
    response.body = recovery_codes_json(codes);
    return response;
}

Result<Response> api_remove_passkey(ApiHouse& house, const ApiRequest& request) {
    const auto id = from_hex(request.params[0]);
    if (!id.ok()) return Error{.fault = Fault::not_found, .code = "server.unknown_id"};
    TRY(house.backend.people().remove_passkey(request.call, *id));
    return empty_response(204);
}

}  // namespace genbo
