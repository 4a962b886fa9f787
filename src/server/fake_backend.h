// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a backend that answers every question with something of every kind in it (optional
// fields present and absent, Japanese, quotes), and remembers what it was asked.  Made-up people.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "crypto/password.h"
#include "server/api_backend.h"
#include "server/fake_audit.h"
#include "server/fake_care.h"
#include "server/fake_people.h"

namespace genbo {

class FakeFile final : public IncomingFile {
public:
    Result<> write(std::string_view bytes) override {
        content += bytes;
        return {};
    }
    Result<> finish() override {
        finished = true;
        return {};
    }
    std::string id() const override { return "u-1"; }
    std::uint64_t size() const override { return content.size(); }
    void keep() override { kept = true; }

    std::string content;
    bool finished = false;
    bool kept = false;
};

class FakeBackend : public FakeCare {
public:
    // Cheap, and so also outdated: signing in renews it.
    static constexpr const char* kPassword = "hinotama-no-uta-8";
    FakeBackend() {
        const auto hash = hash_password(kPassword, {.memory_kib = 8, .passes = 1});
        std::int64_t id = 0;
        for (const char* role :
             {"administrator", "steward", "support", "marketer", "privacy_officer", "auditor",
              "shop", "owner"}) {
            const StaffId staff{++id};
            staff_by_id[staff] = {.id = staff, .name = role, .role = role, .password_hash = *hash};
        }
    }

    Result<ApiStaff> staff_by_name(std::string_view name) override {
        const std::lock_guard lock{mutex};
        for (const auto& [id, staff] : staff_by_id)
            if (staff.name == name) return staff;
        return missing();
    }
    Result<ApiStaff> staff(StaffId id) override {
        const std::lock_guard lock{mutex};
        const auto at = staff_by_id.find(id);
        if (at == staff_by_id.end()) return missing();
        return at->second;
    }
    Result<> set_password(const ApiCall& call, std::string_view hash) override {
        const std::lock_guard lock{mutex};
        staff_by_id[call.actor.id].password_hash = hash;
        staff_by_id[call.actor.id].must_change_password = false;
        return {};
    }
    Result<> renew_hash(StaffId id, std::string_view hash) override {
        const std::lock_guard lock{mutex};
        staff_by_id[id].password_hash = hash;
        return {};
    }
    Result<ApiKeyPass> admit_key(
        std::string_view token, std::string_view address, const std::string&) override {
        const std::lock_guard lock{mutex};
        key_address = address;
        const auto at = keys.find(std::string{token});
        if (at == keys.end()) return Error{.fault = Fault::forbidden, .code = "access.key_wrong"};
        return at->second;
    }
    Result<> note_sign_in(std::optional<StaffId> id, ApiSignIn outcome, std::string_view) override {
        const std::lock_guard lock{mutex};
        sign_ins.emplace_back(id.value_or(StaffId{}), outcome);
        return {};
    }

    PeopleBackend& people() override {
        fake_people.fails_with = fails_with;
        return fake_people;
    }

