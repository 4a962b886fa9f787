// SPDX-License-Identifier: Apache-2.0
#include "app/logged_backend.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace genbo {

namespace {

// A step to a number not further off than this, so often in a row, is trying them out.
constexpr std::int64_t kNeighbourMax = 100;
constexpr int kNeighboursAlarming = 5;
// So short a search, or so far into its pages, is for nearly everybody.
constexpr std::size_t kWildcardBytes = 3;  // One kanji.
constexpr std::size_t kWildcardOffset = 60;

constexpr auto kLoggedOperations = std::to_array<LoggedOperation>({
    {"createUpload", "upload.show"},
    {"previewUpload", "upload.show"},
    {"getRejectedRows", "rejected.show"},
    {"resolve", "customer.resolve"},
    {"searchCustomers", "customer.search"},
    {"getCustomer", "customer.show"},
    {"getTimeline", "customer.history"},
    {"getRecord", "record.show"},
    {"explainPair", "pair.explain"},
    {"getReview", "review.show"},
    {"giveVerdict", "review.show"},
    {"takeBackVerdict", "review.show"},
    {"listVerdicts", "verdict.list"},
    {"listDecisions", "decision.list"},
    {"listCleansing", "cleansing.show"},
    {"listConflicts", "conflict.list"},
    {"getConflicts", "conflict.show"},
    {"ruleConflict", "conflict.show"},
    {"getRelations", "relation.show"},
    {"addRelation", "relation.show"},
    {"endRelation", "relation.show"},
    {"withdrawRelation", "relation.show"},
    {"getGroup", "relation.group"},
    {"listRelations", "relation.list"},
    {"reconcile", "reconcile.show"},
    // The caller's own account.
    {"signIn", ""},
    {"getSession", ""},
    {"signOut", ""},
    {"changePassword", ""},
    // Counts, names of fields, sources, files and columns.
    {"getHome", ""},
    {"listFields", ""},
    {"listSources", ""},
    {"putSource", ""},
    {"listImports", ""},
    {"startImport", ""},
    {"getImport", ""},
    {"undoImport", ""},
    {"listMappings", ""},
    {"getMapping", ""},
    {"putMapping", ""},
    {"applyCleansing", ""},
    {"withdrawRuling", ""},
    {"listReconciliations", ""},
    {"getReviewSummary", ""},
    {"listModels", ""},
    {"getNumberReport", ""},
    // Numbers and ids without anything about whose they are.
    {"enterCustomer", ""},
    {"putRecords", ""},
    {"getNumberCard", ""},
    {"mergeCustomers", ""},
    {"splitCustomer", ""},
    {"checkNumber", ""},
    {"grantNumbers", ""},
    {"listReviews", ""},
    {"previewBulk", ""},
    {"acceptBulk", ""},
    {"withdrawVerdict", ""},
    {"listAccess", "access.show"},
    {"getDisclosure", "access.show"},
    // Emergencies, and what leaves the house.
    {"unmaskValue", "customer.unmask"},
    {"breakGlass", "access.glass"},
    {"getExportFile", "customer.export"},
    // Accounts, factors, keys and what was asked for: of staff, or without anybody's data.
    {"addPasskey", ""},
    {"addStaff", ""},
    {"askExport", ""},
    {"changeStaff", ""},
    {"confirmTotp", ""},
    {"decideExport", ""},
    {"disableStaff", ""},
    {"enableStaff", ""},
    {"endOwnSession", ""},
    {"endStaffSession", ""},
    {"forgetFactors", ""},
    {"getFactors", ""},
    {"getMyAccess", ""},
    {"listAccessActs", ""},
    {"listExports", ""},
    {"listKeys", ""},
    {"listOwnSessions", ""},
    {"listStaff", ""},
    {"listStaffSessions", ""},
    {"makeKey", ""},
    {"markActSeen", ""},
    {"offerPasskey", ""},
    {"offerTotp", ""},
    {"passkeyChallenge", ""},
    {"proveAgain", ""},
    {"proveSecondFactor", ""},
    {"removePasskey", ""},
    {"removeTotp", ""},
    {"renewRecoveryCodes", ""},
    {"resetStaff", ""},
    {"revokeKey", ""},
    {"rotateKey", ""},
    {"signInWithPasskey", ""},
    // Erasure: counts, states and reasons, without a value of the person.
    {"acknowledgeErasure", ""},
    {"askErasure", ""},
    {"decideApproval", ""},
    {"executeErasure", ""},
    {"finishLink", ""},
    {"finishOidc", ""},
    {"getCertificate", ""},
    {"getErasure", ""},
    {"getOidc", ""},
    {"getRetention", ""},
    {"letComeBack", ""},
    {"listApprovals", ""},
    {"listErasures", ""},
    {"previewErasure", ""},
    {"runNight", ""},
    {"setHold", ""},
    {"getHolds", ""},
    {"askRetention", ""},
    {"runRetention", ""},
    {"askRecovery", ""},
    // Models: figures, names of fields; a comparison shows examples.
    {"makeModel", ""},
    {"listSuggestedRules", ""},
    {"compareModel", ""},
    {"getModelDiff", "model.diff"},
    {"activateModel", ""},
    {"stopModelWork", ""},
    {"getModelWork", ""},
    {"getStaffScope", ""},
    {"putStaffScope", ""},
    {"startLink", ""},
    {"startOidc", ""},
    {"takeBackErasure", ""},
    {"unlink", ""},
    // The trail itself, what the watch says of staff, and the machine.
    {"getAuditStatus", ""},
    {"verifyAudit", ""},
    {"listActs", ""},
    {"getReceipt", ""},
    {"exportAudit", ""},
    {"listAlerts", ""},
    // Numbers, and what the watch knows about whose they are; each reading is in the trail.
    {"listMarks", ""},
    {"setMark", ""},
    {"liftMark", ""},
    {"plantHoney", ""},
    {"listOwnAlerts", ""},
    {"answerAlert", ""},
    {"closeAlert", ""},
    {"getCheckpoint", ""},
    {"getOpenApi", ""},
    {"getHealth", ""},
    {"getReadiness", ""},
    {"getMetrics", ""},
});

void add_name(std::vector<std::string>& names, std::string_view name) {
    if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
}

void add_fields(std::vector<std::string>& names, const std::vector<ApiRawValue>& values) {
    for (const auto& value : values) add_name(names, value.field);
}

void add_fields(std::vector<std::string>& names, const ApiCustomerHit& hit) {
    const std::array<std::pair<const char*, const std::optional<std::string>*>, 7> shown = {{
        {"name_full", &hit.name},
        {"kana_full", &hit.kana},
        {"company", &hit.company},
        {"address_full", &hit.address},
        {"phone", &hit.phone},
        {"email", &hit.email},
        {"birth_date", &hit.birth_date},
    }};
    for (const auto& [name, value] : shown)
        if (value->has_value()) add_name(names, name);
}

void add_fields(std::vector<std::string>& names, const std::vector<ApiComparison>& comparisons) {
    for (const auto& comparison : comparisons)
        if (comparison.left_value || comparison.right_value)
            for (const auto& field : comparison.fields) add_name(names, field);
}

std::int64_t digits_of(std::string_view number) {
    std::int64_t value = 0;
    for (const char c : number)
        if (c >= '0' && c <= '9') value = value * 10 + (c - '0');
    return value;
}

}  // namespace

