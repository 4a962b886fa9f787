// SPDX-License-Identifier: Apache-2.0
#include "server/body_fields.h"

#include <algorithm>

#include "base/utf8.h"

namespace genbo {

namespace {

using Kind = JsonValue::Kind;

std::string range_text(auto min, auto max) {
    return std::to_string(min) + "–" + std::to_string(max);
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
    });
}

std::size_t count_code_points(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool looks_like_a_name(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

BodyFields::BodyFields(const JsonValue& body, std::string pointer)
    : body_(&body), pointer_(std::move(pointer)) {
    if (body.kind != Kind::object) fail("server.field_wrong_type", place_of({}), "object");
}

std::string BodyFields::place_of(std::string_view name) const {
    if (name.empty()) return pointer_.empty() ? "/" : pointer_;
    return pointer_ + "/" + std::string{name};
}

void BodyFields::fail(std::string_view code, const std::string& place, std::string_view why) {
    if (error_) return;
    error_ = Error{.fault = Fault::invalid, .code = std::string{code}, .args = {place}};
    if (!why.empty()) error_->args.emplace_back(why);
}

const JsonValue* BodyFields::find(std::string_view name) {
    asked_.push_back(name);
    return body_->member(name);
}

const JsonValue* BodyFields::require(std::string_view name) {
    const JsonValue* value = find(name);
    if (value == nullptr) fail("server.field_missing", place_of(name));
    return value;
}

bool BodyFields::has(std::string_view name) const { return body_->member(name) != nullptr; }

std::string BodyFields::read_text(
    std::string_view name, const JsonValue& value, const TextRule& rule) {
    if (value.kind != Kind::text) {
        fail("server.field_wrong_type", place_of(name), "string");
        return {};
    }
    const std::size_t length = count_code_points(value.text);
    const bool fits = length >= rule.min && length <= rule.max &&
                      (rule.anything || !has_control(value.text)) &&
                      (rule.matches == nullptr || rule.matches(value.text));
    if (!fits) {
        fail("server.field_out_of_range", place_of(name), range_text(rule.min, rule.max));
        return {};
    }
    return value.text;
}

std::string BodyFields::text(std::string_view name, const TextRule& rule) {
    const JsonValue* value = require(name);
    return value == nullptr ? std::string{} : read_text(name, *value, rule);
}

std::optional<std::string> BodyFields::maybe_text(
    std::string_view name, const TextRule& rule, Nullable nullable) {
    const JsonValue* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->kind == Kind::null && nullable == Nullable::yes) return std::nullopt;
    return read_text(name, *value, rule);
}

std::int64_t BodyFields::read_integer(
    const std::string& place, const JsonValue& value, std::int64_t min, std::int64_t max) {
    if (value.kind != Kind::integer) {
        fail("server.field_wrong_type", place, "integer");
        return min;
    }
    if (value.integer < min || value.integer > max) {
        fail("server.field_out_of_range", place, range_text(min, max));
        return min;
    }
    return value.integer;
}

std::int64_t BodyFields::integer(std::string_view name, std::int64_t min, std::int64_t max) {
    const JsonValue* value = require(name);
    return value == nullptr ? min : read_integer(place_of(name), *value, min, max);
}

std::optional<std::int64_t> BodyFields::maybe_integer(
    std::string_view name, std::int64_t min, std::int64_t max) {
    const JsonValue* value = find(name);
    if (value == nullptr) return std::nullopt;
    return read_integer(place_of(name), *value, min, max);
}

double BodyFields::number(std::string_view name, double min, double max) {
    if (require(name) == nullptr) return min;
    return maybe_number(name, min, max).value_or(min);
}

std::optional<double> BodyFields::maybe_number(std::string_view name, double min, double max) {
    const JsonValue* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->kind != Kind::integer && value->kind != Kind::real) {
        fail("server.field_wrong_type", place_of(name), "number");
        return std::nullopt;
    }
    // Written so that a NaN, were there one, is out of range.
    if (!(value->real >= min && value->real <= max)) {
        fail("server.field_out_of_range", place_of(name), range_text(min, max));
        return std::nullopt;
    }
    return value->real;
}

bool BodyFields::read_truth(std::string_view name, const JsonValue& value) {
    if (value.kind != Kind::truth) fail("server.field_wrong_type", place_of(name), "boolean");
    return value.truth;
}

bool BodyFields::truth(std::string_view name) {
    const JsonValue* value = require(name);
    return value != nullptr && read_truth(name, *value);
}

bool BodyFields::truth_or(std::string_view name, bool fallback) {
    const JsonValue* value = find(name);
    return value == nullptr ? fallback : read_truth(name, *value);
}

const JsonValue* BodyFields::array(std::string_view name, std::size_t min, std::size_t max) {
    const JsonValue* value = require(name);
    if (value == nullptr) return nullptr;
    if (value->kind != Kind::array) {
        fail("server.field_wrong_type", place_of(name), "array");
        return nullptr;
    }
    if (value->items.size() < min || value->items.size() > max) {
        fail("server.field_out_of_range", place_of(name), range_text(min, max));
        return nullptr;
    }
    return value;
}

std::vector<BodyFields> BodyFields::objects(
    std::string_view name, std::size_t min, std::size_t max) {
    std::vector<BodyFields> parts;
    const JsonValue* value = array(name, min, max);
    if (value == nullptr) return parts;
    for (std::size_t i = 0; i < value->items.size(); ++i)
        parts.emplace_back(value->items[i], place_of(name) + "/" + std::to_string(i));
    return parts;
}

std::vector<std::int64_t> BodyFields::integers(
    std::string_view name, std::size_t items_min, std::size_t items_max, std::int64_t min,
    std::int64_t max) {
    std::vector<std::int64_t> numbers;
    const JsonValue* value = array(name, items_min, items_max);
    if (value == nullptr) return numbers;
    for (std::size_t i = 0; i < value->items.size(); ++i)
        numbers.push_back(
            read_integer(place_of(name) + "/" + std::to_string(i), value->items[i], min, max));
    return numbers;
}

std::vector<std::string> BodyFields::texts_or_none(
    std::string_view name, std::size_t items_max, const TextRule& rule) {
    std::vector<std::string> texts;
    if (!has(name)) return texts;
    const JsonValue* value = array(name, 0, items_max);
    if (value == nullptr) return texts;
    for (const JsonValue& item : value->items) texts.push_back(read_text(name, item, rule));
    return texts;
}

void BodyFields::take(const BodyFields& part) {
    if (!error_) error_ = part.error_;
}

Result<> BodyFields::done() {
    for (const std::string& name : body_->names) {
        if (std::ranges::find(asked_, name) != asked_.end()) continue;
        fail("server.field_unknown", place_of(looks_like_a_name(name) ? name : ""));
    }
    if (error_) return *error_;
    return {};
}

}  // namespace genbo
