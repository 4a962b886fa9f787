// SPDX-License-Identifier: Apache-2.0
#include "server/oidc.h"

#include <gtest/gtest.h>

#include "server/test_house.h"

namespace genbo {
namespace {

Response finish(TestHouse& house, const std::string& state, const std::string& more = {}) {
    return house.post(
        "/api/v1/session/oidc/finish", R"({"code":"c","state":")" + state + R"(")" + more + "}");
}

TEST(Oidc, ALinkedAccountOpensOurs) {
    TestHouse house;
    EXPECT_EQ(house.get("/api/v1/session/oidc").body, R"({"label":"社員証"})");
    const auto state = house.begin_oidc();
    const auto done = finish(house, state, R"(,"iss":"https://id.example.jp")");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_NE(done.body.find(R"("name":"steward")"), std::string::npos);
    house.take_session(done);
    EXPECT_EQ(house.get("/api/v1/home").status, 200);
    // The verifier that was sent is the one that the browser's challenge was made of.
    const auto at = house.provider.last_form.find("code_verifier=") + 14;
    const auto verifier = house.provider.last_form.substr(at, 43);
    EXPECT_EQ(to_base64url(sha256(as_bytes(verifier))), house.provider.challenge);
}

TEST(Oidc, ItIsOneFactorOnly) {
    TestHouse house;
    house.backend.staff_by_id[StaffId{2}].has_totp = true;
    const auto done = finish(house, house.begin_oidc());
    ASSERT_EQ(done.status, 200);
    EXPECT_NE(done.body.find(R"("step":"second_factor")"), std::string::npos);
}

TEST(Oidc, AnotherBrowserStateOrIssuerIsRefused) {
    TestHouse house;
    const auto state = house.begin_oidc();
    EXPECT_EQ(problem_code(finish(house, "made-up")), "server.oidc_refused");
    EXPECT_EQ(
        problem_code(finish(house, state, R"(,"iss":"https://evil.example")")),
        "server.oidc_refused");
    const std::string cookie = house.flow_cookie;
    house.flow_cookie.clear();
    EXPECT_EQ(problem_code(finish(house, state)), "server.oidc_flow_over");
    house.flow_cookie = cookie;
    house.flow_cookie.back() = house.flow_cookie.back() == 'A' ? 'B' : 'A';
    EXPECT_EQ(problem_code(finish(house, state)), "server.oidc_flow_over");
    house.flow_cookie = cookie;
    house.clock.time += std::chrono::minutes{11};
    EXPECT_EQ(problem_code(finish(house, state)), "server.oidc_flow_over");
}

TEST(Oidc, WhoIsNotLinkedIsNotLetIn) {
    TestHouse house;
    house.provider.subject = "stranger";
    EXPECT_EQ(problem_code(finish(house, house.begin_oidc())), "server.oidc_unknown");
    house.provider.subject = "taro@id";
    house.backend.staff_by_id[StaffId{2}].disabled = true;
    EXPECT_EQ(problem_code(finish(house, house.begin_oidc())), "server.oidc_unknown");
}

TEST(Oidc, LinkingIsForWhoIsSignedInAndAFlowServesOnePurpose) {
    TestHouse house;
    house.provider.subject = "hanako";
    ASSERT_EQ(house.sign_in("support").status, 200);
    const auto state = house.begin_oidc("/link/start");
    EXPECT_EQ(problem_code(finish(house, state)), "server.oidc_flow_over");
    EXPECT_EQ(
        house.post("/api/v1/session/oidc/link", R"({"code":"c","state":")" + state + R"("})")
            .status,
        204);
    EXPECT_EQ(house.backend.fake_people.foreign.at("https://id.example.jp hanako"), StaffId{3});
}

TEST(Oidc, KeysAreAskedForAgainOnceAMinute) {
    TestHouse house;
    const std::string jwks = "https://id.example.jp/jwks";
    EXPECT_EQ(finish(house, house.begin_oidc()).status, 200);
    EXPECT_EQ(finish(house, house.begin_oidc()).status, 200);
    EXPECT_EQ(house.provider.asked[jwks], 1);
    house.provider.kid = "k2";
    // Unknown within the minute: the provider is not asked.
    EXPECT_EQ(finish(house, house.begin_oidc()).status, 403);
    EXPECT_EQ(house.provider.asked[jwks], 1);
    house.clock.time += std::chrono::seconds{61};
    EXPECT_EQ(finish(house, house.begin_oidc()).status, 200);
    EXPECT_EQ(house.provider.asked[jwks], 2);
}

TEST(Oidc, AConfigurationOfAnotherIssuerIsNotBelieved) {
    TestHouse house;
    house.provider.said_issuer = "https://id.example.jp/";
    EXPECT_EQ(
        problem_code(house.post("/api/v1/session/oidc/start", "")), "server.oidc_unavailable");
}

// The corpus of bad tokens: each is good but for one thing.
TEST(IdToken, EachFaultIsFound) {
    const TokenSigner signer;
    const TokenSigner stranger;
    TestClock clock;
    TestProvider provider;
    provider.clock = &clock;
    provider.nonce = "n";
    const auto keys = parse_jwks(R"({"keys":[)" + signer.jwk("k1") + "]}");
    ASSERT_TRUE(keys.ok());
    const TokenExpectation expected{
        .issuer = TestProvider::kIssuer, .client_id = "genbo", .nonce = "n", .now = clock.time};
    const auto good = [&](const std::string& token) {
        return verify_id_token(token, *keys, expected).good();
    };
    const std::string header = R"({"alg":"ES256","kid":"k1"})";
    const std::string claims = provider.claims();
    const auto claims_with = [&](const std::string& from, const std::string& to) {
        std::string changed = claims;
        const auto at = changed.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return changed.replace(at, from.size(), to);
    };
    ASSERT_TRUE(good(signer.token(header, claims)));
    EXPECT_TRUE(good(signer.token(R"({"alg":"ES256"})", claims)));  // The only key there is.
    EXPECT_TRUE(good(signer.token(header, claims_with(R"("genbo")", R"(["genbo"])"))));
    EXPECT_TRUE(good(signer.token(
        header, claims_with(R"("aud":"genbo")", R"("aud":["x","genbo"],"azp":"genbo")"))));

    for (const char* bad_header :
         {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"nOnE"})", R"({"alg":""})", "{}",
          R"({"alg":"HS256","kid":"k1"})", R"({"alg":"RS256","kid":"k1"})",
          R"({"alg":"ES384","kid":"k1"})", R"({"alg":"PS256","kid":"k1"})",
          R"({"alg":"ES256","kid":"k2"})", R"({"alg":"ES256","kid":"k1","crit":["b64"]})",
          R"({"alg":["ES256"],"kid":"k1"})", R"({"alg":"ES256","alg":"none","kid":"k1"})", "[]",
          "null", ""})
        EXPECT_FALSE(good(signer.token(bad_header, claims))) << bad_header;

    const std::pair<const char*, const char*> changes[] = {
        {R"("aud":"genbo")", R"("aud":"other")"},
        {R"("aud":"genbo")", R"("aud":[])"},
        {R"("aud":"genbo")", R"("aud":["genbo","other"])"},
        {R"("aud":"genbo")", R"("aud":["genbo","other"],"azp":"other")"},
        {R"("aud":"genbo")", R"("aud":"genbo","azp":"other")"},
        {R"("aud":"genbo",)", ""},
        {"https://id.example.jp", "https://id.example.jp/"},
        {"https://id.example.jp", "http://id.example.jp"},
        {"https://id.example.jp", "https://evil.example"},
        {R"("nonce":"n")", R"("nonce":"m")"},
        {R"("nonce":"n")", R"("nonce":"")"},
        {R"("nonce":"n",)", ""},
        {R"("sub":"taro@id")", R"("sub":"")"},
        {R"("sub":"taro@id",)", ""},
        {R"("sub":"taro@id")", R"("sub":7)"},
        {R"("exp":)", R"("exp":-)"},
        {R"("exp":17)", R"("exp":16)"},
        {R"("iat":17)", R"("iat":18)"},
        {R"("iat")", R"("nbf":1900000000,"iat")"},
        {R"("iat")", R"("itt")"},
        {R"("exp")", R"("exq")"},
        {R"("sub":"taro@id")", R"("sub":"taro@id","sub":"admin")"}};
    for (const auto& [from, to] : changes)
        EXPECT_FALSE(good(signer.token(header, claims_with(from, to)))) << to;

    const std::string token = signer.token(header, claims);
    EXPECT_FALSE(good(stranger.token(header, claims)));
    EXPECT_FALSE(good(token.substr(0, token.rfind('.') + 1)));
    EXPECT_FALSE(good(token.substr(0, token.rfind('.'))));
    EXPECT_FALSE(good(token + "."));
    EXPECT_FALSE(good(token + ".x"));
    EXPECT_FALSE(good(" " + token));
    EXPECT_FALSE(good(""));
    EXPECT_FALSE(good(std::string(20'000, 'a')));
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (token[i] == '.') continue;
        std::string bent = token;
        bent[i] = bent[i] == 'A' ? 'B' : 'A';
        if (bent != token) {
            EXPECT_FALSE(good(bent)) << i;
        }
    }
    // The public key as the secret of an HMAC (RFC 8725 §2.1) fails with the algorithm already.
    EXPECT_FALSE(good(signer.token(R"({"alg":"HS256"})", claims)));
    const auto late = TokenExpectation{
        .issuer = expected.issuer,
        .client_id = "genbo",
        .nonce = "n",
        .now = clock.time + std::chrono::seconds{361}};
    EXPECT_FALSE(verify_id_token(token, *keys, late).good());
}

TEST(Jwks, TakesWhatSignsAndLeavesTheRest) {
    const TokenSigner signer;
    const auto with = [&](const std::string& more) {
        const auto keys = parse_jwks(R"({"keys":[)" + signer.jwk("k1") + more + "]}");
        return keys.ok() ? static_cast<int>(keys->size()) : -1;
    };
    EXPECT_EQ(with(""), 1);
    EXPECT_EQ(with("," + signer.jwk("k2")), 2);
    EXPECT_EQ(with(R"(,{"kty":"oct","k":"AAAA","kid":"s"})"), 1);
    EXPECT_EQ(with(R"(,{"kty":"RSA","n":"AQAB","e":"AQAB"})"), 1);
    EXPECT_EQ(with(R"(,{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"})"), 1);
    EXPECT_EQ(with(R"(,{"kty":"EC","use":"enc"})"), 1);
    EXPECT_EQ(with(",7"), -1);
    EXPECT_FALSE(parse_jwks("{}").ok());
    EXPECT_FALSE(parse_jwks("").ok());
}

}  // namespace
}  // namespace genbo
