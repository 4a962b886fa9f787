// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the HTTP API asks of the house: one function for each operation of api/openapi.json, plain
// structs in, Result out.  The handlers (api_*.cc) read and check the request, call one function
// here and write its answer as JSON; app/ implements the class over the desks, and the tests with a
// fake.  Field names are those of openapi.json, so a struct here and a schema there read alike.
//
// Who decides what:
//   the server    form: types, lengths, patterns, unknown fields, session, CSRF, the coarse role of
//                 the route, presence of Idempotency-Key and If-Match, texts of codes
//   the backend   everything that needs the register: access by field, versions, meaning.  Values
//                 that the caller may not see do not come out of it.
//
// Errors: the fault gives the HTTP status (problem.h).  Two endings of a code mean more than their
// fault: "….version_changed" answers 412 and "….bad_cursor" 400.
//
// Idempotency: a mutating function gets the caller's key and must do its work at most once for
// (actor, key).  The server replays finished answers from an IdempotencyStore (idempotency.h), but
// only the transaction that does the work can close the gap of a crash in between.
//
// Thread safety: called from several worker threads at once.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.h"
#include "base/finding.h"
#include "base/message.h"
#include "base/result.h"
#include "base/time.h"
#include "record/ids.h"
#include "server/access_backend.h"
#include "server/api_call.h"
#include "server/api_erasure.h"
#include "server/care_backend.h"
#include "server/model_backend.h"
#include "server/http_message.h"
#include "server/people_backend.h"

namespace genbo {

template <typename T>
struct ApiPage {
    std::vector<T> items;
    std::string next_cursor = {};  // Empty on the last page.
};

struct ApiPageRequest {
    std::string cursor = {};
    std::size_t limit = 50;
};

// --- Staff ------------------------------------------------------------------------------------

struct ApiStaff {
    StaffId id;
    std::string name;
    std::string role;
    std::string password_hash;
    bool must_change_password = false;
    bool disabled = false;
    // When a handed-out password ends; empty: never.
    std::optional<Instant> one_time_until = {};
    // The hash comes from a program that did not seal it.
    bool hash_is_bare = false;
    bool has_totp = false;
    bool has_passkey = false;
    // The role may not work without a second factor.
    bool needs_second_factor = false;

