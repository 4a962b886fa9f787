// SPDX-License-Identifier: Apache-2.0
#include "server/api_json.h"
#include "server/api_json_parts.h"

namespace genbo {

namespace {

void write_person(JsonWriter& json, const ApiCustomerHit& hit) {
    json.field("number", hit.number);
    json.field("name", hit.name);
    json.field("kana", hit.kana);
    json.field("company", hit.company);
    json.field("address", hit.address);
    json.field("phone", hit.phone);
    json.field("email", hit.email);
    json.field("birth_date", hit.birth_date);
    json.field("members", hit.members);
}

void write_hit(JsonWriter& json, const ApiCustomerHit& hit) {
    json.object([&] {
        write_person(json, hit);
        texts_field(json, "matched_on", hit.matched_on);
        json.field("score", hit.score);
    });
}

void write_lineage(JsonWriter& json, const ApiLineage& lineage) {
    json.object([&] {
        json.field("source", lineage.source);
        json.field("source_key", lineage.source_key);
        id_field(json, "record_id", lineage.record_id);
        json.field("version", lineage.version);
        instant_field(json, "at", lineage.at);
        json.field("rule", lineage.rule);
        if (lineage.ruling) json.field("ruling", *lineage.ruling);
    });
}

void write_other(JsonWriter& json, const ApiOtherValue& other) {
    json.object([&] {
        json.field("value", other.value);
        json.field("source", other.source);
        id_field(json, "record_id", other.record_id);
    });
}

void write_golden(JsonWriter& json, const ApiGoldenField& field) {
    json.object([&] {
        json.field("field", field.field);
        json.field("custom_name", field.custom_name);
        json.field("label", field.label);
        json.field("value", field.value);
        if (field.shown != "full") json.field("shown", field.shown);
        json.field("lineage");
        write_lineage(json, field.lineage);
        items_field(json, "others", field.others, write_other);
    });
}

void write_member(JsonWriter& json, const ApiMember& member) {
    json.object([&] {
        id_field(json, "record_id", member.record_id);
        json.field("source", member.source);
        json.field("source_key", member.source_key);
        instant_field(json, "first_seen", member.first_seen);
        instant_field(json, "last_changed", member.last_changed);
        json.field("versions", member.versions);
        items_field(json, "values", member.values, write_raw_value);
    });
}

void write_timeline_item(JsonWriter& json, const ApiTimelineItem& item) {
    json.object([&] {
        instant_field(json, "at", item.at);
        json.field("kind", item.kind);
        json.field("text", item.text);
        json.field("source", item.source);
        id_field(json, "record_id", item.record_id);
        id_field(json, "import_id", item.import_id);
        json.field("number", item.number);
        json.field("actor", item.actor);
    });
}

void write_record_version(JsonWriter& json, const ApiRecordVersion& version) {
    json.object([&] {
        json.field("version", version.version);
        instant_field(json, "at", version.at);
        id_field(json, "import_id", version.import_id);
        items_field(json, "values", version.values, write_raw_value);
    });
}

void write_comparison(JsonWriter& json, const ApiComparison& comparison) {
    json.object([&] {
        json.field("name", comparison.name);
        json.field("label", comparison.label);
        texts_field(json, "fields", comparison.fields);
        json.field("left_value", comparison.left_value);
        json.field("right_value", comparison.right_value);
        json.field("level", comparison.level);
        json.field("level_text", comparison.level_text);
        json.field("bits", comparison.bits);
        json.field("m", comparison.m);
        json.field("u", comparison.u);
        json.field("frequency", comparison.frequency);
    });
}

void verdict_field(JsonWriter& json, const std::optional<ApiVerdict>& verdict) {
    json.field("verdict");
    if (!verdict) {
        json.null();
        return;
    }
    json.object([&] {
        json.field("verdict", verdict->verdict);
        json.field("reason", verdict->reason);
        json.field("actor", verdict->actor);
        instant_field(json, "at", verdict->at);
    });
}

void write_explanation(JsonWriter& json, const ApiExplanation& explanation) {
    json.object([&] {
        id_field(json, "left", explanation.left);
        id_field(json, "right", explanation.right);
        json.field("bits", explanation.bits);
        json.field("probability", explanation.probability);
        json.field("base_bits", explanation.base_bits);
        json.field("model_version", explanation.model_version);
        items_field(json, "comparisons", explanation.comparisons, write_comparison);
        texts_field(json, "blocking_keys", explanation.blocking_keys);
        verdict_field(json, explanation.verdict);
    });
}

void write_match(JsonWriter& json, const ApiResolveMatch& match) {
    json.object([&] {
        write_person(json, match.customer);
        id_field(json, "record_id", match.record_id);
        json.field("bits", match.bits);
        json.field("mean_bits", match.mean_bits);
        json.field("probability", match.probability);
        json.field("reasons");
        write_reasons(json, match.reasons);
    });
}

void write_side(JsonWriter& json, const ApiReviewSide& side) {
    json.object([&] {
        id_field(json, "record_id", side.record_id);
        json.field("number", side.number);
        json.field("source", side.source);
        json.field("source_key", side.source_key);
        instant_field(json, "last_changed", side.last_changed);
        json.field("members", side.members);
        items_field(json, "values", side.values, write_raw_value);
    });
}

}  // namespace

void write_raw_value(JsonWriter& json, const ApiRawValue& value) {
    json.object([&] {
        json.field("field", value.field);
        json.field("custom_name", value.custom_name);
        json.field("raw", value.raw);
        if (value.shown != "full") json.field("shown", value.shown);
    });
}

void write_reasons(JsonWriter& json, const ApiReasons& reasons) {
    json.object([&] {
        json.field("bits", reasons.bits);
        json.field("probability", reasons.probability);
        json.field("base_bits", reasons.base_bits);
        json.field("model_version", reasons.model_version);
        items_field(json, "comparisons", reasons.comparisons, write_comparison);
        texts_field(json, "blocking_keys", reasons.blocking_keys);
    });
}

void write_field_finding(JsonWriter& json, const ApiFieldFinding& finding, const ApiTexts& texts) {
    json.object([&] {
        json.field("field", finding.field);
        json.field("fault", finding.fault);
        json.field("code", finding.code);
        json.field("text", texts.messages.text(texts.language, finding.code, {}));
        json.field("proposal", finding.proposal);
        json.field("certain", finding.certain);
    });
}

void write_review_item(JsonWriter& json, const ApiReviewItem& item) {
    json.object([&] {
        json.field("id", item.id);
        id_field(json, "left_record", item.left_record);
        id_field(json, "right_record", item.right_record);
        json.field("bits", item.bits);
        json.field("left_number", item.left_number);
        json.field("right_number", item.right_number);
        json.field("reason", item.reason);
        json.field("pick", item.pick);
        json.field("change", item.change);
        json.field("worth", item.worth);
    });
}

std::string resolution_json(const ApiResolution& resolution, const ApiTexts& texts) {
    JsonWriter json;
    json.object([&] {
        json.field("zone", resolution.zone);
        json.field("margin_bits", resolution.margin_bits);
        items_field(json, "matches", resolution.matches, write_match);
        items_field(
            json, "findings", resolution.findings,
            [&](JsonWriter& into, const ApiFieldFinding& finding) {
                write_field_finding(into, finding, texts);
            });
        json.field("model_version", resolution.model_version);
    });
    return std::move(json).str();
}

std::string new_customer_json(const ApiNewCustomer& customer) {
    JsonWriter json;
    json.object([&] {
        json.field("number", customer.number);
        id_field(json, "record_id", customer.record_id);
        id_field(json, "import_id", customer.import_id);
        json.field("joined", customer.joined);
    });
    return std::move(json).str();
}

std::string hits_json(const ApiPage<ApiCustomerHit>& page) {
    return page_json(page.items, page.next_cursor, write_hit);
}

std::string customer_json(const ApiCustomer& customer, const ApiTexts& texts) {
    JsonWriter json;
    json.object([&] {
        json.field("number", customer.number);
        texts_field(json, "aliases", customer.aliases);
        json.field("resolved_from", customer.resolved_from);
        json.field("version", customer.version);
        items_field(json, "golden", customer.golden, write_golden);
        items_field(json, "members", customer.members, write_member);
        items_field(
            json, "warnings", customer.warnings, [&](JsonWriter& into, const ApiWarning& warning) {
                into.object([&] {
                    into.field("code", warning.code);
                    into.field(
                        "text", texts.messages.text(texts.language, warning.code, warning.args));
                });
            });
    });
    return std::move(json).str();
}

std::string timeline_json(const ApiPage<ApiTimelineItem>& page) {
    return page_json(page.items, page.next_cursor, write_timeline_item);
}

std::string record_json(const ApiRecord& record) {
    JsonWriter json;
    json.object([&] {
        id_field(json, "record_id", record.record_id);
        json.field("source", record.source);
        json.field("source_key", record.source_key);
        json.field("number", record.number);
        items_field(json, "versions", record.versions, write_record_version);
    });
    return std::move(json).str();
}

std::string identity_change_json(const ApiIdentityChange& change) {
    JsonWriter json;
    json.object([&] {
        json.field("number", change.number);
        texts_field(json, "others", change.others);
        json.field("verdict_ids").array([&] {
            for (const VerdictId id : change.verdict_ids) json.value(id.value());
        });
    });
    return std::move(json).str();
}

std::string explanation_json(const ApiExplanation& explanation) {
    JsonWriter json;
    write_explanation(json, explanation);
    return std::move(json).str();
}

std::string reviews_json(const ApiReviewPage& reviews) {
    JsonWriter json;
    json.object([&] {
        items_field(json, "items", reviews.page.items, write_review_item);
        if (reviews.page.next_cursor.empty())
            json.field("next_cursor").null();
        else
            json.field("next_cursor", reviews.page.next_cursor);
        json.field("waiting", reviews.waiting);
    });
    return std::move(json).str();
}

std::string review_json(const ApiReview& review) {
    JsonWriter json;
    json.object([&] {
        json.field("id", review.id);
        json.field("version", review.version);
        json.field("reason", review.reason);
        json.field("left");
        write_side(json, review.left);
        json.field("right");
        write_side(json, review.right);
        json.field("explanation");
        write_explanation(json, review.explanation);
        verdict_field(json, review.verdict);
        json.field("may_decide", review.may_decide);
        items_field(json, "left_members", review.left_members, write_side);
        items_field(json, "right_members", review.right_members, write_side);
    });
    return std::move(json).str();
}

std::string number_check_json(const ApiNumberCheck& number) {
    JsonWriter json;
    json.object([&] {
        json.field("valid", number.valid);
        json.field("normalised", number.normalised);
        json.field("state", number.state);
        json.field("resolves_to", number.resolves_to);
    });
    return std::move(json).str();
}

std::string number_grant_json(const ApiNumberGrant& grant) {
    JsonWriter json;
    json.object([&] {
        json.field("kind", grant.kind);
        texts_field(json, "numbers", grant.numbers);
        json.field("owner", grant.owner);
    });
    return std::move(json).str();
}

std::string checkpoint_json(const ApiCheckpoint& checkpoint) {
    JsonWriter json;
    json.object([&] {
        json.field("size", checkpoint.size);
        json.field("root", checkpoint.root);
        instant_field(json, "at", checkpoint.at);
        json.field("origin", checkpoint.origin);
    });
    return std::move(json).str();
}

}  // namespace genbo
