// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "server/api_json.h"
#include "server/api_json_parts.h"
#include "server/problem.h"

namespace genbo {

namespace {

// As openapi.json promises; the whole list is in the rejected rows.
constexpr std::size_t kFindingsShown = 100;

void write_source(JsonWriter& json, const ApiSource& source) {
    json.object([&] {
        json.field("name", source.name);
        json.field("label", source.label);
        json.field("rank", source.rank);
        json.field("records", source.records);
        instant_field(json, "last_import_at", source.last_import_at);
    });
}

void write_column(JsonWriter& json, const ApiMappingColumn& column) {
    json.object([&] {
        json.field("column", column.column);
        json.field("field", column.field);
        if (column.confidence) json.field("confidence", *column.confidence);
        json.field("ignored", column.ignored);
        json.field("custom_name", column.custom_name);
    });
}

void write_mapping(JsonWriter& json, const ApiMapping& mapping) {
    json.object([&] {
        json.field("name", mapping.name);
        items_field(json, "mapping", mapping.mapping, write_column);
        instant_field(json, "changed_at", mapping.changed_at);
    });
}

std::string_view severity_name(Severity severity) {
    switch (severity) {
        case Severity::note: return "note";
        case Severity::warning: return "warning";
        case Severity::reject: return "reject";
    }
    check_failed(std::source_location::current());
}

void write_findings(JsonWriter& json, const Findings& findings, const ApiTexts& texts) {
    json.field("findings").array([&] {
        for (std::size_t i = 0; i < std::min(findings.size(), kFindingsShown); ++i) {
            const Finding& finding = findings[i];
            json.object([&] {
                json.field("severity", severity_name(finding.severity));
                json.field("code", finding.code);
                json.field("text", texts.messages.text(texts.language, finding.code, finding.args));
                json.field("row", finding.row);
                json.field("column", finding.column);
            });
        }
    });
}

void write_import(JsonWriter& json, const ApiImport& import, const ApiTexts& texts) {
    json.object([&] {
        id_field(json, "id", import.id);
        json.field("source", import.source);
        json.field("file_name", import.file_name);
        json.field("state", import.state);
        json.field("dry_run", import.dry_run);
        json.field("rows_read", import.rows_read);
        json.field("bytes_read", import.bytes_read);
        json.field("bytes_total", import.bytes_total);
        json.field("new", import.added);
        json.field("changed", import.changed);
        json.field("same", import.same);
        json.field("rejected", import.rejected);
        write_findings(json, import.findings, texts);
        json.field("findings_total", import.findings_total);
        json.field("customers_new", import.customers_new);
        json.field("customers_joined", import.customers_joined);
        json.field("error");
        if (import.error)
            json.raw(problem_json(*import.error, texts.language, texts.messages));
        else
            json.null();
        json.field("started_by", import.started_by);
        instant_field(json, "started_at", import.started_at);
        instant_field(json, "finished_at", import.finished_at);
        json.field("seconds_left", import.seconds_left);
        json.field("rows_per_second", import.rows_per_second);
    });
}

void write_encoding(JsonWriter& json, const ApiEncodingGuess& guess) {
    json.object([&] {
        json.field("name", guess.name);
        json.field("confidence", guess.confidence);
        json.field("ambiguous", guess.ambiguous);
        texts_field(json, "alternatives", guess.alternatives);
    });
}

}  // namespace

std::string home_json(const ApiHome& home, const ApiTexts& texts) {
    JsonWriter json;
    json.object([&] {
        json.field("customers", home.customers);
        json.field("records", home.records);
        json.field("sources", home.sources);
        json.field("reviews_waiting", home.reviews_waiting);
        json.field("rejected_waiting", home.rejected_waiting);
        items_field(
            json, "imports_recent", home.imports_recent,
            [&](JsonWriter& into, const ApiImport& import) { write_import(into, import, texts); });
        json.field("index_ready", home.index_ready);
        items_field(json, "todo", home.todo, [](JsonWriter& into, const ApiTodo& todo) {
            into.object([&] {
                into.field("kind", todo.kind);
                into.field("count", todo.count);
            });
        });
        if (home.drill)
            json.field("drill").object([&] {
                json.field("at", format_instant(home.drill->at));
                json.field("sound", home.drill->sound);
                json.field("records", home.drill->records);
                json.field("seconds", home.drill->seconds);
            });
    });
    return std::move(json).str();
}

std::string fields_json(const std::vector<ApiField>& fields) {
    return page_json(fields, {}, [](JsonWriter& json, const ApiField& field) {
        json.object([&] {
            json.field("name", field.name);
            json.field("label_ja", field.label_ja);
            json.field("label_en", field.label_en);
        });
    });
}

std::string source_json(const ApiSource& source) {
    JsonWriter json;
    write_source(json, source);
    return std::move(json).str();
}

std::string sources_json(const std::vector<ApiSource>& sources) {
    return page_json(sources, {}, write_source);
}

std::string upload_json(const ApiUpload& upload) {
    JsonWriter json;
    json.object([&] {
        json.field("upload_id", upload.upload_id);
        json.field("file_name", upload.file_name);
        json.field("bytes", upload.bytes);
        json.field("format", upload.format);
        json.field("encoding");
        write_encoding(json, upload.encoding);
        json.field("delimiter", upload.delimiter);
        texts_field(json, "sheets", upload.sheets);
        json.field("sheet", upload.sheet);
        texts_field(json, "header", upload.header);
        json.field("sample").array([&] {
            for (const auto& row : upload.sample)
                json.array([&] {
                    for (const std::string& cell : row) json.value(cell);
                });
        });
        items_field(json, "mapping", upload.mapping, write_column);
        json.field("key_column", upload.key_column);
    });
    return std::move(json).str();
}

std::string import_json(const ApiImport& import, const ApiTexts& texts) {
    JsonWriter json;
    write_import(json, import, texts);
    return std::move(json).str();
}

std::string imports_json(const ApiPage<ApiImport>& page, const ApiTexts& texts) {
    return page_json(page.items, page.next_cursor, [&](JsonWriter& json, const ApiImport& import) {
        write_import(json, import, texts);
    });
}

std::string mapping_json(const ApiMapping& mapping) {
    JsonWriter json;
    write_mapping(json, mapping);
    return std::move(json).str();
}

std::string mappings_json(const std::vector<ApiMapping>& mappings) {
    return page_json(mappings, {}, write_mapping);
}

}  // namespace genbo
