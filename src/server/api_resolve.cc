// SPDX-License-Identifier: Apache-2.0

// Who is this, and entering somebody by hand.

#include <algorithm>

#include "server/api.h"
#include "server/api_json.h"
#include "server/body_fields.h"

namespace genbo {

namespace {

constexpr TextRule kEnteredRule{.min = 1, .max = 1000};
constexpr std::size_t kEnteredMax = 64;

bool is_field_name(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::vector<ApiEnteredValue> entered_values(BodyFields& fields) {
    std::vector<ApiEnteredValue> values;
    for (auto& part : fields.objects("values", 1, kEnteredMax)) {
        ApiEnteredValue value;
        value.field = part.text("field", {.min = 1, .max = 40, .matches = is_field_name});
        value.raw = part.text("raw", kEnteredRule);
        static_cast<void>(part.done().ok());
        fields.take(part);
        values.push_back(std::move(value));
    }
    return values;
}

}  // namespace

Result<Response> api_resolve(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiQuestion question;
    question.values = entered_values(fields);
    question.limit = static_cast<std::size_t>(fields.maybe_integer("limit", 1, 20).value_or(5));
    TRY(fields.done());
    const ApiTexts texts{.messages = house.messages, .language = request.call.language};
    return json_response(
        200, resolution_json(TRY(house.backend.resolve(request.call, question)), texts));
}

Result<Response> api_enter_customer(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiNewCustomerRequest wanted;
    wanted.values = entered_values(fields);
    wanted.source = fields.maybe_text("source", {.min = 1, .max = 63, .matches = is_source_name})
                        .value_or("console");
    wanted.confirmed = fields.truth_or("confirmed", false);
    TRY(fields.done());
    return json_response(
        201, new_customer_json(TRY(house.backend.enter_customer(request.call, wanted))));
}

}  // namespace genbo
