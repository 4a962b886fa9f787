// SPDX-License-Identifier: Apache-2.0

// What reviewing, the models, cleansing and the number report answer.

#include "server/api_json.h"
#include "server/api_json_parts.h"

namespace genbo {

namespace {

void write_booked(JsonWriter& json, const ApiBookedVerdict& booked) {
    json.object([&] {
        id_field(json, "id", booked.id);
        id_field(json, "left_record", booked.left_record);
        id_field(json, "right_record", booked.right_record);
        json.field("left_number", booked.left_number);
        json.field("right_number", booked.right_number);
        json.field("verdict", booked.verdict);
        json.field("second", booked.second);
        json.field("actor", booked.actor);
        instant_field(json, "at", booked.at);
        instant_field(json, "withdrawn_at", booked.withdrawn_at);
        json.field("reason", booked.reason);
        json.field("pick", booked.pick);
    });
}

void write_decision(JsonWriter& json, const ApiDecisionTrace& decision) {
    json.object([&] {
        instant_field(json, "at", decision.at);
        json.field("cause", decision.cause);
        id_field(json, "verdict_id", decision.verdict_id);
        id_field(json, "other", decision.other);
        id_field(json, "rival", decision.rival);
        json.field("margin_bits", decision.margin_bits);
        json.field("model", decision.model);
        json.field("reasons");
        write_reasons(json, decision.reasons);
    });
}

template <typename Fill>
std::string object_json(Fill fill) {
    JsonWriter json;
    json.object([&] { fill(json); });
    return std::move(json).str();
}

}  // namespace

std::string review_summary_json(const ApiReviewSummary& summary) {
    return object_json([&](JsonWriter& json) {
        json.field("waiting", summary.waiting);
        json.field("next").object([&] {
            json.field("reviews", summary.next.reviews);
            json.field("joins", summary.next.joins);
            json.field("pairs", summary.next.pairs);
            json.field("recall_points", summary.next.recall_points);
        });
        json.field("agreement").object([&] {
            json.field("pairs", summary.agreement.pairs);
            json.field("agreed", summary.agreement.agreed);
            json.field("percent", summary.agreement.percent);
            json.field("kappa", summary.agreement.kappa);
        });
        json.field("precision").object([&] {
            json.field("judged", summary.precision.judged);
            json.field("right", summary.precision.right);
            json.field("precision", summary.precision.precision);
            json.field("low", summary.precision.low);
            json.field("high", summary.precision.high);
        });
    });
}

std::string bulk_preview_json(const ApiBulkPreview& preview) {
    return object_json([&](JsonWriter& json) {
        json.field("token", preview.token);
        json.field("pairs", preview.pairs);
        json.field("customers", preview.customers);
        json.field("more", preview.more);
        items_field(json, "sample", preview.sample, write_review_item);
    });
}

std::string bulk_outcome_json(const ApiBulkOutcome& outcome) {
    return object_json([&](JsonWriter& json) {
        id_field(json, "first_verdict", outcome.first_verdict);
        json.field("verdicts", outcome.verdicts);
    });
}

std::string verdicts_json(const ApiPage<ApiBookedVerdict>& page) {
    return page_json(page.items, page.next_cursor, write_booked);
}

std::string taken_back_json(const std::vector<std::string>& numbers) {
    return object_json([&](JsonWriter& json) { texts_field(json, "numbers", numbers); });
}

std::string decisions_json(const std::vector<ApiDecisionTrace>& decisions) {
    return object_json(
        [&](JsonWriter& json) { items_field(json, "items", decisions, write_decision); });
}

void write_cleanse_survey(JsonWriter& json, const ApiCleanseSurvey& survey) {
    json.object([&] {
        instant_field(json, "at", survey.at);
        json.field("records", survey.records);
        json.field("certain", survey.certain);
        json.field("doubtful", survey.doubtful);
        json.field("to_ask", survey.to_ask);
        json.field("written", survey.written);
        json.field("import_ids").array([&] {
            for (const auto id : survey.import_ids) json.value(id.value());
        });
    });
}

std::string cleansing_json(const ApiCleansePage& page, const ApiTexts& texts) {
    const auto write = [&](JsonWriter& json, const ApiCleanseProposal& proposal) {
        json.object([&] {
            id_field(json, "record_id", proposal.record_id);
            json.field("version", proposal.version);
            json.field("number", proposal.number);
            json.field("source", proposal.source);
            json.field("value", proposal.value);
            json.field("finding");
            write_field_finding(json, proposal.finding, texts);
        });
    };
    return object_json([&](JsonWriter& json) {
        items_field(json, "items", page.page.items, write);
        if (page.page.next_cursor.empty())
            json.field("next_cursor").null();
        else
            json.field("next_cursor", page.page.next_cursor);
        json.field("looked_at", page.looked_at);
        json.field("survey");
        if (page.survey)
            write_cleanse_survey(json, *page.survey);
        else
            json.null();
    });
}

std::string cleanse_run_json(const ApiCleanseRun& run) {
    return object_json([&](JsonWriter& json) {
        json.field("import_ids").array([&] {
            for (const auto id : run.import_ids) json.value(id.value());
        });
        json.field("records", run.records);
        json.field("values", run.values);
    });
}

std::string number_report_json(const ApiNumberReport& report) {
    return object_json([&](JsonWriter& json) {
        json.field("numbers", report.numbers);
        items_field(
            json, "parts", report.parts, [](JsonWriter& into, const ApiNumberReport::Part& part) {
                into.object([&] {
                    into.field("kind", part.kind);
                    into.field("count", part.count);
                });
            });
        items_field(
            json, "items", report.items, [](JsonWriter& into, const ApiNumberReport::Item& item) {
                into.object([&] {
                    into.field("kind", item.kind);
                    texts_field(into, "numbers", item.numbers);
                });
            });
    });
}

}  // namespace genbo
