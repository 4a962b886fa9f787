// SPDX-License-Identifier: Apache-2.0
#pragma once

// The table of the API's operations, one line for each operation of api/openapi.json, and what a
// handler gets to see.  A test holds table and file against each other.
//
// A handler reads its parameters and body, asks ApiHouse::backend once, and writes the answer; all
// that is the same everywhere (session, role, CSRF, content type, unknown query parameters,
// Idempotency-Key, If-Match, headers) has happened before, in site.cc, from the columns of the
// table.
//
// `roles` is the coarse gate; access to fields and records is decided behind the backend.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/message.h"
#include "base/metrics.h"
#include "base/result.h"
#include "crypto/key.h"
#include "port/clock.h"
#include "server/api_backend.h"
#include "server/http_message.h"
#include "server/login.h"
#include "server/session_keeper.h"
#include "server/watch_gate.h"

namespace genbo {

class HttpMeters;
class OidcClient;

// How our cookies are dressed.
struct CookieStyle {
    bool secure = false;  // "__Host-" and Secure; browsers take them over https only.
    std::chrono::seconds lifetime{};
    // Of the master: browsers keep the cookies of one host together whatever the port, so two
    // masters on one machine would sign each other's people out.
    std::string mark = {};

    std::string name() const { return named("genbo_session"); }
    std::string device_name() const { return named("genbo_device"); }
    std::string flow_name() const { return named("genbo_oidc"); }

private:
    std::string named(std::string_view what) const {
        std::string name{secure ? "__Host-" : ""};
        name += what;
        return mark.empty() ? name : name + "_" + mark;
    }
};

// The value of the cookie; empty when it is not there or there twice, because then somebody else
// has set one of them.
std::string cookie_value(const RequestHead& head, std::string_view name);

struct ApiHouse {
    ApiBackend& backend;
    SessionKeeper& sessions;
    SignInGate& gate;
    HashSlots& hashes;
    const Clock& clock;
    const MessageCatalogue& messages;
    const MetricRegistry& metrics;
    HttpMeters& meters;
    std::string_view openapi;
    CookieStyle cookie;
    Key device_key;  // Of the marks on browsers.
    Key flow_key;    // Of sign-ins that are under way at another house.
    OidcClient* oidc = nullptr;
};

struct ApiRequest {
    const Request& http;
    std::vector<std::string> params;  // The {holes} of the pattern, in order.
    ApiCall call;                     // Its actor is empty on open routes.
    ApiStaff staff = {};
    std::string session_token = {};  // Empty when it came with an API key.
    SessionProof proof = {};

