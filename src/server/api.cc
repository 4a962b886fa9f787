// SPDX-License-Identifier: Apache-2.0
#include "server/api.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "server/api_access.h"
#include "server/api_care.h"
#include "server/api_models.h"

namespace genbo {

namespace {

// An administrator comes here only through broken glass; the backend looks whether it is.
constexpr Roles kSearches =
    kAdministrator | kSteward | kSupport | kShop | kPrivacyOfficer | kIntegration;
constexpr Roles kReadsCustomers = kSearches | kMarketer;
constexpr Roles kEnters = kSteward | kSupport | kShop | kIntegration;
constexpr Roles kImports = kSteward | kIntegration;
constexpr Roles kSeesImports = kImports | kAdministrator;
constexpr Roles kDecides = kSteward;
constexpr Roles kSeesModels = kSteward | kAdministrator;
constexpr Roles kExports = kSteward | kMarketer | kPrivacyOfficer | kIntegration;
constexpr Roles kDecidesExports = kAdministrator | kSteward | kPrivacyOfficer;
constexpr Roles kErases = kAdministrator | kSteward | kPrivacyOfficer;
constexpr Roles kApproves = kErases | kAuditor;
constexpr Roles kReadsTrail = kAdministrator | kAuditor | kPrivacyOfficer;
constexpr Roles kWatches = kAuditor | kPrivacyOfficer;
constexpr Roles kRetains = kAdministrator | kPrivacyOfficer;

constexpr HttpMethod kGet = HttpMethod::get;
constexpr HttpMethod kPost = HttpMethod::post;
constexpr HttpMethod kPut = HttpMethod::put;
constexpr HttpMethod kDelete = HttpMethod::erase;

constexpr auto kRoutes = std::to_array<Route>({
    {kPost, "/api/v1/session", "signIn", kOpen, api_sign_in, RouteBody::json},
    {.method = kGet,
     .pattern = "/api/v1/session",
     .operation = "getSession",
     .roles = kAllStaff,
     .handler = api_session,
     .before_new_password = BeforeNewPassword::allowed,
     .early = Early::half_way},
    {.method = kDelete,
     .pattern = "/api/v1/session",
     .operation = "signOut",
     .roles = kAllStaff,
     .handler = api_sign_out,
     .before_new_password = BeforeNewPassword::allowed,
     .early = Early::half_way},
    {.method = kPost,
     .pattern = "/api/v1/session/password",
     .operation = "changePassword",
     .roles = kAllStaff,
     .handler = api_change_password,
     .body = RouteBody::json,
     .before_new_password = BeforeNewPassword::allowed,
     .early = Early::enrolling},

    {kGet, "/api/v1/home", "getHome", kAllStaff | kIntegration, api_home},
    {kGet, "/api/v1/fields", "listFields", kAllStaff | kIntegration, api_fields},
    {kGet, "/api/v1/sources", "listSources", kAllStaff | kIntegration, api_sources},
    {kPut, "/api/v1/sources/{source}", "putSource", kAdministrator, api_put_source,
     RouteBody::json},

    {kPost, "/api/v1/uploads", "createUpload", kImports, api_create_upload, RouteBody::file},
    {kPost, "/api/v1/uploads/{upload_id}/preview", "previewUpload", kImports, api_preview,
     RouteBody::json},
    {kGet, "/api/v1/imports", "listImports", kSeesImports, api_imports, RouteBody::none,
     "cursor limit"},
    {kPost, "/api/v1/imports", "startImport", kImports, api_start_import, RouteBody::json, "",
     Retry::by_key},
    {kGet, "/api/v1/imports/{import_id}", "getImport", kSeesImports, api_import},
    {kGet, "/api/v1/imports/{import_id}/rejected", "getRejectedRows", kImports, api_rejected},
    {kPost, "/api/v1/imports/{import_id}/undo", "undoImport", kImports, api_undo, RouteBody::none,
     "", Retry::by_key},
    {kGet, "/api/v1/mappings", "listMappings", kImports, api_mappings},
    {kGet, "/api/v1/mappings/{mapping}", "getMapping", kImports, api_mapping},
    {kPut, "/api/v1/mappings/{mapping}", "putMapping", kImports, api_put_mapping, RouteBody::json},

    {kPost, "/api/v1/resolve", "resolve", kSearches, api_resolve, RouteBody::json},
    {kPost, "/api/v1/customers", "enterCustomer", kEnters, api_enter_customer, RouteBody::json, "",
     Retry::by_key},
    {.method = kPost,
     .pattern = "/api/v1/records",
     .operation = "putRecords",
     .roles = kImports,
     .handler = api_put_records,
     .body = RouteBody::json,
     .body_bytes_max = kFeedBodyBytesMax},
    {kPost, "/api/v1/customers/search", "searchCustomers", kSearches, api_search, RouteBody::json},
    {kGet, "/api/v1/customers/{number}", "getCustomer", kReadsCustomers, api_customer},
    {kGet, "/api/v1/customers/{number}/timeline", "getTimeline", kReadsCustomers, api_timeline,
     RouteBody::none, "cursor limit"},
    {kGet, "/api/v1/customers/{number}/card.svg", "getNumberCard", kReadsCustomers, api_card,
     RouteBody::none, "lang"},
    {kPost, "/api/v1/customers/{number}/merge", "mergeCustomers", kDecides, api_merge,
     RouteBody::json, "", Retry::by_key, Version::if_match},
    {kPost, "/api/v1/customers/{number}/split", "splitCustomer", kDecides, api_split,
     RouteBody::json, "", Retry::by_key, Version::if_match},
    {kGet, "/api/v1/records/{record_id}", "getRecord", kReadsCustomers, api_record},

    {kGet, "/api/v1/explanations", "explainPair", kDecides, api_explain, RouteBody::none,
     "left right"},
    {kPost, "/api/v1/numbers/check", "checkNumber", kSearches, api_check_number, RouteBody::json},
    {kPost, "/api/v1/numbers", "grantNumbers", kAdministrator, api_grant_numbers, RouteBody::json,
     "", Retry::by_key},
    {kGet, "/api/v1/reviews", "listReviews", kDecides, api_reviews, RouteBody::none,
     "cursor limit"},
    {kGet, "/api/v1/reviews/summary", "getReviewSummary", kDecides, api_review_summary},
    {kPost, "/api/v1/reviews/bulk/preview", "previewBulk", kDecides, api_preview_bulk,
     RouteBody::json},
    {kPost, "/api/v1/reviews/bulk", "acceptBulk", kDecides, api_accept_bulk, RouteBody::json, "",
     Retry::by_key},
    {kGet, "/api/v1/verdicts", "listVerdicts", kDecides, api_verdicts, RouteBody::none,
     "actor customer verdict from until cursor limit"},
    {kDelete, "/api/v1/verdicts/{verdict_id}", "withdrawVerdict", kDecides, api_withdraw_verdict,
     RouteBody::none, "count", Retry::by_key},
    {kGet, "/api/v1/records/{record_id}/decisions", "listDecisions", kDecides, api_decisions},
    {kGet, "/api/v1/models", "listModels", kSeesModels, api_models},
    {kGet, "/api/v1/cleansing/proposals", "listCleansing", kDecides, api_cleansing, RouteBody::none,
     "cursor limit"},
    {kPost, "/api/v1/cleansing", "applyCleansing", kDecides, api_cleanse, RouteBody::json, "",
     Retry::by_key},
    {kGet, "/api/v1/numbers/report", "getNumberReport", kDecides, api_number_report},
    {kGet, "/api/v1/reviews/{review_id}", "getReview", kDecides, api_review},
    {kPost, "/api/v1/reviews/{review_id}/verdict", "giveVerdict", kDecides, api_decide,
     RouteBody::json, "", Retry::by_key, Version::if_match},
    {kDelete, "/api/v1/reviews/{review_id}/verdict", "takeBackVerdict", kDecides, api_take_back,
     RouteBody::none, "", Retry::by_key, Version::if_match},

    {kGet, "/api/v1/approvals", "listApprovals", kApproves, api_approvals, RouteBody::none,
     "state"},
    {.method = kPost,
     .pattern = "/api/v1/approvals/{approval_id}/decision",
     .operation = "decideApproval",
     .roles = kErases,
     .handler = api_decide_approval,
     .body = RouteBody::json,
     .retry = Retry::by_key,
     .proof = ProofAge::fresh},
    {kPost, "/api/v1/customers/{number}/erasure/preview", "previewErasure", kErases,
     api_preview_erasure, RouteBody::json},
    {kPost, "/api/v1/customers/{number}/erasure", "askErasure", kErases, api_ask_erasure,
     RouteBody::json, "", Retry::by_key, Version::if_match},
    {kPost, "/api/v1/customers/{number}/hold", "setHold", kErases, api_hold, RouteBody::json, "",
     Retry::by_key},
    {kGet, "/api/v1/erasures", "listErasures", kApproves, api_erasures},
    {kGet, "/api/v1/erasures/{erasure_id}", "getErasure", kApproves, api_erasure},
    {kPost, "/api/v1/erasures/{erasure_id}/take-back", "takeBackErasure", kErases,
     api_take_back_erasure, RouteBody::json, "", Retry::by_key},
    {kPost, "/api/v1/erasures/{erasure_id}/execute", "executeErasure", kErases, api_execute_erasure,
     RouteBody::none, "", Retry::by_key},
    {kPost, "/api/v1/erasures/{erasure_id}/come-back", "letComeBack", kErases, api_let_come_back,
     RouteBody::json, "", Retry::by_key},
    {kPost, "/api/v1/erasures/{erasure_id}/recipients", "acknowledgeErasure", kErases,
     api_acknowledge_erasure, RouteBody::json, "", Retry::by_key},
    {kGet, "/api/v1/erasures/{erasure_id}/certificate", "getCertificate", kApproves,
     api_certificate},
    {kGet, "/api/v1/retention", "getRetention", kApproves, api_retention},
    {kPost, "/api/v1/retention/run", "runNight", kAdministrator, api_run_night, RouteBody::none, "",
     Retry::by_key},

    {kGet, "/api/v1/conflicts", "listConflicts", kDecides, api_conflicts, RouteBody::none,
     "cursor limit field"},
    {kGet, "/api/v1/customers/{number}/conflicts", "getConflicts", kDecides,
     api_customer_conflicts},
    {kPost, "/api/v1/customers/{number}/conflicts", "ruleConflict", kDecides, api_rule,
     RouteBody::json, "", Retry::by_key, Version::if_match},
    {kDelete, "/api/v1/rulings/{ruling_id}", "withdrawRuling", kDecides, api_withdraw_ruling,
     RouteBody::none, "", Retry::by_key},
    {kGet, "/api/v1/customers/{number}/relations", "getRelations", kReadsCustomers, api_relations},
    {kPost, "/api/v1/customers/{number}/relations", "addRelation", kDecides, api_relate,
     RouteBody::json, "", Retry::by_key},
    {kPost, "/api/v1/customers/{number}/relations/{relation_id}/end", "endRelation", kDecides,
     api_end_relation, RouteBody::json, "", Retry::by_key},
    {kDelete, "/api/v1/customers/{number}/relations/{relation_id}", "withdrawRelation", kDecides,
     api_withdraw_relation, RouteBody::none, "", Retry::by_key},
    {kGet, "/api/v1/customers/{number}/group", "getGroup", kReadsCustomers, api_group,
     RouteBody::none, "day"},
    {kGet, "/api/v1/relations", "listRelations", kDecides, api_relation_lines, RouteBody::none,
     "cursor limit"},
    {kGet, "/api/v1/reconciliations", "listReconciliations", kImports, api_reconciliations},
    {kPost, "/api/v1/reconciliations", "reconcile", kImports, api_reconcile, RouteBody::json},

    {kGet, "/api/v1/audit/checkpoint", "getCheckpoint", kReadsTrail, api_checkpoint},
    {kGet, "/api/v1/access/mine", "getMyAccess", kAllStaff | kIntegration, api_my_access},
    {kPost, "/api/v1/customers/{number}/unmask", "unmaskValue", kReadsCustomers & ~kIntegration,
     api_unmask, RouteBody::json},
    {kPost, "/api/v1/access/glass", "breakGlass",
     kAdministrator | kSteward | kSupport | kShop | kPrivacyOfficer, api_break_glass,
     RouteBody::json},
    {kGet, "/api/v1/access/acts", "listAccessActs", kReadsTrail, api_access_acts},
    {kPost, "/api/v1/access/acts/{act_id}/seen", "markActSeen", kReadsTrail, api_act_seen},
    {kGet, "/api/v1/keys", "listKeys", kAdministrator, api_keys},
    {.method = kPost,
     .pattern = "/api/v1/keys",
     .operation = "makeKey",
     .roles = kAdministrator,
     .handler = api_make_key,
     .body = RouteBody::json,
     .proof = ProofAge::fresh},
    {.method = kPost,
     .pattern = "/api/v1/keys/{key_id}/rotation",
     .operation = "rotateKey",
     .roles = kAdministrator,
     .handler = api_rotate_key,
     .body = RouteBody::json,
     .proof = ProofAge::fresh},
    {kDelete, "/api/v1/keys/{key_id}", "revokeKey", kAdministrator, api_revoke_key},
    {kGet, "/api/v1/exports", "listExports", kExports | kDecidesExports, api_exports},
    {kPost, "/api/v1/exports", "askExport", kExports, api_ask_export, RouteBody::json, "",
     Retry::by_key},
    {.method = kPost,
     .pattern = "/api/v1/exports/{export_id}/decision",
     .operation = "decideExport",
     .roles = kDecidesExports,
     .handler = api_decide_export,
     .body = RouteBody::json,
     .proof = ProofAge::fresh},
    {kGet, "/api/v1/exports/{export_id}/file", "getExportFile", kExports, api_export_file},
    {kGet, "/api/v1/customers/{number}/access", "listAccess", kReadsTrail, api_access_log,
     RouteBody::none, "cursor limit"},
    {kGet, "/api/v1/customers/{number}/access.csv", "getDisclosure", kReadsTrail, api_disclosure},
    {kGet, "/api/v1/audit/status", "getAuditStatus", kReadsTrail, api_audit_status},
    {kPost, "/api/v1/audit/verify", "verifyAudit", kReadsTrail, api_verify_audit},
    {kGet, "/api/v1/audit/acts", "listActs", kReadsTrail, api_acts, RouteBody::none,
     "actor action from until cursor limit"},
    {kGet, "/api/v1/audit/acts/{seq}/receipt", "getReceipt", kReadsTrail, api_receipt},
    {kGet, "/api/v1/audit/export.tar", "exportAudit", kReadsTrail, api_export_audit},
    {kGet, "/api/v1/alerts", "listAlerts", kReadsTrail, api_alerts},
    {kGet, "/api/v1/alerts/mine", "listOwnAlerts", kAllStaff, api_own_alerts},
    {kPost, "/api/v1/alerts/{alert_id}/answer", "answerAlert", kAllStaff, api_answer_alert,
     RouteBody::json},
    {kPost, "/api/v1/alerts/{alert_id}/close", "closeAlert", kReadsTrail, api_close_alert,
     RouteBody::json},
    {kGet, "/api/v1/openapi.json", "getOpenApi", kOpen, api_openapi},
    {.method = kGet,
     .pattern = "/healthz",
     .operation = "getHealth",
     .roles = kOpen,
     .handler = api_health,
     .watch = Watch::health,
     .turn = Turn::at_once},
    {.method = kGet,
     .pattern = "/readyz",
     .operation = "getReadiness",
     .roles = kOpen,
     .handler = api_ready,
     .watch = Watch::health},
    {.method = kGet,
     .pattern = "/metrics",
     .operation = "getMetrics",
     .roles = kOpen,
     .handler = api_metrics,
     .watch = Watch::figures,
     .turn = Turn::at_once},

    {.method = kPost,
     .pattern = "/api/v1/session/second-factor",
     .operation = "proveSecondFactor",
     .roles = kAllStaff,
     .handler = api_second_factor,
     .body = RouteBody::json,
     .before_new_password = BeforeNewPassword::allowed,
     .early = Early::half_way},
    {.method = kPost,
     .pattern = "/api/v1/session/proof",
     .operation = "proveAgain",
     .roles = kAllStaff,
     .handler = api_prove,
     .body = RouteBody::json,
     .early = Early::enrolling},
    {kGet, "/api/v1/session/all", "listOwnSessions", kAllStaff, api_own_sessions},
    {kDelete, "/api/v1/session/all/{session_id}", "endOwnSession", kAllStaff, api_end_own_session},
    {.method = kGet,
     .pattern = "/api/v1/session/factors",
     .operation = "getFactors",
     .roles = kAllStaff,
     .handler = api_factors,
     .early = Early::enrolling},
    {.method = kPost,
     .pattern = "/api/v1/session/totp",
     .operation = "offerTotp",
     .roles = kAllStaff,
     .handler = api_offer_totp,
     .early = Early::enrolling,
     .proof = ProofAge::fresh},
    {.method = kPost,
     .pattern = "/api/v1/session/totp/confirm",
     .operation = "confirmTotp",
     .roles = kAllStaff,
     .handler = api_confirm_totp,
     .body = RouteBody::json,
     .early = Early::enrolling},
    {.method = kDelete,
     .pattern = "/api/v1/session/totp",
     .operation = "removeTotp",
     .roles = kAllStaff,
     .handler = api_remove_totp,
     .proof = ProofAge::fresh},
    {.method = kPost,
     .pattern = "/api/v1/session/recovery-codes",
     .operation = "renewRecoveryCodes",
     .roles = kAllStaff,
     .handler = api_renew_recovery,
     .proof = ProofAge::fresh},

    {kPost, "/api/v1/session/passkey/challenge", "passkeyChallenge", kOpen, api_passkey_challenge},
    {kPost, "/api/v1/session/passkey", "signInWithPasskey", kOpen, api_passkey_sign_in,
     RouteBody::json},
    {.method = kPost,
     .pattern = "/api/v1/session/passkeys/offer",
     .operation = "offerPasskey",
     .roles = kAllStaff,
     .handler = api_offer_passkey,
     .early = Early::enrolling,
     .proof = ProofAge::fresh},
    {.method = kPost,
     .pattern = "/api/v1/session/passkeys",
     .operation = "addPasskey",
     .roles = kAllStaff,
     .handler = api_add_passkey,
     .body = RouteBody::json,
     .early = Early::enrolling},
    {.method = kDelete,
     .pattern = "/api/v1/session/passkeys/{passkey_id}",
     .operation = "removePasskey",
     .roles = kAllStaff,
     .handler = api_remove_passkey,
     .proof = ProofAge::fresh},

    {kGet, "/api/v1/session/oidc", "getOidc", kOpen, api_oidc},
    {kPost, "/api/v1/session/oidc/start", "startOidc", kOpen, api_start_oidc},
    {kPost, "/api/v1/session/oidc/finish", "finishOidc", kOpen, api_finish_oidc, RouteBody::json},
    {.method = kPost,
     .pattern = "/api/v1/session/oidc/link/start",
     .operation = "startLink",
     .roles = kAllStaff,
     .handler = api_start_link,
     .proof = ProofAge::fresh},
    {kPost, "/api/v1/session/oidc/link", "finishLink", kAllStaff, api_finish_link, RouteBody::json},
    {.method = kDelete,
     .pattern = "/api/v1/session/oidc/link",
     .operation = "unlink",
     .roles = kAllStaff,
     .handler = api_unlink,
     .proof = ProofAge::fresh},

    {kGet, "/api/v1/staff", "listStaff", kAdministrator, api_staff},
    {.method = kPost,
     .pattern = "/api/v1/staff",
     .operation = "addStaff",
     .roles = kAdministrator,
     .handler = api_add_staff,
     .body = RouteBody::json,
     .retry = Retry::by_key,
     .proof = ProofAge::fresh},
    {.method = kPut,
     .pattern = "/api/v1/staff/{staff_id}",
     .operation = "changeStaff",
     .roles = kAdministrator,
     .handler = api_change_staff,
     .body = RouteBody::json,
     .proof = ProofAge::fresh},
    {.method = kPost,
     .pattern = "/api/v1/staff/{staff_id}/disable",
     .operation = "disableStaff",
     .roles = kAdministrator,
     .handler = api_disable_staff,
     .proof = ProofAge::fresh},
    {.method = kPost,
     .pattern = "/api/v1/staff/{staff_id}/enable",
     .operation = "enableStaff",
     .roles = kAdministrator,
     .handler = api_enable_staff,
     .proof = ProofAge::fresh},
    {.method = kPost,
     .pattern = "/api/v1/staff/{staff_id}/reset",
     .operation = "resetStaff",
     .roles = kAdministrator,
     .handler = api_reset_staff,
     .retry = Retry::by_key,
     .proof = ProofAge::fresh},
    {.method = kPost,
     .pattern = "/api/v1/staff/{staff_id}/forget-factors",
     .operation = "forgetFactors",
     .roles = kAdministrator,
     .handler = api_forget_factors,
     .retry = Retry::by_key,
     .proof = ProofAge::fresh},
    {kGet, "/api/v1/staff/{staff_id}/sessions", "listStaffSessions", kAdministrator,
     api_staff_sessions},
    {.method = kDelete,
     .pattern = "/api/v1/staff/{staff_id}/sessions/{session_id}",
     .operation = "endStaffSession",
     .roles = kAdministrator,
     .handler = api_end_staff_session,
     .proof = ProofAge::fresh},
    {kGet, "/api/v1/watch/marks", "listMarks", kWatches, api_marks},
    {.method = kPost,
     .pattern = "/api/v1/watch/marks",
     .operation = "setMark",
     .roles = kWatches,
     .handler = api_set_mark,
     .body = RouteBody::json,
     .retry = Retry::by_key,
     .proof = ProofAge::fresh},
    {.method = kPost,
     .pattern = "/api/v1/watch/marks/{mark_id}/lift",
     .operation = "liftMark",
     .roles = kWatches,
     .handler = api_lift_mark,
     .body = RouteBody::json,
     .retry = Retry::by_key,
     .proof = ProofAge::fresh},
    {.method = kPost,
     .pattern = "/api/v1/watch/honey",
     .operation = "plantHoney",
     .roles = kWatches,
     .handler = api_plant_honey,
     .body = RouteBody::json,
     .retry = Retry::by_key,
     .proof = ProofAge::fresh},
    {kGet, "/api/v1/customers/{number}/hold", "getHolds", kErases, api_holds},
    {kPost, "/api/v1/retention/approval", "askRetention", kRetains, api_ask_retention,
     RouteBody::json, "", Retry::by_key},
    {.method = kPost,
     .pattern = "/api/v1/retention/approved-run",
     .operation = "runRetention",
     .roles = kRetains,
     .handler = api_run_retention,
     .body = RouteBody::json,
     .retry = Retry::by_key,
     .proof = ProofAge::fresh},
    {.method = kPost,
     .pattern = "/api/v1/staff/{staff_id}/recovery",
     .operation = "askRecovery",
     .roles = kAdministrator,
     .handler = api_ask_recovery,
     .body = RouteBody::json,
     .retry = Retry::by_key,
     .proof = ProofAge::fresh},
    {kGet, "/api/v1/staff/{staff_id}/scope", "getStaffScope", kAdministrator, api_staff_scope},
    {.method = kPut,
     .pattern = "/api/v1/staff/{staff_id}/scope",
     .operation = "putStaffScope",
     .roles = kAdministrator,
     .handler = api_put_staff_scope,
     .body = RouteBody::json,
     .proof = ProofAge::fresh},
    {kPost, "/api/v1/models", "makeModel", kDecides, api_make_model, RouteBody::json, "",
     Retry::by_key},
    {kGet, "/api/v1/models/suggested-rules", "listSuggestedRules", kDecides, api_suggested_rules},
    {kPost, "/api/v1/models/{model}/diff", "compareModel", kSeesModels, api_compare_model,
     RouteBody::none, "", Retry::by_key},
    {kGet, "/api/v1/models/{model}/diff", "getModelDiff", kSeesModels, api_model_diff},
    {.method = kPost,
     .pattern = "/api/v1/models/{model}/activate",
     .operation = "activateModel",
     .roles = kAdministrator,
     .handler = api_activate_model,
     .retry = Retry::by_key,
     .version = Version::if_match,
     .proof = ProofAge::fresh},
    {kDelete, "/api/v1/models/work", "stopModelWork", kSeesModels, api_stop_model_work},
    {kGet, "/api/v1/models/work", "getModelWork", kSeesModels, api_model_work},
});

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::span<const Route> api_routes() { return kRoutes; }

Roles role_named(std::string_view name) {
    constexpr std::array<std::string_view, 8> kNames = {
        "administrator",   "steward", "support", "marketer",
        "privacy_officer", "auditor", "shop",    "integration"};
    if (name == "owner") return kAdministrator | kSteward;
    const auto at = std::ranges::find(kNames, name);
    return at == kNames.end() ? 0 : Roles{1} << (at - kNames.begin());
}

std::optional<std::vector<std::string>> match_pattern(
    std::string_view pattern, const std::vector<std::string>& segments) {
    std::vector<std::string> holes;
    for (const std::string& segment : segments) {
        if (pattern.empty()) return std::nullopt;
        pattern.remove_prefix(1);  // The slash.
        const std::size_t end = std::min(pattern.find('/'), pattern.size());
        const std::string_view piece = pattern.substr(0, end);
        pattern.remove_prefix(end);
        if (piece.starts_with('{'))
            holes.push_back(segment);
        else if (piece != segment)
            return std::nullopt;
    }
    if (!pattern.empty()) return std::nullopt;
    return holes;
}

std::string cookie_value(const RequestHead& head, std::string_view name) {
    const std::string* field = head.header("cookie");
    if (field == nullptr) return {};
    const std::string start = std::string{name} + '=';
    std::optional<std::string_view> value;
    std::string_view rest{*field};
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        if (!pair.starts_with(start)) continue;
        if (value) return {};
        value = pair.substr(start.size());
    }
    return std::string{value.value_or("")};
}

bool is_customer_number(std::string_view text) {
    return text.size() == 11 && text[5] == '-' && text[0] != '0' && all_digits(text.substr(0, 5)) &&
           all_digits(text.substr(6));
}

bool is_source_name(std::string_view text) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !text.empty() && text.size() <= 63 && plain(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return plain(c) || c == '_' || c == '-'; });
}

