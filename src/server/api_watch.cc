// SPDX-License-Identifier: Apache-2.0

// How the house is doing: for load balancers and monitoring.

#include "base/json_writer.h"
#include "base/log.h"
#include "server/api.h"

namespace genbo {

namespace {

Response status_response(std::string_view status) {
    JsonWriter json;
    json.object([&] { json.field("status", status); });
    return json_response(200, std::move(json).str());
}

}  // namespace

// Deliberately asks nobody: a store that is away is no reason to start this process again.
Result<Response> api_health(ApiHouse&, const ApiRequest&) { return status_response("ok"); }

Result<Response> api_ready(ApiHouse& house, const ApiRequest&) {
    const auto ready = house.backend.ready();
    if (ready.ok()) return status_response("ready");
    log_warn("http.not_ready", {{"code", LogToken{ready.error().code}}});
    // Whatever the reason's own status would be: a load balancer understands this one.
    return Error{
        .fault = Fault::unavailable, .code = "server.not_ready", .args = {ready.error().code}};
}

Result<Response> api_metrics(ApiHouse& house, const ApiRequest&) {
    return text_response(
        200, "application/openmetrics-text; version=1.0.0; charset=utf-8", house.metrics.text());
}

}  // namespace genbo
