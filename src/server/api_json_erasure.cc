// SPDX-License-Identifier: Apache-2.0

// Approvals, erasures, retention as JSON.

#include "server/api_erasure.h"
#include "server/api_json_parts.h"

namespace genbo {

namespace {

void write_approval(JsonWriter& json, const ApiApproval& approval) {
    json.object([&] {
        json.field("id", approval.id);
        json.field("kind", approval.kind);
        json.field("subject", approval.subject);
        json.field("reason", approval.reason);
        json.field("state", approval.state);
        json.field("asked_by", approval.asked_by);
        instant_field(json, "asked_at", approval.asked_at);
        instant_field(json, "not_before", approval.not_before);
        instant_field(json, "expires_at", approval.expires_at);
        json.field("decided_by", approval.decided_by);
        instant_field(json, "decided_at", approval.decided_at);
        json.field("remark", approval.remark);
        instant_field(json, "used_at", approval.used_at);
        json.field("may_decide", approval.may_decide);
    });
}

void write_erasure_counts(JsonWriter& json, const ApiErasureCounts& counts) {
    json.object([&] {
        json.field("records", counts.records);
        json.field("versions", counts.versions);
        json.field("evidence", counts.evidence);
        json.field("moves", counts.moves);
        json.field("verdicts", counts.verdicts);
        json.field("rejected_rows", counts.rejected_rows);
        json.field("kept_answers", counts.kept_answers);
        json.field("numbers", counts.numbers);
    });
}

void write_erasure(JsonWriter& json, const ApiErasure& erasure) {
    json.object([&] {
        json.field("id", erasure.id);
        json.field("state", erasure.state);
        json.field("ground", erasure.ground);
        json.field("reason", erasure.reason);
        json.field("number", erasure.number);
        json.field("asked_by", erasure.asked_by);
        instant_field(json, "asked_at", erasure.asked_at);
        instant_field(json, "due_at", erasure.due_at);
        json.field("approval");
        if (erasure.approval)
            write_approval(json, *erasure.approval);
        else
            json.null();
        json.field("counts");
        write_erasure_counts(json, erasure.counts);
        items_field(json, "tasks", erasure.tasks, [](JsonWriter& into, const ApiErasureTask& task) {
            into.object([&] {
                into.field("recipient", task.recipient);
                instant_field(into, "acknowledged_at", task.acknowledged_at);
                into.field("by", task.by);
                into.field("remark", task.remark);
            });
        });
        instant_field(json, "executed_at", erasure.executed_at);
        instant_field(json, "buried_at", erasure.buried_at);
        json.field("suppressed", erasure.suppressed);
    });
}

template <typename Items, typename Write>
std::string list_json(const Items& items, Write write) {
    JsonWriter json;
    json.object([&] { items_field(json, "items", items, write); });
    return std::move(json).str();
}

}  // namespace

std::string approval_json(const ApiApproval& approval) {
    JsonWriter json;
    write_approval(json, approval);
    return std::move(json).str();
}

std::string approvals_json(const std::vector<ApiApproval>& approvals) {
    return list_json(approvals, write_approval);
}

std::string erasure_json(const ApiErasure& erasure) {
    JsonWriter json;
    write_erasure(json, erasure);
    return std::move(json).str();
}

std::string erasures_json(const std::vector<ApiErasure>& erasures) {
    return list_json(erasures, write_erasure);
}

std::string erasure_plan_json(const ApiErasurePlan& plan) {
    JsonWriter json;
    json.object([&] {
        items_field(
            json, "records", plan.records, [](JsonWriter& into, const ApiErasureRecord& record) {
                into.object([&] {
                    id_field(into, "record_id", record.record_id);
                    into.field("number", record.number);
                    into.field("source", record.source);
                    into.field("why", record.why);
                    into.field("chosen", record.chosen);
                });
            });
        json.field("goes");
        write_erasure_counts(json, plan.goes);
        texts_field(json, "stays", plan.stays);
        texts_field(json, "recipients", plan.recipients);
        texts_field(json, "holds", plan.holds);
    });
    return std::move(json).str();
}

std::string certificate_answer_json(const ApiCertificate& certificate) {
    JsonWriter json;
    json.object([&] {
        json.field("certificate").raw(certificate.json);
        json.field("text", certificate.text);
    });
    return std::move(json).str();
}

std::string holds_json(const std::vector<ApiLegalHold>& holds) {
    JsonWriter json;
    json.object([&] {
        items_field(json, "items", holds, [](JsonWriter& into, const ApiLegalHold& hold) {
            into.object([&] {
                into.field("reason", hold.reason);
                into.field("set_by", hold.set_by);
                instant_field(into, "set_at", hold.set_at);
                instant_field(into, "until", hold.until);
                into.field("records", hold.records);
            });
        });
    });
    return std::move(json).str();
}

std::string retention_json(const ApiRetention& retention) {
    JsonWriter json;
    json.object([&] {
        json.field("looked_at", retention.looked_at);
        json.field("unruled", retention.unruled);
        json.field("customers_overdue", retention.customers_overdue);
        json.field("cap", retention.cap);
        items_field(
            json, "rules", retention.rules, [](JsonWriter& into, const ApiRetention::Line& line) {
                into.object([&] {
                    into.field("rule", line.rule);
                    into.field("purpose", line.purpose);
                    into.field("country", line.country);
                    into.field("records", line.records);
                    into.field("overdue", line.overdue);
                    into.field("held", line.held);
                });
            });
    });
    return std::move(json).str();
}

std::string night_json(const ApiNight& night) {
    JsonWriter json;
    json.object([&] {
        json.field("stop", night.stop);
        json.field("executed", night.executed);
        json.field("asked", night.asked);
        json.field("epoch", night.epoch);
        json.field("rewrapped", night.rewrapped);
    });
    return std::move(json).str();
}

}  // namespace genbo
