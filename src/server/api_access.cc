// SPDX-License-Identifier: Apache-2.0
#include "server/api_access.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/limits.h"
#include "server/api_json_parts.h"
#include "server/body_fields.h"

namespace genbo {

namespace {

// Short enough to read, long enough to say why.
constexpr TextRule kAccessReason{.min = 4, .max = 500};
constexpr std::size_t kNamesMax = 64;

bool is_plain_name(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

bool is_network_text(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF:./") == text.npos;
}

bool is_export_format(std::string_view text) { return text == "csv" || text == "ndjson"; }

constexpr TextRule kPlainName{.min = 1, .max = 40, .matches = is_plain_name};

// A path parameter of letters, digits and '-'.
Result<std::string> name_param(const ApiRequest& request) {
    const std::string& text = request.params[0];
    const bool plain = std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
    if (text.empty() || text.size() > 80 || !plain)
        return Error{.fault = Fault::not_found, .code = "server.unknown_id"};
    return text;
}

void write_key(JsonWriter& json, const ApiKeyView& key) {
    json.object([&] {
        json.field("id", key.id);
        json.field("name", key.name);
        json.field("environment", key.environment);
        json.field("state", key.state);
        texts_field(json, "actions", key.actions);
        texts_field(json, "purposes", key.purposes);
        texts_field(json, "classes", key.classes);
        texts_field(json, "networks", key.networks);
        instant_field(json, "made_at", key.made_at);
        instant_field(json, "expires_at", key.expires_at);
        instant_field(json, "former_until", key.former_until);
        instant_field(json, "last_used_at", key.last_used_at);
    });
}

void write_act(JsonWriter& json, const ApiAccessAct& act) {
    json.object([&] {
        json.field("id", act.id);
        json.field("kind", act.kind);
        json.field("actor", act.actor);
        json.field("number", act.number);
        json.field("field", act.field);
        json.field("reason", act.reason);
        instant_field(json, "at", act.at);
        instant_field(json, "until", act.until);
        json.field("seen_by", act.seen_by);
    });
}

void write_export(JsonWriter& json, const ApiExport& one) {
    json.object([&] {
        json.field("id", one.id);
        json.field("state", one.state);
        json.field("format", one.format);
        texts_field(json, "fields", one.fields);
        json.field("store", one.store);
        json.field("purpose", one.purpose);
        json.field("reason", one.reason);
        json.field("asked_by", one.asked_by);
        instant_field(json, "asked_at", one.asked_at);
        json.field("decided_by", one.decided_by);
        instant_field(json, "decided_at", one.decided_at);
        json.field("rows", one.rows);
        json.field("taken", one.taken);
    });
}

Response made_key_response(const ApiKeyMade& made, int status) {
    JsonWriter json;
    json.object([&] {
        json.field("key");
        write_key(json, made.key);
        json.field("token", made.token);
    });
    return json_response(status, std::move(json).str());
}

std::string my_access_json(const ApiMyAccess& mine) {
    JsonWriter json;
    json.object([&] {
        json.field("role", mine.role);
        json.field("role_label", mine.role_label);
        json.field("purpose", mine.purpose);
        items_field(
            json, "purposes", mine.purposes, [](JsonWriter& into, const ApiPurposeChoice& one) {
                into.object([&] {
                    into.field("name", one.name);
                    into.field("label", one.label);
                    into.field("usual", one.usual);
                });
            });
        texts_field(json, "actions", mine.actions);
        instant_field(json, "glass_until", mine.glass_until);
        json.field("customers_hour", mine.customers_hour);
        json.field("customers_day", mine.customers_day);
        json.field("budget_hour", mine.budget_hour);
        json.field("budget_day", mine.budget_day);
        json.field("screen_mark");
        if (!mine.screen_mark) {
            json.null();
            return;
        }
        json.object([&] {
            json.field("account", mine.screen_mark->account);
            json.field("place", mine.screen_mark->place);
            json.field("at", format_instant(mine.screen_mark->at));
        });
    });
    return std::move(json).str();
}

template <typename T>
Response items_response(const std::vector<T>& items, void (*write)(JsonWriter&, const T&)) {
    JsonWriter json;
    json.object([&] { items_field(json, "items", items, write); });
    return json_response(200, std::move(json).str());
}

}  // namespace

Result<Response> api_my_access(ApiHouse& house, const ApiRequest& request) {
    return json_response(200, my_access_json(TRY(house.backend.my_access(request.call))));
}

Result<Response> api_unmask(ApiHouse& house, const ApiRequest& request) {
    ApiUnmask wish;
    wish.number = TRY(number_param(request, 0));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    wish.field = fields.text("field", kPlainName);
    wish.custom_name =
        fields.maybe_text("custom_name", {.max = kCustomNameCharsMax}, Nullable::yes);
    wish.reason = fields.text("reason", kAccessReason);
    TRY(fields.done());
    const ApiUnmasked shown = TRY(house.backend.unmask(request.call, wish));
    JsonWriter json;
    json.object([&] {
        json.field("field", shown.field);
        json.field("custom_name", shown.custom_name);
        json.field("value", shown.value);
        instant_field(json, "until", shown.until);
    });
    return json_response(200, std::move(json).str());
}

Result<Response> api_break_glass(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string reason = fields.text("reason", kAccessReason);
    TRY(fields.done());
    const Instant until = TRY(house.backend.break_glass(request.call, reason));
    JsonWriter json;
    json.object([&] { instant_field(json, "until", until); });
    return json_response(200, std::move(json).str());
}

Result<Response> api_access_acts(ApiHouse& house, const ApiRequest& request) {
    return items_response(TRY(house.backend.access_acts(request.call)), write_act);
}

Result<Response> api_act_seen(ApiHouse& house, const ApiRequest& request) {
    const std::string id = TRY(name_param(request));
    TRY(house.backend.note_act_seen(request.call, id));
    return empty_response(204);
}

Result<Response> api_keys(ApiHouse& house, const ApiRequest& request) {
    return items_response(TRY(house.backend.keys(request.call)), write_key);
}

Result<Response> api_make_key(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiKeyOrder order;
    order.name = fields.text("name", {.min = 1, .max = 100});
    order.actions = fields.texts_or_none("actions", kNamesMax, kPlainName);
    order.purposes = fields.texts_or_none("purposes", kNamesMax, kPlainName);
    order.classes = fields.texts_or_none("classes", kNamesMax, kPlainName);
    order.networks = fields.texts_or_none(
        "networks", kNamesMax, {.min = 2, .max = 64, .matches = is_network_text});
    order.days = fields.maybe_integer("days", 1, 730).value_or(365);
    TRY(fields.done());
    return made_key_response(TRY(house.backend.make_key(request.call, order)), 201);
}

Result<Response> api_rotate_key(ApiHouse& house, const ApiRequest& request) {
    const std::string id = TRY(name_param(request));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const auto hours = fields.maybe_integer("overlap_hours", 0, 720).value_or(24);
    TRY(fields.done());
    return made_key_response(TRY(house.backend.rotate_key(request.call, id, hours)), 200);
}

Result<Response> api_revoke_key(ApiHouse& house, const ApiRequest& request) {
    const std::string id = TRY(name_param(request));
    TRY(house.backend.revoke_key(request.call, id));
    return empty_response(204);
}

Result<Response> api_ask_export(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiExportOrder order;
    order.format = fields.text("format", {.min = 1, .max = 8, .matches = is_export_format});
    order.fields = fields.texts_or_none("fields", kNamesMax, kPlainName);
    order.store = fields.maybe_text("store", {.min = 1, .max = 200}, Nullable::yes);
    order.reason = fields.text("reason", kAccessReason);
    TRY(fields.done());
    JsonWriter json;
    write_export(json, TRY(house.backend.ask_export(request.call, order)));
    return json_response(201, std::move(json).str());
}

Result<Response> api_decide_export(ApiHouse& house, const ApiRequest& request) {
    const std::string id = TRY(name_param(request));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const bool approve = fields.truth("approve");
    TRY(fields.done());
    JsonWriter json;
    write_export(json, TRY(house.backend.decide_export(request.call, id, approve)));
    return json_response(200, std::move(json).str());
}

Result<Response> api_exports(ApiHouse& house, const ApiRequest& request) {
    return items_response(TRY(house.backend.exports(request.call)), write_export);
}

Result<Response> api_export_file(ApiHouse& house, const ApiRequest& request) {
    const std::string id = TRY(name_param(request));
    auto file = TRY(house.backend.export_file(request.call, id));
    const std::string_view type =
        file.file_name.ends_with(".csv") ? "text/csv; charset=utf-8" : "application/x-ndjson";
    auto response = attachment_response(type, file.file_name, std::move(file.content));
    response.pieces = std::move(file.pieces);
    return response;
}

}  // namespace genbo