Result<std::int64_t> id_param(const ApiRequest& request, std::size_t index) {
    const std::string& text = request.params[index];
    std::int64_t id = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), id);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size() || id < 1)
        return Error{.fault = Fault::not_found, .code = "server.unknown_id"};
    return id;
}

Result<std::string> number_param(const ApiRequest& request, std::size_t index) {
    const std::string& text = request.params[index];
    if (!is_customer_number(text))
        return Error{.fault = Fault::not_found, .code = "server.not_a_number"};
    return text;
}

Result<ApiPageRequest> page_param(const ApiRequest& request) {
    constexpr std::size_t kCursorMax = 512;
    constexpr std::size_t kLimitMax = 100;
    const auto bad = [](const char* name) {
        return Error{.fault = Fault::invalid, .code = "server.bad_query", .args = {name}};
    };
    ApiPageRequest page;
    const RequestHead& head = request.http.head;
    if (const std::string* cursor = head.query_value("cursor")) {
        if (cursor->size() > kCursorMax) return bad("cursor");
        page.cursor = *cursor;
    }
    if (const std::string* limit = head.query_value("limit")) {
        const auto end = std::from_chars(limit->data(), limit->data() + limit->size(), page.limit);
        const bool whole = end.ec == std::errc{} && end.ptr == limit->data() + limit->size();
        if (!whole || page.limit < 1 || page.limit > kLimitMax) return bad("limit");
    }
    return page;
}

Response json_with_etag(int status, std::string json, std::string_view version) {
    Response response = json_response(status, std::move(json));
    std::string etag = "\"";
    etag += version;
    etag += '"';
    response.header("ETag", etag);
    return response;
}

}  // namespace genbo
