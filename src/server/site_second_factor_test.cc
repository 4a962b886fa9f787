// SPDX-License-Identifier: Apache-2.0

// What may be called before a second factor was shown or set up, and what wants a fresh proof.
#include <gtest/gtest.h>

#include <set>

#include "server/test_house.h"

namespace genbo {
namespace {

constexpr StaffId kTheSteward{2};

std::string step_in(const Response& response) {
    const std::size_t at = response.body.find("\"step\":\"") + 8;
    return response.body.substr(at, response.body.find('"', at) - at);
}

// Any call of the route that gets as far as the gates before the handler.
Response call(TestHouse& house, const Route& route) {
    std::string target{route.pattern};
    for (std::size_t at; (at = target.find('{')) != std::string::npos;)
        target.replace(at, target.find('}', at) + 1 - at, "1");
    return house.send(house.request(
        route.method, target, route.body == RouteBody::json ? std::string{"{}"} : std::string{}));
}

std::set<std::string> open_routes(TestHouse& house, const std::set<std::string>& refusals) {
    std::set<std::string> open;
    for (const Route& route : api_routes()) {
        if (route.roles == kOpen || route.operation == "signOut") continue;
        if ((route.roles & role_named("steward")) == 0) continue;
        if (!refusals.contains(problem_code(call(house, route))))
            open.insert(std::string{route.operation});
    }
    return open;
}

TEST(SecondFactor, APasswordAloneOpensNothing) {
    TestHouse house;
    house.backend.staff_by_id[kTheSteward].has_totp = true;
    const auto signed_in = house.sign_in("steward");
    ASSERT_EQ(signed_in.status, 200);
    EXPECT_EQ(step_in(signed_in), "second_factor");
    EXPECT_EQ(house.backend.sign_ins.back().second, ApiSignIn::half_way);
    EXPECT_EQ(
        open_routes(house, {"server.second_factor_needed"}),
        (std::set<std::string>{"getSession", "proveSecondFactor"}));
    const std::string before = house.cookie;
    EXPECT_EQ(house.post("/api/v1/session/second-factor", R"({"code":"654321"})").status, 403);
    const auto proved = house.post("/api/v1/session/second-factor", R"({"code":"123456"})");
    ASSERT_EQ(proved.status, 200) << proved.body;
    house.take_session(proved);
    EXPECT_EQ(step_in(proved), "done");
    EXPECT_NE(house.cookie, before);
    EXPECT_EQ(house.get("/api/v1/home").status, 200);
    // The half-way session is gone, not raised.
    house.cookie = before;
    EXPECT_EQ(house.get("/api/v1/home").status, 401);
}

TEST(SecondFactor, AResetPasswordDoesNotLeadAroundIt) {
    TestHouse house;
    auto& steward = house.backend.staff_by_id[kTheSteward];
    steward.has_passkey = true;
    steward.must_change_password = true;
    EXPECT_EQ(step_in(house.sign_in("steward")), "second_factor");
    const auto changed = house.post(
        "/api/v1/session/password",
        R"({"current":"hinotama-no-uta-8","next":"kaze-no-naka-no-hi 7"})");
    EXPECT_EQ(problem_code(changed), "server.second_factor_needed");
}

TEST(SecondFactor, ARoleThatNeedsOneMayOnlySetOneUp) {
    TestHouse house;
    house.backend.staff_by_id[kTheSteward].needs_second_factor = true;
    EXPECT_EQ(step_in(house.sign_in("steward")), "enrol");
    // Proving again and signing in rotate the session, so their token is not good for the next.
    EXPECT_EQ(
        open_routes(house, {"server.must_enrol"}),
        (std::set<std::string>{
            "getSession", "changePassword", "proveSecondFactor", "proveAgain", "getFactors",
            "offerTotp", "confirmTotp", "offerPasskey", "addPasskey"}));
}

TEST(SecondFactor, GuessingCodesIsSlowFromWherever) {
    TestHouse house;
    house.backend.staff_by_id[kTheSteward].has_totp = true;
    ASSERT_EQ(house.sign_in("steward").status, 200);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(house.post("/api/v1/session/second-factor", R"({"code":"000000"})").status, 403);
    Request elsewhere =
        house.request(HttpMethod::post, "/api/v1/session/second-factor", R"({"code":"123456"})");
    elsewhere.head.remote = "192.0.2.99";
    EXPECT_EQ(house.send(std::move(elsewhere)).status, 429);
}

TEST(FreshProof, IsWantedAfterFiveMinutesAndGivenByPasswordOrCode) {
    TestHouse house;
    ASSERT_EQ(house.sign_in("administrator").status, 200);
    const std::string body = R"({"name":"taro","label":"","role":"support"})";
    EXPECT_EQ(house.post("/api/v1/staff", body).status, 201);
    house.clock.time += std::chrono::minutes{5} + std::chrono::seconds{1};
    for (const Route& route : api_routes()) {
        if (route.proof != ProofAge::fresh) continue;
        for (auto& [id, staff] : house.backend.staff_by_id)
            if (staff.name == "administrator")
                staff.role = (route.roles & kAdministrator) != 0 ? "administrator" : "auditor";
        const auto refused = call(house, route);
        EXPECT_EQ(refused.status, 403) << route.operation;
        EXPECT_EQ(problem_code(refused), "server.proof_needed") << route.operation;
    }
    for (auto& [id, staff] : house.backend.staff_by_id)
        if (staff.name == "administrator") staff.role = staff.name;
    EXPECT_EQ(house.get("/api/v1/staff").status, 200);
    EXPECT_EQ(house.post("/api/v1/session/proof", R"({"password":"not this one"})").status, 422);
    EXPECT_EQ(house.post("/api/v1/session/proof", "{}").status, 400);
    const auto proved = house.post("/api/v1/session/proof", R"({"password":"hinotama-no-uta-8"})");
    ASSERT_EQ(proved.status, 200);
    house.take_session(proved);
    EXPECT_EQ(house.post("/api/v1/staff", body).status, 201);
}

TEST(FreshProof, AClockSetBackIsNone) {
    EXPECT_FALSE(require_fresh({.actor = {},
                                .request_id = {},
                                .at = instant_from_micros(0),
                                .proven_at = instant_from_micros(1)})
                     .ok());
    EXPECT_TRUE(require_fresh({.actor = {},
                               .request_id = {},
                               .at = instant_from_micros(1),
                               .proven_at = instant_from_micros(1)})
                    .ok());
}

TEST(Disabled, IsOutWithTheNextRequestAndLearnsNothingAtTheDoor) {
    TestHouse house;
    ASSERT_EQ(house.sign_in("steward").status, 200);
    house.backend.staff_by_id[kTheSteward].disabled = true;
    EXPECT_EQ(house.get("/api/v1/home").status, 401);
    house.backend.staff_by_id[kTheSteward].disabled = false;
    EXPECT_EQ(house.get("/api/v1/home").status, 401);  // The session has ended with it.
    house.backend.staff_by_id[kTheSteward].disabled = true;
    TestHouse fresh;
    fresh.backend.staff_by_id[kTheSteward].disabled = true;
    const auto disabled = fresh.sign_in("steward");
    const auto unknown = fresh.sign_in("nobody");
    EXPECT_EQ(disabled.status, 401);
    EXPECT_EQ(disabled.body, unknown.body);
}

TEST(OneTimePassword, EndsAfterItsTime) {
    TestHouse house;
    auto& steward = house.backend.staff_by_id[kTheSteward];
    steward.must_change_password = true;
    steward.one_time_until = house.clock.time;
    EXPECT_EQ(house.sign_in("steward").status, 200);
    house.clock.time += std::chrono::seconds{1};
    EXPECT_EQ(problem_code(house.sign_in("steward")), "server.one_time_password_over");
    steward.must_change_password = false;
    EXPECT_EQ(house.sign_in("steward").status, 200);
}

TEST(DeviceCookie, KeepsStrangersFromMakingTheOwnerWait) {
    TestHouse house;
    const auto first = house.sign_in("steward");
    ASSERT_EQ(first.status, 200);
    std::string mark;
    for (const auto& field : first.headers)
        if (field.name == "Set-Cookie" && field.value.starts_with("genbo_device="))
            mark = field.value.substr(0, field.value.find(';'));
    ASSERT_FALSE(mark.empty());
    const std::string body = R"({"name":"steward","password":"a guess"})";
    for (int i = 0; i < 60; ++i) {
        Request guess = house.request(HttpMethod::post, "/api/v1/session", body);
        guess.head.remote = "192.0.2." + std::to_string(i);
        static_cast<void>(house.send(std::move(guess)));
    }
    house.cookie.clear();
    EXPECT_EQ(house.sign_in("steward").status, 429);
    house.cookie = mark;
    EXPECT_EQ(house.sign_in("steward").status, 200);
    // The mark is one person's.
    house.cookie = mark;
    for (int i = 0; i < 4; ++i) static_cast<void>(house.sign_in("support", "a guess"));
    house.cookie.clear();
    EXPECT_EQ(house.sign_in("support").status, 429);
}

TEST(PasskeySignIn, IsTwoFactorsAtOnceAndOnlyForItsOwner) {
    TestHouse house;
    house.backend.staff_by_id[kTheSteward].has_passkey = true;
    const auto challenge = Bytes(56, 3);
    const auto signed_in =
        house.post("/api/v1/session/passkey", TestAuthenticator{}.assertion_body(challenge));
    ASSERT_EQ(signed_in.status, 200) << signed_in.body;
    house.take_session(signed_in);
    EXPECT_EQ(step_in(signed_in), "done");
    ASSERT_EQ(house.backend.fake_people.uses.size(), 1U);
    EXPECT_EQ(house.backend.fake_people.uses[0].challenge, challenge);

    TestAuthenticator stranger;
    stranger.credential_id = Bytes(16, 8);
    const auto unknown = house.post("/api/v1/session/passkey", stranger.assertion_body(challenge));
    EXPECT_EQ(problem_code(unknown), "server.passkey_refused");
    stranger = {};
    stranger.origin = "http://evil.example";
    EXPECT_EQ(
        problem_code(house.post("/api/v1/session/passkey", stranger.assertion_body(challenge))),
        "server.passkey_refused");
    house.backend.staff_by_id[kTheSteward].disabled = true;
    EXPECT_EQ(
        problem_code(
            house.post("/api/v1/session/passkey", TestAuthenticator{}.assertion_body(challenge))),
        "server.passkey_refused");
    EXPECT_EQ(house.backend.fake_people.uses.size(), 1U);
}

}  // namespace
}  // namespace genbo
