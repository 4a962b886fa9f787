// SPDX-License-Identifier: Apache-2.0
#pragma once

// The API's backend on an open master: asks the decision function, calls a desk, and turns what
// comes back into the API's structs.  Split over backend_*.cc by subject.

#include <functional>
#include <shared_mutex>

#include "access/decision.h"
#include "access/viewer.h"
#include "app/erasures.h"
#include "app/export_desk.h"
#include "app/import_jobs.h"
#include "app/master.h"
#include "app/model_works.h"
#include "app/people.h"
#include "app/upload_store.h"
#include "register/approval_desk.h"
#include "register/conflict_survey.h"
#include "register/model_book.h"
#include "register/reconcile_desk.h"
#include "register/review_desk.h"
#include "register/verdict_desk.h"
#include "server/api_backend.h"

namespace genbo {

class BackupKeeper;

class MasterBackend : public ApiBackend {
public:
    // All outlive the backend.  `metrics` may be nobody.
    MasterBackend(
        Master& master, const MessageCatalogue& messages, RegisterMetrics* metrics = nullptr);

    // Whose troubles the home page tells; outlives the backend's last request.
    void watch_backups(const BackupKeeper* keeper) { backups_ = keeper; }

    Result<ApiStaff> staff_by_name(std::string_view name) override;
    Result<ApiStaff> staff(StaffId id) override;
    Result<> set_password(const ApiCall& call, std::string_view password_hash) override;
    Result<> renew_hash(StaffId id, std::string_view password_hash) override;
    Result<ApiKeyPass> admit_key(
        std::string_view token, std::string_view address, const std::string& request_id) override;
    Result<> note_sign_in(
        std::optional<StaffId> id, ApiSignIn outcome, std::string_view request_id) override;
    PeopleBackend& people() override { return people_; }

    Result<ApiHome> home(const ApiCall& call) override;
    Result<std::vector<ApiField>> fields(const ApiCall& call) override;
    Result<std::vector<ApiSource>> sources(const ApiCall& call) override;
    Result<ApiSource> put_source(
        const ApiCall& call, std::string_view name, std::int64_t rank,
        std::string_view label) override;

    Result<std::shared_ptr<IncomingFile>> begin_upload(std::uint64_t size) override;
    Result<ApiUpload> add_upload(
        const ApiCall& call, std::string_view file_name, IncomingFile& file) override;
    Result<ApiUpload> preview(
        const ApiCall& call, std::string_view upload_id, const ApiReading& reading) override;

    Result<ApiPage<ApiImport>> imports(const ApiCall& call, const ApiPageRequest& page) override;
    Result<ApiImport> start_import(const ApiCall& call, const ApiImportRequest& request) override;
    Result<ApiImport> import(const ApiCall& call, ImportId id) override;
    Result<ApiFile> rejected_rows(const ApiCall& call, ImportId id) override;
    Result<ApiImport> undo_import(const ApiCall& call, ImportId id) override;

    Result<std::vector<ApiMapping>> mappings(const ApiCall& call) override;
    Result<ApiMapping> mapping(const ApiCall& call, std::string_view name) override;
    Result<ApiMapping> put_mapping(
        const ApiCall& call, std::string_view name, const ApiMappingColumns& columns) override;

    Result<ApiResolution> resolve(const ApiCall& call, const ApiQuestion& question) override;
    Result<ApiNewCustomer> enter_customer(
        const ApiCall& call, const ApiNewCustomerRequest& request) override;
    Result<ApiFeedOutcome> feed(const ApiCall& call, const ApiFeed& feed) override;
    Result<ApiPage<ApiCustomerHit>> search(const ApiCall& call, const ApiSearch& search) override;
    Result<ApiCustomer> customer(const ApiCall& call, std::string_view number) override;
    Result<ApiPage<ApiTimelineItem>> timeline(
        const ApiCall& call, std::string_view number, const ApiPageRequest& page) override;
    Result<std::string> number_card(
        const ApiCall& call, std::string_view number, Language caption) override;
    Result<ApiIdentityChange> merge(const ApiCall& call, const ApiMerge& merge) override;
    Result<ApiIdentityChange> split(const ApiCall& call, const ApiSplit& split) override;