std::span<const LoggedOperation> logged_operations() { return kLoggedOperations; }

LoggedBackend::LoggedBackend(
    Master& master, const MessageCatalogue& messages, AccessLog& log, RegisterMetrics* metrics)
    : MasterBackend(master, messages, metrics), log_(log) {}

AccessNote LoggedBackend::act_of(const ApiCall& call, std::string_view action) const {
    AccessNote act;
    act.at = master_.clock().now();
    act.actor = actor_of(call).trail_name();
    act.staff = call.actor.id;
    act.role = call.actor.role;
    act.action = action;
    act.purpose = call.purpose;
    act.request_id = call.request_id;
    act.session.assign(call.session.begin(), call.session.end());
    return act;
}

Result<std::vector<RecordId>> LoggedBackend::anchors_of(const std::vector<std::string>& numbers) {
    std::vector<RecordId> records;
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    for (const auto& number : numbers) {
        const auto looked = TRY(desk.look_up(number));
        if (!looked.customer) continue;
        const auto stored = TRY(session->store().number(*looked.customer));
        if (stored.anchor.value() != 0) records.push_back(stored.anchor);
    }
    return records;
}

std::int64_t LoggedBackend::marks_of_number(StaffId staff, std::string_view number) {
    const auto value = digits_of(number);
    const std::lock_guard lock(mutex_);
    auto& seen = look_ups_[staff];
    const auto step = std::abs(value - seen.last);
    // The same again is neither.
    if (step != 0) seen.near = step <= kNeighbourMax ? seen.near + 1 : 0;
    seen.last = value;
    return seen.near >= kNeighboursAlarming ? bit(Mark::sequential) : 0;
}

