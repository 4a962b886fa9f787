// SPDX-License-Identifier: Apache-2.0

// Approvals of two persons; erasure, holds, retention.

#include <limits>

#include "server/api.h"
#include "server/api_erasure.h"
#include "server/api_json.h"
#include "server/body_fields.h"

namespace genbo {

namespace {

constexpr TextRule kErasureReasonRule{.min = 1, .max = 1000};
constexpr std::size_t kErasedRecordsMax = 1000;

bool is_decision(std::string_view text) {
    return text == "approve" || text == "refuse" || text == "withdraw";
}

// That of retention is the program's own.
bool is_asked_ground(std::string_view text) {
    return text == "request" || text == "not_needed" || text == "consent_withdrawn" ||
           text == "unlawful";
}

bool is_day(std::string_view text) { return parse_iso_day(text).ok(); }

constexpr TextRule kDecisionRule{.min = 1, .max = 20, .matches = is_decision};
constexpr TextRule kGroundRule{.min = 1, .max = 20, .matches = is_asked_ground};
constexpr TextRule kDayRule{.min = 10, .max = 10, .matches = is_day};

// One text field, and nothing else.
Result<std::string> reason_of(const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    std::string reason = fields.text("reason", kErasureReasonRule);
    TRY(fields.done());
    return reason;
}

std::vector<std::int64_t> records_of(BodyFields& fields) {
    if (!fields.has("records")) return {};
    return fields.integers(
        "records", 0, kErasedRecordsMax, 1, std::numeric_limits<std::int64_t>::max());
}

Response erasure_response(int status, const ApiErasure& erasure) {
    return json_response(status, erasure_json(erasure));
}

}  // namespace

Result<Response> api_approvals(ApiHouse& house, const ApiRequest& request) {
    const std::string* state = request.http.head.query_value("state");
    const bool all = state != nullptr && *state == "all";
    if (state != nullptr && !all && *state != "open")
        return Error{.fault = Fault::invalid, .code = "server.bad_query", .args = {"state"}};
    return json_response(200, approvals_json(TRY(house.backend.approvals(request.call, all))));
}

Result<Response> api_decide_approval(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiApprovalDecision decision;
    decision.id = TRY(id_param(request, 0));
    decision.decision = fields.text("decision", kDecisionRule);
    decision.remark = fields.maybe_text("remark", {.max = 1000}).value_or("");
    TRY(fields.done());
    return json_response(
        200, approval_json(TRY(house.backend.decide_approval(request.call, decision))));
}

Result<Response> api_preview_erasure(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string number = TRY(number_param(request, 0));
    const auto records = records_of(fields);
    TRY(fields.done());
    return json_response(
        200, erasure_plan_json(TRY(house.backend.preview_erasure(request.call, number, records))));
}

Result<Response> api_ask_erasure(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiErasureRequest wanted;
    wanted.number = TRY(number_param(request, 0));
    wanted.records = records_of(fields);
    wanted.ground = fields.text("ground", kGroundRule);
    wanted.reason = fields.text("reason", kErasureReasonRule);
    TRY(fields.done());
    return erasure_response(201, TRY(house.backend.ask_erasure(request.call, wanted)));
}

Result<Response> api_erasures(ApiHouse& house, const ApiRequest& request) {
    return json_response(200, erasures_json(TRY(house.backend.erasures(request.call))));
}

Result<Response> api_erasure(ApiHouse& house, const ApiRequest& request) {
    const auto id = TRY(id_param(request, 0));
    return erasure_response(200, TRY(house.backend.erasure(request.call, id)));
}

Result<Response> api_take_back_erasure(ApiHouse& house, const ApiRequest& request) {
    const auto id = TRY(id_param(request, 0));
    const auto reason = TRY(reason_of(request));
    return erasure_response(200, TRY(house.backend.take_back_erasure(request.call, id, reason)));
}

Result<Response> api_execute_erasure(ApiHouse& house, const ApiRequest& request) {
    const auto id = TRY(id_param(request, 0));
    return erasure_response(200, TRY(house.backend.execute_erasure(request.call, id)));
}

Result<Response> api_let_come_back(ApiHouse& house, const ApiRequest& request) {
    const auto id = TRY(id_param(request, 0));
    const auto reason = TRY(reason_of(request));
    return erasure_response(200, TRY(house.backend.let_come_back(request.call, id, reason)));
}

Result<Response> api_acknowledge_erasure(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const auto id = TRY(id_param(request, 0));
    const auto recipient = fields.text("recipient", {.min = 1, .max = 200});
    const auto remark = fields.maybe_text("remark", {.max = 1000}).value_or("");
    TRY(fields.done());
    return erasure_response(
        200, TRY(house.backend.acknowledge_erasure(request.call, id, recipient, remark)));
}

Result<Response> api_certificate(ApiHouse& house, const ApiRequest& request) {
    const auto id = TRY(id_param(request, 0));
    return json_response(
        200, certificate_answer_json(TRY(house.backend.erasure_certificate(request.call, id))));
}

Result<Response> api_hold(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiHold hold;
    hold.number = TRY(number_param(request, 0));
    hold.set = fields.truth("set");
    hold.reason = fields.text("reason", kErasureReasonRule);
    hold.until = fields.maybe_text("until", kDayRule);
    TRY(fields.done());
    TRY(house.backend.set_hold(request.call, hold));
    return empty_response(204);
}

Result<Response> api_holds(ApiHouse& house, const ApiRequest& request) {
    const auto number = TRY(number_param(request, 0));
    return json_response(200, holds_json(TRY(house.backend.holds(request.call, number))));
}

Result<Response> api_ask_retention(ApiHouse& house, const ApiRequest& request) {
    const auto reason = TRY(reason_of(request));
    return json_response(
        201, approval_json(TRY(house.backend.ask_retention(request.call, reason))));
}

Result<Response> api_run_retention(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const auto approval = fields.integer("approval", 1, std::numeric_limits<std::int64_t>::max());
    TRY(fields.done());
    return json_response(200, night_json(TRY(house.backend.run_retention(request.call, approval))));
}

Result<Response> api_retention(ApiHouse& house, const ApiRequest& request) {
    return json_response(200, retention_json(TRY(house.backend.retention(request.call))));
}

Result<Response> api_run_night(ApiHouse& house, const ApiRequest& request) {
    return json_response(200, night_json(TRY(house.backend.run_night(request.call))));
}

}  // namespace genbo