    Result<ApiRecord> record(const ApiCall& call, RecordId id) override;
    Result<ApiExplanation> explain(const ApiCall& call, RecordId left, RecordId right) override;

    Result<ApiNumberCheck> check_number(const ApiCall& call, std::string_view text) override;
    Result<ApiNumberGrant> grant_numbers(
        const ApiCall& call, const ApiNumberRequest& request) override;

    Result<ApiReviewPage> reviews(const ApiCall& call, const ApiPageRequest& page) override;
    Result<ApiReview> review(const ApiCall& call, std::string_view id) override;
    Result<ApiReview> decide(const ApiCall& call, const ApiDecision& decision) override;
    Result<ApiReview> take_back(const ApiCall& call, std::string_view review) override;

    Result<ApiReviewSummary> review_summary(const ApiCall& call) override;
    Result<ApiBulkPreview> preview_bulk(const ApiCall& call, const ApiBulk& bulk) override;
    Result<ApiBulkOutcome> accept_bulk(const ApiCall& call, const ApiBulk& bulk) override;
    Result<ApiPage<ApiBookedVerdict>> verdicts(
        const ApiCall& call, const ApiVerdictQuery& query) override;
    Result<std::vector<std::string>> withdraw_verdicts(
        const ApiCall& call, VerdictId first, std::int64_t count) override;
    Result<std::vector<ApiDecisionTrace>> decisions(const ApiCall& call, RecordId id) override;
    Result<ApiModels> models(const ApiCall& call) override;
    Result<std::optional<ApiModelWork>> model_work(const ApiCall& call) override;
    Result<ApiModel> make_model(const ApiCall& call, ApiModelOrigin origin) override;
    Result<std::vector<ApiSuggestedRule>> suggested_rules(const ApiCall& call) override;
    Result<ApiModelWork> compare_model(const ApiCall& call, std::int64_t number) override;
    Result<ApiModelDiff> model_diff(const ApiCall& call, std::int64_t number) override;
    Result<ApiModelWork> activate_model(const ApiCall& call, std::int64_t number) override;
    Result<ApiModelWork> stop_model_work(const ApiCall& call) override;

    Result<ApiCleansePage> cleansing(const ApiCall& call, const ApiPageRequest& page) override;
    Result<ApiCleanseRun> cleanse(
        const ApiCall& call, const std::vector<ApiCleanseChoice>& choices) override;
    Result<ApiNumberReport> number_report(const ApiCall& call) override;

    Result<ApiMyAccess> my_access(const ApiCall& call) override;
    Result<ApiUnmasked> unmask(const ApiCall& call, const ApiUnmask& wish) override;
    Result<Instant> break_glass(const ApiCall& call, std::string_view reason) override;
    Result<std::vector<ApiAccessAct>> access_acts(const ApiCall& call) override;
    Result<> note_act_seen(const ApiCall& call, std::string_view id) override;
    Result<std::vector<ApiKeyView>> keys(const ApiCall& call) override;
    Result<ApiKeyMade> make_key(const ApiCall& call, const ApiKeyOrder& order) override;
    Result<ApiKeyMade> rotate_key(
        const ApiCall& call, std::string_view id, std::int64_t overlap_hours) override;
    Result<> revoke_key(const ApiCall& call, std::string_view id) override;
    Result<ApiExport> ask_export(const ApiCall& call, const ApiExportOrder& order) override;
    Result<ApiExport> decide_export(
        const ApiCall& call, std::string_view id, bool approve) override;
    Result<std::vector<ApiExport>> exports(const ApiCall& call) override;
    Result<ApiFile> export_file(const ApiCall& call, std::string_view id) override;
    Result<std::vector<ApiApproval>> approvals(const ApiCall& call, bool all) override;
    Result<ApiApproval> decide_approval(
        const ApiCall& call, const ApiApprovalDecision& decision) override;
    Result<ApiErasurePlan> preview_erasure(
        const ApiCall& call, std::string_view number,
        const std::vector<std::int64_t>& records) override;
    Result<ApiErasure> ask_erasure(const ApiCall& call, const ApiErasureRequest& request) override;
    Result<std::vector<ApiErasure>> erasures(const ApiCall& call) override;
    Result<ApiErasure> erasure(const ApiCall& call, std::int64_t id) override;
    Result<ApiErasure> take_back_erasure(
        const ApiCall& call, std::int64_t id, const std::string& reason) override;
    Result<ApiErasure> execute_erasure(const ApiCall& call, std::int64_t id) override;
    Result<ApiErasure> let_come_back(
        const ApiCall& call, std::int64_t id, const std::string& reason) override;
    Result<ApiErasure> acknowledge_erasure(
        const ApiCall& call, std::int64_t id, const std::string& recipient,
        const std::string& remark) override;
    Result<ApiCertificate> erasure_certificate(const ApiCall& call, std::int64_t id) override;
    Result<> set_hold(const ApiCall& call, const ApiHold& hold) override;
    Result<std::vector<ApiLegalHold>> holds(const ApiCall& call, std::string_view number) override;
    Result<ApiRetention> retention(const ApiCall& call) override;
    Result<ApiApproval> ask_retention(const ApiCall& call, const std::string& reason) override;
    Result<ApiNight> run_retention(const ApiCall& call, std::int64_t approval) override;
    Result<ApiApproval> ask_recovery(
        const ApiCall& call, StaffId id, const std::string& reason) override;
    Result<ApiStaffScope> scope_of_staff(const ApiCall& call, StaffId staff) override;
    Result<ApiStaffScope> set_scope_of_staff(
        const ApiCall& call, StaffId staff, const ApiStaffScope& scope) override;
    Result<ApiNight> run_night(const ApiCall& call) override;