Result<ApiUpload> LoggedBackend::add_upload(
    const ApiCall& call, std::string_view file_name, IncomingFile& file) {
    auto upload = TRY(MasterBackend::add_upload(call, file_name, file));
    auto act = act_of(call, "upload.show");
    act.nameless = static_cast<std::int64_t>(upload.sample.size());
    TRY(note(std::move(act)));
    return upload;
}

Result<ApiUpload> LoggedBackend::preview(
    const ApiCall& call, std::string_view upload_id, const ApiReading& reading) {
    auto upload = TRY(MasterBackend::preview(call, upload_id, reading));
    auto act = act_of(call, "upload.show");
    act.nameless = static_cast<std::int64_t>(upload.sample.size());
    TRY(note(std::move(act)));
    return upload;
}

Result<ApiFile> LoggedBackend::rejected_rows(const ApiCall& call, ImportId id) {
    auto file = TRY(MasterBackend::rejected_rows(call, id));
    auto act = act_of(call, "rejected.show");
    // Without the line of the headings.
    act.nameless = std::max<std::int64_t>(0, std::ranges::count(file.content, '\n') - 1);
    TRY(note(std::move(act)));
    return file;
}

Result<ApiResolution> LoggedBackend::resolve(const ApiCall& call, const ApiQuestion& question) {
    auto resolution = TRY(MasterBackend::resolve(call, question));
    if (resolution.matches.empty()) return resolution;
    auto act = act_of(call, "customer.resolve");
    for (const auto& match : resolution.matches) {
        act.records.push_back(match.record_id);
        add_fields(act.fields, match.customer);
        add_fields(act.fields, match.reasons.comparisons);
    }
    TRY(note(std::move(act)));
    return resolution;
}

Result<ApiPage<ApiCustomerHit>> LoggedBackend::search(
    const ApiCall& call, const ApiSearch& search) {
    auto page = TRY(MasterBackend::search(call, search));
    if (page.items.empty()) return page;
    auto act = act_of(call, "customer.search");
    std::vector<std::string> numbers;
    for (const auto& hit : page.items) {
        numbers.push_back(hit.number);
        add_fields(act.fields, hit);
    }
    act.records = TRY(anchors_of(numbers));
    act.words = search.text;
    act.list = true;
    const auto offset = std::strtoul(search.page.cursor.c_str(), nullptr, 10);
    if (search.text.size() <= kWildcardBytes || offset >= kWildcardOffset)
        act.marks |= bit(Mark::wildcard);
    TRY(note(std::move(act)));
    return page;
}

Result<ApiCustomer> LoggedBackend::customer(const ApiCall& call, std::string_view number) {
    const auto marks = marks_of_number(call.actor.id, number);
    auto customer = TRY(MasterBackend::customer(call, number));
    auto act = act_of(call, "customer.show");
    act.marks = marks;
    for (const auto& field : customer.golden) add_name(act.fields, field.field);
    for (const auto& member : customer.members) {
        act.records.push_back(member.record_id);
        add_fields(act.fields, member.values);
    }
    TRY(note(std::move(act)));
    return customer;
}

Result<ApiPage<ApiTimelineItem>> LoggedBackend::timeline(
    const ApiCall& call, std::string_view number, const ApiPageRequest& page) {
    auto timeline = TRY(MasterBackend::timeline(call, number, page));
    auto act = act_of(call, "customer.history");
    act.records = TRY(anchors_of({std::string{number}}));
    TRY(note(std::move(act)));
    return timeline;
}

