// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the HTTP API asks of the house about the trail, the access log and the alerts of the watch:
// as ApiBackend (api_backend.h), which hands it out.  Nothing here shows anything of a customer.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/api_backend.h"

namespace genbo {

// That somebody saw something of the customer; one act, whatever of his records it showed.
struct ApiAccessItem {
    Instant at{};
    std::string actor;  // Name of the person, or what leaves call him.
    std::string role;
    std::string action;
    std::vector<std::string> fields;
    std::string purpose;
    std::vector<std::string> explained;  // Empty: nothing known explains it.
    std::vector<std::string> marks;
    std::string request_id;
};

// For the customer himself: by day and role, without names.
struct ApiDisclosureLine {
    std::string day;  // In Japan.
    std::string role;
    std::string action;
    std::string purpose;
    std::vector<std::string> fields;
    std::int64_t times = 0;
};

struct ApiOutside {
    std::string destination;
    std::int64_t size = 0;
    std::optional<Instant> at;
    std::string failure;  // A code; empty: all is well.
};

struct ApiAuditStatus {
    std::int64_t size = 0;
    std::string root;
    std::string origin;
    std::string verifier_key;
    std::optional<Instant> signed_at;
    std::vector<ApiOutside> outside;
    bool watch_alive = false;
    std::optional<Instant> watched_at;
    std::int64_t alerts_open = 0;
};

struct ApiAuditPart {
    std::string name;  // leaves, access, outside.
    std::int64_t looked_at = 0;
    std::vector<Error> problems;
};

struct ApiActQuery {
    std::string actor;
    std::string action;  // Its beginning.
    std::optional<std::string> from;
    std::optional<std::string> until;
    ApiPageRequest page;
};

struct ApiAct {
    std::int64_t seq = 0;
    Instant at{};
    std::string actor;
    std::string action;
    std::string object_type;
    std::string alias;  // Hex, or empty.
    std::vector<std::string> fields;
    std::string purpose;
    std::string decision;
    std::int64_t count = 1;
    std::string request_id;
};

struct ApiContribution {
    std::string feature;
    double value = 0;
    double expected = 0;
    double score = 0;
};

struct ApiAlert {
    std::string id;  // Hex.
    Instant at{};
    std::string kind;
    int severity = 1;
    std::string actor;
    std::string role;
    std::string state;  // open, answered, closed.
    std::vector<ApiContribution> contributions;
    std::string answer;
    std::optional<Instant> answered_at;
    std::string remark;
    std::string closed_by;
    std::optional<Instant> closed_at;
};

// A mark of the watch on a customer (register/watch_marks.h).
struct ApiMark {
    std::int64_t id = 0;
    std::string kind;
    std::string number;
    std::optional<std::string> staff;
    std::string reason;
    std::string set_by;
    Instant set_at{};
};

struct ApiMarkOrder {
    std::string number;
    std::string kind;
    std::optional<std::string> staff;
    std::string reason;
};

struct ApiHoneyOrder {
    std::int64_t count = 0;
    std::string source;
    std::string reason;
};

class ApiAudit {
public:
    virtual ~ApiAudit() = default;

    virtual Result<ApiPage<ApiAccessItem>> access_of(
        const ApiCall& call, std::string_view number, const ApiPageRequest& page) = 0;
    virtual Result<std::vector<ApiDisclosureLine>> disclosure(
        const ApiCall& call, std::string_view number) = 0;

    virtual Result<ApiAuditStatus> audit_status(const ApiCall& call) = 0;
    virtual Result<std::vector<ApiAuditPart>> verify_audit(const ApiCall& call) = 0;
    virtual Result<ApiPage<ApiAct>> acts(const ApiCall& call, const ApiActQuery& query) = 0;
    // A tar of the folder that genbo-verify takes.
    virtual Result<ApiFile> export_audit(const ApiCall& call) = 0;
    virtual Result<ApiFile> receipt(const ApiCall& call, std::int64_t seq) = 0;

    // `own`: only those about the caller that are not closed, without figures.
    virtual Result<std::vector<ApiAlert>> alerts(const ApiCall& call, bool own) = 0;
    virtual Result<> answer_alert(
        const ApiCall& call, std::string_view id, const std::string& text) = 0;
    virtual Result<> close_alert(
        const ApiCall& call, std::string_view id, const std::string& remark) = 0;

    virtual Result<std::vector<ApiMark>> marks(const ApiCall& call) = 0;
    virtual Result<ApiMark> set_mark(const ApiCall& call, const ApiMarkOrder& order) = 0;
    virtual Result<> lift_mark(const ApiCall& call, std::int64_t id, const std::string& reason) = 0;
    virtual Result<std::vector<ApiMark>> plant_honey(
        const ApiCall& call, const ApiHoneyOrder& order) = 0;
};

}  // namespace genbo