    Result<ApiConflictPage> conflicts(const ApiCall& call, const ApiConflictQuery& query) override;
    Result<ApiCustomerConflicts> customer_conflicts(
        const ApiCall& call, std::string_view number) override;
    Result<ApiCustomerConflicts> rule(const ApiCall& call, const ApiRulingWish& wish) override;
    Result<std::vector<std::string>> withdraw_ruling(
        const ApiCall& call, std::string_view id) override;
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
    Result<std::vector<ApiReconciliation>> reconciliations(const ApiCall& call) override;

    Result<ApiCheckpoint> checkpoint(const ApiCall& call) override;
    Health health() override;
    Result<> ready() override;

protected:
    // Whether the caller may; access.denied.
    Result<> may(const ApiCall& call, Action action);
    Result<> decide_call(const ApiCall& call, Action action);
    void note_denial(const ApiCall& call, Action action);
    // The caller's eyes; access.purpose_needed.
    Result<Viewer> viewer(const ApiCall& call, ReadSession& session);
    // Broken glass that this caller should take note of.
    Result<std::int64_t> glass_to_see(const ApiCall& call, ReadSession& session);
    Result<ApiExport> describe_export(ReadSession& session, const ExportRequest& request);
    // Counts customers that are about to be shown; of none, the question that was asked.
    // limit: access.budget_spent.
    Result<> charge(
        const ApiCall& call, ReadSession& session, const std::vector<NumberId>& customers,
        std::string_view question = {});
    static Actor actor_of(const ApiCall& call);

    Result<ApiStaff> describe_staff(ReadSession& session, const StoredStaff& staff);

    Master& master_;

private:
    Result<std::string> staff_name(ReadSession& session, StaffId id);
    // What becomes of the stored sessions of the person, in the same transaction.
    enum class Sessions { go_on, end };
    Result<> change_staff(
        const Actor& actor, StaffId id, const char* action,
        const std::function<void(StoredStaff&)>& change, Sessions sessions);

    // A customer, and what the caller sees of him; counted.  not_found where that is nothing.
    struct SeenCustomer {
        CustomerView view;
        Viewer eyes;
        Subject subject;
    };
    Result<SeenCustomer> see_customer(
        const ApiCall& call, ReadSession& session, std::string_view number);
    // Without the key of its source.
    static ApiGoldenField describe_golden(
        const ApiCall& call, ReadSession& session, const GoldenField& field);

