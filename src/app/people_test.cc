// SPDX-License-Identifier: Apache-2.0

// People on a real master: two servers on one PostgreSQL, every request to the other one.
#include "app/people.h"

#include <gtest/gtest.h>

#include "app/test_nodes.h"
#include "crypto/password.h"
#include "crypto/totp.h"
#include "server/test_authenticator.h"

namespace genbo {
namespace {

std::string code_now(const TestNodes& nodes, const Bytes& seed, int later = 0) {
    return totp_code(seed, totp_step(nodes.time.now()) + later);
}

// Signed in on two nodes with a new password and an authenticator app.
struct Enrolled {
    TestBrowser browser;
    Bytes seed;
};
Enrolled enrolled(TestNodes& nodes) {
    auto browser = nodes.signed_in();
    const auto offer = browser.post("/api/v1/session/totp", "");
    EXPECT_EQ(offer.status, 200) << offer.body;
    const auto seed = *from_base32(offer.text("secret"));
    const auto confirmed = browser.post(
        "/api/v1/session/totp/confirm", R"({"code":")" + code_now(nodes, seed) + R"("})");
    EXPECT_EQ(confirmed.status, 200) << confirmed.body;
    EXPECT_EQ(confirmed.items("recovery_codes").size(), kRecoveryCodes);
    // The token comes with the session.
    EXPECT_EQ(browser.get("/api/v1/session").text("step"), "done");
    return {browser, seed};
}

TEST(People, AnAdministratorSetsUpASecondFactorFirst) {
    TestNodes nodes(2, TestNodes::SecondFactor::as_by_default);
    auto visitor = nodes.signed_in();
    EXPECT_EQ(visitor.get("/api/v1/session").text("step"), "enrol");
    EXPECT_EQ(visitor.get("/api/v1/home").text("code"), "server.must_enrol");
    auto admin = enrolled(nodes);
    EXPECT_EQ(admin.browser.get("/api/v1/home").status, 200);

    // A password is half the way; the code of the set-up does not count again, on either node.
    auto again = nodes.browser();
    EXPECT_EQ(again.sign_in("admin", nodes.password).text("step"), "second_factor");
    const auto prove = [&](const std::string& code) {
        return again.post("/api/v1/session/second-factor", R"({"code":")" + code + R"("})");
    };
    EXPECT_EQ(prove(code_now(nodes, admin.seed)).status, 403);
    EXPECT_EQ(prove(code_now(nodes, admin.seed, 1)).text("step"), "done");
    EXPECT_EQ(again.get("/api/v1/home").status, 200);
}

TEST(People, DisablingCountsOnEveryNodeWithTheNextRequest) {
    TestNodes nodes(2);
    auto admin = nodes.signed_in();
    const auto made =
        admin.post("/api/v1/staff", R"({"name":"hanako","label":"髙橋 花子","role":"steward"})");
    ASSERT_EQ(made.status, 201) << made.body;
    const auto id = std::to_string(made.json().at("account").at("id").as_int64());
    auto hanako = nodes.browser();
    ASSERT_EQ(hanako.sign_in("hanako", made.text("one_time_password")).status, 200);
    const auto changed = hanako.post(
        "/api/v1/session/password", R"({"current":")" + made.text("one_time_password") +
                                        R"(","next":"kumo no ue ni hoshi 2"})");
    ASSERT_EQ(changed.status, 200) << changed.body;
    for (int i = 0; i < 4; ++i) EXPECT_EQ(hanako.get("/api/v1/home").status, 200);
    EXPECT_EQ(hanako.get("/api/v1/staff").status, 403);
    ASSERT_EQ(admin.post("/api/v1/staff/" + id + "/disable", "").status, 200);
    // Both nodes had read the session a moment ago.
    for (int i = 0; i < 4; ++i) EXPECT_EQ(hanako.get("/api/v1/home").status, 401);
    EXPECT_EQ(nodes.browser().sign_in("hanako", "kumo no ue ni hoshi 2").status, 401);
    ASSERT_EQ(admin.post("/api/v1/staff/" + id + "/enable", "").status, 200);
    EXPECT_EQ(nodes.browser().sign_in("hanako", "kumo no ue ni hoshi 2").status, 200);
    // A role counts at once, too, and leaves the session alone.
    auto again = nodes.browser();
    ASSERT_EQ(again.sign_in("hanako", "kumo no ue ni hoshi 2").status, 200);
    EXPECT_EQ(again.get("/api/v1/imports").status, 200);
    ASSERT_EQ(
        admin.send("PUT", "/api/v1/staff/" + id, R"({"label":"","role":"support"})").status, 200);
    EXPECT_EQ(again.get("/api/v1/imports").status, 403);
    EXPECT_EQ(again.get("/api/v1/home").status, 200);
}

