// SPDX-License-Identifier: Apache-2.0

// api/openapi.json against the running code: every operation has a route and every route is
// described; what the routes ask for is what the file says; every answer fits its schema.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "base/json_writer.h"
#include "server/json_schema.h"
#include "server/test_authenticator.h"
#include "server/test_house.h"

namespace genbo {

namespace {

const JsonValue& openapi() {
    static const JsonValue document = [] {
        std::ifstream file(GENBO_SOURCE_DIR "/api/openapi.json", std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        auto parsed = parse_json(text);
        check(parsed.ok());
        return *std::move(parsed);
    }();
    return document;
}

struct Described {
    std::string pattern;
    std::string method;
    const JsonValue* operation;
    std::vector<const JsonValue*> parameters;  // Resolved.
};

std::map<std::string, Described> described_operations() {
    const JsonSchema schema{openapi()};
    std::map<std::string, Described> out;
    const JsonValue& paths = *openapi().member("paths");
    for (std::size_t i = 0; i < paths.names.size(); ++i) {
        const JsonValue& item = paths.items[i];
        const std::string base = item.member("servers") != nullptr ? "" : "/api/v1";
        for (std::size_t m = 0; m < item.names.size(); ++m) {
            if (item.names[m] == "parameters" || item.names[m] == "servers") continue;
            Described described{
                .pattern = base + paths.names[i],
                .method = item.names[m],
                .operation = &item.items[m],
                .parameters = {}};
            for (const JsonValue* list :
                 {item.member("parameters"), item.items[m].member("parameters")}) {
                if (list == nullptr) continue;
                for (const JsonValue& one : list->items) {
                    const JsonValue* reference = one.member("$ref");
                    described.parameters.push_back(
                        reference == nullptr ? &one : &schema.resolve(reference->text));
                }
            }
            out.emplace(item.items[m].member("operationId")->text, std::move(described));
        }
    }
    return out;
}

std::string lower_method(const Route& route) {
    std::string name{method_name(route.method)};
    std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    return name;
}

TEST(ApiContract, EveryOperationHasARouteAndEveryRouteIsDescribed) {
    const auto described = described_operations();
    std::set<std::string> routed;
    for (const Route& route : api_routes()) {
        const auto at = described.find(std::string{route.operation});
        ASSERT_NE(at, described.end()) << route.operation << " is not in openapi.json";
        EXPECT_EQ(at->second.pattern, route.pattern);
        EXPECT_EQ(at->second.method, lower_method(route)) << route.operation;
        EXPECT_TRUE(routed.insert(at->first).second) << route.operation << " twice";
    }
    for (const auto& [name, operation] : described)
        EXPECT_TRUE(routed.contains(name)) << name << " has no route";
    EXPECT_GE(routed.size(), 30u);
}

TEST(ApiContract, RoutesAskForWhatIsDescribed) {
    const auto described = described_operations();
    for (const Route& route : api_routes()) {
        const Described& operation = described.at(std::string{route.operation});
        const JsonValue* security = operation.operation->member("security");
        const bool watched = security != nullptr && security->items.size() == 2 &&
                             security->items[0].names.empty() &&
                             security->items[1].member("watcher") != nullptr;
        EXPECT_EQ(watched, route.watch != Watch::none) << route.operation;
        EXPECT_EQ(watched || (security != nullptr && security->items.empty()), route.roles == kOpen)
            << route.operation;

        std::set<std::string> headers;
        std::set<std::string> query;
        for (const JsonValue* parameter : operation.parameters) {
            const std::string& in = parameter->member("in")->text;
            if (in == "header") headers.insert(parameter->member("name")->text);
            if (in == "query") query.insert(parameter->member("name")->text);
        }
        EXPECT_EQ(headers.contains("Idempotency-Key"), route.retry == Retry::by_key)
            << route.operation;
        EXPECT_EQ(headers.contains("If-Match"), route.version == Version::if_match)
            << route.operation;
        EXPECT_EQ(headers.contains("X-Genbo-CSRF"), !is_safe(route.method) && route.roles != kOpen)
            << route.operation;

        std::set<std::string> known;
        std::istringstream names{std::string{route.query}};
        for (std::string name; names >> name;) known.insert(name);
        EXPECT_EQ(query, known) << route.operation;

        const JsonValue* body = operation.operation->member("requestBody");
        const JsonValue* content = body == nullptr ? nullptr : body->member("content");
        const RouteBody expected = content == nullptr ? RouteBody::none
                                   : content->member("application/json") != nullptr
                                       ? RouteBody::json
                                       : RouteBody::file;
        EXPECT_EQ(route.body, expected) << route.operation;
    }
}

// One good request for every operation.
struct Example {
    std::string target;
    std::string body;
};

std::map<std::string, std::vector<Example>> examples() {
    return {
        {"signIn", {{"/api/v1/session", R"({"name":"steward","password":"hinotama-no-uta-8"})"}}},
        {"getSession", {{"/api/v1/session", ""}}},
        {"signOut", {{"/api/v1/session", ""}}},
        {"changePassword",
         {{"/api/v1/session/password",
           R"({"current":"hinotama-no-uta-8","next":"kaze-no-naka-no-hi 7"})"}}},
        {"getHome", {{"/api/v1/home", ""}}},
        {"listFields", {{"/api/v1/fields", ""}}},
        {"listSources", {{"/api/v1/sources", ""}}},
        {"putSource", {{"/api/v1/sources/ec-2", R"({"rank":80,"label":"通販"})"}}},
        {"createUpload", {{"/api/v1/uploads", "氏名\n髙橋花子\n"}}},
        {"previewUpload",
         {{"/api/v1/uploads/u-1/preview", "{}"},
          {"/api/v1/uploads/u-1/preview",
           R"({"encoding":"cp932","format":"csv","delimiter":"\t","sheet":"1","mapping":[)"
           R"({"column":"氏名","field":"name","confidence":1,"ignored":false,)"
           R"("custom_name":null}]})"}}},
        {"listImports", {{"/api/v1/imports", ""}, {"/api/v1/imports?limit=1&cursor=abc", ""}}},
        {"startImport",
         {{"/api/v1/imports",
           R"({"upload_id":"u-1","source":"ec","dry_run":true,"save_mapping_as":"通販 1"})"}}},
        {"getImport", {{"/api/v1/imports/7", ""}}},
        {"getRejectedRows", {{"/api/v1/imports/7/rejected", ""}}},
        {"undoImport", {{"/api/v1/imports/7/undo", ""}}},
        {"listMappings", {{"/api/v1/mappings", ""}}},
        {"getMapping", {{"/api/v1/mappings/%E5%BA%97%E8%88%97", ""}}},
        {"putMapping",
         {{"/api/v1/mappings/%E5%BA%97%E8%88%97",
           R"({"mapping":[{"column":"備考","field":"custom","custom_name":"備考"}]})"}}},
        {"resolve",
         {{"/api/v1/resolve", R"({"values":[{"field":"surname","raw":"髙橋"}]})"},
          {"/api/v1/resolve",
           R"({"values":[{"field":"phone","raw":"０９０"},{"field":"email","raw":"a@b.jp"}],)"
           R"("limit":1})"}}},
        {"enterCustomer",
         {{"/api/v1/customers", R"({"values":[{"field":"surname","raw":"髙橋"}]})"},
          {"/api/v1/customers",
           R"({"values":[{"field":"surname","raw":"髙橋"}],"source":"shop","confirmed":true})"}}},
        {"putRecords",
         {{"/api/v1/records", R"({"source":"shop","records":[)"
                              R"({"key":"a","values":[{"field":"surname","raw":"髙橋"}]}]})"},
          {"/api/v1/records",
           R"({"source":"shop","records":[{"key":"a","values":[{"field":"surname","raw":"髙橋"},)"
           R"({"field":"custom","name":"趣味","raw":"釣り"}]},)"
           R"({"key":"b","values":[{"field":"note","raw":"4111 1111 1111 1111"}]}]})"}}},
        {"searchCustomers",
         {{"/api/v1/customers/search", R"({"text":"髙橋"})"},
          {"/api/v1/customers/search", R"({"text":"a","limit":100,"cursor":null})"}}},
        {"getCustomer",
         {{"/api/v1/customers/48213-90576", ""}, {"/api/v1/customers/10000-00000", ""}}},
        {"getTimeline", {{"/api/v1/customers/48213-90576/timeline?limit=10", ""}}},
        {"getNumberCard",
         {{"/api/v1/customers/48213-90576/card.svg", ""},
          {"/api/v1/customers/48213-90576/card.svg?lang=en", ""}}},
        {"mergeCustomers",
         {{"/api/v1/customers/48213-90576/merge", R"({"other":"10000-00000","reason":"同じ人"})"}}},
        {"splitCustomer",
         {{"/api/v1/customers/48213-90576/split", R"({"record_ids":[1,2],"reason":"別の人"})"}}},
        {"getRecord", {{"/api/v1/records/1", ""}}},
        {"explainPair", {{"/api/v1/explanations?left=1&right=2", ""}}},
        {"checkNumber",
         {{"/api/v1/numbers/check", R"({"text":"４８２１３９０５７６"})"},
          {"/api/v1/numbers/check", R"({"text":"x"})"}}},
        {"grantNumbers",
         {{"/api/v1/numbers", R"({"kind":"manual","number":"48213-90576"})"},
          {"/api/v1/numbers", R"({"kind":"reserve","block_size":10,"owner":"渋谷店"})"}}},
        {"listReviews", {{"/api/v1/reviews", ""}}},
        {"getReview", {{"/api/v1/reviews/5", ""}}},
        {"giveVerdict",
         {{"/api/v1/reviews/5/verdict", R"({"verdict":"not_same","reason":""})"},
          {"/api/v1/reviews/5/verdict", R"({"verdict":"unsure","reason":"","pick":"chance"})"}}},
        {"takeBackVerdict", {{"/api/v1/reviews/5/verdict", ""}}},
        {"getReviewSummary", {{"/api/v1/reviews/summary", ""}}},
        {"previewBulk",
         {{"/api/v1/reviews/bulk/preview", R"({"min_bits":6.5})"},
          {"/api/v1/reviews/bulk/preview", R"({"min_bits":6,"same":["birth date","phone"]})"}}},
        {"acceptBulk",
         {{"/api/v1/reviews/bulk", R"({"min_bits":6,"same":[],"token":"t1","reason":""})"}}},
        {"listVerdicts",
         {{"/api/v1/verdicts", ""},
          {"/api/v1/verdicts?actor=hanako&customer=48213-90576&verdict=same&from=2026-01-01"
           "&until=2026-12-31&limit=5&cursor=9",
           ""}}},
        {"withdrawVerdict", {{"/api/v1/verdicts/9", ""}, {"/api/v1/verdicts/9?count=12", ""}}},
        {"listDecisions", {{"/api/v1/records/1/decisions", ""}}},
        {"listModels", {{"/api/v1/models", ""}}},
        {"listCleansing", {{"/api/v1/cleansing/proposals?limit=10", ""}}},
        {"applyCleansing",
         {{"/api/v1/cleansing", R"({"choices":[{"record_id":1,"version":2,"field":"phone",)"
                                R"("code":"register.phone_form"}]})"}}},
        {"getNumberReport", {{"/api/v1/numbers/report", ""}}},
        {"listConflicts",
         {{"/api/v1/conflicts", ""},
          {"/api/v1/conflicts?limit=5&field=birth_date&cursor=66.3.phone", ""}}},
        {"getConflicts", {{"/api/v1/customers/48213-90576/conflicts", ""}}},
        {"ruleConflict",
         {{"/api/v1/customers/48213-90576/conflicts",
           R"({"field":"birth_date","decision":"value","record_id":3,"reason":"本人に確認"})"},
          {"/api/v1/customers/48213-90576/conflicts",
           R"({"field":"phone","decision":"both","reason":""})"}}},
        {"withdrawRuling", {{"/api/v1/rulings/3-1", ""}}},
        {"getRelations", {{"/api/v1/customers/48213-90576/relations", ""}}},
        {"addRelation",
         {{"/api/v1/customers/48213-90576/relations",
           R"({"kind":"branch","direction":"up","other":"10000-00000","since":"2020-04-01",)"
           R"("until":null,"title":"","note":""})"}}},
        {"endRelation",
         {{"/api/v1/customers/48213-90576/relations/7/end", R"({"until":"2026-03-31"})"}}},
        {"withdrawRelation", {{"/api/v1/customers/48213-90576/relations/7", ""}}},
        {"getGroup",
         {{"/api/v1/customers/48213-90576/group", ""},
          {"/api/v1/customers/48213-90576/group?day=2026-03-31", ""}}},
        {"listRelations", {{"/api/v1/relations?limit=10", ""}}},
        {"listReconciliations", {{"/api/v1/reconciliations", ""}}},
        {"reconcile", {{"/api/v1/reconciliations", R"({"upload_id":"u-1","source":"ec"})"}}},
        {"getMyAccess", {{"/api/v1/access/mine", ""}}},
        {"unmaskValue",
         {{"/api/v1/customers/48213-90576/unmask",
           R"({"field":"mobile","custom_name":null,"reason":"折り返しの電話"})"}}},
        {"breakGlass", {{"/api/v1/access/glass", R"({"reason":"夜間の事故"})"}}},
        {"listAccessActs", {{"/api/v1/access/acts", ""}}},
        {"markActSeen", {{"/api/v1/access/acts/1-b/seen", ""}}},
        {"listKeys", {{"/api/v1/keys", ""}}},
        {"makeKey",
         {{"/api/v1/keys", R"({"name":"通販","actions":["view_customer"],"purposes":["marketing"],)"
                           R"("classes":["C0","C1"],"networks":["192.0.2.0/24"],"days":90})"}}},
        {"rotateKey", {{"/api/v1/keys/3f9a1c07b2d4/rotation", R"({"overlap_hours":24})"}}},
        {"revokeKey", {{"/api/v1/keys/3f9a1c07b2d4", ""}}},
        {"listExports", {{"/api/v1/exports", ""}}},
        {"askExport",
         {{"/api/v1/exports",
           R"({"format":"csv","fields":["email"],"store":"栄店","reason":"案内状の発送"})"}}},
        {"decideExport", {{"/api/v1/exports/1-c/decision", R"({"approve":true})"}}},
        {"getExportFile", {{"/api/v1/exports/1-c/file", ""}}},
        {"listAccess", {{"/api/v1/customers/48213-90576/access?limit=10", ""}}},
        {"getDisclosure", {{"/api/v1/customers/48213-90576/access.csv", ""}}},
        {"getAuditStatus", {{"/api/v1/audit/status", ""}}},
        {"verifyAudit", {{"/api/v1/audit/verify", ""}}},
        {"listActs",
         {{"/api/v1/audit/acts", ""},
          {"/api/v1/audit/acts?actor=staff:3&action=import&from=2026-01-01&until=2026-12-31", ""}}},
        {"getReceipt",
         {{"/api/v1/audit/acts/0/receipt", ""}, {"/api/v1/audit/acts/7/receipt", ""}}},
        {"exportAudit", {{"/api/v1/audit/export.tar", ""}}},
        {"listAlerts", {{"/api/v1/alerts", ""}}},
        {"listOwnAlerts", {{"/api/v1/alerts/mine", ""}}},
        {"answerAlert",
         {{"/api/v1/alerts/00000000000000000000000000000000/answer", R"({"text":"棚卸し"})"}}},
        {"closeAlert",
         {{"/api/v1/alerts/00000000000000000000000000000000/close", R"({"remark":"確認"})"}}},
        {"listMarks", {{"/api/v1/watch/marks", ""}}},
        {"setMark",
         {{"/api/v1/watch/marks",
           R"({"number":"48213-90576","kind":"family","staff":"hanako","reason":"届け出"})"},
          {"/api/v1/watch/marks", R"({"number":"48213-90576","kind":"notable","reason":"選手"})"}}},
        {"liftMark", {{"/api/v1/watch/marks/1/lift", R"({"reason":"退職"})"}}},
        {"plantHoney",
         {{"/api/v1/watch/honey", R"({"count":5,"reason":"見張り"})"},
          {"/api/v1/watch/honey", R"({"count":1,"source":"pos","reason":"見張り"})"}}},
        {"getHolds", {{"/api/v1/customers/48213-90576/hold", ""}}},
        {"askRetention", {{"/api/v1/retention/approval", R"({"reason":"期限切れの整理"})"}}},
        {"runRetention", {{"/api/v1/retention/approved-run", R"({"approval":3})"}}},
        {"askRecovery", {{"/api/v1/staff/2/recovery", R"({"reason":"電話機の紛失"})"}}},
        {"makeModel",
         {{"/api/v1/models", R"({"origin":"verdicts"})"},
          {"/api/v1/models", R"({"origin":"rules"})"}}},
        {"listSuggestedRules", {{"/api/v1/models/suggested-rules", ""}}},
        {"compareModel", {{"/api/v1/models/2/diff", ""}}},
        {"getModelDiff", {{"/api/v1/models/2/diff", ""}}},
        {"activateModel", {{"/api/v1/models/2/activate", ""}}},
        {"stopModelWork", {{"/api/v1/models/work", ""}}},
        {"getModelWork", {{"/api/v1/models/work", ""}}},
        {"getStaffScope", {{"/api/v1/staff/2/scope", ""}}},
        {"putStaffScope",
         {{"/api/v1/staff/2/scope",
           R"({"stores":["栄店"],"regions":["tokai"],"customers":["48213-90576"]})"},
          {"/api/v1/staff/2/scope", R"({"stores":[],"regions":[],"customers":[]})"}}},
        {"listApprovals", {{"/api/v1/approvals", ""}, {"/api/v1/approvals?state=all", ""}}},
        {"decideApproval",
         {{"/api/v1/approvals/3/decision", R"({"decision":"approve"})"},
          {"/api/v1/approvals/3/decision", R"({"decision":"refuse","remark":"別人です"})"}}},
        {"previewErasure",
         {{"/api/v1/customers/48213-90576/erasure/preview", "{}"},
          {"/api/v1/customers/48213-90576/erasure/preview", R"({"records":[1,2]})"}}},
        {"askErasure",
         {{"/api/v1/customers/48213-90576/erasure", R"({"ground":"request","reason":"求め"})"},
          {"/api/v1/customers/48213-90576/erasure",
           R"({"records":[1],"ground":"unlawful","reason":"根拠なし"})"}}},
        {"setHold",
         {{"/api/v1/customers/48213-90576/hold", R"({"set":true,"reason":"訴訟"})"},
          {"/api/v1/customers/48213-90576/hold",
           R"({"set":true,"reason":"訴訟","until":"2030-01-01"})"}}},
        {"listErasures", {{"/api/v1/erasures", ""}}},
        {"getErasure", {{"/api/v1/erasures/4", ""}}},
        {"takeBackErasure", {{"/api/v1/erasures/4/take-back", R"({"reason":"取り違え"})"}}},
        {"executeErasure", {{"/api/v1/erasures/4/execute", ""}}},
        {"letComeBack", {{"/api/v1/erasures/4/come-back", R"({"reason":"再入会"})"}}},
        {"acknowledgeErasure",
         {{"/api/v1/erasures/4/recipients", R"({"recipient":"mailer"})"},
          {"/api/v1/erasures/4/recipients", R"({"recipient":"mailer","remark":"済"})"}}},
        {"getCertificate", {{"/api/v1/erasures/4/certificate", ""}}},
        {"getRetention", {{"/api/v1/retention", ""}}},
        {"runNight", {{"/api/v1/retention/run", ""}}},
        {"getCheckpoint", {{"/api/v1/audit/checkpoint", ""}}},
        {"proveSecondFactor", {{"/api/v1/session/second-factor", R"({"code":"123456"})"}}},
        {"proveAgain",
         {{"/api/v1/session/proof", R"({"code":"123456"})"},
          {"/api/v1/session/proof", R"({"password":"hinotama-no-uta-8"})"}}},
        {"listOwnSessions", {{"/api/v1/session/all", ""}}},
        {"endOwnSession", {{"/api/v1/session/all/{own}", ""}}},
        {"getFactors", {{"/api/v1/session/factors", ""}}},
        {"offerTotp", {{"/api/v1/session/totp", ""}}},
        {"confirmTotp", {{"/api/v1/session/totp/confirm", R"({"code":"123456"})"}}},
        {"removeTotp", {{"/api/v1/session/totp", ""}}},
        {"renewRecoveryCodes", {{"/api/v1/session/recovery-codes", ""}}},
        {"passkeyChallenge", {{"/api/v1/session/passkey/challenge", ""}}},
        {"signInWithPasskey",
         {{"/api/v1/session/passkey", TestAuthenticator{}.assertion_body(Bytes(56, 3))}}},
        {"offerPasskey", {{"/api/v1/session/passkeys/offer", ""}}},
        {"addPasskey",
         {{"/api/v1/session/passkeys", TestAuthenticator{}.registration_body(Bytes(56, 3))}}},
        {"removePasskey", {{"/api/v1/session/passkeys/0707", ""}}},
        {"getOidc", {{"/api/v1/session/oidc", ""}}},
        {"startOidc", {{"/api/v1/session/oidc/start", ""}}},
        {"finishOidc", {{"/api/v1/session/oidc/finish", R"({"code":"c","state":"{state}"})"}}},
        {"startLink", {{"/api/v1/session/oidc/link/start", ""}}},
        {"finishLink", {{"/api/v1/session/oidc/link", R"({"code":"c","state":"{state}"})"}}},
        {"unlink", {{"/api/v1/session/oidc/link", ""}}},
        {"listStaff", {{"/api/v1/staff", ""}}},
        {"addStaff",
         {{"/api/v1/staff", R"({"name":"hanako","label":"髙橋 花子","role":"steward"})"}}},
        {"changeStaff", {{"/api/v1/staff/2", R"({"label":"","role":"support"})"}}},
        {"disableStaff", {{"/api/v1/staff/2/disable", ""}}},
        {"enableStaff", {{"/api/v1/staff/2/enable", ""}}},
        {"resetStaff", {{"/api/v1/staff/2/reset", ""}}},
        {"forgetFactors", {{"/api/v1/staff/2/forget-factors", ""}}},
        {"listStaffSessions", {{"/api/v1/staff/1/sessions", ""}}},
        {"endStaffSession", {{"/api/v1/staff/8/sessions/{own}", ""}}},
        {"getOpenApi", {{"/api/v1/openapi.json", ""}}},
        {"getHealth", {{"/healthz", ""}}},
        {"getReadiness", {{"/readyz", ""}}},
        {"getMetrics", {{"/metrics", ""}}},
    };
}

// The body for a sign-in at another house, begun in this browser just now.
std::string with_state(TestHouse& house, const Route& route, std::string body) {
    const auto at = body.find("{state}");
    if (at == std::string::npos) return body;
    const bool link = route.operation == "finishLink";
    return body.replace(at, 7, house.begin_oidc(link ? "/link/start" : "/start"));
}

Request example_request(TestHouse& house, const Route& route, const Example& example) {
    std::string target = example.target;
    if (const auto at = target.find("{own}"); at != std::string::npos)
        target.replace(
            at, 5, session_id(session_hash(house.cookie.substr(house.cookie.find('=') + 1))));
    const std::string sent = with_state(house, route, example.body);
    Request request = house.request(route.method, target, sent);
    if (route.body == RouteBody::file) {
        TestHouse::set(request, "content-type", "application/octet-stream");
        TestHouse::set(request, "x-genbo-file-name", "%E9%A1%A7%E5%AE%A2.csv");
        auto file = std::make_shared<FakeFile>();
        file->content = std::exchange(request.body, {});
        request.file = file;
    }
    return request;
}

std::unique_ptr<TestHouse> signed_in_house() {
    auto house = std::make_unique<TestHouse>();
    check(house->sign_in("owner").status == 200);
    return house;
}

// What is not the owner's is an auditor's: the role counts anew with each request.
void play_role_for(TestHouse& house, const Route& route) {
    const bool owners = route.roles == kOpen || (route.roles & (kAdministrator | kSteward)) != 0;
    for (auto& [id, staff] : house.backend.staff_by_id)
        if (staff.name == "owner") staff.role = owners ? "owner" : "auditor";
}

const JsonValue& documented_response(const Described& operation, int status) {
    const JsonValue& responses = *operation.operation->member("responses");
    const JsonValue* response = responses.member(std::to_string(status));
    if (response == nullptr) response = responses.member("default");
    check(response != nullptr);
    const JsonValue* reference = response->member("$ref");
    return reference == nullptr ? *response : JsonSchema{openapi()}.resolve(reference->text);
}

// What keeps `response` from being what openapi.json promises for its status; empty = nothing.
std::string judge_response(const Described& operation, const Response& response) {
    const JsonValue& documented = documented_response(operation, response.status);
    if (const JsonValue* headers = documented.member("headers"))
        for (const std::string& name : headers->names)
            if (name != "Retry-After" && response.find(name) == nullptr) return "no header " + name;
    const JsonValue* content = documented.member("content");
    if (content == nullptr) return response.content().empty() ? "" : "content where none is told";
    std::string type = *response.find("Content-Type");
    type = type.substr(0, type.find(';'));
    const JsonValue* media = content->member(type);
    if (media == nullptr) return "content type " + type;
    if (!type.ends_with("json")) return "";
    const auto body = parse_json(response.content());
    if (!body.ok()) return "no JSON";
    return JsonSchema{openapi()}.judge(*media->member("schema"), *body);
}

bool leaves_another_house(const Example& example) {
    return example.target.starts_with("/api/v1/session") || example.target.ends_with("{own}");
}

TEST(ApiContract, EveryAnswerFitsItsSchema) {
    const auto described = described_operations();
    const auto all = examples();
    auto house_now = signed_in_house();
    for (const Route& route : api_routes()) {
        const std::string name{route.operation};
        ASSERT_TRUE(all.contains(name)) << name;
        for (const Example& example : all.at(name)) {
            TestHouse& house = *house_now;
            play_role_for(house, route);
            const Response response = house.send(example_request(house, route, example));
            EXPECT_LT(response.status, 300) << name << " " << response.body;
            EXPECT_NE(
                described.at(name)
                    .operation->member("responses")
                    ->member(std::to_string(response.status)),
                nullptr)
                << name << " answers an undescribed " << response.status;
            EXPECT_EQ(judge_response(described.at(name), response), "")
                << name << " " << response.body;
            // Those leave the house in another state.
            if (leaves_another_house(example)) house_now = signed_in_house();
        }
    }
}

TEST(ApiContract, EveryRefusalFitsItsSchema) {
    const auto described = described_operations();
    const auto all = examples();
    const std::vector<Error> failures = {
        {.fault = Fault::not_found, .code = "register.number_unknown", .args = {"a"}},
        {.fault = Fault::conflict, .code = "register.version_changed"},
        {.fault = Fault::conflict, .code = "register.already_undone"},
        {.fault = Fault::invalid, .code = "register.bad_cursor"},
        {.fault = Fault::invalid, .code = "register.nothing_to_split"},
        {.fault = Fault::forbidden, .code = "access.denied"},
        {.fault = Fault::limit, .code = "access.budget"},
        {.fault = Fault::unavailable, .code = "store.locked"},
        {.fault = Fault::corrupt, .code = "store.corrupt"},
    };
    const std::vector<int> statuses = {404, 412, 409, 400, 422, 403, 429, 503, 500};
    TestHouse outside;
    const auto house = signed_in_house();
    for (const Route& route : api_routes()) {
        const std::string name{route.operation};
        const Example& example = all.at(name).front();
        if (route.roles != kOpen) {
            const Response response = outside.send(example_request(outside, route, example));
            EXPECT_EQ(response.status, 401) << name;
            EXPECT_EQ(judge_response(described.at(name), response), "") << name;
        }
        if (route.watch != Watch::none) {
            Request request = example_request(outside, route, example);
            request.head.remote = "192.0.2.7";
            const Response response = outside.send(request);
            EXPECT_EQ(response.status, 401) << name;
            EXPECT_EQ(judge_response(described.at(name), response), "") << name;
        }
        if (route.roles == kOpen || example.target.starts_with("/api/v1/session")) continue;
        for (std::size_t i = 0; i < failures.size(); ++i) {
            play_role_for(*house, route);
            house->backend.fails_with = failures[i];
            const Response response = house->send(example_request(*house, route, example));
            EXPECT_EQ(response.status, statuses[i]) << name << " " << failures[i].code;
            EXPECT_EQ(judge_response(described.at(name), response), "") << name;
        }
    }
}

void write_json(JsonWriter& json, const JsonValue& value) {
    switch (value.kind) {
        case JsonValue::Kind::null: json.null(); return;
        case JsonValue::Kind::truth: json.value(value.truth); return;
        case JsonValue::Kind::integer: json.value(value.integer); return;
        case JsonValue::Kind::real: json.value(value.real); return;
        case JsonValue::Kind::text: json.value(value.text); return;
        case JsonValue::Kind::array:
            json.array([&] {
                for (const JsonValue& item : value.items) write_json(json, item);
            });
            return;
        case JsonValue::Kind::object:
            json.object([&] {
                for (std::size_t i = 0; i < value.names.size(); ++i) {
                    json.field(value.names[i]);
                    write_json(json, value.items[i]);
                }
            });
    }
}

// The object with the member set to `value`, or without it.
std::string changed(JsonValue object, const std::string& name, std::optional<JsonValue> value) {
    const auto at = std::ranges::find(object.names, name);
    if (at != object.names.end()) {
        object.items.erase(object.items.begin() + (at - object.names.begin()));
        object.names.erase(at);
    }
    if (value) {
        object.names.push_back(name);
        object.items.push_back(*std::move(value));
    }
    JsonWriter json;
    write_json(json, object);
    return std::move(json).str();
}

// A good body spoiled in one field at a time: a wrong type, a missing field, one too many.
TEST(ApiContract, BodiesAreReadAsStrictlyAsDescribed) {
    const JsonSchema schema{openapi()};
    const auto described = described_operations();
    const auto all = examples();
    auto house = signed_in_house();
    const JsonValue wrong{.kind = JsonValue::Kind::object};
    int spoiled = 0;
    for (const Route& route : api_routes()) {
        play_role_for(*house, route);
        if (route.body != RouteBody::json || route.operation == "signIn" ||
            route.operation == "signInWithPasskey" || route.operation == "finishOidc" ||
            route.operation == "finishLink")
            continue;
        const std::string name{route.operation};
        const Example& example = all.at(name).back();
        const auto is_refused = [&](const std::string& body) {
            ++spoiled;
            return house->send(example_request(*house, route, {example.target, body})).status ==
                   400;
        };
        for (const char* body : {"nonsense", "[]", "1", "{} {}"})
            EXPECT_TRUE(is_refused(body)) << name << " " << body;

        const auto good = parse_json(example.body);
        ASSERT_TRUE(good.ok());
        const JsonValue& content = *described.at(name).operation->member("requestBody");
        const JsonValue& wanted = schema.resolve(content.member("content")
                                                     ->member("application/json")
                                                     ->member("schema")
                                                     ->member("$ref")
                                                     ->text);
        for (const std::string& property : wanted.member("properties")->names)
            EXPECT_TRUE(is_refused(changed(*good, property, wrong))) << name << " " << property;
        if (const JsonValue* required = wanted.member("required")) {
            for (const JsonValue& property : required->items)
                EXPECT_TRUE(is_refused(changed(*good, property.text, std::nullopt)))
                    << name << " " << property.text;
        }
        EXPECT_TRUE(is_refused(changed(*good, "surely_unknown", wrong))) << name;
        play_role_for(*house, route);
        const Response whole = house->send(example_request(*house, route, example));
        EXPECT_LT(whole.status, 300) << name << " " << whole.body;
        if (leaves_another_house(example)) house = signed_in_house();
    }
    EXPECT_GT(spoiled, 90);
}

TEST(JsonSchemaTest, FindsWhatDoesNotFit) {
    const auto document = parse_json(
        R"({"s":{"type":"object","properties":{"a":{"type":["integer","null"],"minimum":1},)"
        R"("b":{"type":"array","items":{"type":"string","enum":["x"]}},)"
        R"("c":{"oneOf":[{"type":"null"},{"$ref":"#/s"}]},)"
        R"("d":{"type":"string","pattern":"^[0-9]+$"},)"
        R"("e":{"type":"string","format":"date-time"}},"required":["a"]}})");
    ASSERT_TRUE(document.ok());
    const JsonSchema schema{*document};
    const auto fits = [&](std::string_view text) {
        const auto value = parse_json(text);
        return value.ok() && schema.judge(*document->member("s"), *value).empty();
    };
    EXPECT_TRUE(fits(R"({"a":1,"b":["x"],"c":{"a":null,"c":null},"d":"12"})"));
    EXPECT_TRUE(fits(R"({"a":1,"e":"2026-11-22T00:40:00.000000Z"})"));
    for (const char* text :
         {R"({})", R"({"a":0})", R"({"a":1.5})", R"({"a":"1"})", R"({"a":1,"b":["y"]})",
          R"({"a":1,"b":[1]})", R"({"a":1,"b":{}})", R"({"a":1,"c":{}})", R"({"a":1,"d":"x"})",
          R"({"a":1,"e":"yesterday"})", R"({"a":1,"f":1})", R"([])"})
        EXPECT_FALSE(fits(text)) << text;
}

}  // namespace

}  // namespace genbo
