// SPDX-License-Identifier: Apache-2.0

// Home, sources, uploads, imports, mappings.

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "server/api.h"
#include "server/api_care.h"
#include "server/api_json.h"
#include "server/api_json_parts.h"
#include "server/body_fields.h"
#include "server/target.h"

namespace genbo {

namespace {

ApiTexts texts_for(ApiHouse& house, const ApiRequest& request) {
    return {.messages = house.messages, .language = request.call.language};
}

bool is_mapping_name(std::string_view text) {
    return text.find_first_of("/\\") == std::string_view::npos;
}

bool is_file_format(std::string_view text) {
    constexpr std::array<std::string_view, 4> kFormats = {"csv", "tsv", "ndjson", "xlsx"};
    return std::ranges::find(kFormats, text) != kFormats.end();
}

constexpr TextRule kMappingNameRule{.min = 1, .max = 64, .matches = is_mapping_name};
constexpr TextRule kSourceRule{.min = 1, .max = 63, .matches = is_source_name};

ApiMappingColumns read_mapping(BodyFields& fields, std::size_t columns_min) {
    ApiMappingColumns columns;
    for (BodyFields& part : fields.objects("mapping", columns_min, kColumnsMax)) {
        ApiMappingColumn column;
        column.column = part.text("column", {.max = 256});
        column.field = part.text("field", {.min = 1, .max = 64});
        column.confidence = part.maybe_number("confidence", 0, 1);
        column.ignored = part.truth_or("ignored", false);
        column.custom_name =
            part.maybe_text("custom_name", {.max = kCustomNameCharsMax}, Nullable::yes);
        if (!part.done().ok()) fields.take(part);
        columns.push_back(std::move(column));
    }
    return columns;
}

ApiReading read_reading(BodyFields& fields) {
    ApiReading reading;
    reading.encoding = fields.maybe_text("encoding", {.min = 1, .max = 32});
    reading.format = fields.maybe_text("format", {.min = 1, .max = 16, .matches = is_file_format});
    reading.delimiter = fields.maybe_text("delimiter", {.min = 1, .max = 1});
    reading.sheet = fields.maybe_text("sheet", {.max = 256});
    if (fields.has("mapping")) reading.mapping = read_mapping(fields, 0);
    return reading;
}

// Only the name: a browser sends none of its folders, and whoever sends one wants something else.
Result<std::string> file_name_of(const RequestHead& head) {
    const std::string* sent = head.header("x-genbo-file-name");
    const auto name = sent == nullptr ? std::nullopt : percent_decode(*sent);
    constexpr std::size_t kNameBytesMax = 255;
    const bool fits = name && !name->empty() && name->size() <= kNameBytesMax && *name != "." &&
                      *name != ".." && name->find_first_of("/\\") == std::string::npos;
    if (!fits) return Error{.fault = Fault::invalid, .code = "server.bad_file_name"};
    return *name;
}

}  // namespace

Result<Response> api_home(ApiHouse& house, const ApiRequest& request) {
    const ApiHome home = TRY(house.backend.home(request.call));
    return json_response(200, home_json(home, texts_for(house, request)));
}

Result<Response> api_fields(ApiHouse& house, const ApiRequest& request) {
    return json_response(200, fields_json(TRY(house.backend.fields(request.call))));
}

Result<Response> api_sources(ApiHouse& house, const ApiRequest& request) {
    return json_response(200, sources_json(TRY(house.backend.sources(request.call))));
}

Result<Response> api_put_source(ApiHouse& house, const ApiRequest& request) {
    const std::string& name = request.params[0];
    if (!is_source_name(name)) return Error{.fault = Fault::not_found, .code = "server.unknown_id"};
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::int64_t rank = fields.integer("rank", 0, 100);
    const std::string label = fields.text("label", {.max = 128});
    TRY(fields.done());
    const ApiSource source = TRY(house.backend.put_source(request.call, name, rank, label));
    return json_response(200, source_json(source));
}

Result<Response> api_create_upload(ApiHouse& house, const ApiRequest& request) {
    const std::string name = TRY(file_name_of(request.http.head));
    IncomingFile* file = request.http.file.get();
    // Without any body there was nothing to open a file for.
    if (file == nullptr) return Error{.fault = Fault::invalid, .code = "server.empty_upload"};
    TRY(file->finish());
    const ApiUpload upload = TRY(house.backend.add_upload(request.call, name, *file));
    Response response = json_response(201, upload_json(upload));
    response.header("Location", "/api/v1/uploads/" + upload.upload_id);
    return response;
}

Result<Response> api_preview(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const ApiReading reading = read_reading(fields);
    TRY(fields.done());
    const ApiUpload upload = TRY(house.backend.preview(request.call, request.params[0], reading));
    return json_response(200, upload_json(upload));
}

Result<Response> api_imports(ApiHouse& house, const ApiRequest& request) {
    const ApiPageRequest page = TRY(page_param(request));
    const auto imports = TRY(house.backend.imports(request.call, page));
    return json_response(200, imports_json(imports, texts_for(house, request)));
}

Result<Response> api_start_import(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiImportRequest wanted;
    wanted.upload_id = fields.text("upload_id", {.min = 1, .max = 64});
    wanted.source = fields.text("source", kSourceRule);
    wanted.reading = read_reading(fields);
    wanted.dry_run = fields.truth("dry_run");
    wanted.save_mapping_as = fields.maybe_text("save_mapping_as", kMappingNameRule);
    TRY(fields.done());
    const ApiImport import = TRY(house.backend.start_import(request.call, wanted));
    Response response = json_response(202, import_json(import, texts_for(house, request)));
    response.header("Location", "/api/v1/imports/" + std::to_string(import.id.value()));
    return response;
}

namespace {

void write_side_totals(JsonWriter& json, std::string_view name, const ApiControlTotals& totals) {
    json.field(name).object([&] {
        json.field("records", totals.records);
        json.field("points", totals.points);
        json.field("purchase_count", totals.purchase_count);
        json.field("purchase_amount", totals.purchase_amount);
        json.field("checksum", totals.checksum);
    });
}

void write_drift(JsonWriter& json, const ApiDrift& drift) {
    json.object([&] {
        json.field("kind", drift.kind);
        json.field("source_key", drift.source_key);
        json.field("row", drift.row);
        id_field(json, "record_id", drift.record_id);
        json.field("number", drift.number);
        items_field(json, "fields", drift.fields, [](JsonWriter& into, const ApiDriftField& one) {
            into.object([&] {
                into.field("field", one.field);
                into.field("label", one.label);
                into.field("in_file", one.in_file);
                into.field("in_register", one.in_register);
            });
        });
    });
}

void write_import_balance(JsonWriter& json, const ApiImportBalance& import) {
    json.object([&] {
        id_field(json, "id", import.id);
        json.field("state", import.state);
        json.field("rows", import.rows);
        json.field("new", import.added);
        json.field("changed", import.changed);
        json.field("same", import.same);
        json.field("rejected", import.rejected);
        json.field("balanced", import.balanced);
    });
}

void write_reconciliation(JsonWriter& json, const ApiReconciliation& report) {
    json.object([&] {
        json.field("id", report.id);
        json.field("source", report.source);
        json.field("file_name", report.file_name);
        json.field("actor", report.actor);
        instant_field(json, "at", report.at);
        json.field("agrees", report.agrees);
        id_field(json, "repaired_by", report.repaired_by);
        write_side_totals(json, "file", report.file);
        write_side_totals(json, "register", report.in_register);
        json.field("same", report.same);
        json.field("differing", report.differing);
        json.field("only_file", report.only_file);
        json.field("only_register", report.only_register);
        json.field("repeated", report.repeated);
        json.field("rejected", report.rejected);
        items_field(json, "fields", report.fields, write_field_count);
        items_field(json, "examples", report.examples, write_drift);
        items_field(json, "imports", report.imports, write_import_balance);
    });
}

}  // namespace

Result<Response> api_reconcile(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiImportRequest wanted;
    wanted.upload_id = fields.text("upload_id", {.min = 1, .max = 64});
    wanted.source = fields.text("source", kSourceRule);
    wanted.reading = read_reading(fields);
    TRY(fields.done());
    const auto report = TRY(house.backend.reconcile(request.call, wanted));
    JsonWriter json;
    write_reconciliation(json, report);
    return json_response(200, std::move(json).str());
}

Result<Response> api_reconciliations(ApiHouse& house, const ApiRequest& request) {
    const auto reports = TRY(house.backend.reconciliations(request.call));
    JsonWriter json;
    json.object([&] { items_field(json, "items", reports, write_reconciliation); });
    return json_response(200, std::move(json).str());
}

Result<Response> api_import(ApiHouse& house, const ApiRequest& request) {
    const ImportId id{TRY(id_param(request, 0))};
    const ApiImport import = TRY(house.backend.import(request.call, id));
    return json_response(200, import_json(import, texts_for(house, request)));
}

Result<Response> api_rejected(ApiHouse& house, const ApiRequest& request) {
    const ImportId id{TRY(id_param(request, 0))};
    ApiFile file = TRY(house.backend.rejected_rows(request.call, id));
    return attachment_response("text/csv; charset=utf-8", file.file_name, std::move(file.content));
}

Result<Response> api_undo(ApiHouse& house, const ApiRequest& request) {
    const ImportId id{TRY(id_param(request, 0))};
    const ApiImport import = TRY(house.backend.undo_import(request.call, id));
    return json_response(202, import_json(import, texts_for(house, request)));
}

Result<Response> api_mappings(ApiHouse& house, const ApiRequest& request) {
    return json_response(200, mappings_json(TRY(house.backend.mappings(request.call))));
}

Result<Response> api_mapping(ApiHouse& house, const ApiRequest& request) {
    return json_response(
        200, mapping_json(TRY(house.backend.mapping(request.call, request.params[0]))));
}

Result<Response> api_put_mapping(ApiHouse& house, const ApiRequest& request) {
    const std::string& name = request.params[0];
    if (name.size() > 4 * kMappingNameRule.max || !is_mapping_name(name))
        return Error{.fault = Fault::not_found, .code = "server.unknown_id"};
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const ApiMappingColumns columns = read_mapping(fields, 1);
    TRY(fields.done());
    const ApiMapping mapping = TRY(house.backend.put_mapping(request.call, name, columns));
    return json_response(200, mapping_json(mapping));
}

}  // namespace genbo