    Result<ApiUpload> describe_upload(
        const StoredUpload& upload, const TableOptions& options,
        const std::optional<Mapping>& mapping);
    // `job`: what is known of it beyond the store; nullptr: nothing.
    Result<ApiImport> describe_import(
        ReadSession& session, const StoredImport& import, const ImportJob* job);
    Result<std::vector<ApiImport>> describe_imports(
        ReadSession& session, std::span<const StoredImport> imports);
    ApiImport describe_job(const ImportJob& job) const;
    // Of a shared master: marked as running, by a process that is no more.
    Result<bool> is_abandoned(ReadSession& session, const StoredImport& import);
    // How many pairs wait; for the figures too.
    Result<std::int64_t> reviews_waiting(ReadSession& session);

    Result<ApiApproval> ask_for(const ApiCall& call, const ApprovalRequest& request);
    Result<> not_ones_own_key(const ApiCall& call, ApprovalId id);
    Result<ApiStaffScope> describe_scope(ReadSession& session, StaffId staff);
    Result<ApiApproval> describe_approval(
        const ApiCall& call, ReadSession& session, const Approval& approval);
    Result<ApiErasure> describe_erasure(
        const ApiCall& call, ReadSession& session, const Erasure& erasure);
    Result<ApiErasure> describe_erasure(const ApiCall& call, const Erasure& erasure);

    Result<ApiIdentityChange> describe_change(
        const std::vector<NumberId>& customers, const std::vector<VerdictId>& verdicts);
    // 412 when the customer is not as the caller saw it.
    Result<NumberId> customer_of_number(std::string_view number);

    Result<ApiExplanation> describe_pair(
        const ApiCall& call, ReadSession& session, RecordId left, RecordId right);
    // What stands on the pair, and what others said beside it.
    struct SaidOnPair {
        std::optional<StoredVerdict> verdict;
        std::vector<StoredVerdict> second;
    };
    static Result<SaidOnPair> said_on(StoreReader& store, RecordId left, RecordId right);
    static std::string review_version(
        const StoredRecord& left, const StoredRecord& right, const SaidOnPair& said);
    // What If-Match asks for, to be asked in the transaction that writes.
    static StillSo review_as_seen(const ApiCall& call, RecordId left, RecordId right);
    static StillSo customer_as_seen(const ApiCall& call, NumberId customer);
    Result<ApiVerdict> describe_verdict(ReadSession& session, const StoredVerdict& verdict);
    Result<std::optional<ApiVerdict>> standing_verdict(
        ReadSession& session, RecordId left, RecordId right);
    Result<ApiReviewSide> describe_side(
        ReadSession& session, const Viewer& viewer, const MemberView& member, std::int64_t members);
    Result<std::vector<ApiReviewSide>> describe_others(
        ReadSession& session, const Viewer& viewer, const MemberView& member,
        std::int64_t& members);
    Result<ApiReviewItem> describe_item(ReadSession& session, const QueuedReview& item);
    // What would be accepted, and the name of exactly that.
    struct BulkSeen {
        ReviewDesk::BulkPairs bulk;
        std::string token;
    };
    Result<BulkSeen> see_bulk(ReadSession& session, const ApiBulk& bulk);
    // The last survey, or a new one where the register is small and has changed.
    Result<ConflictReport> conflict_report(ReadSession& session);
    static Result<ApiConflict> describe_conflict(
        const ApiCall& call, ReadSession& session, const Viewer& eyes, const CustomerView& view,
        const Conflict& conflict);
    Result<ApiReconciliation> describe_reconciliation(
        ReadSession& session, const KeptReconciliation& kept);
    Result<ApiModelWork> describe_work(ReadSession& session, const ModelWork& work);
    // As the caller sees it; whom he was shown is added to `shown`.
    Result<ApiDiffExample> describe_example(
        ReadSession& session, const Viewer& eyes, const ModelDiff::Example& example,
        std::vector<NumberId>& shown);
    Day today() const { return day_in_japan(master_.clock().now()); }
    Result<ApiReview> describe_review(const ApiCall& call, RecordId left, RecordId right);

    const MessageCatalogue& messages_;
    RegisterMetrics* const metrics_;
    const BackupKeeper* backups_ = nullptr;  // Before the first request, or never.
    const std::unique_ptr<UploadStore> uploads_;
    ImportJobs jobs_;
    MasterPeople people_;
    SheetShelf sheets_;
    ModelWorks model_works_;
    const Mac token_mac_;
    const Mac budget_mac_;
};

}  // namespace genbo
