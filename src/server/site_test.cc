// SPDX-License-Identifier: Apache-2.0

// From request to answer without sockets: who gets in, who is kept out, and how answers leave.
#include "server/site.h"

#include <gtest/gtest.h>

#include <future>
#include <set>
#include <thread>

#include "server/test_house.h"

namespace genbo {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(SignIn, OpensASession) {
    TestHouse house;
    EXPECT_EQ(house.get("/api/v1/home").status, 401);
    const Response response = house.sign_in("steward");
    EXPECT_EQ(response.status, 200);
    const std::string cookie = *response.find("Set-Cookie");
    EXPECT_TRUE(cookie.starts_with("genbo_session="));
    EXPECT_TRUE(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200")) << cookie;
    EXPECT_EQ(house.get("/api/v1/home").status, 200);
    EXPECT_EQ(house.backend.last_call.actor.name, "steward");
    EXPECT_EQ(house.backend.last_call.request_id.size(), 32u);
    EXPECT_EQ(house.backend.sign_ins.back().second, ApiSignIn::succeeded);
}

TEST(SignIn, SaysHostCookieBehindHttps) {
    TestHouse house{{.behind_https = true}};
    Request request = house.request(
        HttpMethod::post, "/api/v1/session",
        R"({"name":"steward","password":"hinotama-no-uta-8"})");
    TestHouse::set(request, "origin", "https://localhost:8080");
    const Response response = house.send(request);
    ASSERT_EQ(response.status, 200) << response.body;
    const std::string cookie = *response.find("Set-Cookie");
    EXPECT_TRUE(cookie.starts_with("__Host-genbo_session="));
    EXPECT_TRUE(cookie.ends_with("; Secure"));
    EXPECT_NE(response.find("Strict-Transport-Security"), nullptr);
}

// A browser sends the cookies of 127.0.0.1 to every port of it.
TEST(SignIn, TwoMastersOnOneHostKeepTheirSessionsApart) {
    TestHouse one{{}, "0a1b2c3d"};
    TestHouse two{{}, "4e5f6071"};
    ASSERT_EQ(one.sign_in("steward").status, 200);
    EXPECT_TRUE(one.cookie.starts_with("genbo_session_0a1b2c3d=")) << one.cookie;
    ASSERT_EQ(two.sign_in("steward").status, 200);
    EXPECT_TRUE(two.cookie.starts_with("genbo_session_4e5f6071=")) << two.cookie;
    const std::string both = one.cookie + "; " + two.cookie;
    one.cookie = two.cookie;
    EXPECT_EQ(one.get("/api/v1/home").status, 401);
    one.cookie = two.cookie = both;
    EXPECT_EQ(one.get("/api/v1/home").status, 200);
    EXPECT_EQ(two.get("/api/v1/home").status, 200);
}

TEST(SignIn, TellsNothingAboutWhatWasWrong) {
    TestHouse house;
    const Response unknown = house.sign_in("nobody");
    const Response wrong = house.sign_in("steward", "not the password");
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(unknown.body, wrong.body);
    EXPECT_EQ(house.backend.sign_ins[0].second, ApiSignIn::unknown_name);
    EXPECT_EQ(house.backend.sign_ins[1].second, ApiSignIn::wrong_password);
}

TEST(SignIn, IsDelayedAfterFailures) {
    TestHouse house;
    house.backend.staff_by_id[StaffId{2}].password_hash =
        *hash_password(FakeBackend::kPassword, {.memory_kib = 8, .passes = 1});
    for (int i = 0; i < 3; ++i) EXPECT_EQ(house.sign_in("steward", "guess").status, 401);
    const Response delayed = house.sign_in("steward");
    EXPECT_EQ(delayed.status, 429);
    EXPECT_EQ(problem_code(delayed), "server.sign_in_delayed");
    EXPECT_EQ(*delayed.find("Retry-After"), "1");
    house.clock.time += minutes{1};
    EXPECT_EQ(house.sign_in("steward").status, 200);
}

TEST(SignIn, RenewsAnOutdatedHashAndTheSession) {
    TestHouse house;
    const std::string before = house.backend.staff_by_id[StaffId{2}].password_hash;
    house.sign_in("steward");
    EXPECT_NE(house.backend.staff_by_id[StaffId{2}].password_hash, before);
    const std::string first = house.cookie;
    house.sign_in("steward");
    EXPECT_NE(house.cookie, first);
    house.cookie = first;
    EXPECT_EQ(house.get("/api/v1/home").status, 401);  // A fixed token is worth nothing.
}

TEST(SignOut, EndsTheSessionAtOnce) {
    TestHouse house;
    house.sign_in("steward");
    const Response response = house.send(house.request(HttpMethod::erase, "/api/v1/session"));
    EXPECT_EQ(response.status, 204);
    EXPECT_TRUE(response.find("Set-Cookie")->starts_with("genbo_session=;"));
    EXPECT_NE(response.find("Clear-Site-Data"), nullptr);
    EXPECT_EQ(house.get("/api/v1/home").status, 401);
}

TEST(Session, EndsByItself) {
    TestHouse house;
    house.sign_in("steward");
    house.clock.time += minutes{29};
    EXPECT_EQ(house.get("/api/v1/home").status, 200);
    house.clock.time += minutes{31};
    EXPECT_EQ(house.get("/api/v1/home").status, 401);
    house.sign_in("steward");
    for (int i = 0; i < 35; ++i) {
        house.clock.time += minutes{20};
        EXPECT_EQ(house.get("/api/v1/session").status, 200) << i;
    }
    house.clock.time += minutes{21};
    EXPECT_EQ(problem_code(house.get("/api/v1/session")), "server.signed_out");
}

TEST(Session, FollowsTheAccountAtOnce) {
    TestHouse house;
    house.sign_in("steward");
    EXPECT_EQ(house.get("/api/v1/reviews").status, 200);
    house.backend.staff_by_id[StaffId{2}].role = "marketer";
    EXPECT_EQ(problem_code(house.get("/api/v1/reviews")), "server.role_forbids");
    house.backend.staff_by_id[StaffId{2}].role = "no such role";
    EXPECT_EQ(house.get("/api/v1/home").status, 403);
    house.backend.staff_by_id.erase(StaffId{2});
    EXPECT_EQ(house.get("/api/v1/home").status, 401);
}

TEST(Session, AWrongOrDoubledCookieIsNone) {
    TestHouse house;
    house.sign_in("steward");
    const std::string good = house.cookie;
    house.cookie = good + "0";
    EXPECT_EQ(house.get("/api/v1/home").status, 401);
    house.cookie = good + "; genbo_session=1";
    EXPECT_EQ(house.get("/api/v1/home").status, 401);
    house.cookie = "genbo_session=; " + good;
    EXPECT_EQ(house.get("/api/v1/home").status, 401);
    house.cookie = "x" + good;
    EXPECT_EQ(house.get("/api/v1/home").status, 401);
    house.cookie = good;
    EXPECT_EQ(house.get("/api/v1/home").status, 200);
}

TEST(Password, MustBeChangedBeforeAnythingElse) {
    TestHouse house;
    house.backend.staff_by_id[StaffId{1}].must_change_password = true;
    house.sign_in("administrator");
    EXPECT_EQ(problem_code(house.get("/api/v1/home")), "server.must_change_password");
    EXPECT_EQ(house.get("/api/v1/session").status, 200);
    const auto change = [&](std::string_view current, std::string_view next) {
        return house.post(
            "/api/v1/session/password", "{\"current\":\"" + std::string{current} +
                                            "\",\"next\":\"" + std::string{next} + "\"}");
    };
    EXPECT_EQ(
        problem_code(change("wrong", "kaze-no-naka-no-hi 7")), "server.wrong_current_password");
    EXPECT_EQ(problem_code(change(FakeBackend::kPassword, "short")), "server.field_out_of_range");
    EXPECT_EQ(
        problem_code(change(FakeBackend::kPassword, "administrator1")), "staff.password_guessable");
    EXPECT_EQ(
        problem_code(change(FakeBackend::kPassword, FakeBackend::kPassword)),
        "server.same_password");
    house.clock.time += minutes{1};

    const std::string old_cookie = house.cookie;
    const Response changed = change(FakeBackend::kPassword, "kaze-no-naka-no-hi 7");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_NE(changed.body.find("\"must_change_password\":false"), std::string::npos);
    house.take_session(changed);
    EXPECT_NE(house.cookie, old_cookie);
    EXPECT_EQ(house.get("/api/v1/home").status, 200);
    house.cookie = old_cookie;
    EXPECT_EQ(house.get("/api/v1/home").status, 401);
    EXPECT_EQ(house.sign_in("administrator").status, 401);
    EXPECT_EQ(house.sign_in("administrator", "kaze-no-naka-no-hi 7").status, 200);
}

// Method × Sec-Fetch-Site × Origin × token × content type: only one way in.
TEST(Csrf, OnlyOurOwnPageMayChangeThings) {
    const std::vector<std::string> sites = {"", "same-origin", "none", "same-site", "cross-site"};
    const std::vector<std::string> origins = {
        "",
        "http://localhost:8080",
        "http://localhost:9090",
        "https://localhost:8080",
        "http://evil.example",
        "null"};
    const std::vector<std::string> tokens = {"right", "", "wrong"};
    const std::vector<std::string> types = {
        "application/json", "application/json; charset=utf-8", "text/plain",
        "application/x-www-form-urlencoded", ""};
    TestHouse house;
    house.sign_in("steward");
    int let_in = 0;
    for (const auto& site : sites)
        for (const auto& origin : origins)
            for (const auto& token : tokens)
                for (const auto& type : types) {
                    Request request =
                        house.request(HttpMethod::post, "/api/v1/numbers/check", R"({"text":"a"})");
                    TestHouse::set(request, "sec-fetch-site", site);
                    if (site.empty()) TestHouse::unset(request, "sec-fetch-site");
                    TestHouse::set(request, "origin", origin);
                    if (origin.empty()) TestHouse::unset(request, "origin");
                    if (token == "wrong")
                        TestHouse::set(request, "x-genbo-csrf", std::string(64, '0'));
                    if (token.empty()) TestHouse::unset(request, "x-genbo-csrf");
                    TestHouse::set(request, "content-type", type);
                    const bool ours = (site.empty() || site == "same-origin" || site == "none") &&
                                      (origin.empty() || origin == "http://localhost:8080") &&
                                      token == "right";
                    const bool json = type.starts_with("application/json");
                    const int expected = !ours ? 403 : json ? 200 : 415;
                    const Response response = house.send(request);
                    EXPECT_EQ(response.status, expected)
                        << site << " | " << origin << " | " << token << " | " << type;
                    if (response.status == 200) ++let_in;
                }
    EXPECT_EQ(let_in, 3 * 2 * 2);
}

TEST(Csrf, SigningInFromAStrangersPageIsRefused) {
    TestHouse house;
    Request request = house.request(
        HttpMethod::post, "/api/v1/session",
        R"({"name":"steward","password":"hinotama-no-uta-8"})");
    TestHouse::set(request, "sec-fetch-site", "cross-site");
    EXPECT_EQ(problem_code(house.send(request)), "server.csrf");
    TestHouse::unset(request, "sec-fetch-site");
    TestHouse::set(request, "origin", "http://evil.example");
    EXPECT_EQ(problem_code(house.send(request)), "server.csrf");
    TestHouse::unset(request, "origin");
    TestHouse::set(request, "content-type", "text/plain");
    EXPECT_EQ(house.send(request).status, 415);
}

TEST(Csrf, EveryChangingRouteAsksForTheToken) {
    TestHouse house;
    house.sign_in("owner");
    int asked = 0;
    for (const Route& route : api_routes()) {
        if (is_safe(route.method) || route.roles == kOpen) continue;
        // What is not the owner's is an auditor's.
        const bool owners = (route.roles & (kAdministrator | kSteward)) != 0;
        for (auto& [id, staff] : house.backend.staff_by_id)
            if (staff.name == "owner") staff.role = owners ? "owner" : "auditor";
        std::string target{route.pattern};
        for (std::size_t at = 0; (at = target.find('{')) != std::string::npos;)
            target.replace(at, target.find('}') - at + 1, "1");
        Request request = house.request(route.method, target);
        TestHouse::unset(request, "x-genbo-csrf");
        EXPECT_EQ(problem_code(house.send(request)), "server.csrf") << route.operation;
        ++asked;
    }
    EXPECT_GE(asked, 14);
}

TEST(Roles, TheTableOfWhoMayDoWhat) {
    // a: administrator, s: steward, u: support, m: marketer, p: privacy officer, d: auditor.
    const std::map<std::string, std::string> allowed = {
        {"getSession", "asumpdh"},
        {"signOut", "asumpdh"},
        {"changePassword", "asumpdh"},
        {"getHome", "asumpdhi"},
        {"listFields", "asumpdhi"},
        {"listSources", "asumpdhi"},
        {"putSource", "a"},
        {"createUpload", "si"},
        {"previewUpload", "si"},
        {"listImports", "asi"},
        {"startImport", "si"},
        {"getImport", "asi"},
        {"getRejectedRows", "si"},
        {"undoImport", "si"},
        {"listMappings", "si"},
        {"getMapping", "si"},
        {"putMapping", "si"},
        {"searchCustomers", "asuphi"},
        {"getCustomer", "asumphi"},
        {"getTimeline", "asumphi"},
        {"getNumberCard", "asumphi"},
        {"mergeCustomers", "s"},
        {"splitCustomer", "s"},
        {"getRecord", "asumphi"},
        {"explainPair", "s"},
        {"checkNumber", "asuphi"},
        {"grantNumbers", "a"},
        {"listReviews", "s"},
        {"getReview", "s"},
        {"giveVerdict", "s"},
        {"takeBackVerdict", "s"},
        {"getCheckpoint", "apd"},
        {"resolve", "asuphi"},
        {"enterCustomer", "suhi"},
        {"putRecords", "si"},
        {"getReviewSummary", "s"},
        {"previewBulk", "s"},
        {"acceptBulk", "s"},
        {"listVerdicts", "s"},
        {"withdrawVerdict", "s"},
        {"listDecisions", "s"},
        {"listModels", "as"},
        {"listCleansing", "s"},
        {"applyCleansing", "s"},
        {"getNumberReport", "s"},
        {"listConflicts", "s"},
        {"getConflicts", "s"},
        {"ruleConflict", "s"},
        {"withdrawRuling", "s"},
        {"getRelations", "asumphi"},
        {"addRelation", "s"},
        {"endRelation", "s"},
        {"withdrawRelation", "s"},
        {"getGroup", "asumphi"},
        {"listRelations", "s"},
        {"listReconciliations", "si"},
        {"reconcile", "si"},
        {"getMyAccess", "asumpdhi"},
        {"unmaskValue", "asumph"},
        {"breakGlass", "asuph"},
        {"listAccessActs", "apd"},
        {"listAccess", "apd"},
        {"getDisclosure", "apd"},
        {"getAuditStatus", "apd"},
        {"verifyAudit", "apd"},
        {"listActs", "apd"},
        {"getReceipt", "apd"},
        {"exportAudit", "apd"},
        {"listMarks", "pd"},
        {"setMark", "pd"},
        {"liftMark", "pd"},
        {"plantHoney", "pd"},
        {"getHolds", "asp"},
        {"askRetention", "ap"},
        {"makeModel", "s"},
        {"listSuggestedRules", "s"},
        {"compareModel", "as"},
        {"getModelDiff", "as"},
        {"activateModel", "a"},
        {"stopModelWork", "as"},
        {"getModelWork", "as"},
        {"runRetention", "ap"},
        {"askRecovery", "a"},
        {"getStaffScope", "a"},
        {"putStaffScope", "a"},
        {"listAlerts", "apd"},
        {"listOwnAlerts", "asumpdh"},
        {"answerAlert", "asumpdh"},
        {"closeAlert", "apd"},
        {"markActSeen", "apd"},
        {"listKeys", "a"},
        {"makeKey", "a"},
        {"rotateKey", "a"},
        {"revokeKey", "a"},
        {"listExports", "asmpi"},
        {"askExport", "smpi"},
        {"decideExport", "asp"},
        {"getExportFile", "smpi"},
        {"proveSecondFactor", "asumpdh"},
        {"proveAgain", "asumpdh"},
        {"listOwnSessions", "asumpdh"},
        {"endOwnSession", "asumpdh"},
        {"getFactors", "asumpdh"},
        {"offerTotp", "asumpdh"},
        {"confirmTotp", "asumpdh"},
        {"removeTotp", "asumpdh"},
        {"renewRecoveryCodes", "asumpdh"},
        {"offerPasskey", "asumpdh"},
        {"addPasskey", "asumpdh"},
        {"removePasskey", "asumpdh"},
        {"listStaff", "a"},
        {"addStaff", "a"},
        {"changeStaff", "a"},
        {"disableStaff", "a"},
        {"enableStaff", "a"},
        {"resetStaff", "a"},
        {"forgetFactors", "a"},
        {"listStaffSessions", "a"},
        {"endStaffSession", "a"},
        {"startLink", "asumpdh"},
        {"finishLink", "asumpdh"},
        {"unlink", "asumpdh"},
        {"listApprovals", "aspd"},
        {"decideApproval", "asp"},
        {"previewErasure", "asp"},
        {"askErasure", "asp"},
        {"setHold", "asp"},
        {"listErasures", "aspd"},
        {"getErasure", "aspd"},
        {"takeBackErasure", "asp"},
        {"executeErasure", "asp"},
        {"letComeBack", "asp"},
        {"acknowledgeErasure", "asp"},
        {"getCertificate", "aspd"},
        {"getRetention", "aspd"},
        {"runNight", "a"},
    };
    const std::vector<std::pair<char, std::string>> roles = {
        {'a', "administrator"},   {'s', "steward"}, {'u', "support"}, {'m', "marketer"},
        {'p', "privacy_officer"}, {'d', "auditor"}, {'h', "shop"},    {'i', "integration"}};
    std::size_t routes = 0;
    for (const Route& route : api_routes()) {
        if (route.roles == kOpen) continue;
        ++routes;
        for (const auto& [letter, role] : roles) {
            const bool may =
                allowed.at(std::string{route.operation}).find(letter) != std::string::npos;
            EXPECT_EQ((route.roles & role_named(role)) != 0, may) << route.operation << role;
        }
        EXPECT_EQ(route.roles & role_named("root"), 0u);
        EXPECT_EQ(role_named("owner"), role_named("administrator") | role_named("steward"));
    }
    EXPECT_EQ(routes, allowed.size());
}

TEST(Host, AnythingButOurNamesIsRefused) {
    TestHouse house{{.hosts = {"genbo.example.jp"}}};
    for (const char* host :
         {"localhost", "localhost:80", "127.0.0.1:8080", "[::1]:8080", "[::1]", "genbo.example.jp",
          "genbo.example.jp:443"}) {
        Request request = house.request(HttpMethod::get, "/healthz");
        request.head.host = host;
        EXPECT_EQ(house.send(request).status, 200) << host;
    }
    for (const char* host :
         {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.0.1",
          "xlocalhost", "genbo.example.jp.evil.example", "[::2]", "[::1", "[::1].evil",
          "localhost:80:90", "localhost:x"}) {
        Request request = house.request(HttpMethod::get, "/healthz");
        request.head.host = host;
        EXPECT_EQ(house.send(request).status, 421) << host;
    }
}

TEST(Paths, AreFoundOrNot) {
    TestHouse house;
    house.sign_in("owner");
    EXPECT_EQ(problem_code(house.get("/api/v1/nothing")), "server.no_such_path");
    EXPECT_EQ(problem_code(house.get("/api/v2/home")), "server.no_such_path");
    EXPECT_EQ(problem_code(house.get("/api")), "server.no_such_path");
    EXPECT_EQ(house.get("/api/v1/home/").status, 200);
    const Response wrong = house.post("/api/v1/home", "{}");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(*wrong.find("Allow"), "GET, HEAD, OPTIONS");
    const Response options = house.send(house.request(HttpMethod::options, "/api/v1/imports"));
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(*options.find("Allow"), "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(house.send(house.request(HttpMethod::other, "/api/v1/home")).status, 405);
    EXPECT_EQ(house.send(house.request(HttpMethod::head, "/api/v1/home")).status, 200);
    EXPECT_EQ(house.post("/", "{}").status, 404);
    for (const char* target :
         {"/api/v1/imports/0", "/api/v1/imports/-1", "/api/v1/imports/x", "/api/v1/imports/7x",
          "/api/v1/imports/99999999999999999999", "/api/v1/imports/8"})
        EXPECT_EQ(problem_code(house.get(target)), "server.unknown_id") << target;
    for (const char* target :
         {"/api/v1/customers/1", "/api/v1/customers/4821390576", "/api/v1/customers/08213-90576",
          "/api/v1/customers/48213-9057x"})
        EXPECT_EQ(problem_code(house.get(target)), "server.not_a_number") << target;
}

TEST(Query, IsReadStrictly) {
    TestHouse house;
    house.sign_in("owner");
    for (const char* target :
         {"/api/v1/home?x=1", "/api/v1/imports?limit=0", "/api/v1/imports?limit=101",
          "/api/v1/imports?limit=x", "/api/v1/imports?limit=1x", "/api/v1/imports?offset=1",
          "/api/v1/explanations?left=1", "/api/v1/explanations?left=1&right=0",
          "/api/v1/explanations?left=1&right=a", "/api/v1/customers/48213-90576/card.svg?lang=fr"})
        EXPECT_EQ(problem_code(house.get(target)), "server.bad_query") << target;
    EXPECT_EQ(house.get("/api/v1/imports?limit=100&cursor=abc").status, 200);
    EXPECT_EQ(house.backend.last_page.limit, 100u);
    EXPECT_EQ(house.backend.last_page.cursor, "abc");
}

TEST(Problem, SpeaksTheLanguageOfTheCaller) {
    TestHouse house;
    Request request = house.request(HttpMethod::get, "/api/v1/home");
    const Response ja = house.send(request);
    EXPECT_EQ(*ja.find("Content-Type"), "application/problem+json");
    EXPECT_EQ(*ja.find("Content-Language"), "ja");
    EXPECT_NE(ja.body.find("\"title\":\"サインインしていません。\""), std::string::npos) << ja.body;
    TestHouse::set(request, "accept-language", "en-GB,en;q=0.8");
    const Response en = house.send(request);
    EXPECT_EQ(*en.find("Content-Language"), "en");
    EXPECT_NE(
        en.body.find(
            "\"title\":\"Not signed in.\",\"status\":401,\"detail\":\"Not signed in. Sign in "
            "first.\",\"code\":\"server.signed_out\",\"args\":[]"),
        std::string::npos)
        << en.body;
}

TEST(IfMatch, IsAskedForAndHandedOn) {
    TestHouse house;
    house.sign_in("steward");
    const auto merge = [&](std::optional<std::string> tag) {
        Request request = house.request(
            HttpMethod::post, "/api/v1/customers/48213-90576/merge",
            R"({"other":"10000-00000","reason":"同じ人"})");
        TestHouse::unset(request, "if-match");
        if (tag) TestHouse::set(request, "if-match", *tag);
        return house.send(request);
    };
    EXPECT_EQ(merge(std::nullopt).status, 428);
    for (const char* tag : {"v7", "*", "\"\"", "W/\"v7\"", "\"a\", \"b\"", "\"v7", "\""})
        EXPECT_EQ(problem_code(merge(tag)), "server.bad_if_match") << tag;
    EXPECT_EQ(merge("\"v6\"").status, 412);
    const Response merged = merge("\"v7\"");
    EXPECT_EQ(merged.status, 200);
    EXPECT_EQ(*merged.find("ETag"), "\"v8\"");
}

TEST(Idempotency, ARetryGetsTheFirstAnswer) {
    TestHouse house;
    house.sign_in("steward");
    const std::string body = R"({"upload_id":"u-1","source":"ec","dry_run":false})";
    Request request = house.request(HttpMethod::post, "/api/v1/imports", body);
    TestHouse::set(request, "idempotency-key", "abcd-1234");
    const Response first = house.send(request);
    const Response second = house.send(request);
    EXPECT_EQ(first.status, 202);
    EXPECT_EQ(second.status, 202);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(*second.find("Location"), "/api/v1/imports/7");
    EXPECT_EQ(*second.find("Idempotent-Replayed"), "true");
    EXPECT_EQ(first.find("Idempotent-Replayed"), nullptr);
    EXPECT_EQ(house.backend.imports_started, 1);
    EXPECT_EQ(house.backend.last_call.idempotency_key, "abcd-1234");
    EXPECT_EQ(house.backend.last_call.request_hash.size(), 64u);

    Request other = house.request(
        HttpMethod::post, "/api/v1/imports",
        R"({"upload_id":"u-1","source":"pos","dry_run":false})");
    TestHouse::set(other, "idempotency-key", "abcd-1234");
    EXPECT_EQ(problem_code(house.send(other)), "server.idempotency_key_reused");
    // The key of another person is another key.
    TestHouse::set(other, "idempotency-key", "abcd-1234");
    house.sign_in("owner");
    Request theirs = house.request(HttpMethod::post, "/api/v1/imports", body);
    TestHouse::set(theirs, "idempotency-key", "abcd-1234");
    EXPECT_EQ(house.send(theirs).find("Idempotent-Replayed"), nullptr);
}

TEST(Idempotency, KeepsRefusalsByMeaningButNotFailures) {
    TestHouse house;
    house.sign_in("steward");
    const auto send = [&](std::string_view key) {
        Request request = house.request(
            HttpMethod::post, "/api/v1/imports",
            R"({"upload_id":"u-1","source":"ec","dry_run":false})");
        TestHouse::set(request, "idempotency-key", std::string{key});
        return house.send(request);
    };
    house.backend.fails_with = Error{.fault = Fault::unavailable, .code = "store.locked"};
    EXPECT_EQ(send("key-locked").status, 503);
    house.backend.fails_with = Error{.fault = Fault::invalid, .code = "register.no_mapping"};
    EXPECT_EQ(send("key-invalid").status, 422);
    house.backend.fails_with.reset();
    EXPECT_EQ(send("key-locked").status, 202);
    EXPECT_EQ(send("key-invalid").status, 422);
    for (const char* key : {"", "short", "with space", "日本語のキー"})
        EXPECT_EQ(problem_code(send(key)), "server.bad_idempotency_key") << key;
    EXPECT_EQ(send(std::string(129, 'k')).status, 400);
}

TEST(Idempotency, TwoAtOnceDoNotBothRun) {
    TestHouse house;
    house.sign_in("steward");
    Request request = house.request(
        HttpMethod::post, "/api/v1/imports",
        R"({"upload_id":"u-1","source":"ec","dry_run":false})");
    TestHouse::set(request, "idempotency-key", "same-key");
    std::promise<void> entered;
    std::promise<void> leave;
    house.backend.before_answer = [&] {
        entered.set_value();
        leave.get_future().wait();
    };
    std::thread first{[&] { EXPECT_EQ(house.send(request).status, 202); }};
    entered.get_future().wait();
    const Response second = house.send(request);
    EXPECT_EQ(problem_code(second), "server.request_running");
    EXPECT_NE(second.find("Retry-After"), nullptr);
    leave.set_value();
    first.join();
    house.backend.before_answer = nullptr;
    EXPECT_EQ(*house.send(request).find("Idempotent-Replayed"), "true");
    EXPECT_EQ(house.backend.imports_started, 1);
}

TEST(Uploads, AreOnlyOpenedForThoseWhoMaySend) {
    TestHouse house;
    const auto head = [&] {
        Request request = house.request(HttpMethod::post, "/api/v1/uploads", "x");
        TestHouse::set(request, "content-type", "application/octet-stream");
        TestHouse::set(request, "x-genbo-file-name", "a.csv");
        return request;
    };
    EXPECT_EQ(house.site->admit(head().head).body, Admission::Body::file);
    EXPECT_EQ(house.site->admit(head().head).body_bytes_max, kUploadBytesMax);
    EXPECT_EQ(
        house.site->admit(house.request(HttpMethod::post, "/api/v1/imports", "{}").head)
            .body_bytes_max,
        kRequestBodyBytesMax);
    EXPECT_EQ(
        house.site->admit(house.request(HttpMethod::post, "/api/v1/records", "{}").head)
            .body_bytes_max,
        kFeedBodyBytesMax);
    EXPECT_EQ(house.site->open(head().head, 1).refusal->status, 401);
    house.sign_in("support");
    EXPECT_EQ(house.site->open(head().head, 1).refusal->status, 403);
    house.sign_in("steward");
    Request spoiled = head();
    TestHouse::unset(spoiled, "x-genbo-csrf");
    EXPECT_EQ(house.site->open(spoiled.head, 1).refusal->status, 403);
    const auto opening = house.site->open(head().head, 1);
    EXPECT_FALSE(opening.refusal);
    ASSERT_NE(opening.file, nullptr);

    Request whole = head();
    whole.body.clear();
    whole.file = opening.file;
    const Response response = house.send(whole);
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(*response.find("Location"), "/api/v1/uploads/u-1");
    EXPECT_TRUE(house.backend.last_file->finished);
    EXPECT_TRUE(house.backend.last_file->kept);
    for (const char* name : {"", "%", "..", "a%2Fb", "a%5Cb", "%0A", "%FF"}) {
        Request bad = whole;
        TestHouse::set(bad, "x-genbo-file-name", name);
        EXPECT_EQ(problem_code(house.send(bad)), "server.bad_file_name") << name;
    }
    Request empty = head();
    empty.head.has_body = false;
    empty.body.clear();
    EXPECT_EQ(problem_code(house.send(empty)), "server.empty_upload");
}

TEST(Bodies, AreRefusedWhereNoneIsAwaited) {
    TestHouse house;
    house.sign_in("steward");
    EXPECT_EQ(problem_code(house.post("/api/v1/imports/7/undo", "{}")), "server.unexpected_body");
}

TEST(Attachments, AreDownloadsAndNothingElse) {
    TestHouse house;
    house.sign_in("steward");
    const Response response = house.get("/api/v1/imports/7/rejected");
    EXPECT_EQ(*response.find("Content-Type"), "text/csv; charset=utf-8");
    EXPECT_TRUE(response.find("Content-Disposition")->starts_with("attachment; filename="));
    EXPECT_NE(response.find("Content-Security-Policy")->find("sandbox"), std::string::npos);
}

// --- The console ------------------------------------------------------------------------------

TEST(Console, EveryPathOfTheConsoleIsThePage) {
    TestHouse house;
    for (const char* path :
         {"/", "/index.html", "/customers/48213-90576", "/imports/7", "/problems"}) {
        const Response response = house.get(path);
        EXPECT_EQ(response.status, 200) << path;
        EXPECT_EQ(*response.find("Content-Type"), "text/html; charset=utf-8");
        EXPECT_EQ(*response.find("Cache-Control"), "no-store");
        EXPECT_EQ(response.body.find("__GENBO_NONCE__"), std::string::npos);
    }
    EXPECT_EQ(house.get("/assets/missing.js").status, 404);
    EXPECT_EQ(house.get("/.env").status, 404);
}

TEST(Console, TheNonceIsFreshAndAllowedByTheSameAnswer) {
    TestHouse house;
    std::set<std::string> seen;
    for (int i = 0; i < 20; ++i) {
        const Response response = house.get("/");
        const std::size_t at = response.body.find("nonce=\"") + 7;
        const std::string nonce = response.body.substr(at, 32);
        EXPECT_EQ(response.body.find('"', at), at + 32);
        EXPECT_EQ(
            *response.find("Content-Security-Policy"),
            "default-src 'none'; script-src 'self' 'nonce-" + nonce +
                "'; style-src 'self' 'nonce-" + nonce +
                "'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
                "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
                "form-action 'self'; object-src 'none'");
        // Twice in the page, both the same.
        EXPECT_NE(response.body.find(nonce, at + 32), std::string::npos);
        seen.insert(nonce);
    }
    EXPECT_EQ(seen.size(), 20u);
}

TEST(Console, FilesAreCachedAsTheirNamesAllow) {
    TestHouse house;
    Request request = house.request(HttpMethod::get, "/assets/app-1.js");
    const Response plain = house.send(request);
    EXPECT_EQ(plain.content(), "plain script");
    EXPECT_EQ(*plain.find("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(plain.find("Content-Encoding"), nullptr);
    TestHouse::set(request, "accept-encoding", "br, gzip, deflate");
    const Response gzip = house.send(request);
    EXPECT_EQ(gzip.content(), "squeezed");
    EXPECT_EQ(*gzip.find("Content-Encoding"), "gzip");
    EXPECT_EQ(*gzip.find("Vary"), "Accept-Encoding");
    TestHouse::set(request, "accept-encoding", "gzip;q=0");
    EXPECT_EQ(house.send(request).find("Content-Encoding"), nullptr);

    Request icon = house.request(HttpMethod::get, "/favicon.svg");
    const Response first = house.send(icon);
    EXPECT_EQ(*first.find("Cache-Control"), "no-cache");
    TestHouse::set(icon, "if-none-match", *first.find("ETag"));
    const Response again = house.send(icon);
    EXPECT_EQ(again.status, 304);
    EXPECT_TRUE(again.content().empty());
}

// The headers of every answer: one snapshot for each kind, checked on every route.
TEST(Headers, AreOnEveryAnswer) {
    TestHouse house;
    std::vector<Response> answers;
    std::vector<std::string> targets = {
        "/", "/assets/app-1.js", "/favicon.svg", "/missing.txt", "/api/v1/none", "/healthz"};
    for (const Route& route : api_routes()) {
        std::string target{route.pattern};
        for (std::size_t at = 0; (at = target.find('{')) != std::string::npos;)
            target.replace(at, target.find('}') - at + 1, "1");
        targets.push_back(target);
    }
    for (const bool signed_in : {false, true}) {
        if (signed_in) house.sign_in("owner");
        for (const std::string& target : targets)
            for (const HttpMethod method :
                 {HttpMethod::get, HttpMethod::head, HttpMethod::post, HttpMethod::put,
                  HttpMethod::erase, HttpMethod::options, HttpMethod::other})
                answers.push_back(house.send(house.request(method, target)));
        // Signing out on the way is part of it.
    }
    answers.push_back(
        house.site->refuse({.fault = Fault::invalid, .code = "server.bad_request"}, nullptr));
    for (const Response& answer : answers) {
        const auto is = [&](std::string_view name, std::string_view value) {
            const std::string* found = answer.find(name);
            EXPECT_TRUE(found != nullptr && *found == value) << name << " " << answer.body;
        };
        is("X-Content-Type-Options", "nosniff");
        is("Referrer-Policy", "no-referrer");
        is("Cross-Origin-Opener-Policy", "same-origin");
        is("Cross-Origin-Resource-Policy", "same-origin");
        is("X-Frame-Options", "DENY");
        is("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        const std::string* policy = answer.find("Content-Security-Policy");
        ASSERT_NE(policy, nullptr);
        EXPECT_TRUE(policy->starts_with("default-src 'none'"));
        EXPECT_NE(policy->find("frame-ancestors 'none'"), std::string::npos);
        EXPECT_EQ(policy->find("unsafe-eval"), std::string::npos);
        EXPECT_NE(answer.find("Cache-Control"), nullptr);
        EXPECT_NE(answer.find("X-Request-Id"), nullptr);
        EXPECT_EQ(answer.find("Server"), nullptr);
        EXPECT_EQ(answer.find("Access-Control-Allow-Origin"), nullptr);
        if (answer.find("Content-Type") != nullptr &&
            answer.find("Content-Type")->find("json") != std::string::npos)
            is("Cache-Control", "no-store");
        std::set<std::string> names;
        for (const HeaderField& field : answer.headers)
            EXPECT_TRUE(names.insert(field.name).second) << field.name << " twice";
    }
    EXPECT_GT(answers.size(), 500u);
}

}  // namespace

}  // namespace genbo
