// SPDX-License-Identifier: Apache-2.0
#pragma once

// The structs of api_backend.h as the JSON of api/openapi.json: the only place where the answers'
// field names are written.  A test validates every answer against its schema.

#include <string>
#include <vector>

#include "base/message.h"
#include "server/api_backend.h"
#include "server/session_keeper.h"

namespace genbo {

// Turns codes into sentences for this caller.
struct ApiTexts {
    const MessageCatalogue& messages;
    Language language;
};

std::string session_json(const ApiStaff& staff, std::string_view csrf, const SessionProof& proof);
std::string own_sessions_json(const std::vector<SessionView>& sessions, std::string_view own);
std::string factors_json(const StaffFile& file, bool needed);
std::string totp_offer_json(const TotpOffer& offer);
std::string recovery_codes_json(const std::vector<std::string>& codes);
std::string passkey_challenge_json(ByteView challenge, std::string_view rp_id);
std::string passkey_offer_json(
    const StaffFile& file, ByteView challenge, std::string_view rp_id, std::string_view name);
std::string oidc_json(std::string_view label);
std::string oidc_start_json(std::string_view url);
std::string account_json(const StaffAccount& account);
std::string staff_scope_json(const ApiStaffScope& scope);
std::string accounts_json(const std::vector<StaffAccount>& accounts);
std::string handed_out_json(const HandedOut& handed);

std::string home_json(const ApiHome& home, const ApiTexts& texts);
std::string fields_json(const std::vector<ApiField>& fields);
std::string source_json(const ApiSource& source);
std::string sources_json(const std::vector<ApiSource>& sources);

std::string upload_json(const ApiUpload& upload);
std::string import_json(const ApiImport& import, const ApiTexts& texts);
std::string imports_json(const ApiPage<ApiImport>& page, const ApiTexts& texts);
std::string mapping_json(const ApiMapping& mapping);
std::string mappings_json(const std::vector<ApiMapping>& mappings);

std::string resolution_json(const ApiResolution& resolution, const ApiTexts& texts);
std::string new_customer_json(const ApiNewCustomer& customer);
std::string feed_outcome_json(const ApiFeedOutcome& outcome, const ApiTexts& texts);
std::string hits_json(const ApiPage<ApiCustomerHit>& page);
std::string customer_json(const ApiCustomer& customer, const ApiTexts& texts);
std::string timeline_json(const ApiPage<ApiTimelineItem>& page);
std::string record_json(const ApiRecord& record);
std::string identity_change_json(const ApiIdentityChange& change);

std::string explanation_json(const ApiExplanation& explanation);
std::string reviews_json(const ApiReviewPage& reviews);
std::string review_json(const ApiReview& review);

std::string review_summary_json(const ApiReviewSummary& summary);
std::string bulk_preview_json(const ApiBulkPreview& preview);
std::string bulk_outcome_json(const ApiBulkOutcome& outcome);
std::string verdicts_json(const ApiPage<ApiBookedVerdict>& page);
std::string taken_back_json(const std::vector<std::string>& numbers);
std::string decisions_json(const std::vector<ApiDecisionTrace>& decisions);
std::string cleansing_json(const ApiCleansePage& page, const ApiTexts& texts);
std::string cleanse_run_json(const ApiCleanseRun& run);
std::string number_report_json(const ApiNumberReport& report);

std::string approval_json(const ApiApproval& approval);
std::string approvals_json(const std::vector<ApiApproval>& approvals);
std::string erasure_json(const ApiErasure& erasure);
std::string erasures_json(const std::vector<ApiErasure>& erasures);
std::string erasure_plan_json(const ApiErasurePlan& plan);
std::string certificate_answer_json(const ApiCertificate& certificate);
std::string holds_json(const std::vector<ApiLegalHold>& holds);
std::string retention_json(const ApiRetention& retention);
std::string night_json(const ApiNight& night);

std::string number_check_json(const ApiNumberCheck& number);
std::string number_grant_json(const ApiNumberGrant& grant);
std::string checkpoint_json(const ApiCheckpoint& checkpoint);

}  // namespace genbo
