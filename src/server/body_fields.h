// SPDX-License-Identifier: Apache-2.0
#pragma once

// Takes the fields of a JSON object apart by name, with type and bounds, and remembers the first
// thing that is wrong, so that a handler reads like the schema and asks once:
//
//   BodyFields fields{body};
//   const auto other = fields.text("other", {.matches = is_customer_number});
//   const auto reason = fields.text("reason", {.min = 1, .max = 500});
//   TRY(fields.done());        // missing, wrong type, out of range, or a field nobody asked for
//
// After a failure the readers answer with empty values; nothing may be done with them before
// done().
//
// Lengths count code points, as JSON Schema does.  Text with control characters other than tab and
// line feed is out of range: none of our fields has a use for them, and logs and terminals do.
// Text of a customer is taken as it comes (TextRule::anything): what is wrong with it is wrong with
// one record, not with the request.
//
// The error names the place as a JSON pointer ("/mapping/3/field"), never a value.  A name that the
// caller made up is only repeated when it looks like a name of ours.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/json_body.h"

namespace genbo {

struct TextRule {
    std::size_t min = 0;
    std::size_t max = 1024;
    bool (*matches)(std::string_view) = nullptr;
    bool anything = false;  // Control characters too.
};

enum class Nullable { no, yes };

class BodyFields {
public:
    // `body` outlives this.  `pointer` is where it stands in the whole body.
    explicit BodyFields(const JsonValue& body, std::string pointer = {});

    std::string text(std::string_view name, const TextRule& rule);
    std::optional<std::string> maybe_text(
        std::string_view name, const TextRule& rule, Nullable nullable = Nullable::no);
    std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
    std::optional<std::int64_t> maybe_integer(
        std::string_view name, std::int64_t min, std::int64_t max);
    double number(std::string_view name, double min, double max);
    std::optional<double> maybe_number(std::string_view name, double min, double max);
    bool truth(std::string_view name);
    bool truth_or(std::string_view name, bool fallback);

    // The elements as objects of their own; check each one's done() with take().
    std::vector<BodyFields> objects(std::string_view name, std::size_t min, std::size_t max);
    std::vector<std::int64_t> integers(
        std::string_view name, std::size_t items_min, std::size_t items_max, std::int64_t min,
        std::int64_t max);
    // Empty when the field did not come.
    std::vector<std::string> texts_or_none(
        std::string_view name, std::size_t items_max, const TextRule& rule);
    bool has(std::string_view name) const;

    // Takes over what went wrong in a part.
    void take(const BodyFields& part);

    Result<> done();

private:
    const JsonValue* find(std::string_view name);
    const JsonValue* require(std::string_view name);
    const JsonValue* array(std::string_view name, std::size_t min, std::size_t max);
    std::string read_text(std::string_view name, const JsonValue& value, const TextRule& rule);
    std::int64_t read_integer(
        const std::string& place, const JsonValue& value, std::int64_t min, std::int64_t max);
    bool read_truth(std::string_view name, const JsonValue& value);
    void fail(std::string_view code, const std::string& place, std::string_view why = {});
    std::string place_of(std::string_view name) const;

    const JsonValue* body_;
    std::string pointer_;
    std::vector<std::string_view> asked_;
    std::optional<Error> error_;
};

}  // namespace genbo
