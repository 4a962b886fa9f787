// SPDX-License-Identifier: Apache-2.0

// The JSON reader on any bytes: what it takes, it reads again from our own writer's text to the
// same tree, and the writer's text is a fixed point.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "server/json_body.h"

namespace genbo {

namespace {

void write_json(JsonWriter& json, const JsonValue& value) {
    switch (value.kind) {
        case JsonValue::Kind::null: json.null(); return;
        case JsonValue::Kind::truth: json.value(value.truth); return;
        case JsonValue::Kind::integer: json.value(value.integer); return;
        case JsonValue::Kind::real: json.value(value.real); return;
        case JsonValue::Kind::text: json.value(value.text); return;
        case JsonValue::Kind::array:
            json.array([&] {
                for (const JsonValue& item : value.items) write_json(json, item);
            });
            return;
        case JsonValue::Kind::object:
            json.object([&] {
                for (std::size_t i = 0; i < value.names.size(); ++i) {
                    json.field(value.names[i]);
                    write_json(json, value.items[i]);
                }
            });
    }
}

std::string written(const JsonValue& value) {
    JsonWriter json;
    write_json(json, value);
    return std::move(json).str();
}

bool same(const JsonValue& a, const JsonValue& b) {
    const auto is_number = [](const JsonValue& value) {
        return value.kind == JsonValue::Kind::integer || value.kind == JsonValue::Kind::real;
    };
    if (is_number(a) && is_number(b)) return a.real == b.real;
    if (a.kind != b.kind || a.truth != b.truth || a.text != b.text || a.names != b.names)
        return false;
    if (a.items.size() != b.items.size()) return false;
    for (std::size_t i = 0; i < a.items.size(); ++i)
        if (!same(a.items[i], b.items[i])) return false;
    return true;
}

}  // namespace

}  // namespace genbo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto first = genbo::parse_json(bytes);
    if (!first.ok()) return 0;
    const auto second = genbo::parse_json(genbo::written(*first));
    if (!second.ok() || !genbo::same(*first, *second)) std::abort();
    return 0;
}
