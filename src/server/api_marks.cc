// SPDX-License-Identifier: Apache-2.0

// Marks of the watch on single customers, and honey customers.

#include <limits>

#include "base/json_writer.h"
#include "server/api.h"
#include "server/api_audit_backend.h"
#include "server/api_json_parts.h"
#include "server/body_fields.h"

namespace genbo {

namespace {

constexpr TextRule kMarkReason{.min = 1, .max = 1000};

// Honey is planted.
bool is_mark_kind(std::string_view text) {
    return text == "own_person" || text == "family" || text == "notable";
}

Result<ApiAudit*> watch_of(ApiHouse& house) {
    auto* audit = house.backend.audit();
    if (audit == nullptr) return Error{.fault = Fault::not_found, .code = "server.unknown_id"};
    return audit;
}

void write_mark(JsonWriter& json, const ApiMark& mark) {
    json.object([&] {
        json.field("id", mark.id);
        json.field("kind", mark.kind);
        json.field("number", mark.number);
        json.field("staff", mark.staff);
        json.field("reason", mark.reason);
        json.field("set_by", mark.set_by);
        instant_field(json, "set_at", mark.set_at);
    });
}

Response marks_response(int status, const std::vector<ApiMark>& marks) {
    JsonWriter json;
    json.object([&] { items_field(json, "items", marks, write_mark); });
    return json_response(status, std::move(json).str());
}

}  // namespace

Result<Response> api_marks(ApiHouse& house, const ApiRequest& request) {
    auto* watch = TRY(watch_of(house));
    return marks_response(200, TRY(watch->marks(request.call)));
}

Result<Response> api_set_mark(ApiHouse& house, const ApiRequest& request) {
    auto* watch = TRY(watch_of(house));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiMarkOrder order;
    order.number = fields.text("number", {.min = 1, .max = 40, .matches = is_customer_number});
    order.kind = fields.text("kind", {.min = 1, .max = 20, .matches = is_mark_kind});
    order.staff = fields.maybe_text("staff", {.min = 1, .max = 64});
    order.reason = fields.text("reason", kMarkReason);
    TRY(fields.done());
    JsonWriter json;
    write_mark(json, TRY(watch->set_mark(request.call, order)));
    return json_response(201, std::move(json).str());
}

Result<Response> api_lift_mark(ApiHouse& house, const ApiRequest& request) {
    auto* watch = TRY(watch_of(house));
    const auto id = TRY(id_param(request, 0));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string reason = fields.text("reason", kMarkReason);
    TRY(fields.done());
    TRY(watch->lift_mark(request.call, id, reason));
    return empty_response(204);
}

Result<Response> api_plant_honey(ApiHouse& house, const ApiRequest& request) {
    auto* watch = TRY(watch_of(house));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiHoneyOrder order;
    order.count = fields.integer("count", 1, 50);
    order.source = fields.maybe_text("source", {.min = 1, .max = 63, .matches = is_source_name})
                       .value_or("console");
    order.reason = fields.text("reason", kMarkReason);
    TRY(fields.done());
    return marks_response(201, TRY(watch->plant_honey(request.call, order)));
}

}  // namespace genbo
