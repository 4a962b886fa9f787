// SPDX-License-Identifier: Apache-2.0

// Customers, records, numbers, explanations, reviews, and the system itself.

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "base/json_writer.h"
#include "server/api.h"
#include "server/api_json.h"
#include "server/body_fields.h"

namespace genbo {

namespace {

constexpr TextRule kReasonRule{.min = 1, .max = 500};
constexpr TextRule kNumberRule{.min = 11, .max = 11, .matches = is_customer_number};
constexpr std::int64_t kIdMax = std::numeric_limits<std::int64_t>::max();
// A customer with more members is a broken match, and splits in several steps.
constexpr std::size_t kSplitRecordsMax = 1000;

Error query_error(std::string_view name) {
    return {.fault = Fault::invalid, .code = "server.bad_query", .args = {std::string{name}}};
}

Result<RecordId> record_query(const ApiRequest& request, std::string_view name) {
    const std::string* text = request.http.head.query_value(name);
    if (text == nullptr) return query_error(name);
    std::int64_t id = 0;
    const auto end = std::from_chars(text->data(), text->data() + text->size(), id);
    if (end.ec != std::errc{} || end.ptr != text->data() + text->size() || id < 1)
        return query_error(name);
    return RecordId{id};
}

bool is_verdict(std::string_view text) {
    return text == "same" || text == "not_same" || text == "later" || text == "unsure";
}

bool is_pick(std::string_view text) {
    return text == "value" || text == "chance" || text == "audit" || text == "second";
}

bool is_number_kind(std::string_view text) { return text == "manual" || text == "reserve"; }

}  // namespace

Result<Response> api_search(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiSearch search;
    search.text = fields.text("text", {.min = 1, .max = 256});
    search.page.limit =
        static_cast<std::size_t>(fields.maybe_integer("limit", 1, 100).value_or(20));
    search.page.cursor = fields.maybe_text("cursor", {.max = 512}, Nullable::yes).value_or("");
    TRY(fields.done());
    return json_response(200, hits_json(TRY(house.backend.search(request.call, search))));
}

Result<Response> api_customer(ApiHouse& house, const ApiRequest& request) {
    const std::string number = TRY(number_param(request, 0));
    const ApiCustomer customer = TRY(house.backend.customer(request.call, number));
    const ApiTexts texts{.messages = house.messages, .language = request.call.language};
    return json_with_etag(200, customer_json(customer, texts), customer.version);
}

Result<Response> api_timeline(ApiHouse& house, const ApiRequest& request) {
    const std::string number = TRY(number_param(request, 0));
    const ApiPageRequest page = TRY(page_param(request));
    const auto timeline = TRY(house.backend.timeline(request.call, number, page));
    return json_response(200, timeline_json(timeline));
}

Result<Response> api_card(ApiHouse& house, const ApiRequest& request) {
    const std::string number = TRY(number_param(request, 0));
    const std::string* lang = request.http.head.query_value("lang");
    if (lang != nullptr && *lang != "ja" && *lang != "en") return query_error("lang");
    const Language caption = lang != nullptr && *lang == "en" ? Language::en : Language::ja;
    return svg_response(TRY(house.backend.number_card(request.call, number, caption)));
}

Result<Response> api_merge(ApiHouse& house, const ApiRequest& request) {
    ApiMerge merge;
    merge.number = TRY(number_param(request, 0));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    merge.other = fields.text("other", kNumberRule);
    merge.reason = fields.text("reason", kReasonRule);
    TRY(fields.done());
    const ApiIdentityChange change = TRY(house.backend.merge(request.call, merge));
    return json_with_etag(200, identity_change_json(change), change.version);
}

Result<Response> api_split(ApiHouse& house, const ApiRequest& request) {
    ApiSplit split;
    split.number = TRY(number_param(request, 0));
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    for (const std::int64_t id : fields.integers("record_ids", 1, kSplitRecordsMax, 1, kIdMax))
        split.record_ids.emplace_back(id);
    split.reason = fields.text("reason", kReasonRule);
    TRY(fields.done());
    const ApiIdentityChange change = TRY(house.backend.split(request.call, split));
    return json_with_etag(200, identity_change_json(change), change.version);
}

Result<Response> api_record(ApiHouse& house, const ApiRequest& request) {
    const RecordId id{TRY(id_param(request, 0))};
    return json_response(200, record_json(TRY(house.backend.record(request.call, id))));
}

Result<Response> api_check_number(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const std::string text = fields.text("text", {.min = 1, .max = 64});
    TRY(fields.done());
    return json_response(
        200, number_check_json(TRY(house.backend.check_number(request.call, text))));
}

Result<Response> api_grant_numbers(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiNumberRequest wanted;
    wanted.kind = fields.text("kind", {.min = 1, .max = 16, .matches = is_number_kind});
    wanted.number = fields.maybe_text("number", kNumberRule);
    wanted.block_size = fields.maybe_integer("block_size", 1, 10'000);
    wanted.owner = fields.maybe_text("owner", {.max = 128});
    TRY(fields.done());
    return json_response(
        201, number_grant_json(TRY(house.backend.grant_numbers(request.call, wanted))));
}

Result<Response> api_explain(ApiHouse& house, const ApiRequest& request) {
    const RecordId left = TRY(record_query(request, "left"));
    const RecordId right = TRY(record_query(request, "right"));
    const ApiExplanation explanation = TRY(house.backend.explain(request.call, left, right));
    return json_response(200, explanation_json(explanation));
}

Result<Response> api_reviews(ApiHouse& house, const ApiRequest& request) {
    const ApiPageRequest page = TRY(page_param(request));
    return json_response(200, reviews_json(TRY(house.backend.reviews(request.call, page))));
}

Result<Response> api_review(ApiHouse& house, const ApiRequest& request) {
    const ApiReview review = TRY(house.backend.review(request.call, request.params[0]));
    return json_with_etag(200, review_json(review), review.version);
}

Result<Response> api_decide(ApiHouse& house, const ApiRequest& request) {
    ApiDecision decision;
    decision.review = request.params[0];
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    decision.verdict = fields.text("verdict", {.min = 1, .max = 16, .matches = is_verdict});
    decision.reason = fields.text("reason", {.max = 500});
    decision.pick =
        fields.maybe_text("pick", {.min = 1, .max = 16, .matches = is_pick}).value_or("value");
    TRY(fields.done());
    const ApiReview review = TRY(house.backend.decide(request.call, decision));
    return json_with_etag(200, review_json(review), review.version);
}

Result<Response> api_take_back(ApiHouse& house, const ApiRequest& request) {
    const ApiReview review = TRY(house.backend.take_back(request.call, request.params[0]));
    return json_with_etag(200, review_json(review), review.version);
}

Result<Response> api_checkpoint(ApiHouse& house, const ApiRequest& request) {
    return json_response(200, checkpoint_json(TRY(house.backend.checkpoint(request.call))));
}

Result<Response> api_openapi(ApiHouse& house, const ApiRequest&) {
    Response response = json_response(200, {});
    response.borrowed = house.openapi;
    return response;
}

}  // namespace genbo
