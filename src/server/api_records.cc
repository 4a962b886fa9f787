// SPDX-License-Identifier: Apache-2.0

// Records that another system sends.

#include "base/limits.h"
#include "server/api.h"
#include "server/api_json.h"
#include "server/api_json_parts.h"
#include "server/body_fields.h"

namespace genbo {

namespace {

constexpr std::size_t kFedRecordsMax = 1000;
constexpr std::size_t kFedValuesMax = 128;
// How it is put together is the request's business; what it says is each record's own, and the
// backend rejects those that cannot be taken one by one.
constexpr TextRule kFedText{.min = 0, .max = kFeedBodyBytesMax, .anything = true};

ApiFedRecord read_fed_record(BodyFields& fields) {
    ApiFedRecord record;
    record.key = fields.text("key", kFedText);
    for (auto& part : fields.objects("values", 1, kFedValuesMax)) {
        ApiFedValue value;
        value.field = part.text("field", kFedText);
        value.raw = part.text("raw", kFedText);
        value.custom_name = part.maybe_text("name", kFedText).value_or("");
        if (!part.done().ok()) fields.take(part);
        record.values.push_back(std::move(value));
    }
    return record;
}

}  // namespace

std::string feed_outcome_json(const ApiFeedOutcome& outcome, const ApiTexts& texts) {
    JsonWriter json;
    json.object([&] {
        id_field(json, "import_id", outcome.import_id);
        json.field("new", outcome.added);
        json.field("changed", outcome.changed);
        json.field("same", outcome.same);
        json.field("rejected", outcome.rejected);
        json.field("customers_new", outcome.customers_new);
        json.field("customers_joined", outcome.customers_joined);
        json.field("records").array([&] {
            for (const auto& record : outcome.records)
                json.object([&] {
                    json.field("key", record.key);
                    json.field("outcome", record.outcome);
                    if (record.code.empty()) {
                        id_field(json, "record_id", record.record_id);
                        json.field("number", record.number);
                    } else {
                        json.field("code", record.code);
                        json.field("text", texts.messages.text(texts.language, record.code, {}));
                        if (!record.field.empty()) json.field("field", record.field);
                    }
                    if (record.warnings.empty()) return;
                    json.field("warnings").array([&] {
                        for (const auto& warning : record.warnings)
                            json.object([&] {
                                json.field("field", warning.field);
                                json.field("code", warning.code);
                                json.field(
                                    "text", texts.messages.text(texts.language, warning.code, {}));
                            });
                    });
                });
        });
    });
    return std::move(json).str();
}

Result<Response> api_put_records(ApiHouse& house, const ApiRequest& request) {
    const JsonValue body = TRY(parse_json(request.http.body));
    BodyFields fields{body};
    ApiFeed feed;
    feed.source = fields.text("source", {.min = 1, .max = 63, .matches = is_source_name});
    for (auto& part : fields.objects("records", 1, kFedRecordsMax)) {
        feed.records.push_back(read_fed_record(part));
        if (!part.done().ok()) fields.take(part);
    }
    TRY(fields.done());
    const ApiTexts texts{.messages = house.messages, .language = request.call.language};
    return json_response(
        200, feed_outcome_json(TRY(house.backend.feed(request.call, feed)), texts));
}

}  // namespace genbo