TEST(People, SessionsAreListedAndEndedAcrossNodes) {
    TestNodes nodes(2);
    auto first = nodes.signed_in();
    auto second = nodes.browser();
    ASSERT_EQ(second.sign_in("admin", nodes.password).status, 200);
    const auto list = first.get("/api/v1/session/all");
    ASSERT_EQ(list.items().size(), 2U) << list.body;
    for (const auto& session : list.items()) {
        if (session.at("this_one").as_bool()) continue;
        const std::string id{session.at("id").as_string()};
        EXPECT_EQ(first.send("DELETE", "/api/v1/session/all/" + id).status, 204);
        EXPECT_EQ(first.send("DELETE", "/api/v1/session/all/" + id).status, 404);
    }
    nodes.time.ahead_s += 5;  // As long as a node believes what it has read.
    for (int i = 0; i < 2; ++i) EXPECT_EQ(second.get("/api/v1/home").status, 401);
    EXPECT_EQ(first.get("/api/v1/home").status, 200);
}

TEST(People, OldProofsAreAskedForAgain) {
    TestNodes nodes(2);
    auto admin = nodes.signed_in();
    nodes.time.ahead_s += 301;
    EXPECT_EQ(admin.post("/api/v1/staff/1/reset", "").text("code"), "server.proof_needed");
    const auto proved =
        admin.post("/api/v1/session/proof", R"({"password":")" + nodes.password + R"("})");
    ASSERT_EQ(proved.status, 200) << proved.body;
    const std::string body = R"({"name":"taro","label":"","role":"support"})";
    EXPECT_EQ(admin.post("/api/v1/staff", body).status, 201);
}

TEST(People, APasskeyOpensOnceForEachChallenge) {
    TestNodes nodes(1);
    auto admin = nodes.signed_in();
    TestAuthenticator device;
    device.origin = "http://localhost:" + std::to_string(nodes[0].server->port());
    const auto challenge_of = [](const TestReply& reply) {
        return *from_base64url(reply.text("challenge"));
    };
    const auto offer = admin.post("/api/v1/session/passkeys/offer", "");
    ASSERT_EQ(offer.status, 200) << offer.body;
    // A challenge for signing in makes no passkey.
    auto foreign = challenge_of(admin.post("/api/v1/session/passkey/challenge", ""));
    EXPECT_EQ(
        admin.post("/api/v1/session/passkeys", device.registration_body(foreign)).text("code"),
        "staff.challenge_over");
    const auto body = device.registration_body(challenge_of(offer));
    const auto made = admin.post("/api/v1/session/passkeys", body);
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(made.items("recovery_codes").size(), kRecoveryCodes);
    EXPECT_EQ(admin.get("/api/v1/session").text("step"), "done");
    EXPECT_EQ(admin.post("/api/v1/session/passkeys", body).text("code"), "staff.passkey_known");

    auto visitor = nodes.browser();
    const auto challenge = challenge_of(visitor.post("/api/v1/session/passkey/challenge", ""));
    ++device.count;
    const auto answer = device.assertion_body(challenge);
    EXPECT_EQ(visitor.post("/api/v1/session/passkey", answer).text("step"), "done");
    EXPECT_EQ(visitor.get("/api/v1/home").status, 200);
    auto thief = nodes.browser();
    EXPECT_EQ(thief.post("/api/v1/session/passkey", answer).text("code"), "staff.challenge_over");
    // The counter of a copy stands still.
    const auto next = challenge_of(thief.post("/api/v1/session/passkey/challenge", ""));
    EXPECT_EQ(
        thief.post("/api/v1/session/passkey", device.assertion_body(next)).text("code"),
        "staff.passkey_copied");
    ++device.count;
    const auto late = challenge_of(thief.post("/api/v1/session/passkey/challenge", ""));
    nodes.time.ahead_s += 301;
    EXPECT_EQ(
        thief.post("/api/v1/session/passkey", device.assertion_body(late)).text("code"),
        "staff.challenge_over");
    auto made_up = late;
    made_up[0] ^= 1;
    EXPECT_EQ(
        thief.post("/api/v1/session/passkey", device.assertion_body(made_up)).text("code"),
        "staff.challenge_over");
}

TEST(People, AnOldHashIsSealedAtTheNextSignIn) {
    TestNodes nodes(1);
    auto& master = *nodes[0].master;
    const auto stored = [&] {
        const auto reader = master.store().reader();
        const auto staff = (*reader)->staff();
        return staff->front().password_hash;
    };
    EXPECT_TRUE(StaffVault::is_sealed(stored()));
    const auto bare = hash_password("an old word of ours", {.memory_kib = 8, .passes = 1});
    ASSERT_TRUE(master.writer()
                    .run([&](WriteContext& context) -> Result<> {
                        auto staff = TRY(context.store.staff());
                        staff.front().password_hash = *bare;
                        return context.store.put_staff(staff.front());
                    })
                    .ok());
    EXPECT_EQ(nodes.browser().sign_in("admin", "an old word of ours").status, 200);
    EXPECT_TRUE(StaffVault::is_sealed(stored()));
    EXPECT_EQ(nodes.browser().sign_in("admin", "an old word of ours").status, 200);
}

}  // namespace
}  // namespace genbo