    bool has_second_factor() const { return has_totp || has_passkey; }
};

// half_way: the password was right, a second factor is still to come.
enum class ApiSignIn {
    succeeded,
    wrong_password,
    unknown_name,
    delayed,
    signed_out,
    half_way,
    wrong_code
};

// --- Home, fields, sources --------------------------------------------------------------------

struct ApiImport;

struct ApiTodo {
    // first_import, review, rejected_rows, failed_import, index_building, backup_late,
    // drill_failed.
    std::string kind;
    std::int64_t count = 0;
};

struct ApiField {
    std::string name;
    std::string label_ja;
    std::string label_en;
};

struct ApiSource {
    std::string name;
    std::string label;
    std::int64_t rank = 0;  // 0 to 100, higher = more trusted.
    std::int64_t records = 0;
    std::optional<Instant> last_import_at;
};

// --- Imports ----------------------------------------------------------------------------------

struct ApiMappingColumn {
    std::string column;
    std::string field;
    std::optional<double> confidence;
    bool ignored = false;
    std::optional<std::string> custom_name;
};

using ApiMappingColumns = std::vector<ApiMappingColumn>;

struct ApiEncodingGuess {
    std::string name;
    double confidence = 0;
    bool ambiguous = false;
    std::vector<std::string> alternatives;
};

struct ApiUpload {
    std::string upload_id;
    std::string file_name;
    std::int64_t bytes = 0;
    std::string format;
    ApiEncodingGuess encoding;
    std::string delimiter;
    std::vector<std::string> sheets;
    std::optional<std::string> sheet;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> sample;
    ApiMappingColumns mapping;
    std::optional<std::string> key_column;
};

// How to read an upload; what is absent is guessed.
struct ApiReading {
    std::optional<std::string> encoding;
    std::optional<std::string> format;
    std::optional<std::string> delimiter;
    std::optional<std::string> sheet;
    std::optional<ApiMappingColumns> mapping;
};

struct ApiImportRequest {
    std::string upload_id;
    std::string source;
    ApiReading reading;
    bool dry_run = false;
    std::optional<std::string> save_mapping_as;
};

struct ApiImport {
    ImportId id;
    std::string source;
    std::string file_name;
    std::string state;  // waiting, running, done, failed, undoing, undone, dry_run_done.
    bool dry_run = false;
    std::int64_t rows_read = 0;
    std::int64_t bytes_read = 0;
    std::int64_t bytes_total = 0;
    std::int64_t added = 0;  // "new" in JSON.
    std::int64_t changed = 0;
    std::int64_t same = 0;
    std::int64_t rejected = 0;
    Findings findings;  // The first 100; the server writes their texts.
    std::int64_t findings_total = 0;
    std::int64_t customers_new = 0;
    std::int64_t customers_joined = 0;
    std::optional<Error> error;
    std::optional<std::string> started_by;
    Instant started_at{};
    std::optional<Instant> finished_at;
    std::optional<double> seconds_left;
    std::optional<double> rows_per_second;
};

// A restore for practice.
struct ApiDrill {
    Instant at;
    bool sound = false;
    std::int64_t records = 0;
    double seconds = 0;
};

struct ApiHome {
    std::int64_t customers = 0;
    std::int64_t records = 0;
    std::int64_t sources = 0;
    std::int64_t reviews_waiting = 0;
    std::int64_t rejected_waiting = 0;
    std::vector<ApiImport> imports_recent;
    bool index_ready = true;
    std::vector<ApiTodo> todo;
    std::optional<ApiDrill> drill = {};  // The last one on this node.
};

struct ApiFile {
    std::string file_name;
    std::string content;
    // In place of the content, made while it is sent (Response::pieces).
    std::function<Result<std::string>()> pieces = {};
    std::int64_t rows = 0;  // At most, of one in pieces.
};

struct ApiMapping {
    std::string name;
    ApiMappingColumns mapping;
    Instant changed_at{};
};

// --- Customers --------------------------------------------------------------------------------

struct ApiSearch {
    std::string text;
    ApiPageRequest page = {.cursor = {}, .limit = 20};
};

struct ApiCustomerHit {
    std::string number;
    std::optional<std::string> name;
    std::optional<std::string> kana;
    std::optional<std::string> company;
    std::optional<std::string> address;
    std::optional<std::string> phone;
    std::optional<std::string> email;
    std::optional<std::string> birth_date;
    std::int64_t members = 0;
    std::vector<std::string> matched_on;
    double score = 0;
};

struct ApiLineage {
    std::string source;
    std::string source_key;
    RecordId record_id;
    std::int64_t version = 0;
    Instant at{};
    std::string rule;
    std::optional<std::string> ruling = {};  // What a person decided about the values, if anybody.
};

struct ApiOtherValue {
    std::string value;
    std::string source;
    RecordId record_id;
};

struct ApiGoldenField {
    std::string field;
    std::optional<std::string> custom_name;
    std::string label;  // In ApiCall::language.
    std::string value;
    ApiLineage lineage;
    std::vector<ApiOtherValue> others;
    std::string shown = "full";  // Or masked, tokenised.
};

struct ApiRawValue {
    std::string field;
    std::optional<std::string> custom_name;
    std::string raw;
    std::string shown = "full";  // Or masked, tokenised.
};

struct ApiMember {
    RecordId record_id;
    std::string source;
    std::string source_key;
    Instant first_seen{};
    Instant last_changed{};
    std::int64_t versions = 0;
    std::vector<ApiRawValue> values;
};

// A code with the holes of its text filled; the server writes the text.
struct ApiWarning {
    std::string code;
    std::vector<std::string> args;
};

struct ApiCustomer {
    std::string number;
    std::vector<std::string> aliases;
    std::optional<std::string> resolved_from;
    std::string version;  // Letters, digits, '-', '_', '.': also the ETag.
    std::vector<ApiGoldenField> golden;
    std::vector<ApiMember> members;
    std::vector<ApiWarning> warnings;
};

struct ApiTimelineItem {
    Instant at{};
    std::string kind;
    std::optional<std::string> text;  // In ApiCall::language.
    std::optional<std::string> source;
    std::optional<RecordId> record_id;
    std::optional<ImportId> import_id;
    std::optional<std::string> number;
    std::optional<std::string> actor;
};

struct ApiRecordVersion {
    std::int64_t version = 0;
    Instant at{};
    std::optional<ImportId> import_id;
    std::vector<ApiRawValue> values;
};

struct ApiRecord {
    RecordId record_id;
    std::string source;
    std::string source_key;
    std::string number;
    std::vector<ApiRecordVersion> versions;  // Newest first.
};

struct ApiMerge {
    std::string number;  // Of the path.
    std::string other;
    std::string reason;
};

struct ApiSplit {
    std::string number;  // Of the path.
    std::vector<RecordId> record_ids;
    std::string reason;
};

struct ApiIdentityChange {
    std::string number;
    std::vector<std::string> others;
    std::vector<VerdictId> verdict_ids;
    std::string version;  // Of the customer `number` after it: the ETag.
};

// --- Who is this, and entering somebody --------------------------------------------------------

struct ApiEnteredValue {
    std::string field;
    std::string raw;
};

struct ApiQuestion {
    std::vector<ApiEnteredValue> values;
    std::size_t limit = 5;
};

struct ApiFieldFinding {
    std::string field;
    std::string fault;  // wrong, doubtful, untidy.
    std::string code;   // The server writes its text.
    std::optional<std::string> proposal;
    bool certain = false;
};

struct ApiNewCustomerRequest {
    std::vector<ApiEnteredValue> values;
    std::string source = "console";
    bool confirmed = false;
};

struct ApiNewCustomer {
    std::string number;
    RecordId record_id;
    ImportId import_id;
    bool joined = false;
};

// --- Records that another system sends ----------------------------------------------------------

struct ApiFedValue {
    std::string field;
    std::string raw;
    std::string custom_name;  // Of the field `custom`.
};

struct ApiFedRecord {
    std::string key;
    std::vector<ApiFedValue> values;
};

struct ApiFeed {
    std::string source;
    std::vector<ApiFedRecord> records;
};

struct ApiFedWarning {
    std::string field;
    std::string code;
};

struct ApiFedResult {
    std::string key;
    std::string outcome;  // added, changed, same, rejected
    RecordId record_id;   // 0 where it was rejected.
    std::string number;
    std::string code;        // Why; the server writes its text.
    std::string field = {};  // Which field the code is about; empty: the whole record.
    std::vector<ApiFedWarning> warnings = {};  // Of one that was taken.
};

struct ApiFeedOutcome {
    ImportId import_id;
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t same = 0;
    std::int64_t rejected = 0;
    std::int64_t customers_new = 0;
    std::int64_t customers_joined = 0;
    std::vector<ApiFedResult> records;  // In the order of the call.
};

// --- Explanations and reviews -----------------------------------------------------------------

struct ApiComparison {
    std::string name;
    std::string label;  // In ApiCall::language, as level_text.
    std::vector<std::string> fields;
    std::optional<std::string> left_value;
    std::optional<std::string> right_value;
    std::string level;
    std::string level_text;
    double bits = 0;
    std::optional<double> m;
    std::optional<double> u;
    std::optional<double> frequency;
};

struct ApiVerdict {
    std::string verdict;  // same, not_same, later.
    std::string reason;
    std::string actor;
    Instant at{};
};

struct ApiExplanation {
    RecordId left;
    RecordId right;
    double bits = 0;
    double probability = 0;
    double base_bits = 0;
    std::string model_version;
    std::vector<ApiComparison> comparisons;
    std::vector<std::string> blocking_keys;
    std::optional<ApiVerdict> verdict;
};

// Of an explanation, all but which records it is about.
struct ApiReasons {
    double bits = 0;
    double probability = 0;
    double base_bits = 0;
    std::string model_version;
    std::vector<ApiComparison> comparisons;
    std::vector<std::string> blocking_keys;
};

struct ApiResolveMatch {
    ApiCustomerHit customer;  // Without matched_on and score.
    RecordId record_id;
    double bits = 0;
    double mean_bits = 0;
    double probability = 0;
    ApiReasons reasons;
};

struct ApiResolution {
    std::string zone;  // same, review, new.
    std::optional<double> margin_bits;
    std::vector<ApiResolveMatch> matches;
    std::vector<ApiFieldFinding> findings;
    std::string model_version;
};

struct ApiReviewItem {
    std::string id;
    RecordId left_record;
    RecordId right_record;
    double bits = 0;
    std::string left_number;
    std::string right_number;
    // close_call, conflict, cluster_too_weak, bridge, second_opinion, contested, agreement, joined.
    std::string reason;
    std::string pick = "value";  // value, chance, audit, second.
    std::int64_t change = 1;
    double worth = 0;
};

struct ApiReviewPage {
    ApiPage<ApiReviewItem> page;
    std::int64_t waiting = 0;
};

struct ApiReviewSummary {
    std::int64_t waiting = 0;
    struct {
        std::int64_t reviews = 0;
        double joins = 0;
        double pairs = 0;
        double recall_points = 0;
    } next;
    struct {
        std::int64_t pairs = 0;
        std::int64_t agreed = 0;
        double percent = 0;
        double kappa = 0;
    } agreement;
    struct {
        std::int64_t judged = 0;
        std::int64_t right = 0;
        double precision = 0;
        double low = 0;
        double high = 1;
    } precision;
};

struct ApiBulk {
    double min_bits = 0;
    std::vector<std::string> same;
    // Of an acceptance; empty for a preview.
    std::string token;
    std::string reason;
};

struct ApiBulkPreview {
    std::string token;
    std::int64_t pairs = 0;
    std::int64_t customers = 0;
    bool more = false;
    std::vector<ApiReviewItem> sample;
};

struct ApiBulkOutcome {
    VerdictId first_verdict;
    std::int64_t verdicts = 0;
};

struct ApiVerdictQuery {
    std::optional<std::string> actor;
    std::optional<std::string> customer;
    std::optional<std::string> verdict;
    std::optional<std::string> from;   // Days in Japan, ISO.
    std::optional<std::string> until;  // The last one counts.
    ApiPageRequest page;
};

struct ApiBookedVerdict {
    VerdictId id;
    RecordId left_record;
    RecordId right_record;
    std::optional<std::string> left_number;
    std::optional<std::string> right_number;
    std::string verdict;
    bool second = false;
    std::string actor;
    Instant at{};
    std::optional<Instant> withdrawn_at;
    std::string reason;
    std::string pick;
};

struct ApiDecisionTrace {
    Instant at{};
    std::string cause;  // automatic, verdict.
    std::optional<VerdictId> verdict_id;
    RecordId other;
    std::optional<RecordId> rival;
    std::optional<double> margin_bits;
    std::int64_t model = 0;
    ApiReasons reasons;
};

struct ApiCleanseProposal {
    RecordId record_id;
    std::int64_t version = 0;
    std::optional<std::string> number;
    std::string source;
    std::string value;
    ApiFieldFinding finding;
};

// The last look through the whole register.
struct ApiCleanseSurvey {
    Instant at{};
    std::int64_t records = 0;
    std::int64_t certain = 0;
    std::int64_t doubtful = 0;
    std::int64_t to_ask = 0;
    std::int64_t written = 0;
    std::vector<ImportId> import_ids = {};
};

struct ApiCleansePage {
    ApiPage<ApiCleanseProposal> page;
    std::int64_t looked_at = 0;
    std::optional<ApiCleanseSurvey> survey = {};
};

struct ApiCleanseChoice {
    RecordId record_id;
    std::int64_t version = 0;
    std::string field;
    std::string code;
};

struct ApiCleanseRun {
    std::vector<ImportId> import_ids;
    std::int64_t records = 0;
    std::int64_t values = 0;
};

struct ApiNumberReport {
    struct Part {
        std::string kind;
        std::int64_t count = 0;
    };
    struct Item {
        std::string kind;
        std::vector<std::string> numbers;
    };
    std::int64_t numbers = 0;
    std::vector<Part> parts;
    std::vector<Item> items;
};

struct ApiReviewSide {
    RecordId record_id;
    std::string number;
    std::string source;
    std::string source_key;
    Instant last_changed{};
    std::int64_t members = 0;
    std::vector<ApiRawValue> values;
};

struct ApiReview {
    std::string id;
    std::string version;  // Also the ETag.
    std::string reason;
    ApiReviewSide left;
    ApiReviewSide right;
    ApiExplanation explanation;
    std::optional<ApiVerdict> verdict;
    bool may_decide = true;
    // The other records of the customers.
    std::vector<ApiReviewSide> left_members = {};
    std::vector<ApiReviewSide> right_members = {};
};

struct ApiDecision {
    std::string review;
    std::string verdict;  // same, not_same, later, unsure.
    std::string reason;
    std::string pick = "value";
};

// --- Numbers and the system -------------------------------------------------------------------

struct ApiNumberCheck {
    bool valid = false;
    std::optional<std::string> normalised;
    std::string state;  // live, alias, void, reserved, unknown.
    std::optional<std::string> resolves_to;
};

struct ApiNumberRequest {
    std::string kind;  // manual, reserve.
    std::optional<std::string> number;
    std::optional<std::int64_t> block_size;
    std::optional<std::string> owner;
};

struct ApiNumberGrant {
    std::string kind;
    std::vector<std::string> numbers;
    std::optional<std::string> owner;
};

struct ApiCheckpoint {
    std::int64_t size = 0;
    std::string root;  // Hex.
    std::optional<Instant> at;
    std::string origin;
};

// Somebody has shown who he is, from a browser that has no mark of an earlier sign-in.
struct ApiArrival {
    StaffId staff;
    std::string role;
    std::string name;
    bool first = false;  // With the password that was handed out.
    bool ended = false;  // The account is disabled: there is no session.
    std::string device;  // "Chromium / Linux".
    std::string address;
    std::string request_id;
    Instant at{};
};

class ApiAudit;  // api_audit_backend.h

class ApiBackend : public AccessBackend, public CareBackend, public ModelBackend {
public:
    // Staff.  not_found when there is no such account.
    virtual Result<ApiStaff> staff_by_name(std::string_view name) = 0;
    // Asked on every request, so that a changed role or a removed account counts at once.
    virtual Result<ApiStaff> staff(StaffId id) = 0;
    virtual Result<> set_password(const ApiCall& call, std::string_view password_hash) = 0;
    // The same password under a newer hash; nothing else about the account changes.
    virtual Result<> renew_hash(StaffId id, std::string_view password_hash) = 0;
    // Whose API key it is.  forbidden: access.key_*.
    virtual Result<ApiKeyPass> admit_key(
        std::string_view token, std::string_view address, const std::string& request_id) = 0;
    // For the trail.  `id` is empty for an unknown name, which is not told on: people type their
    // password into the name field.
    virtual Result<> note_sign_in(
        std::optional<StaffId> id, ApiSignIn outcome, std::string_view request_id) = 0;
    // For the watch: a session begins, or would begin if the account had not ended.
    virtual Result<> note_arrival(const ApiArrival&) { return {}; }
    // Accounts and factors.
    virtual PeopleBackend& people() = 0;

