// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small things that several answers of the API have in common, for the api_json_*.cc files.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/time.h"
#include "server/api_backend.h"
#include "server/api_json.h"

namespace genbo {

inline void instant_field(JsonWriter& json, std::string_view name, Instant instant) {
    json.field(name, format_instant(instant));
}

inline void instant_field(
    JsonWriter& json, std::string_view name, const std::optional<Instant>& instant) {
    if (instant)
        instant_field(json, name, *instant);
    else
        json.field(name).null();
}

template <typename Id>
void id_field(JsonWriter& json, std::string_view name, const Id& id) {
    json.field(name, id.value());
}

template <typename Id>
void id_field(JsonWriter& json, std::string_view name, const std::optional<Id>& id) {
    if (id)
        json.field(name, id->value());
    else
        json.field(name).null();
}

inline void texts_field(
    JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    json.field(name).array([&] {
        for (const std::string& text : texts) json.value(text);
    });
}

template <typename Items, typename Write>
void items_field(JsonWriter& json, std::string_view name, const Items& items, Write write) {
    json.field(name).array([&] {
        for (const auto& item : items) write(json, item);
    });
}

// {"items": […], "next_cursor": …}
template <typename Items, typename Write>
std::string page_json(const Items& items, const std::string& next_cursor, Write write) {
    JsonWriter json;
    json.object([&] {
        items_field(json, "items", items, write);
        if (next_cursor.empty())
            json.field("next_cursor").null();
        else
            json.field("next_cursor", next_cursor);
    });
    return std::move(json).str();
}

// Of several files; each is one JSON object.
void write_reasons(JsonWriter& json, const ApiReasons& reasons);
void write_field_count(JsonWriter& json, const ApiFieldCount& count);
void write_raw_value(JsonWriter& json, const ApiRawValue& value);
void write_review_item(JsonWriter& json, const ApiReviewItem& item);
void write_field_finding(JsonWriter& json, const ApiFieldFinding& finding, const ApiTexts& texts);

}  // namespace genbo
