// SPDX-License-Identifier: Apache-2.0
#pragma once

// The backend whose every answer with personal data in it is noted first (register/access_log.h):
// the one place where reading is logged, whatever desk or mask the answer came through.  If it
// cannot be noted it is not given.
//
// It overrides exactly the operations that show something of a person; logged_operations() says for
// each operation of the API which it is and why the others are not, and a test holds that list
// against the routes, so that a new one has to be put on it.
//
// The auditor's own pages (server/api_audit_backend.h) are here too: logged_backend_audit.cc.
//
// Two things are noticed on the way, because only here they can be: numbers that are tried one
// after the other, and searches for nearly everybody.

#include <map>
#include <mutex>

#include "app/backend.h"
#include "register/access_log.h"
#include "server/api_audit_backend.h"

namespace genbo {

struct LoggedOperation {
    std::string_view operation;  // operationId.
    // Empty: it shows nothing of a person, or only what the caller has just sent.
    std::string_view action;
};
std::span<const LoggedOperation> logged_operations();

class LoggedBackend : public MasterBackend, public ApiAudit {
public:
    // All outlive the backend.
    LoggedBackend(
        Master& master, const MessageCatalogue& messages, AccessLog& log,
        RegisterMetrics* metrics = nullptr);

    Result<ApiUpload> add_upload(
        const ApiCall& call, std::string_view file_name, IncomingFile& file) override;
    Result<ApiUpload> preview(
        const ApiCall& call, std::string_view upload_id, const ApiReading& reading) override;
    Result<ApiFile> rejected_rows(const ApiCall& call, ImportId id) override;

    Result<ApiResolution> resolve(const ApiCall& call, const ApiQuestion& question) override;
    Result<ApiPage<ApiCustomerHit>> search(const ApiCall& call, const ApiSearch& search) override;
    Result<ApiCustomer> customer(const ApiCall& call, std::string_view number) override;
    Result<ApiPage<ApiTimelineItem>> timeline(
        const ApiCall& call, std::string_view number, const ApiPageRequest& page) override;
    Result<ApiRecord> record(const ApiCall& call, RecordId id) override;
    Result<ApiExplanation> explain(const ApiCall& call, RecordId left, RecordId right) override;
    Result<ApiReview> review(const ApiCall& call, std::string_view id) override;
    Result<ApiReview> decide(const ApiCall& call, const ApiDecision& decision) override;
    Result<ApiReview> take_back(const ApiCall& call, std::string_view review) override;
    Result<ApiPage<ApiBookedVerdict>> verdicts(
        const ApiCall& call, const ApiVerdictQuery& query) override;
    Result<std::vector<ApiDecisionTrace>> decisions(const ApiCall& call, RecordId id) override;
    Result<ApiConflictPage> conflicts(const ApiCall& call, const ApiConflictQuery& query) override;
    Result<ApiCustomerConflicts> customer_conflicts(
        const ApiCall& call, std::string_view number) override;
    Result<ApiCustomerConflicts> rule(const ApiCall& call, const ApiRulingWish& wish) override;
    Result<ApiRelations> relations(const ApiCall& call, std::string_view number) override;
    Result<ApiGroup> group(
        const ApiCall& call, std::string_view number,
        const std::optional<std::string>& day) override;
    Result<ApiRelations> relate(const ApiCall& call, const ApiRelationWish& wish) override;
    Result<ApiRelations> end_relation(
        const ApiCall& call, std::string_view number, std::int64_t id,
        const std::string& until) override;
    Result<ApiRelations> withdraw_relation(
        const ApiCall& call, std::string_view number, std::int64_t id) override;
    Result<ApiRelationLines> relation_lines(
        const ApiCall& call, const std::string& cursor, std::size_t limit) override;
    Result<ApiReconciliation> reconcile(
        const ApiCall& call, const ApiImportRequest& request) override;
    Result<ApiUnmasked> unmask(const ApiCall& call, const ApiUnmask& wish) override;
    Result<Instant> break_glass(const ApiCall& call, std::string_view reason) override;
    Result<ApiFile> export_file(const ApiCall& call, std::string_view id) override;
    Result<ApiCleansePage> cleansing(const ApiCall& call, const ApiPageRequest& page) override;
    Result<ApiModelDiff> model_diff(const ApiCall& call, std::int64_t number) override;

    ApiAudit* audit() override { return this; }
    Result<ApiPage<ApiAccessItem>> access_of(
        const ApiCall& call, std::string_view number, const ApiPageRequest& page) override;
    Result<std::vector<ApiDisclosureLine>> disclosure(
        const ApiCall& call, std::string_view number) override;
    Result<ApiAuditStatus> audit_status(const ApiCall& call) override;
    Result<std::vector<ApiAuditPart>> verify_audit(const ApiCall& call) override;
    Result<ApiPage<ApiAct>> acts(const ApiCall& call, const ApiActQuery& query) override;
    Result<ApiFile> export_audit(const ApiCall& call) override;
    Result<ApiFile> receipt(const ApiCall& call, std::int64_t seq) override;
    Result<std::vector<ApiAlert>> alerts(const ApiCall& call, bool own) override;
    Result<> answer_alert(
        const ApiCall& call, std::string_view id, const std::string& text) override;
    Result<> close_alert(
        const ApiCall& call, std::string_view id, const std::string& remark) override;

    Result<std::vector<ApiMark>> marks(const ApiCall& call) override;
    Result<ApiMark> set_mark(const ApiCall& call, const ApiMarkOrder& order) override;
    Result<> lift_mark(const ApiCall& call, std::int64_t id, const std::string& reason) override;
    Result<std::vector<ApiMark>> plant_honey(
        const ApiCall& call, const ApiHoneyOrder& order) override;
    Result<> note_arrival(const ApiArrival& arrival) override;

protected:
    // Of the caller, without records.
    AccessNote act_of(const ApiCall& call, std::string_view action) const;
    Result<> note(AccessNote act) { return log_.note(std::move(act)); }
    Result<> flush_log() { return log_.flush(); }
    // The record on which the number stands: whom a line of a list is about.
    Result<std::vector<RecordId>> anchors_of(const std::vector<std::string>& numbers);

private:
    // The acts that showed something of the customer, newest first, before `before`.
    struct SeenActs {
        std::vector<StoredAccess> acts;
        std::vector<RecordId> records;
    };
    Result<SeenActs> seen_acts(std::string_view number, const Bytes& before, std::size_t limit);
    Result<std::vector<ApiMark>> described_marks(const std::vector<PersonMark>& marks);
    // Whether the person signed in from there within the last months; from now on he did.
    enum class Place { known, first_ever, unknown };
    Result<Place> place_of_arrival(const ApiArrival& arrival);
    Result<ApiCustomerConflicts> logged_conflicts(const ApiCall& call, ApiCustomerConflicts found);
    Result<ApiRelations> logged_relations(const ApiCall& call, ApiRelations relations);
    Result<ApiReview> logged_review(const ApiCall& call, Result<ApiReview> review);
    // Mark::sequential, when the last look-ups were for neighbouring numbers.
    std::int64_t marks_of_number(StaffId staff, std::string_view number);

    AccessLog& log_;

    struct LookUps {
        std::int64_t last = 0;
        int near = 0;  // In a row.
    };
    std::mutex mutex_;
    std::map<StaffId, LookUps> look_ups_;
};

}  // namespace genbo