    virtual Result<ApiHome> home(const ApiCall& call) = 0;
    virtual Result<std::vector<ApiField>> fields(const ApiCall& call) = 0;
    virtual Result<std::vector<ApiSource>> sources(const ApiCall& call) = 0;
    virtual Result<ApiSource> put_source(
        const ApiCall& call, std::string_view name, std::int64_t rank, std::string_view label) = 0;

    // Where the next upload goes; nullptr is not an answer.  Called before the first byte of the
    // body is read; `size` is the declared length, 0 when unknown.
    virtual Result<std::shared_ptr<IncomingFile>> begin_upload(std::uint64_t size) = 0;
    // Calls file.keep() when it takes the file over.
    virtual Result<ApiUpload> add_upload(
        const ApiCall& call, std::string_view file_name, IncomingFile& file) = 0;
    virtual Result<ApiUpload> preview(
        const ApiCall& call, std::string_view upload_id, const ApiReading& reading) = 0;

    virtual Result<ApiPage<ApiImport>> imports(const ApiCall& call, const ApiPageRequest& page) = 0;
    virtual Result<ApiImport> start_import(
        const ApiCall& call, const ApiImportRequest& request) = 0;
    virtual Result<ApiImport> import(const ApiCall& call, ImportId id) = 0;
    virtual Result<ApiFile> rejected_rows(const ApiCall& call, ImportId id) = 0;
    virtual Result<ApiImport> undo_import(const ApiCall& call, ImportId id) = 0;

