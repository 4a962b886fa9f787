// SPDX-License-Identifier: Apache-2.0

// Match models: what is asked and how it is answered.

#include "server/api_models.h"

#include "server/api_json_parts.h"
#include "server/body_fields.h"
#include "server/problem.h"

namespace genbo {

namespace {

void write_model_comparison(JsonWriter& json, const ApiModelComparison& comparison) {
    json.object([&] {
        json.field("name", comparison.name);
        json.field("label", comparison.label);
        items_field(
            json, "levels", comparison.levels, [](JsonWriter& into, const ApiModelLevel& level) {
                into.object([&] {
                    into.field("level", level.level);
                    into.field("level_text", level.level_text);
                    into.field("bits", level.bits);
                });
            });
    });
}

void write_model(JsonWriter& json, const ApiModel& model) {
    json.object([&] {
        json.field("number", model.number);
        json.field("version", model.version);
        json.field("origin", model.origin);
        instant_field(json, "made_at", model.made_at);
        json.field("labels", model.labels);
        json.field("active", model.active);
        json.field("usable", model.usable);
        json.field("base_bits", model.base_bits);
        items_field(json, "comparisons", model.comparisons, write_model_comparison);
    });
}

template <typename Fill>
std::string model_json(Fill fill) {
    JsonWriter json;
    fill(json);
    return std::move(json).str();
}

void write_work(JsonWriter& json, const ApiModelWork& work, const ApiTexts& texts) {
    json.object([&] {
        json.field("kind", work.kind);
        json.field("number", work.number);
        json.field("state", work.state);
        json.field("step", work.step);
        json.field("records_done", work.records_done);
        json.field("records_total", work.records_total);
        json.field("started_by", work.started_by);
        instant_field(json, "started_at", work.started_at);
        instant_field(json, "finished_at", work.finished_at);
        json.field("moved", work.moved);
        json.field("error");
        if (work.error)
            json.raw(problem_json(*work.error, texts.language, texts.messages));
        else
            json.null();
    });
}

void work_field(JsonWriter& json, const std::optional<ApiModelWork>& work, const ApiTexts& texts) {
    json.field("work");
    if (work)
        write_work(json, *work, texts);
    else
        json.null();
}

void write_rule(JsonWriter& json, const ApiSuggestedRule& rule) {
    json.object([&] {
        items_field(
            json, "findings", rule.findings, [](JsonWriter& into, const ApiRuleFinding& finding) {
                into.object([&] {
                    into.field("name", finding.name);
                    into.field("label", finding.label);
                    into.field("level", finding.level);
                    into.field("level_text", finding.level_text);
                });
            });
        json.field("same", rule.same);
        json.field("support", rule.support);
        json.field("agreeing", rule.agreeing);
        json.field("surprising", rule.surprising);
    });
}

void write_group(JsonWriter& json, const ApiDiffGroup& group) {
    json.object([&] {
        items_field(
            json, "records", group.records, [](JsonWriter& into, const ApiDiffRecord& record) {
                into.object([&] {
                    into.field("record_id", record.record_id.value());
                    into.field("source", record.source);
                    into.field("number", record.number);
                });
            });
        json.field("count", group.count);
    });
}

void write_example(JsonWriter& json, const ApiDiffExample& example) {
    json.object([&] {
        items_field(
            json, "before", example.before, [](JsonWriter& into, const ApiDiffCustomer& customer) {
                into.object([&] {
                    into.field("number", customer.number);
                    into.field("name", customer.name);
                });
            });
        json.field("before_count", example.before_count);
        items_field(json, "after", example.after, write_group);
        json.field("after_count", example.after_count);
    });
}

void write_diff(JsonWriter& json, const ApiModelDiff& diff) {
    json.object([&] {
        json.field("number", diff.number);
        json.field("active", diff.active);
        instant_field(json, "at", diff.at);
        json.field("version", diff.version);
        json.field("current", diff.current);
        json.field("records", diff.records);
        json.field("customers_before", diff.customers_before);
        json.field("customers_after", diff.customers_after);
        json.field("joins", diff.joins);
        json.field("splits", diff.splits);
        json.field("reviews_before", diff.reviews_before);
        json.field("reviews_after", diff.reviews_after);
        items_field(json, "examples", diff.examples, write_example);
    });
}

Response work_response(
    ApiHouse& house, const ApiRequest& request, int status, const ApiModelWork& work) {
    const ApiTexts texts{.messages = house.messages, .language = request.call.language};
    return json_response(
        status, model_json([&](JsonWriter& json) { write_work(json, work, texts); }));
}

bool is_model_origin(std::string_view text) { return text == "verdicts" || text == "rules"; }

}  // namespace

Result<Response> api_models(ApiHouse& house, const ApiRequest& request) {
    const auto models = TRY(house.backend.models(request.call));
    const ApiTexts texts{.messages = house.messages, .language = request.call.language};
    return json_response(200, model_json([&](JsonWriter& json) {
                             json.object([&] {
                                 items_field(json, "items", models.items, write_model);
                                 json.field("verdicts", models.verdicts);
                                 json.field("verdicts_needed", models.verdicts_needed);
                                 work_field(json, models.work, texts);
                             });
                         }));
}

Result<Response> api_model_work(ApiHouse& house, const ApiRequest& request) {
    const auto work = TRY(house.backend.model_work(request.call));
    const ApiTexts texts{.messages = house.messages, .language = request.call.language};
    return json_response(200, model_json([&](JsonWriter& json) {
                             json.object([&] { work_field(json, work, texts); });
                         }));
}

Result<Response> api_make_model(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    const auto origin = fields.text("origin", {.min = 1, .max = 20, .matches = is_model_origin});
    TRY(fields.done());
    const auto made = TRY(house.backend.make_model(
        request.call, origin == "rules" ? ApiModelOrigin::rules : ApiModelOrigin::verdicts));
    return json_response(201, model_json([&](JsonWriter& json) { write_model(json, made); }));
}

Result<Response> api_suggested_rules(ApiHouse& house, const ApiRequest& request) {
    const auto rules = TRY(house.backend.suggested_rules(request.call));
    return json_response(200, model_json([&](JsonWriter& json) {
                             json.object([&] { items_field(json, "items", rules, write_rule); });
                         }));
}

Result<Response> api_compare_model(ApiHouse& house, const ApiRequest& request) {
    const auto number = TRY(id_param(request, 0));
    return work_response(
        house, request, 202, TRY(house.backend.compare_model(request.call, number)));
}

Result<Response> api_model_diff(ApiHouse& house, const ApiRequest& request) {
    const auto number = TRY(id_param(request, 0));
    const auto diff = TRY(house.backend.model_diff(request.call, number));
    return json_with_etag(
        200, model_json([&](JsonWriter& json) { write_diff(json, diff); }), diff.version);
}

Result<Response> api_activate_model(ApiHouse& house, const ApiRequest& request) {
    const auto number = TRY(id_param(request, 0));
    return work_response(
        house, request, 202, TRY(house.backend.activate_model(request.call, number)));
}

Result<Response> api_stop_model_work(ApiHouse& house, const ApiRequest& request) {
    return work_response(house, request, 202, TRY(house.backend.stop_model_work(request.call)));
}

}  // namespace genbo
