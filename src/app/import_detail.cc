// SPDX-License-Identifier: Apache-2.0
#include "app/import_detail.h"

#include <boost/json.hpp>

#include "base/json_writer.h"

namespace genbo {

namespace {

std::string_view severity_word(Severity severity) {
    switch (severity) {
        case Severity::note: return "note";
        case Severity::warning: return "warning";
        case Severity::reject: return "reject";
    }
    return "warning";
}

Severity severity_of(std::string_view word) {
    if (word == "note") return Severity::note;
    return word == "reject" ? Severity::reject : Severity::warning;
}

std::string detail_text(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string{value->get_string()}
                                                  : std::string{};
}

std::int64_t detail_number(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

std::vector<std::string> detail_texts(const boost::json::object& object, std::string_view name) {
    std::vector<std::string> texts;
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_array()) return texts;
    for (const auto& item : value->get_array())
        if (item.is_string()) texts.emplace_back(item.get_string());
    return texts;
}

}  // namespace

std::string detail_to_json(const ImportDetail& detail) {
    JsonWriter json;
    json.object([&] {
        json.field("encoding", detail.encoding);
        json.field("format", detail.format);
        json.field("header").array([&] {
            for (const auto& name : detail.header) json.value(name);
        });
        json.field("mapping", detail.mapping_json);
        json.field("findings").array([&] {
            for (const auto& finding : detail.findings)
                json.object([&] {
                    json.field("severity", severity_word(finding.severity));
                    json.field("code", finding.code);
                    json.field("row", finding.row);
                    json.field("column", finding.column);
                    json.field("args").array([&] {
                        for (const auto& arg : finding.args) json.value(arg);
                    });
                });
        });
        json.field("findings_total", detail.findings_total);
        json.field("customers_new", detail.customers_new);
        json.field("customers_joined", detail.customers_joined);
        json.field("bytes", detail.bytes);
        json.field("error", detail.error_code);
    });
    return std::move(json).str();
}

ImportDetail detail_from_json(std::string_view text) {
    boost::json::error_code failed;
    const auto value = boost::json::parse(boost::json::string_view{text}, failed);
    if (failed || !value.is_object()) return {};
    const auto& object = value.get_object();
    ImportDetail detail;
    detail.encoding = detail_text(object, "encoding");
    detail.format = detail_text(object, "format");
    detail.header = detail_texts(object, "header");
    detail.mapping_json = detail_text(object, "mapping");
    detail.findings_total = detail_number(object, "findings_total");
    detail.customers_new = detail_number(object, "customers_new");
    detail.customers_joined = detail_number(object, "customers_joined");
    detail.bytes = static_cast<std::uint64_t>(detail_number(object, "bytes"));
    detail.error_code = detail_text(object, "error");
    const auto* findings = object.if_contains("findings");
    if (findings == nullptr || !findings->is_array()) return detail;
    for (const auto& item : findings->get_array()) {
        if (!item.is_object()) continue;
        const auto& entry = item.get_object();
        detail.findings.push_back(
            {severity_of(detail_text(entry, "severity")), detail_text(entry, "code"),
             static_cast<std::uint64_t>(detail_number(entry, "row")), detail_text(entry, "column"),
             detail_texts(entry, "args")});
    }
    return detail;
}

}  // namespace genbo