    virtual Result<std::vector<ApiMapping>> mappings(const ApiCall& call) = 0;
    virtual Result<ApiMapping> mapping(const ApiCall& call, std::string_view name) = 0;
    virtual Result<ApiMapping> put_mapping(
        const ApiCall& call, std::string_view name, const ApiMappingColumns& columns) = 0;

    virtual Result<ApiResolution> resolve(const ApiCall& call, const ApiQuestion& question) = 0;
    virtual Result<ApiNewCustomer> enter_customer(
        const ApiCall& call, const ApiNewCustomerRequest& request) = 0;
    virtual Result<ApiFeedOutcome> feed(const ApiCall& call, const ApiFeed& feed) = 0;
    virtual Result<ApiPage<ApiCustomerHit>> search(
        const ApiCall& call, const ApiSearch& search) = 0;
    virtual Result<ApiCustomer> customer(const ApiCall& call, std::string_view number) = 0;
    virtual Result<ApiPage<ApiTimelineItem>> timeline(
        const ApiCall& call, std::string_view number, const ApiPageRequest& page) = 0;
    // An SVG document.  `caption` is the language on the card.
    virtual Result<std::string> number_card(
        const ApiCall& call, std::string_view number, Language caption) = 0;
    virtual Result<ApiIdentityChange> merge(const ApiCall& call, const ApiMerge& merge) = 0;
    virtual Result<ApiIdentityChange> split(const ApiCall& call, const ApiSplit& split) = 0;

