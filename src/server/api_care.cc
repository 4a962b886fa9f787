// SPDX-License-Identifier: Apache-2.0
#include "server/api_care.h"

#include <algorithm>
#include <limits>

#include "server/api_json.h"
#include "server/api_json_parts.h"
#include "server/body_fields.h"

namespace genbo {

namespace {

constexpr std::int64_t kCareIdMax = std::numeric_limits<std::int64_t>::max();
constexpr TextRule kCareReason{.max = 500};

bool is_attribute_name(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool is_ruling_kind(std::string_view text) { return text == "value" || text == "both"; }

void write_claim(JsonWriter& json, const ApiConflictClaim& claim) {
    json.object([&] {
        id_field(json, "record_id", claim.record_id);
        json.field("source", claim.source);
        json.field("source_key", claim.source_key);
        instant_field(json, "since", claim.since);
        instant_field(json, "at", claim.at);
        json.field("trusted", claim.trusted);
    });
}

void write_conflict_side(JsonWriter& json, const ApiConflictSide& side) {
    json.object([&] {
        json.field("golden", side.golden);
        items_field(json, "values", side.values, write_raw_value);
        items_field(json, "claims", side.claims, write_claim);
    });
}

void write_conflict(JsonWriter& json, const ApiConflict& conflict) {
    json.object([&] {
        json.field("number", conflict.number);
        json.field("version", conflict.version);
        json.field("field", conflict.field);
        json.field("label", conflict.label);
        json.field("worth", conflict.worth);
        json.field("again", conflict.again);
        items_field(json, "sides", conflict.sides, write_conflict_side);
    });
}

void write_ruling(JsonWriter& json, const ApiRuling& ruling) {
    json.object([&] {
        json.field("id", ruling.id);
        json.field("decision", ruling.decision);
        json.field("field", ruling.field);
        json.field("label", ruling.label);
        id_field(json, "record_id", ruling.record_id);
        json.field("source", ruling.source);
        json.field("reason", ruling.reason);
        json.field("actor", ruling.actor);
        instant_field(json, "at", ruling.at);
        instant_field(json, "withdrawn_at", ruling.withdrawn_at);
        json.field("withdrawn_by", ruling.withdrawn_by);
    });
}

std::string conflicts_json(const ApiConflictPage& page) {
    JsonWriter json;
    json.object([&] {
        items_field(json, "items", page.items, write_conflict);
        if (page.next_cursor.empty())
            json.field("next_cursor").null();
        else
            json.field("next_cursor", page.next_cursor);
        json.field("found", page.found);
        json.field("customers", page.customers);
        items_field(json, "fields", page.fields, write_field_count);
        instant_field(json, "surveyed_at", page.surveyed_at);
    });
    return std::move(json).str();
}

std::string customer_conflicts_json(const ApiCustomerConflicts& conflicts) {
    JsonWriter json;
    json.object([&] {
        json.field("number", conflicts.number);
        json.field("version", conflicts.version);
        items_field(json, "items", conflicts.items, write_conflict);
        items_field(json, "rulings", conflicts.rulings, write_ruling);
    });
    return std::move(json).str();
}

}  // namespace

void write_field_count(JsonWriter& json, const ApiFieldCount& count) {
    json.object([&] {
        json.field("field", count.field);
        json.field("label", count.label);
        json.field("count", count.count);
    });
}

Result<Response> api_conflicts(ApiHouse& house, const ApiRequest& request) {
    const ApiPageRequest page = TRY(page_param(request));
    ApiConflictQuery query{.cursor = page.cursor, .limit = page.limit};
    const std::string* field = request.http.head.query_value("field");
    if (field != nullptr && !field->empty()) query.field = *field;
    return json_response(200, conflicts_json(TRY(house.backend.conflicts(request.call, query))));
}

Result<Response> api_customer_conflicts(ApiHouse& house, const ApiRequest& request) {
    const auto number = TRY(number_param(request, 0));
    const auto found = TRY(house.backend.customer_conflicts(request.call, number));
    return json_with_etag(200, customer_conflicts_json(found), found.version);
}

Result<Response> api_rule(ApiHouse& house, const ApiRequest& request) {
    ApiRulingWish wish;
    wish.number = TRY(number_param(request, 0));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    wish.field = fields.text("field", {.min = 1, .max = 40, .matches = is_attribute_name});
    wish.decision = fields.text("decision", {.min = 1, .max = 16, .matches = is_ruling_kind});
    wish.record_id = fields.maybe_integer("record_id", 1, kCareIdMax);
    wish.reason = fields.text("reason", kCareReason);
    TRY(fields.done());
    const auto found = TRY(house.backend.rule(request.call, wish));
    return json_with_etag(200, customer_conflicts_json(found), found.version);
}

Result<Response> api_withdraw_ruling(ApiHouse& house, const ApiRequest& request) {
    return json_response(
        200,
        taken_back_json(TRY(house.backend.withdraw_ruling(request.call, request.params.at(0)))));
}

}  // namespace genbo
