// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>

#include <algorithm>
#include <initializer_list>

#include "base/json_writer.h"
#include "connect/mapping.h"

namespace genbo {

namespace {

Error mapping_json_error(std::string where) {
    return {Fault::invalid, "connect.mapping_json", {std::move(where)}};
}

Result<> only_keys(
    const boost::json::object& object, std::initializer_list<std::string_view> known) {
    for (const auto& entry : object) {
        const std::string_view key{entry.key().data(), entry.key().size()};
        if (std::ranges::find(known, key) == known.end())
            return mapping_json_error("\"" + std::string{key} + "\"?");
    }
    return {};
}

Result<std::string> text_of(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains({key.data(), key.size()});
    if (value == nullptr) return std::string{};
    if (!value->is_string()) return mapping_json_error(std::string{key});
    const auto& text = value->get_string();
    return std::string{text.data(), text.size()};
}

Result<ColumnMapping> column_of(const boost::json::value& value) {
    if (!value.is_object()) return mapping_json_error("columns[]");
    const auto& object = value.get_object();
    TRY(only_keys(object, {"column", "field", "custom_name", "part", "confidence", "ignored"}));
    ColumnMapping column;
    column.column = TRY(text_of(object, "column"));
    const auto field_name = TRY(text_of(object, "field"));
    const auto field = field_by_name(field_name);
    if (!field) return mapping_json_error("field");
    column.field = *field;
    column.custom_name = TRY(text_of(object, "custom_name"));
    if (const auto* part = object.if_contains("part")) {
        if (!part->is_int64() || part->get_int64() < 0 || part->get_int64() > 9)
            return mapping_json_error("part");
        column.part = static_cast<int>(part->get_int64());
    }
    column.confidence = 1;
    if (const auto* confidence = object.if_contains("confidence")) {
        if (!confidence->is_number()) return mapping_json_error("confidence");
        column.confidence = confidence->to_number<double>();
        if (!(column.confidence >= 0 && column.confidence <= 1))
            return mapping_json_error("confidence");
    }
    if (const auto* ignored = object.if_contains("ignored")) {
        if (!ignored->is_bool()) return mapping_json_error("ignored");
        column.ignored = ignored->get_bool();
    }
    return column;
}

}  // namespace

std::string mapping_to_json(const Mapping& mapping) {
    JsonWriter json;
    json.object([&] {
        json.field("key_column", mapping.key_column);
        json.field("columns").array([&] {
            for (const auto& column : mapping.columns) {
                json.object([&] {
                    json.field("column", column.column);
                    json.field("field", field_info(column.field).name);
                    if (!column.custom_name.empty()) json.field("custom_name", column.custom_name);
                    if (column.part != 0) json.field("part", column.part);
                    json.field("confidence", column.confidence);
                    if (column.ignored) json.field("ignored", true);
                });
            }
        });
    });
    return std::move(json).str();
}

Result<Mapping> mapping_from_json(std::string_view json) {
    boost::json::error_code error;
    boost::json::parse_options options;
    options.max_depth = 8;
    const auto value = boost::json::parse({json.data(), json.size()}, error, {}, options);
    if (error || !value.is_object()) return mapping_json_error("JSON");
    const auto& object = value.get_object();
    TRY(only_keys(object, {"key_column", "columns"}));
    Mapping mapping;
    mapping.key_column = TRY(text_of(object, "key_column"));
    const auto* columns = object.if_contains("columns");
    if (columns == nullptr || !columns->is_array()) return mapping_json_error("columns");
    for (const auto& column : columns->get_array())
        mapping.columns.push_back(TRY(column_of(column)));
    TRY(validate_mapping(mapping));
    return mapping;
}

}  // namespace genbo
