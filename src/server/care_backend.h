// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the API asks of the house about keeping the register right: contradictions between the
// records of a customer and the decisions on them, relations between customers, and comparing a
// source's export with the register.  A part of ApiBackend (api_backend.h); the same rules.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "record/ids.h"

namespace genbo {

struct ApiCall;
struct ApiRawValue;

struct ApiConflictClaim {
    RecordId record_id;
    std::string source;
    std::string source_key;
    Instant since{};
    Instant at{};
    bool trusted = false;
};

struct ApiConflictSide {
    std::vector<ApiRawValue> values;
    std::vector<ApiConflictClaim> claims;
    bool golden = false;
};

struct ApiConflict {
    std::string number;
    std::string version;  // Of the customer: what a decision on it names (If-Match).
    std::string field;
    std::string label;  // In ApiCall::language.
    std::int64_t worth = 0;
    bool again = false;
    std::vector<ApiConflictSide> sides;
};

struct ApiFieldCount {
    std::string field;
    std::string label;
    std::int64_t count = 0;
};

struct ApiConflictPage {
    std::vector<ApiConflict> items;
    std::string next_cursor = {};
    std::int64_t found = 0;      // By the last survey.
    std::int64_t customers = 0;  // That contradict themselves.
    std::vector<ApiFieldCount> fields;
    std::optional<Instant> surveyed_at;
};

struct ApiRuling {
    std::string id;
    std::string decision;  // value, both.
    std::string field;
    std::string label;
    RecordId record_id;
    std::string source;
    std::string reason;
    std::string actor;
    Instant at{};
    std::optional<Instant> withdrawn_at;
    std::optional<std::string> withdrawn_by;
};

struct ApiCustomerConflicts {
    std::string number;
    std::string version;
    std::vector<ApiConflict> items;
    std::vector<ApiRuling> rulings;  // Newest first.
};

struct ApiRulingWish {
    std::string number;  // Of the path.
    std::string field;
    std::string decision;
    std::optional<std::int64_t> record_id;
    std::string reason;
};

struct ApiConflictQuery {
    std::string cursor = {};
    std::size_t limit = 50;
    std::optional<std::string> field = {};
};

// --- Relations ------------------------------------------------------------------------------

struct ApiRelation {
    std::int64_t id = 0;
    std::string kind;                  // subsidiary, branch, department, contact, household.
    std::string direction;             // up: the other one is above; down: below.
    std::string number;                // Of the other one.
    std::string name;                  // What the caller sees of it; empty: nothing.
    std::optional<std::string> since;  // Days, ISO.
    std::optional<std::string> until;
    std::string title;
    std::string note;
    std::string actor;
    Instant at{};
    bool holds = false;  // Today.
};

struct ApiRelationProposal {
    std::string kind;
    std::string direction;
    std::string number;
    std::string name;
};

struct ApiRelations {
    std::string number;
    std::vector<ApiRelation> items;
    std::vector<ApiRelationProposal> proposals;
};

struct ApiRelationWish {
    std::string number;  // Of the path.
    std::string kind;
    std::string direction;
    std::string other;
    std::optional<std::string> since;
    std::optional<std::string> until;
    std::string title;
    std::string note;
};

struct ApiGroupMember {
    std::string number;
    std::string name;
    std::int64_t above = 0;  // Its place in the list; 0: the first itself.
    std::string kind;        // Empty of the first.
    std::string title;
    std::int64_t depth = 0;
    std::int64_t records = 0;
    std::optional<std::int64_t> purchase_count;
    std::optional<std::int64_t> purchase_amount;
};

struct ApiGroup {
    std::string day;
    std::vector<ApiGroupMember> members;
    bool cut = false;
    std::int64_t records = 0;
    std::int64_t purchase_count = 0;
    std::int64_t purchase_amount = 0;
};

struct ApiRelationLine {
    std::int64_t id = 0;
    std::string kind;
    std::string lower;
    std::string upper;
    std::optional<std::string> since;
    std::optional<std::string> until;
    std::string title;
};

struct ApiRelationLines {
    std::vector<ApiRelationLine> items;
    std::string next_cursor = {};
};

// --- Reconciliation ---------------------------------------------------------------------------

struct ApiControlTotals {
    std::int64_t records = 0;
    std::int64_t points = 0;
    std::int64_t purchase_count = 0;
    std::int64_t purchase_amount = 0;
    std::string checksum;
};

struct ApiDriftField {
    std::string field;
    std::string label;
    std::optional<std::string> in_file;
    std::optional<std::string> in_register;
};

struct ApiDrift {
    std::string kind;  // differing, only_file, only_register.
    std::string source_key;
    std::int64_t row = 0;
    std::optional<RecordId> record_id;
    std::optional<std::string> number;
    std::vector<ApiDriftField> fields;
};

struct ApiImportBalance {
    ImportId id;
    std::string state;
    std::int64_t rows = 0;
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t same = 0;
    std::int64_t rejected = 0;
    bool balanced = false;
};

struct ApiReconciliation {
    std::int64_t id = 0;
    std::string source;
    std::string file_name;
    std::string actor;
    Instant at{};
    bool agrees = false;
    std::optional<ImportId> repaired_by;
    ApiControlTotals file;
    ApiControlTotals in_register;
    std::int64_t same = 0;
    std::int64_t differing = 0;
    std::int64_t only_file = 0;
    std::int64_t only_register = 0;
    std::int64_t repeated = 0;
    std::int64_t rejected = 0;
    // Only of one that was just made: what is kept has no values.
    std::vector<ApiFieldCount> fields = {};
    std::vector<ApiDrift> examples = {};
    std::vector<ApiImportBalance> imports = {};
};

struct ApiImportRequest;

class CareBackend {
public:
    virtual ~CareBackend() = default;

    virtual Result<ApiConflictPage> conflicts(
        const ApiCall& call, const ApiConflictQuery& query) = 0;
    virtual Result<ApiCustomerConflicts> customer_conflicts(
        const ApiCall& call, std::string_view number) = 0;
    virtual Result<ApiCustomerConflicts> rule(const ApiCall& call, const ApiRulingWish& wish) = 0;
    // The numbers of customers that it was about; none when the record is nobody's now.
    virtual Result<std::vector<std::string>> withdraw_ruling(
        const ApiCall& call, std::string_view id) = 0;

    virtual Result<ApiRelations> relations(const ApiCall& call, std::string_view number) = 0;
    virtual Result<ApiGroup> group(
        const ApiCall& call, std::string_view number, const std::optional<std::string>& day) = 0;
    virtual Result<ApiRelations> relate(const ApiCall& call, const ApiRelationWish& wish) = 0;
    virtual Result<ApiRelations> end_relation(
        const ApiCall& call, std::string_view number, std::int64_t id,
        const std::string& until) = 0;
    virtual Result<ApiRelations> withdraw_relation(
        const ApiCall& call, std::string_view number, std::int64_t id) = 0;
    virtual Result<ApiRelationLines> relation_lines(
        const ApiCall& call, const std::string& cursor, std::size_t limit) = 0;

    // Reads an upload and compares; the upload stays, to be imported.  limit: app.reconcile_big.
    virtual Result<ApiReconciliation> reconcile(
        const ApiCall& call, const ApiImportRequest& request) = 0;
    virtual Result<std::vector<ApiReconciliation>> reconciliations(const ApiCall& call) = 0;
};

}  // namespace genbo