Result<ApiRecord> LoggedBackend::record(const ApiCall& call, RecordId id) {
    auto record = TRY(MasterBackend::record(call, id));
    auto act = act_of(call, "record.show");
    act.records = {id};
    for (const auto& version : record.versions) add_fields(act.fields, version.values);
    TRY(note(std::move(act)));
    return record;
}

Result<ApiExplanation> LoggedBackend::explain(const ApiCall& call, RecordId left, RecordId right) {
    auto explanation = TRY(MasterBackend::explain(call, left, right));
    auto act = act_of(call, "pair.explain");
    act.records = {left, right};
    add_fields(act.fields, explanation.comparisons);
    TRY(note(std::move(act)));
    return explanation;
}

Result<ApiReview> LoggedBackend::logged_review(const ApiCall& call, Result<ApiReview> review) {
    if (!review.ok()) return review;
    auto act = act_of(call, "review.show");
    const auto add_side = [&](const ApiReviewSide& side) {
        act.records.push_back(side.record_id);
        add_fields(act.fields, side.values);
    };
    add_side(review->left);
    add_side(review->right);
    for (const auto& side : review->left_members) add_side(side);
    for (const auto& side : review->right_members) add_side(side);
    TRY(note(std::move(act)));
    return review;
}

Result<ApiReview> LoggedBackend::review(const ApiCall& call, std::string_view id) {
    return logged_review(call, MasterBackend::review(call, id));
}

Result<ApiReview> LoggedBackend::decide(const ApiCall& call, const ApiDecision& decision) {
    return logged_review(call, MasterBackend::decide(call, decision));
}

Result<ApiReview> LoggedBackend::take_back(const ApiCall& call, std::string_view review) {
    return logged_review(call, MasterBackend::take_back(call, review));
}

Result<ApiPage<ApiBookedVerdict>> LoggedBackend::verdicts(
    const ApiCall& call, const ApiVerdictQuery& query) {
    auto page = TRY(MasterBackend::verdicts(call, query));
    auto act = act_of(call, "verdict.list");
    // What a person wrote as the reason may be about the customer.
    for (const auto& verdict : page.items) {
        if (verdict.reason.empty()) continue;
        act.records.push_back(verdict.left_record);
        act.records.push_back(verdict.right_record);
    }
    if (!act.records.empty()) TRY(note(std::move(act)));
    return page;
}

Result<std::vector<ApiDecisionTrace>> LoggedBackend::decisions(const ApiCall& call, RecordId id) {
    auto decisions = TRY(MasterBackend::decisions(call, id));
    auto act = act_of(call, "decision.list");
    act.records = {id};
    for (const auto& one : decisions) add_fields(act.fields, one.reasons.comparisons);
    TRY(note(std::move(act)));
    return decisions;
}

Result<ApiCleansePage> LoggedBackend::cleansing(const ApiCall& call, const ApiPageRequest& page) {
    auto proposals = TRY(MasterBackend::cleansing(call, page));
    if (proposals.page.items.empty()) return proposals;
    auto act = act_of(call, "cleansing.show");
    for (const auto& proposal : proposals.page.items) {
        act.records.push_back(proposal.record_id);
        add_name(act.fields, proposal.finding.field);
    }
    TRY(note(std::move(act)));
    return proposals;
}

Result<ApiUnmasked> LoggedBackend::unmask(const ApiCall& call, const ApiUnmask& wish) {
    auto shown = TRY(MasterBackend::unmask(call, wish));
    auto act = act_of(call, "customer.unmask");
    act.fields.push_back(shown.field);
    act.records = TRY(anchors_of({wish.number}));
    act.marks = bit(Mark::unmasked);
    TRY(note(std::move(act)));
    return shown;
}

Result<Instant> LoggedBackend::break_glass(const ApiCall& call, std::string_view reason) {
    const auto until = TRY(MasterBackend::break_glass(call, reason));
    auto act = act_of(call, "access.glass");
    act.marks = bit(Mark::break_glass);
    TRY(note(std::move(act)));
    return until;
}

Result<ApiFile> LoggedBackend::export_file(const ApiCall& call, std::string_view id) {
    auto file = TRY(MasterBackend::export_file(call, id));
    auto act = act_of(call, "customer.export");
    act.nameless = file.rows;
    act.marks = bit(Mark::exported);
    TRY(note(std::move(act)));
    return file;
}

}  // namespace genbo