    virtual Result<ApiRecord> record(const ApiCall& call, RecordId id) = 0;
    virtual Result<ApiExplanation> explain(const ApiCall& call, RecordId left, RecordId right) = 0;

    virtual Result<ApiNumberCheck> check_number(const ApiCall& call, std::string_view text) = 0;
    virtual Result<ApiNumberGrant> grant_numbers(
        const ApiCall& call, const ApiNumberRequest& request) = 0;

    virtual Result<ApiReviewPage> reviews(const ApiCall& call, const ApiPageRequest& page) = 0;
    virtual Result<ApiReview> review(const ApiCall& call, std::string_view id) = 0;
    virtual Result<ApiReview> decide(const ApiCall& call, const ApiDecision& decision) = 0;
    virtual Result<ApiReview> take_back(const ApiCall& call, std::string_view review) = 0;

    virtual Result<ApiReviewSummary> review_summary(const ApiCall& call) = 0;
    virtual Result<ApiBulkPreview> preview_bulk(const ApiCall& call, const ApiBulk& bulk) = 0;
    virtual Result<ApiBulkOutcome> accept_bulk(const ApiCall& call, const ApiBulk& bulk) = 0;
    virtual Result<ApiPage<ApiBookedVerdict>> verdicts(
        const ApiCall& call, const ApiVerdictQuery& query) = 0;
    // Customers that the records belong to now.
    virtual Result<std::vector<std::string>> withdraw_verdicts(
        const ApiCall& call, VerdictId first, std::int64_t count) = 0;
    virtual Result<std::vector<ApiDecisionTrace>> decisions(const ApiCall& call, RecordId id) = 0;

