// SPDX-License-Identifier: Apache-2.0

// Who looked at a customer, the trail, and the alerts of the watch.

#include <algorithm>

#include "base/json_writer.h"
#include "server/api.h"
#include "server/api_audit_backend.h"
#include "server/api_json.h"
#include "server/api_json_parts.h"
#include "server/body_fields.h"

namespace genbo {

namespace {

constexpr TextRule kWordsRule{.min = 1, .max = 1000};

// nullptr is a house without a trail: tests of other things.
Result<ApiAudit*> audit_of(ApiHouse& house) {
    auto* audit = house.backend.audit();
    if (audit == nullptr) return Error{.fault = Fault::not_found, .code = "server.unknown_id"};
    return audit;
}

Result<std::string> alert_param(const ApiRequest& request) {
    const std::string& id = request.params[0];
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (id.size() != 32 || !std::ranges::all_of(id, is_hex))
        return Error{.fault = Fault::not_found, .code = "server.unknown_id"};
    return id;
}

std::string query_text(const ApiRequest& request, std::string_view name) {
    const std::string* text = request.http.head.query_value(name);
    return text == nullptr ? std::string{} : *text;
}

std::optional<std::string> maybe_query(const ApiRequest& request, std::string_view name) {
    const std::string* text = request.http.head.query_value(name);
    if (text == nullptr) return std::nullopt;
    return *text;
}

void write_access(JsonWriter& json, const ApiAccessItem& item) {
    json.object([&] {
        instant_field(json, "at", item.at);
        json.field("actor", item.actor);
        json.field("role", item.role);
        json.field("action", item.action);
        texts_field(json, "fields", item.fields);
        json.field("purpose", item.purpose);
        texts_field(json, "explained", item.explained);
        texts_field(json, "marks", item.marks);
        json.field("request_id", item.request_id);
    });
}

void write_audit_act(JsonWriter& json, const ApiAct& act) {
    json.object([&] {
        json.field("seq", act.seq);
        instant_field(json, "at", act.at);
        json.field("actor", act.actor);
        json.field("action", act.action);
        json.field("object_type", act.object_type);
        json.field("alias", act.alias);
        texts_field(json, "fields", act.fields);
        json.field("purpose", act.purpose);
        json.field("decision", act.decision);
        json.field("count", act.count);
        json.field("request_id", act.request_id);
    });
}

void write_alert(JsonWriter& json, const ApiAlert& alert) {
    json.object([&] {
        json.field("id", alert.id);
        instant_field(json, "at", alert.at);
        json.field("kind", alert.kind);
        json.field("severity", alert.severity);
        json.field("actor", alert.actor);
        json.field("role", alert.role);
        json.field("state", alert.state);
        items_field(
            json, "contributions", alert.contributions,
            [](JsonWriter& out, const ApiContribution& why) {
                out.object([&] {
                    out.field("feature", why.feature);
                    out.field("value", why.value);
                    out.field("expected", why.expected);
                    out.field("score", why.score);
                });
            });
        json.field("answer", alert.answer);
        instant_field(json, "answered_at", alert.answered_at);
        json.field("remark", alert.remark);
        json.field("closed_by", alert.closed_by);
        instant_field(json, "closed_at", alert.closed_at);
    });
}

std::string alerts_json(const std::vector<ApiAlert>& alerts) {
    JsonWriter json;
    json.object([&] { items_field(json, "items", alerts, write_alert); });
    return std::move(json).str();
}

// A cell of a CSV file that a spreadsheet will not take for a formula.
std::string csv_cell(std::string_view text) {
    std::string cell = "\"";
    if (!text.empty() && std::string_view{"=+-@"}.find(text.front()) != std::string_view::npos)
        cell += '\'';
    for (const char c : text) {
        if (c == '"') cell += '"';
        cell += c;
    }
    return cell + "\"";
}

std::string joined_cells(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += (out.empty() ? "" : " ") + text;
    return out;
}

}  // namespace

Result<Response> api_access_log(ApiHouse& house, const ApiRequest& request) {
    auto* audit = TRY(audit_of(house));
    const std::string number = TRY(number_param(request, 0));
    const ApiPageRequest wanted = TRY(page_param(request));
    const auto page = TRY(audit->access_of(request.call, number, wanted));
    return json_response(200, page_json(page.items, page.next_cursor, write_access));
}

Result<Response> api_disclosure(ApiHouse& house, const ApiRequest& request) {
    auto* audit = TRY(audit_of(house));
    const std::string number = TRY(number_param(request, 0));
    const auto lines = TRY(audit->disclosure(request.call, number));
    std::string csv = "\xef\xbb\xbf";
    csv += request.call.language == Language::ja ? "日,役割,操作,利用目的,項目,回数\r\n"
                                                 : "day,role,action,purpose,fields,times\r\n";
    for (const auto& line : lines)
        csv += csv_cell(line.day) + "," + csv_cell(line.role) + "," + csv_cell(line.action) + "," +
               csv_cell(line.purpose) + "," + csv_cell(joined_cells(line.fields)) + "," +
               std::to_string(line.times) + "\r\n";
    return attachment_response("text/csv; charset=utf-8", "access-" + number + ".csv", csv);
}

Result<Response> api_audit_status(ApiHouse& house, const ApiRequest& request) {
    auto* audit = TRY(audit_of(house));
    const auto status = TRY(audit->audit_status(request.call));
    JsonWriter json;
    json.object([&] {
        json.field("size", status.size);
        json.field("root", status.root);
        json.field("origin", status.origin);
        json.field("verifier_key", status.verifier_key);
        instant_field(json, "signed_at", status.signed_at);
        items_field(
            json, "outside", status.outside, [](JsonWriter& out, const ApiOutside& outside) {
                out.object([&] {
                    out.field("destination", outside.destination);
                    out.field("size", outside.size);
                    instant_field(out, "at", outside.at);
                    out.field("failure", outside.failure);
                });
            });
        json.field("watch_alive", status.watch_alive);
        instant_field(json, "watched_at", status.watched_at);
        json.field("alerts_open", status.alerts_open);
    });
    return json_response(200, std::move(json).str());
}

Result<Response> api_verify_audit(ApiHouse& house, const ApiRequest& request) {
    auto* audit = TRY(audit_of(house));
    const auto parts = TRY(audit->verify_audit(request.call));
    const bool sound =
        std::ranges::all_of(parts, [](const ApiAuditPart& part) { return part.problems.empty(); });
    JsonWriter json;
    json.object([&] {
        json.field("sound", sound);
        items_field(json, "parts", parts, [&](JsonWriter& out, const ApiAuditPart& part) {
            out.object([&] {
                out.field("name", part.name);
                out.field("looked_at", part.looked_at);
                out.field("problems").array([&] {
                    for (const auto& problem : part.problems)
                        out.value(
                            house.messages.text(request.call.language, problem.code, problem.args));
                });
            });
        });
    });
    return json_response(200, std::move(json).str());
}

Result<Response> api_acts(ApiHouse& house, const ApiRequest& request) {
    auto* audit = TRY(audit_of(house));
    ApiActQuery query;
    query.actor = query_text(request, "actor");
    query.action = query_text(request, "action");
    query.from = maybe_query(request, "from");
    query.until = maybe_query(request, "until");
    query.page = TRY(page_param(request));
    const auto page = TRY(audit->acts(request.call, query));
    return json_response(200, page_json(page.items, page.next_cursor, write_audit_act));
}

Result<Response> api_export_audit(ApiHouse& house, const ApiRequest& request) {
    auto* audit = TRY(audit_of(house));
    auto file = TRY(audit->export_audit(request.call));
    return attachment_response("application/x-tar", file.file_name, std::move(file.content));
}

Result<Response> api_receipt(ApiHouse& house, const ApiRequest& request) {
    auto* audit = TRY(audit_of(house));
    const std::string& text = request.params[0];
    // Leaves are counted from 0, other things from 1.
    const std::int64_t seq = text == "0" ? 0 : TRY(id_param(request, 0));
    auto file = TRY(audit->receipt(request.call, seq));
    return attachment_response(
        "text/plain; charset=utf-8", file.file_name, std::move(file.content));
}

Result<Response> api_alerts(ApiHouse& house, const ApiRequest& request) {
    auto* audit = TRY(audit_of(house));
    return json_response(200, alerts_json(TRY(audit->alerts(request.call, false))));
}

Result<Response> api_own_alerts(ApiHouse& house, const ApiRequest& request) {
    auto* audit = TRY(audit_of(house));
    return json_response(200, alerts_json(TRY(audit->alerts(request.call, true))));
}

Result<Response> api_answer_alert(ApiHouse& house, const ApiRequest& request) {
    auto* audit = TRY(audit_of(house));
    const std::string id = TRY(alert_param(request));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string text = fields.text("text", kWordsRule);
    TRY(fields.done());
    TRY(audit->answer_alert(request.call, id, text));
    return empty_response(204);
}

Result<Response> api_close_alert(ApiHouse& house, const ApiRequest& request) {
    auto* audit = TRY(audit_of(house));
    const std::string id = TRY(alert_param(request));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string remark = fields.text("remark", kWordsRule);
    TRY(fields.done());
    TRY(audit->close_alert(request.call, id, remark));
    return empty_response(204);
}

}  // namespace genbo