    Result<ApiHome> home(const ApiCall& call) override {
        return told(
            call, ApiHome{
                      .customers = 2,
                      .records = 3,
                      .sources = 1,
                      .reviews_waiting = 1,
                      .rejected_waiting = 0,
                      .imports_recent = {an_import()},
                      .index_ready = true,
                      .todo = {{.kind = "review", .count = 1}},
                      .drill = ApiDrill{
                          .at = instant_from_micros(1'780'000'000'000'000),
                          .sound = true,
                          .records = 3,
                          .seconds = 0.5}});
    }
    Result<std::vector<ApiField>> fields(const ApiCall& call) override {
        return told(
            call, std::vector<ApiField>{{.name = "name", .label_ja = "氏名", .label_en = "Name"}});
    }
    Result<std::vector<ApiSource>> sources(const ApiCall& call) override {
        return told(call, std::vector<ApiSource>{a_source("ec"), a_source("pos")});
    }
    Result<ApiSource> put_source(
        const ApiCall& call, std::string_view name, std::int64_t rank,
        std::string_view label) override {
        ApiSource source = a_source(name);
        source.rank = rank;
        source.label = label;
        return told(call, source);
    }

    Result<std::shared_ptr<IncomingFile>> begin_upload(std::uint64_t) override {
        last_file = std::make_shared<FakeFile>();
        return std::shared_ptr<IncomingFile>{last_file};
    }
    Result<ApiUpload> add_upload(
        const ApiCall& call, std::string_view file_name, IncomingFile& file) override {
        file.keep();
        return told(call, an_upload(file_name, file.size()));
    }
    Result<ApiUpload> preview(
        const ApiCall& call, std::string_view upload_id, const ApiReading& reading) override {
        if (upload_id != "u-1") return missing();
        last_reading = reading;
        return told(call, an_upload("顧客.csv", 10));
    }

    Result<ApiPage<ApiImport>> imports(const ApiCall& call, const ApiPageRequest& page) override {
        last_page = page;
        ApiImport failed = an_import();
        failed.state = "failed";
        failed.error = Error{.fault = Fault::unavailable, .code = "server.busy"};
        failed.started_by = std::nullopt;
        failed.finished_at = std::nullopt;
        failed.seconds_left = 1.5;
        return told(call, ApiPage<ApiImport>{.items = {an_import(), failed}, .next_cursor = "c2"});
    }
    Result<ApiImport> start_import(const ApiCall& call, const ApiImportRequest& request) override {
        last_import = request;
        ++imports_started;
        return told(call, an_import());
    }
    Result<ApiImport> import(const ApiCall& call, ImportId id) override {
        if (id != ImportId{7}) return missing();
        return told(call, an_import());
    }
    Result<ApiFile> rejected_rows(const ApiCall& call, ImportId) override {
        return told(call, ApiFile{.file_name = "却下.csv", .content = "\xef\xbb\xbf氏名,理由\r\n"});
    }
    Result<ApiImport> undo_import(const ApiCall& call, ImportId) override {
        return told(call, an_import());
    }

    Result<std::vector<ApiMapping>> mappings(const ApiCall& call) override {
        return told(call, std::vector<ApiMapping>{a_mapping("店舗")});
    }
    Result<ApiMapping> mapping(const ApiCall& call, std::string_view name) override {
        return told(call, a_mapping(name));
    }
    Result<ApiMapping> put_mapping(
        const ApiCall& call, std::string_view name, const ApiMappingColumns& columns) override {
        ApiMapping mapping = a_mapping(name);
        mapping.mapping = columns;
        return told(call, mapping);
    }

    Result<ApiPage<ApiCustomerHit>> search(const ApiCall& call, const ApiSearch& search) override {
        last_search = search;
        ApiCustomerHit full{
            .number = "48213-90576",
            .name = "髙橋 \"花子\"",
            .kana = "タカハシ ハナコ",
            .company = "株式会社見本",
            .address = "東京都千代田区1-1",
            .phone = "03-0000-0000",
            .email = "hanako@example.jp",
            .birth_date = "1980-02-03",
            .members = 2,
            .matched_on = {"name", "kana"},
            .score = 12.5};
        ApiCustomerHit bare{
            .number = "10000-00000",
            .name = {},
            .kana = {},
            .company = {},
            .address = {},
            .phone = {},
            .email = {},
            .birth_date = {},
            .matched_on = {}};
        return told(call, ApiPage<ApiCustomerHit>{.items = {full, bare}});
    }
    Result<ApiCustomer> customer(const ApiCall& call, std::string_view number) override {
        if (number == "99999-99999") return missing();
        ApiGoldenField field{
            .field = "name",
            .custom_name = {},
            .label = "氏名",
            .value = "髙橋花子",
            .lineage =
                {.source = "ec",
                 .source_key = "E-1",
                 .record_id = RecordId{1},
                 .version = 2,
                 .at = noon(),
                 .rule = "newest"},
            .others = {{.value = "高橋花子", .source = "pos", .record_id = RecordId{2}}}};
        ApiMember member{
            .record_id = RecordId{1},
            .source = "ec",
            .source_key = "E-1",
            .first_seen = noon(),
            .last_changed = noon(),
            .versions = 2,
            .values = raw_values()};
        return told(
            call, ApiCustomer{
                      .number = "48213-90576",
                      .aliases = {"10000-00000"},
                      .resolved_from = number == "10000-00000" ? std::optional<std::string>{number}
                                                               : std::nullopt,
                      .version = "v7",
                      .golden = {field},
                      .members = {member},
                      .warnings = {{.code = "server.busy", .args = {}}}});
    }
    Result<ApiPage<ApiTimelineItem>> timeline(
        const ApiCall& call, std::string_view, const ApiPageRequest& page) override {
        last_page = page;
        ApiTimelineItem full{
            .at = noon(),
            .kind = "joined",
            .text = "統合",
            .source = "ec",
            .record_id = RecordId{1},
            .import_id = ImportId{7},
            .number = "10000-00000",
            .actor = "花子"};
        ApiTimelineItem bare{
            .at = noon(),
            .kind = "number_issued",
            .text = {},
            .source = {},
            .record_id = {},
            .import_id = {},
            .number = {},
            .actor = {}};
        return told(call, ApiPage<ApiTimelineItem>{.items = {full, bare}, .next_cursor = "n"});
    }
    Result<std::string> number_card(
        const ApiCall& call, std::string_view, Language caption) override {
        return told(call, std::string{caption == Language::ja ? "<svg lang='ja'/>" : "<svg/>"});
    }
    Result<ApiIdentityChange> merge(const ApiCall& call, const ApiMerge& merge) override {
        if (call.if_match != "v7")
            return Error{.fault = Fault::conflict, .code = "register.version_changed"};
        return told(
            call, ApiIdentityChange{
                      .number = merge.number,
                      .others = {merge.other},
                      .verdict_ids = {VerdictId{3}},
                      .version = "v8"});
    }
    Result<ApiIdentityChange> split(const ApiCall& call, const ApiSplit& split) override {
        last_split = split;
        return told(
            call, ApiIdentityChange{
                      .number = split.number,
                      .others = {"10000-00000"},
                      .verdict_ids = {},
                      .version = "v8"});
    }
    Result<ApiRecord> record(const ApiCall& call, RecordId id) override {
        return told(
            call,
            ApiRecord{
                .record_id = id,
                .source = "ec",
                .source_key = "E-1",
                .number = "48213-90576",
                .versions = {
                    {.version = 1, .at = noon(), .import_id = ImportId{7}, .values = raw_values()},
                    {.version = 2, .at = noon(), .import_id = {}, .values = {}}}});
    }
    Result<ApiExplanation> explain(const ApiCall& call, RecordId left, RecordId right) override {
        return told(call, an_explanation(left, right));
    }
    Result<ApiNumberCheck> check_number(const ApiCall& call, std::string_view text) override {
        if (text == "x")
            return told(
                call, ApiNumberCheck{
                          .valid = false, .normalised = {}, .state = "unknown", .resolves_to = {}});
        return told(
            call, ApiNumberCheck{
                      .valid = true,
                      .normalised = "48213-90576",
                      .state = "live",
                      .resolves_to = "48213-90576"});
    }
    Result<ApiNumberGrant> grant_numbers(
        const ApiCall& call, const ApiNumberRequest& request) override {
        return told(
            call, ApiNumberGrant{
                      .kind = request.kind, .numbers = {"48213-90576"}, .owner = request.owner});
    }
    Result<ApiResolution> resolve(const ApiCall& call, const ApiQuestion& question) override {
        const auto why = an_explanation(RecordId{1}, RecordId{2});
        ApiResolveMatch match;
        match.customer.number = "48213-90576";
        match.customer.name = "髙橋花子";
        match.record_id = RecordId{2};
        match.bits = 12.5;
        match.mean_bits = 11;
        match.probability = 0.9998;
        match.reasons = {why.bits,          why.probability, why.base_bits,
                         why.model_version, why.comparisons, why.blocking_keys};
        return told(
            call, ApiResolution{
                      .zone = "same",
                      .margin_bits = question.limit == 1 ? std::nullopt : std::optional{4.5},
                      .matches = {match},
                      .findings =
                          {{.field = "phone",
                            .fault = "untidy",
                            .code = "server.not_a_number",
                            .proposal = "090-1234-5678",
                            .certain = true}},
                      .model_version = "m1"});
    }
    Result<ApiNewCustomer> enter_customer(
        const ApiCall& call, const ApiNewCustomerRequest&) override {
        ++entered;
        return told(
            call, ApiNewCustomer{
                      .number = "48213-90576",
                      .record_id = RecordId{7},
                      .import_id = ImportId{3},
                      .joined = false});
    }
    Result<ApiFeedOutcome> feed(const ApiCall& call, const ApiFeed& feed) override {
        ApiFeedOutcome outcome;
        outcome.import_id = ImportId{3};
        outcome.added = outcome.rejected = outcome.customers_new = 1;
        for (const auto& record : feed.records) {
            const bool first = outcome.records.empty();
            outcome.records.push_back(
                {.key = record.key,
                 .outcome = first ? "added" : "rejected",
                 .record_id = RecordId{first ? 7 : 0},
                 .number = first ? "48213-90576" : "",
                 .code = first ? "" : "register.card_number"});
        }
        return told(call, outcome);
    }
    Result<ApiReviewPage> reviews(const ApiCall& call, const ApiPageRequest& page) override {
        last_page = page;
        return told(call, ApiReviewPage{.page = {.items = {a_review_item()}}, .waiting = 1});
    }
    Result<ApiReview> review(const ApiCall& call, std::string_view) override {
        return told(call, a_review({}));
    }
    Result<ApiReview> decide(const ApiCall& call, const ApiDecision& decision) override {
        ++decided;
        return told(
            call, a_review(ApiVerdict{
                      .verdict = decision.verdict,
                      .reason = decision.reason,
                      .actor = call.actor.name,
                      .at = call.at}));
    }
    Result<ApiReview> take_back(const ApiCall& call, std::string_view) override {
        return told(call, a_review({}));
    }
    Result<ApiReviewSummary> review_summary(const ApiCall& call) override {
        ApiReviewSummary summary;
        summary.waiting = 5;
        summary.next = {40, 12.5, 30, 0.2};
        summary.agreement = {10, 9, 90, 0.8};
        summary.precision = {20, 19, 0.95, 0.76, 0.99};
        return told(call, summary);
    }
    Result<ApiBulkPreview> preview_bulk(const ApiCall& call, const ApiBulk&) override {
        return told(call, ApiBulkPreview{"t1", 12, 20, false, {a_review_item()}});
    }
    Result<ApiBulkOutcome> accept_bulk(const ApiCall& call, const ApiBulk&) override {
        return told(call, ApiBulkOutcome{VerdictId{9}, 12});
    }
    Result<ApiPage<ApiBookedVerdict>> verdicts(
        const ApiCall& call, const ApiVerdictQuery& query) override {
        last_page = query.page;
        ApiBookedVerdict booked{
            .id = VerdictId{9},
            .left_record = RecordId{1},
            .right_record = RecordId{2},
            .left_number = "48213-90576",
            .right_number = std::nullopt,
            .verdict = "same",
            .second = false,
            .actor = "花子",
            .at = noon(),
            .withdrawn_at = noon(),
            .reason = "電話",
            .pick = "chance"};
        return told(call, ApiPage<ApiBookedVerdict>{{booked}, "8"});
    }
    Result<std::vector<std::string>> withdraw_verdicts(
        const ApiCall& call, VerdictId, std::int64_t) override {
        return told(call, std::vector<std::string>{"48213-90576"});
    }
    Result<std::vector<ApiDecisionTrace>> decisions(const ApiCall& call, RecordId id) override {
        const auto why = an_explanation(id, RecordId{2});
        ApiDecisionTrace trace;
        trace.at = noon();
        trace.cause = "automatic";
        trace.other = RecordId{2};
        trace.rival = RecordId{3};
        trace.margin_bits = 4.5;
        trace.model = 1;
        trace.reasons = {why.bits,          why.probability, why.base_bits,
                         why.model_version, why.comparisons, why.blocking_keys};
        ApiDecisionTrace other = trace;
        other.cause = "verdict";
        other.verdict_id = VerdictId{3};
        other.rival = std::nullopt;
        other.margin_bits = std::nullopt;
        return told(call, std::vector{trace, other});
    }
    static ApiModel a_model(std::int64_t number) {
        ApiModel model{number, "m1", "shipped", noon(), 0, number == 1, true, -20, {}};
        model.comparisons.push_back({"surname", "姓", {{"same", "同じ", 7.5}}});
        return model;
    }
    static ApiModelWork a_work(std::int64_t number) {
        ApiModelWork work;
        work.kind = "compare";
        work.number = number;
        work.state = "running";
        work.step = "reading";
        work.records_done = 3;
        work.records_total = 10;
        work.started_by = "花子";
        work.started_at = noon();
        return work;
    }
    Result<ApiModels> models(const ApiCall& call) override {
        ApiModels models{{a_model(1)}, 31, 20, a_work(2)};
        models.work->state = "failed";
        models.work->finished_at = noon();
        models.work->error = Error{.fault = Fault::not_found, .code = "server.not_found"};
        return told(call, models);
    }
    Result<std::optional<ApiModelWork>> model_work(const ApiCall& call) override {
        return told(call, std::optional{a_work(2)});
    }
    Result<ApiModel> make_model(const ApiCall& call, ApiModelOrigin) override {
        return told(call, a_model(2));
    }
    Result<std::vector<ApiSuggestedRule>> suggested_rules(const ApiCall& call) override {
        ApiSuggestedRule rule{{{"surname", "姓", "same", "同じ"}}, false, 9, 9, 4};
        return told(call, std::vector{rule});
    }
    Result<ApiModelWork> compare_model(const ApiCall& call, std::int64_t number) override {
        return told(call, a_work(number));
    }
    Result<ApiModelDiff> model_diff(const ApiCall& call, std::int64_t number) override {
        ApiModelDiff diff{number, 1, noon(), "v7", true, 10, 7, 6, 2, 0, 3, 1, {}};
        diff.examples.push_back(
            {{{"48213-90576", "髙橋 花子"}, {"10000-00000", {}}},
             2,
             {{{{RecordId{1}, "pos", "48213-90576"}}, 30},
              {{{RecordId{2}, "ec", "10000-00000"}}, 1}},
             3});
        return told(call, diff);
    }
    Result<ApiModelWork> activate_model(const ApiCall& call, std::int64_t number) override {
        if (call.if_match != "v7")
            return Error{.fault = Fault::conflict, .code = "register.version_changed"};
        return told(call, a_work(number));
    }
    Result<ApiModelWork> stop_model_work(const ApiCall& call) override {
        return told(call, a_work(2));
    }
    Result<ApiCleansePage> cleansing(const ApiCall& call, const ApiPageRequest& page) override {
        last_page = page;
        ApiCleanseProposal proposal;
        proposal.record_id = RecordId{1};
        proposal.version = 2;
        proposal.number = "48213-90576";
        proposal.source = "ec";
        proposal.value = "０９０";
        proposal.finding = {"phone", "untidy", "server.not_a_number", "090", true};
        return told(
            call, ApiCleansePage{
                      {{proposal}, ""}, 10, ApiCleanseSurvey{{}, 10, 1, 0, 2, 0, {ImportId{4}}}});
    }
    Result<ApiCleanseRun> cleanse(
        const ApiCall& call, const std::vector<ApiCleanseChoice>& choices) override {
        return told(
            call, ApiCleanseRun{{ImportId{4}}, 1, static_cast<std::int64_t>(choices.size())});
    }
    Result<ApiNumberReport> number_report(const ApiCall& call) override {
        ApiNumberReport report;
        report.numbers = 3;
        report.parts = {{"aliases", 1}};
        report.items = {{"aliases", {"48213-90576", "10000-00000"}}};
        return told(call, report);
    }
    static ApiApproval an_approval() {
        return {
            .id = 3,
            .kind = "erasure",
            .subject = "erasure=4",
            .reason = "本人の求め",
            .state = "waiting",
            .asked_by = "花子",
            .asked_at = noon(),
            .not_before = noon(),
            .expires_at = noon(),
            .decided_by = "",
            .decided_at = std::nullopt,
            .remark = "",
            .used_at = noon(),
            .may_decide = true};
    }
    static ApiErasure an_erasure() {
        ApiErasure erasure;
        erasure.id = 4;
        erasure.state = "pending";
        erasure.ground = "request";
        erasure.reason = "本人の求め";
        erasure.number = "48213-90576";
        erasure.asked_by = "花子";
        erasure.asked_at = noon();
        erasure.due_at = noon();
        erasure.approval = an_approval();
        erasure.counts = {1, 2, 3, 4, 5, 6, 7, 8};
        erasure.tasks = {{"mailer", noon(), "花子", "済"}, {"pos", std::nullopt, "", ""}};
        erasure.executed_at = noon();
        erasure.suppressed = true;
        return erasure;
    }
    Result<std::vector<ApiApproval>> approvals(const ApiCall& call, bool) override {
        return told(call, std::vector<ApiApproval>{an_approval()});
    }
    Result<ApiApproval> decide_approval(const ApiCall& call, const ApiApprovalDecision&) override {
        return told(call, an_approval());
    }
    Result<ApiErasurePlan> preview_erasure(
        const ApiCall& call, std::string_view, const std::vector<std::int64_t>&) override {
        ApiErasurePlan plan;
        plan.records = {{RecordId{1}, "48213-90576", "pos", "member", true}};
        plan.goes = {1, 2, 3, 4, 5, 6, 7, 8};
        plan.stays = {"audit_log"};
        plan.recipients = {"mailer"};
        plan.holds = {"訴訟"};
        return told(call, plan);
    }
    Result<ApiErasure> ask_erasure(const ApiCall& call, const ApiErasureRequest&) override {
        return told(call, an_erasure());
    }
    Result<std::vector<ApiErasure>> erasures(const ApiCall& call) override {
        auto without = an_erasure();
        without.approval.reset();
        return told(call, std::vector<ApiErasure>{an_erasure(), without});
    }
    Result<ApiErasure> erasure(const ApiCall& call, std::int64_t) override {
        return told(call, an_erasure());
    }
    Result<ApiErasure> take_back_erasure(
        const ApiCall& call, std::int64_t, const std::string&) override {
        return told(call, an_erasure());
    }
    Result<ApiErasure> execute_erasure(const ApiCall& call, std::int64_t) override {
        return told(call, an_erasure());
    }
    Result<ApiErasure> let_come_back(
        const ApiCall& call, std::int64_t, const std::string&) override {
        return told(call, an_erasure());
    }
    Result<ApiErasure> acknowledge_erasure(
        const ApiCall& call, std::int64_t, const std::string&, const std::string&) override {
        return told(call, an_erasure());
    }
    Result<ApiCertificate> erasure_certificate(const ApiCall& call, std::int64_t) override {
        return told(call, ApiCertificate{R"({"genbo_erasure_certificate":1})", "証明書"});
    }
    Result<> set_hold(const ApiCall& call, const ApiHold&) override {
        const auto asked = told(call, 0);
        return asked.ok() ? Result<>{} : Result<>{asked.error()};
    }
    Result<std::vector<ApiLegalHold>> holds(const ApiCall& call, std::string_view) override {
        return told(
            call,
            std::vector<ApiLegalHold>{
                {"訴訟", "花子", fake_at(), {}, 2}, {"照会", "次郎", fake_at(), fake_at(), 1}});
    }
    Result<ApiApproval> ask_retention(const ApiCall& call, const std::string&) override {
        return told(call, an_approval());
    }
    Result<ApiNight> run_retention(const ApiCall& call, std::int64_t) override {
        return told(call, ApiNight{"none", 0, 120, {}, 0});
    }
    Result<ApiApproval> ask_recovery(const ApiCall& call, StaffId, const std::string&) override {
        return told(call, an_approval());
    }
    Result<> note_arrival(const ApiArrival& arrival) override {
        const std::lock_guard lock{mutex};
        arrivals.push_back(arrival);
        return {};
    }
    std::vector<ApiArrival> arrivals;

    Result<ApiRetention> retention(const ApiCall& call) override {
        ApiRetention retention{9, 1, 2, 100, {}};
        retention.rules = {{"会員", "purchase", "JP", 8, 2, 1}};
        return told(call, retention);
    }
    Result<ApiNight> run_night(const ApiCall& call) override {
        return told(call, ApiNight{"none", 1, 2, 3, 4});
    }
    Result<ApiCheckpoint> checkpoint(const ApiCall& call) override {
        return told(
            call,
            ApiCheckpoint{
                .size = 12, .root = std::string(64, 'a'), .at = noon(), .origin = "genbo.example"});
    }
    ApiAudit* audit() override {
        fake_audit.fails_with = fails_with;
        return &fake_audit;
    }
    Health health() override { return well; }
    Result<> ready() override {
        ++asked_if_ready;
        if (not_ready) return *not_ready;
        return ApiBackend::ready();
    }

    FakeAudit fake_audit;
    std::map<StaffId, ApiStaff> staff_by_id;
    FakePeople fake_people;
    std::map<std::string, ApiKeyPass> keys;  // By token.
    std::string key_address;
    std::vector<std::pair<StaffId, ApiSignIn>> sign_ins;
    std::shared_ptr<FakeFile> last_file;
    ApiReading last_reading;
    ApiPageRequest last_page;
    ApiImportRequest last_import;
    ApiSearch last_search;
    ApiSplit last_split;
    std::atomic<int> imports_started = 0;
    std::atomic<int> decided = 0;
    std::atomic<int> entered = 0;
    Health well = Health::ok;
    std::optional<Error> not_ready;
    std::atomic<int> asked_if_ready = 0;

private:
    static Instant noon() { return instant_from_micros(1'700'000'000'000'000); }
    static Error missing() { return {.fault = Fault::not_found, .code = "server.unknown_id"}; }

    static ApiSource a_source(std::string_view name) {
        return {
            .name = std::string{name},
            .label = "通販",
            .rank = 80,
            .records = 2,
            .last_import_at = name == "ec" ? std::optional{noon()} : std::nullopt};
    }
    static std::vector<ApiRawValue> raw_values() {
        return {
            {.field = "name", .custom_name = {}, .raw = "髙橋花子"},
            {.field = "custom", .custom_name = "備考", .raw = "a\"b\n"}};
    }
    static ApiImport an_import() {
        ApiImport import;
        import.id = ImportId{7};
        import.source = "ec";
        import.file_name = "顧客.csv";
        import.state = "done";
        import.findings = {
            {.severity = Severity::reject, .code = "server.busy", .row = 3, .column = "氏名"}};
        import.findings_total = 1;
        import.started_by = "花子";
        import.started_at = noon();
        import.finished_at = noon();
        import.rows_per_second = 1000;
        return import;
    }
    static ApiMapping a_mapping(std::string_view name) {
        return {
            .name = std::string{name},
            .mapping =
                {{.column = "氏名", .field = "name", .confidence = 0.9, .custom_name = {}},
                 {.column = "備考",
                  .field = "custom",
                  .confidence = {},
                  .ignored = true,
                  .custom_name = "備考"}},
            .changed_at = noon()};
    }
    static ApiUpload an_upload(std::string_view file_name, std::uint64_t size) {
        ApiUpload upload;
        upload.upload_id = "u-1";
        upload.file_name = file_name;
        upload.bytes = static_cast<std::int64_t>(size);
        upload.format = "csv";
        upload.encoding = {
            .name = "cp932", .confidence = 0.8, .ambiguous = true, .alternatives = {"euc-jp"}};
        upload.delimiter = ",";
        upload.header = {"氏名", "備考"};
        upload.sample = {{"髙橋花子", ""}};
        upload.mapping = a_mapping("").mapping;
        upload.key_column = "氏名";
        return upload;
    }
    static ApiExplanation an_explanation(RecordId left, RecordId right) {
        ApiComparison name{
            .name = "name",
            .label = "氏名",
            .fields = {"name"},
            .left_value = "髙橋",
            .right_value = "高橋",
            .level = "variant",
            .level_text = "異体字",
            .bits = 9.5,
            .m = 0.05,
            .u = 0.0001,
            .frequency = 0.001};
        ApiComparison phone{
            .name = "phone",
            .label = "電話",
            .fields = {"phone"},
            .left_value = {},
            .right_value = {},
            .level = "missing",
            .level_text = "なし",
            .bits = 0,
            .m = {},
            .u = {},
            .frequency = {}};
        return {
            .left = left,
            .right = right,
            .bits = 4.5,
            .probability = 0.95,
            .base_bits = -5,
            .model_version = "m1",
            .comparisons = {name, phone},
            .blocking_keys = {"name+birth"},
            .verdict =
                ApiVerdict{.verdict = "later", .reason = "保留", .actor = "花子", .at = noon()}};
    }
    static ApiReviewItem a_review_item() {
        ApiReviewItem item;
        item.id = "1-2";
        item.left_record = RecordId{1};
        item.right_record = RecordId{2};
        item.bits = 3.25;
        item.left_number = "48213-90576";
        item.right_number = "10000-00000";
        item.reason = "close_call";
        return item;
    }
    static ApiReview a_review(std::optional<ApiVerdict> verdict) {
        const auto side = [](std::int64_t id) {
            return ApiReviewSide{
                .record_id = RecordId{id},
                .number = "48213-90576",
                .source = "ec",
                .source_key = "E-1",
                .last_changed = noon(),
                .members = 1,
                .values = raw_values()};
        };
        return {
            .id = "1-2",
            .version = "r1",
            .reason = "bridge",
            .left = side(1),
            .right = side(2),
            .explanation = an_explanation(RecordId{1}, RecordId{2}),
            .verdict = std::move(verdict),
            .left_members = {side(3)}};
    }
};

}  // namespace genbo