    virtual Result<ApiCleansePage> cleansing(const ApiCall& call, const ApiPageRequest& page) = 0;
    virtual Result<ApiCleanseRun> cleanse(
        const ApiCall& call, const std::vector<ApiCleanseChoice>& choices) = 0;
    virtual Result<ApiNumberReport> number_report(const ApiCall& call) = 0;

    virtual Result<std::vector<ApiApproval>> approvals(const ApiCall& call, bool all) = 0;
    virtual Result<ApiApproval> decide_approval(
        const ApiCall& call, const ApiApprovalDecision& decision) = 0;
    virtual Result<ApiErasurePlan> preview_erasure(
        const ApiCall& call, std::string_view number, const std::vector<std::int64_t>& records) = 0;
    virtual Result<ApiErasure> ask_erasure(
        const ApiCall& call, const ApiErasureRequest& request) = 0;
    virtual Result<std::vector<ApiErasure>> erasures(const ApiCall& call) = 0;
    virtual Result<ApiErasure> erasure(const ApiCall& call, std::int64_t id) = 0;
    virtual Result<ApiErasure> take_back_erasure(
        const ApiCall& call, std::int64_t id, const std::string& reason) = 0;
    virtual Result<ApiErasure> execute_erasure(const ApiCall& call, std::int64_t id) = 0;
    virtual Result<ApiErasure> let_come_back(
        const ApiCall& call, std::int64_t id, const std::string& reason) = 0;
    virtual Result<ApiErasure> acknowledge_erasure(
        const ApiCall& call, std::int64_t id, const std::string& recipient,
        const std::string& remark) = 0;
    virtual Result<ApiCertificate> erasure_certificate(const ApiCall& call, std::int64_t id) = 0;
    virtual Result<> set_hold(const ApiCall& call, const ApiHold& hold) = 0;
    virtual Result<std::vector<ApiLegalHold>> holds(
        const ApiCall& call, std::string_view number) = 0;
    virtual Result<ApiRetention> retention(const ApiCall& call) = 0;
    // Beyond the cap: another person approves, and then it runs, once.
    virtual Result<ApiApproval> ask_retention(const ApiCall& call, const std::string& reason) = 0;
    virtual Result<ApiNight> run_retention(const ApiCall& call, std::int64_t approval) = 0;
    // That somebody's second factors may be forgotten (PeopleBackend::forget_factors).
    virtual Result<ApiApproval> ask_recovery(
        const ApiCall& call, StaffId id, const std::string& reason) = 0;
    virtual Result<ApiNight> run_night(const ApiCall& call) = 0;

    virtual Result<ApiCheckpoint> checkpoint(const ApiCall& call) = 0;

    // The trail, the access log and the alerts; nullptr where there are none.
    virtual ApiAudit* audit() { return nullptr; }

    // Whether the index is there.  Quick, and never touches the store.
    enum class Health { ok, degraded };
    virtual Health health() = 0;

    // Whether requests can be served now: the store answers and the index is there; an Error with
    // the reason otherwise.  Asked every few seconds by each load balancer, so one small read at
    // most.  Without an override only health() is asked.
    virtual Result<> ready();
};

}  // namespace genbo
