// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: as much of JSON Schema as api/openapi.json uses, and one thing more: an answer may
// only have fields that its schema names.

#include <regex.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "server/json_body.h"

namespace genbo {

class JsonSchema {
public:
    // `document` holds the $refs and outlives this.
    explicit JsonSchema(const JsonValue& document) : document_(&document) {}

    // What is wrong with `value`, with its place; empty when it fits.
    std::string judge(
        const JsonValue& schema, const JsonValue& value, const std::string& place = "") const {
        if (const JsonValue* reference = schema.member("$ref"))
            return judge(resolve(reference->text), value, place);
        if (const JsonValue* options = schema.member("oneOf")) {
            int fitting = 0;
            for (const JsonValue& option : options->items)
                if (judge(option, value, place).empty()) ++fitting;
            return fitting == 1 ? "" : place + ": fits " + std::to_string(fitting) + " of oneOf";
        }
        if (const JsonValue* type = schema.member("type"); type && !has_type(*type, value))
            return place + ": wrong type";
        if (const JsonValue* choices = schema.member("enum")) {
            const bool named = std::ranges::any_of(
                choices->items, [&](const JsonValue& choice) { return choice.text == value.text; });
            if (!named) return place + ": not in enum: " + value.text;
        }
        switch (value.kind) {
            case JsonValue::Kind::object: return judge_object(schema, value, place);
            case JsonValue::Kind::array: return judge_array(schema, value, place);
            case JsonValue::Kind::text: return judge_text(schema, value.text, place);
            case JsonValue::Kind::integer:
            case JsonValue::Kind::real: return judge_number(schema, value.real, place);
            default: return "";
        }
    }

    const JsonValue& resolve(std::string_view reference) const {
        const JsonValue* at = document_;
        reference.remove_prefix(2);  // "#/"
        while (at != nullptr && !reference.empty()) {
            const std::size_t end = std::min(reference.find('/'), reference.size());
            at = at->member(reference.substr(0, end));
            reference.remove_prefix(std::min(end + 1, reference.size()));
        }
        check(at != nullptr);
        return *at;
    }

private:
    static bool is_type(std::string_view type, const JsonValue& value) {
        switch (value.kind) {
            case JsonValue::Kind::null: return type == "null";
            case JsonValue::Kind::truth: return type == "boolean";
            case JsonValue::Kind::integer: return type == "integer" || type == "number";
            case JsonValue::Kind::real: return type == "number";
            case JsonValue::Kind::text: return type == "string";
            case JsonValue::Kind::array: return type == "array";
            case JsonValue::Kind::object: return type == "object";
        }
        return false;
    }
    static bool has_type(const JsonValue& type, const JsonValue& value) {
        if (type.kind == JsonValue::Kind::text) return is_type(type.text, value);
        return std::ranges::any_of(
            type.items, [&](const JsonValue& one) { return is_type(one.text, value); });
    }

    std::string judge_object(
        const JsonValue& schema, const JsonValue& value, const std::string& place) const {
        if (const JsonValue* required = schema.member("required"))
            for (const JsonValue& name : required->items)
                if (value.member(name.text) == nullptr) return place + ": missing " + name.text;
        const JsonValue* properties = schema.member("properties");
        if (properties == nullptr) return "";
        for (std::size_t i = 0; i < value.names.size(); ++i) {
            const JsonValue* property = properties->member(value.names[i]);
            if (property == nullptr) return place + ": not in the schema: " + value.names[i];
            std::string wrong = judge(*property, value.items[i], place + "/" + value.names[i]);
            if (!wrong.empty()) return wrong;
        }
        return "";
    }
    std::string judge_array(
        const JsonValue& schema, const JsonValue& value, const std::string& place) const {
        const JsonValue* most = schema.member("maxItems");
        if (most != nullptr && value.items.size() > static_cast<std::size_t>(most->integer))
            return place + ": too many items";
        const JsonValue* items = schema.member("items");
        for (std::size_t i = 0; items != nullptr && i < value.items.size(); ++i) {
            std::string wrong = judge(*items, value.items[i], place + "/" + std::to_string(i));
            if (!wrong.empty()) return wrong;
        }
        return "";
    }
    static std::string judge_text(
        const JsonValue& schema, const std::string& text, const std::string& place) {
        if (const JsonValue* pattern = schema.member("pattern")) {
            regex_t compiled{};
            check(regcomp(&compiled, pattern->text.c_str(), REG_EXTENDED | REG_NOSUB) == 0);
            const bool fits = regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0;
            regfree(&compiled);
            if (!fits) return place + ": does not fit the pattern: " + text;
        }
        const JsonValue* format = schema.member("format");
        if (format != nullptr && format->text == "date-time" &&
            (text.size() < 20 || text[4] != '-' || text[10] != 'T' || text.back() != 'Z'))
            return place + ": no date-time: " + text;
        const JsonValue* most = schema.member("maxLength");
        if (most != nullptr && text.size() > 4 * static_cast<std::size_t>(most->integer))
            return place + ": too long";
        return "";
    }
    static std::string judge_number(
        const JsonValue& schema, double number, const std::string& place) {
        const JsonValue* least = schema.member("minimum");
        const JsonValue* most = schema.member("maximum");
        if (least != nullptr && number < least->real) return place + ": too small";
        if (most != nullptr && number > most->real) return place + ": too large";
        return "";
    }

    const JsonValue* document_;
};

}  // namespace genbo