    // The password was right, and a second factor is still to come.
    bool half_way() const { return staff.has_second_factor() && !proof.second_factor; }
};

using Roles = std::uint32_t;
inline constexpr Roles kAdministrator = 1;
inline constexpr Roles kSteward = 2;
inline constexpr Roles kSupport = 4;
inline constexpr Roles kMarketer = 8;
inline constexpr Roles kPrivacyOfficer = 16;
inline constexpr Roles kAuditor = 32;
inline constexpr Roles kShop = 64;
inline constexpr Roles kIntegration = 128;  // An API key; no session.
inline constexpr Roles kAllStaff = 127;
inline constexpr Roles kOpen = 0;  // No session needed.

// 0 for a name that is no role.  The owner is administrator and steward in one.
Roles role_named(std::string_view name);

enum class RouteBody : std::uint8_t { none, json, file };
// Whether Idempotency-Key and If-Match are asked for.
enum class Retry : std::uint8_t { none, by_key };
enum class Version : std::uint8_t { none, if_match };
// What may still be called with a password that must be changed.
enum class BeforeNewPassword : std::uint8_t { refused, allowed };
// What may be called while a second factor is still to be shown (half_way) or, where the role must
// have one, still to be set up (enrolling).
enum class Early : std::uint8_t { refused, enrolling, half_way };
// Whether a factor must have been shown within the last minutes.
enum class ProofAge : std::uint8_t { of_the_session, fresh };
// at_once: on the I/O thread, which answers even when every worker hangs, and so only what is
// quick and asks nobody.
enum class Turn : std::uint8_t { queued, at_once };

using ApiHandler = Result<Response> (*)(ApiHouse&, const ApiRequest&);

struct Route {
    HttpMethod method;
    std::string_view pattern;    // "/api/v1/customers/{number}".
    std::string_view operation;  // operationId in openapi.json.
    Roles roles;
    ApiHandler handler;
    RouteBody body = RouteBody::none;
    std::string_view query = {};  // Names it knows, separated by spaces.
    Retry retry = Retry::none;
    Version version = Version::none;
    BeforeNewPassword before_new_password = BeforeNewPassword::refused;
    Watch watch = Watch::none;  // Other than none: no session, but see watch_gate.h.
    Turn turn = Turn::queued;
    Early early = Early::refused;
    ProofAge proof = ProofAge::of_the_session;
    std::size_t body_bytes_max = kRequestBodyBytesMax;  // Of a file: kUploadBytesMax
};

std::span<const Route> api_routes();

// The values of the pattern's {holes} when the path fits it.
std::optional<std::vector<std::string>> match_pattern(
    std::string_view pattern, const std::vector<std::string>& segments);

// --- Pieces that handlers share ---------------------------------------------------------------

// "48213-90576".
bool is_customer_number(std::string_view text);
bool is_source_name(std::string_view text);

// A path parameter; not_found when it cannot name anything.
Result<std::int64_t> id_param(const ApiRequest& request, std::size_t index);
Result<std::string> number_param(const ApiRequest& request, std::size_t index);

// `cursor` and `limit` of the query.
Result<ApiPageRequest> page_param(const ApiRequest& request);

Response json_with_etag(int status, std::string json, std::string_view version);

// --- Handlers ---------------------------------------------------------------------------------

Result<Response> api_sign_in(ApiHouse& house, const ApiRequest& request);
Result<Response> api_session(ApiHouse& house, const ApiRequest& request);
Result<Response> api_sign_out(ApiHouse& house, const ApiRequest& request);
Result<Response> api_change_password(ApiHouse& house, const ApiRequest& request);

// A new session in place of the one that the request came with.
Result<Response> open_session(
    ApiHouse& house, const ApiRequest& request, const ApiStaff& staff, SessionProof proof);
// Tells the watch of a sign-in from a browser that is not known, or into an account that has ended.
enum class Account : std::uint8_t { open, ended };
void note_arrival(
    ApiHouse& house, const ApiRequest& request, const ApiStaff& staff, Account account);
// For the trail and for the figures.
Result<> note_sign_in(
    ApiHouse& house, std::optional<StaffId> who, ApiSignIn outcome, std::string_view request_id);
// Counts a try to guess a second factor; one counter for the whole world, and a strict one.
Result<> pass_code_gate(ApiHouse& house, const ApiRequest& request);
Result<> passed_code_gate(ApiHouse& house, const ApiRequest& request);

Result<Response> api_second_factor(ApiHouse& house, const ApiRequest& request);
Result<Response> api_prove(ApiHouse& house, const ApiRequest& request);
Result<Response> api_own_sessions(ApiHouse& house, const ApiRequest& request);
Result<Response> api_end_own_session(ApiHouse& house, const ApiRequest& request);
Result<Response> api_factors(ApiHouse& house, const ApiRequest& request);
Result<Response> api_offer_totp(ApiHouse& house, const ApiRequest& request);
Result<Response> api_confirm_totp(ApiHouse& house, const ApiRequest& request);
Result<Response> api_remove_totp(ApiHouse& house, const ApiRequest& request);
Result<Response> api_renew_recovery(ApiHouse& house, const ApiRequest& request);

Result<Response> api_passkey_challenge(ApiHouse& house, const ApiRequest& request);
Result<Response> api_passkey_sign_in(ApiHouse& house, const ApiRequest& request);
Result<Response> api_offer_passkey(ApiHouse& house, const ApiRequest& request);
Result<Response> api_add_passkey(ApiHouse& house, const ApiRequest& request);
Result<Response> api_remove_passkey(ApiHouse& house, const ApiRequest& request);

Result<Response> api_oidc(ApiHouse& house, const ApiRequest& request);
Result<Response> api_start_oidc(ApiHouse& house, const ApiRequest& request);
Result<Response> api_finish_oidc(ApiHouse& house, const ApiRequest& request);
Result<Response> api_start_link(ApiHouse& house, const ApiRequest& request);
Result<Response> api_finish_link(ApiHouse& house, const ApiRequest& request);
Result<Response> api_unlink(ApiHouse& house, const ApiRequest& request);

Result<Response> api_staff(ApiHouse& house, const ApiRequest& request);
Result<Response> api_add_staff(ApiHouse& house, const ApiRequest& request);
Result<Response> api_change_staff(ApiHouse& house, const ApiRequest& request);
Result<Response> api_disable_staff(ApiHouse& house, const ApiRequest& request);
Result<Response> api_enable_staff(ApiHouse& house, const ApiRequest& request);
Result<Response> api_reset_staff(ApiHouse& house, const ApiRequest& request);
Result<Response> api_forget_factors(ApiHouse& house, const ApiRequest& request);
Result<Response> api_ask_recovery(ApiHouse& house, const ApiRequest& request);
Result<Response> api_staff_scope(ApiHouse& house, const ApiRequest& request);
Result<Response> api_put_staff_scope(ApiHouse& house, const ApiRequest& request);
Result<Response> api_holds(ApiHouse& house, const ApiRequest& request);
Result<Response> api_ask_retention(ApiHouse& house, const ApiRequest& request);
Result<Response> api_run_retention(ApiHouse& house, const ApiRequest& request);
Result<Response> api_marks(ApiHouse& house, const ApiRequest& request);
Result<Response> api_set_mark(ApiHouse& house, const ApiRequest& request);
Result<Response> api_lift_mark(ApiHouse& house, const ApiRequest& request);
Result<Response> api_plant_honey(ApiHouse& house, const ApiRequest& request);
Result<Response> api_staff_sessions(ApiHouse& house, const ApiRequest& request);
Result<Response> api_end_staff_session(ApiHouse& house, const ApiRequest& request);

Result<Response> api_home(ApiHouse& house, const ApiRequest& request);
Result<Response> api_fields(ApiHouse& house, const ApiRequest& request);
Result<Response> api_sources(ApiHouse& house, const ApiRequest& request);
Result<Response> api_put_source(ApiHouse& house, const ApiRequest& request);

Result<Response> api_create_upload(ApiHouse& house, const ApiRequest& request);
Result<Response> api_preview(ApiHouse& house, const ApiRequest& request);
Result<Response> api_imports(ApiHouse& house, const ApiRequest& request);
Result<Response> api_start_import(ApiHouse& house, const ApiRequest& request);
Result<Response> api_import(ApiHouse& house, const ApiRequest& request);
Result<Response> api_rejected(ApiHouse& house, const ApiRequest& request);
Result<Response> api_undo(ApiHouse& house, const ApiRequest& request);
Result<Response> api_mappings(ApiHouse& house, const ApiRequest& request);
Result<Response> api_mapping(ApiHouse& house, const ApiRequest& request);
Result<Response> api_put_mapping(ApiHouse& house, const ApiRequest& request);

Result<Response> api_resolve(ApiHouse& house, const ApiRequest& request);
Result<Response> api_enter_customer(ApiHouse& house, const ApiRequest& request);
Result<Response> api_put_records(ApiHouse& house, const ApiRequest& request);
Result<Response> api_search(ApiHouse& house, const ApiRequest& request);
Result<Response> api_customer(ApiHouse& house, const ApiRequest& request);
Result<Response> api_timeline(ApiHouse& house, const ApiRequest& request);
Result<Response> api_card(ApiHouse& house, const ApiRequest& request);
Result<Response> api_merge(ApiHouse& house, const ApiRequest& request);
Result<Response> api_split(ApiHouse& house, const ApiRequest& request);
Result<Response> api_record(ApiHouse& house, const ApiRequest& request);
Result<Response> api_check_number(ApiHouse& house, const ApiRequest& request);
Result<Response> api_grant_numbers(ApiHouse& house, const ApiRequest& request);

Result<Response> api_explain(ApiHouse& house, const ApiRequest& request);
Result<Response> api_reviews(ApiHouse& house, const ApiRequest& request);
Result<Response> api_review(ApiHouse& house, const ApiRequest& request);
Result<Response> api_decide(ApiHouse& house, const ApiRequest& request);
Result<Response> api_take_back(ApiHouse& house, const ApiRequest& request);

Result<Response> api_review_summary(ApiHouse& house, const ApiRequest& request);
Result<Response> api_preview_bulk(ApiHouse& house, const ApiRequest& request);
Result<Response> api_accept_bulk(ApiHouse& house, const ApiRequest& request);
Result<Response> api_verdicts(ApiHouse& house, const ApiRequest& request);
Result<Response> api_withdraw_verdict(ApiHouse& house, const ApiRequest& request);
Result<Response> api_decisions(ApiHouse& house, const ApiRequest& request);
Result<Response> api_cleansing(ApiHouse& house, const ApiRequest& request);
Result<Response> api_cleanse(ApiHouse& house, const ApiRequest& request);
Result<Response> api_number_report(ApiHouse& house, const ApiRequest& request);

Result<Response> api_approvals(ApiHouse& house, const ApiRequest& request);
Result<Response> api_decide_approval(ApiHouse& house, const ApiRequest& request);
Result<Response> api_preview_erasure(ApiHouse& house, const ApiRequest& request);
Result<Response> api_ask_erasure(ApiHouse& house, const ApiRequest& request);
Result<Response> api_erasures(ApiHouse& house, const ApiRequest& request);
Result<Response> api_erasure(ApiHouse& house, const ApiRequest& request);
Result<Response> api_take_back_erasure(ApiHouse& house, const ApiRequest& request);
Result<Response> api_execute_erasure(ApiHouse& house, const ApiRequest& request);
Result<Response> api_let_come_back(ApiHouse& house, const ApiRequest& request);
Result<Response> api_acknowledge_erasure(ApiHouse& house, const ApiRequest& request);
Result<Response> api_certificate(ApiHouse& house, const ApiRequest& request);
Result<Response> api_hold(ApiHouse& house, const ApiRequest& request);
Result<Response> api_retention(ApiHouse& house, const ApiRequest& request);
Result<Response> api_run_night(ApiHouse& house, const ApiRequest& request);

Result<Response> api_checkpoint(ApiHouse& house, const ApiRequest& request);
Result<Response> api_access_log(ApiHouse& house, const ApiRequest& request);
Result<Response> api_disclosure(ApiHouse& house, const ApiRequest& request);
Result<Response> api_audit_status(ApiHouse& house, const ApiRequest& request);
Result<Response> api_verify_audit(ApiHouse& house, const ApiRequest& request);
Result<Response> api_acts(ApiHouse& house, const ApiRequest& request);
Result<Response> api_export_audit(ApiHouse& house, const ApiRequest& request);
Result<Response> api_receipt(ApiHouse& house, const ApiRequest& request);
Result<Response> api_alerts(ApiHouse& house, const ApiRequest& request);
Result<Response> api_own_alerts(ApiHouse& house, const ApiRequest& request);
Result<Response> api_answer_alert(ApiHouse& house, const ApiRequest& request);
Result<Response> api_close_alert(ApiHouse& house, const ApiRequest& request);
Result<Response> api_openapi(ApiHouse& house, const ApiRequest& request);
Result<Response> api_health(ApiHouse& house, const ApiRequest& request);
Result<Response> api_ready(ApiHouse& house, const ApiRequest& request);
Result<Response> api_metrics(ApiHouse& house, const ApiRequest& request);

}  // namespace genbo
