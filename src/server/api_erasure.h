// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the API says of approvals, erasures, holds and retention; named as in openapi.json.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "record/ids.h"

namespace genbo {

struct ApiApproval {
    std::int64_t id = 0;
    std::string kind;
    std::string subject;
    std::string reason;
    std::string state;
    std::string asked_by;
    Instant asked_at{};
    Instant not_before{};
    Instant expires_at{};
    std::string decided_by;
    std::optional<Instant> decided_at;
    std::string remark;
    std::optional<Instant> used_at;
    // Whether the caller may decide it now.
    bool may_decide = false;
};

struct ApiApprovalDecision {
    std::int64_t id = 0;
    std::string decision;  // approve, refuse, withdraw.
    std::string remark;
};

struct ApiErasureCounts {
    std::int64_t records = 0;
    std::int64_t versions = 0;
    std::int64_t evidence = 0;
    std::int64_t moves = 0;
    std::int64_t verdicts = 0;
    std::int64_t rejected_rows = 0;
    std::int64_t kept_answers = 0;
    std::int64_t numbers = 0;
};

struct ApiErasureRecord {
    RecordId record_id;
    std::string number;
    std::string source;
    std::string why;  // member, verdict, decision.
    bool chosen = false;
};

struct ApiErasurePlan {
    std::vector<ApiErasureRecord> records;
    ApiErasureCounts goes;
    // Codes: audit_log, number, counts, models, suppression, copies, waiting_files, old_backups.
    std::vector<std::string> stays;
    std::vector<std::string> recipients;
    std::vector<std::string> holds;  // Their reasons.
};

struct ApiErasureTask {
    std::string recipient;
    std::optional<Instant> acknowledged_at;
    std::string by;
    std::string remark;
};

struct ApiErasure {
    std::int64_t id = 0;
    std::string state;
    std::string ground;
    std::string reason;
    std::string number;
    std::string asked_by;
    Instant asked_at{};
    Instant due_at{};
    std::optional<ApiApproval> approval;
    ApiErasureCounts counts;
    std::vector<ApiErasureTask> tasks;
    std::optional<Instant> executed_at;
    std::optional<Instant> buried_at;
    // Rows that would bring the person back are held back.
    bool suppressed = false;
};

struct ApiErasureRequest {
    std::string number;
    std::vector<std::int64_t> records;
    std::string ground;
    std::string reason;
};

struct ApiCertificate {
    std::string json;  // One object.
    std::string text;  // For people, in the caller's language.
};

struct ApiHold {
    std::string number;
    bool set = false;
    std::string reason;
    std::optional<std::string> until;  // The first day that is free again.
};

struct ApiLegalHold {
    std::string reason;
    std::string set_by;
    Instant set_at{};
    std::optional<Instant> until;
    std::int64_t records = 0;
};

struct ApiRetention {
    struct Line {
        std::string rule;
        std::string purpose;
        std::string country;
        std::int64_t records = 0;
        std::int64_t overdue = 0;
        std::int64_t held = 0;
    };
    std::int64_t looked_at = 0;
    std::int64_t unruled = 0;
    std::int64_t customers_overdue = 0;
    std::int64_t cap = 0;
    std::vector<Line> rules;
};

struct ApiNight {
    std::string stop;  // none, first, clock, cap.
    std::int64_t executed = 0;
    std::int64_t asked = 0;
    std::optional<std::int64_t> epoch;  // The new one, when it rolled.
    std::int64_t rewrapped = 0;
};

}  // namespace genbo
