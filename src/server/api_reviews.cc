// SPDX-License-Identifier: Apache-2.0

// Around the review queue: what it is worth, many at once, who decided what; and cleansing.

#include <algorithm>
#include <charconv>
#include <limits>

#include "server/api.h"
#include "server/api_json.h"
#include "server/body_fields.h"

namespace genbo {

namespace {

constexpr std::int64_t kRecordIdMax = std::numeric_limits<std::int64_t>::max();
// As an acceptance of many may have.
constexpr std::int64_t kWithdrawMax = 2000;

bool is_stable_name(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
               c == ' ' || c == '-';
    });
}

constexpr TextRule kNameOfOurs{.min = 1, .max = 80, .matches = is_stable_name};

ApiBulk bulk_of(BodyFields& fields) {
    ApiBulk bulk;
    bulk.min_bits = fields.number("min_bits", -100, 100);
    bulk.same = fields.texts_or_none("same", 8, kNameOfOurs);
    return bulk;
}

std::optional<std::string> query_text(const ApiRequest& request, std::string_view name) {
    const std::string* text = request.http.head.query_value(name);
    if (text == nullptr || text->empty()) return std::nullopt;
    return *text;
}

}  // namespace

Result<Response> api_review_summary(ApiHouse& house, const ApiRequest& request) {
    return json_response(200, review_summary_json(TRY(house.backend.review_summary(request.call))));
}

Result<Response> api_preview_bulk(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const ApiBulk bulk = bulk_of(fields);
    TRY(fields.done());
    return json_response(
        200, bulk_preview_json(TRY(house.backend.preview_bulk(request.call, bulk))));
}

Result<Response> api_accept_bulk(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiBulk bulk = bulk_of(fields);
    bulk.token = fields.text("token", {.min = 1, .max = 80});
    bulk.reason = fields.text("reason", {.max = 500});
    TRY(fields.done());
    return json_response(
        200, bulk_outcome_json(TRY(house.backend.accept_bulk(request.call, bulk))));
}

Result<Response> api_verdicts(ApiHouse& house, const ApiRequest& request) {
    ApiVerdictQuery query;
    query.actor = query_text(request, "actor");
    query.customer = query_text(request, "customer");
    query.verdict = query_text(request, "verdict");
    query.from = query_text(request, "from");
    query.until = query_text(request, "until");
    query.page = TRY(page_param(request));
    return json_response(200, verdicts_json(TRY(house.backend.verdicts(request.call, query))));
}

Result<Response> api_withdraw_verdict(ApiHouse& house, const ApiRequest& request) {
    const VerdictId id{TRY(id_param(request, 0))};
    std::int64_t count = 1;
    if (const auto text = query_text(request, "count")) {
        const auto* end = text->data() + text->size();
        const auto read = std::from_chars(text->data(), end, count);
        if (read.ec != std::errc{} || read.ptr != end || count < 1 || count > kWithdrawMax)
            return Error{.fault = Fault::invalid, .code = "server.bad_query", .args = {"count"}};
    }
    return json_response(
        200, taken_back_json(TRY(house.backend.withdraw_verdicts(request.call, id, count))));
}

Result<Response> api_decisions(ApiHouse& house, const ApiRequest& request) {
    const RecordId id{TRY(id_param(request, 0))};
    return json_response(200, decisions_json(TRY(house.backend.decisions(request.call, id))));
}

Result<Response> api_cleansing(ApiHouse& house, const ApiRequest& request) {
    const ApiPageRequest page = TRY(page_param(request));
    const ApiTexts texts{.messages = house.messages, .language = request.call.language};
    return json_response(
        200, cleansing_json(TRY(house.backend.cleansing(request.call, page)), texts));
}

Result<Response> api_cleanse(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    std::vector<ApiCleanseChoice> choices;
    for (auto& part : fields.objects("choices", 1, 1000)) {
        ApiCleanseChoice choice;
        choice.record_id = RecordId{part.integer("record_id", 1, kRecordIdMax)};
        choice.version = part.integer("version", 1, kRecordIdMax);
        choice.field = part.text("field", kNameOfOurs);
        choice.code = part.text("code", kNameOfOurs);
        static_cast<void>(part.done().ok());
        fields.take(part);
        choices.push_back(std::move(choice));
    }
    TRY(fields.done());
    return json_response(200, cleanse_run_json(TRY(house.backend.cleanse(request.call, choices))));
}

Result<Response> api_number_report(ApiHouse& house, const ApiRequest& request) {
    return json_response(200, number_report_json(TRY(house.backend.number_report(request.call))));
}

}  // namespace genbo
