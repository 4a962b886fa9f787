// SPDX-License-Identifier: Apache-2.0
#include "server/webauthn.h"

#include <gtest/gtest.h>

#include <random>

#include "server/cbor.h"
#include "server/test_authenticator.h"

namespace genbo {
namespace {

const WebAuthnParty kParty{.rp_id = "localhost", .origin = "http://localhost:8080"};
const Bytes kChallenge(56, 3);

SentAssertion assertion_of(const TestAuthenticator& device) {
    const auto client = device.client_data("webauthn.get", kChallenge);
    const auto data = device.data(false);
    return {client, data, device.sign(data, client)};
}

std::string code_of(const Result<AuthenticatorData>& result) {
    return result.ok() ? "" : result.error().code;
}

TEST(WebAuthn, TakesWhatIsRight) {
    const TestAuthenticator device;
    const auto made = verify_registration(
        {device.client_data("webauthn.create", kChallenge), device.attestation()}, kParty);
    ASSERT_TRUE(made.ok()) << made.error().code;
    EXPECT_EQ(made->credential_id, device.credential_id);
    EXPECT_EQ(made->public_key, device.cose_key());
    EXPECT_EQ(made->sign_count, 1U);
    const auto used = verify_assertion(assertion_of(device), made->public_key, kParty);
    ASSERT_TRUE(used.ok()) << used.error().code;
    EXPECT_FALSE(used->backed_up);
}

TEST(WebAuthn, RefusesAnotherPartyOriginTypeOrNobodyThere) {
    const auto cose = TestAuthenticator{}.cose_key();
    const auto refused = [&](auto spoil) {
        TestAuthenticator device;
        spoil(device);
        return code_of(verify_assertion(assertion_of(device), cose, kParty));
    };
    using Device = TestAuthenticator;
    EXPECT_EQ(refused([](Device&) {}), "");
    const std::string no = "server.passkey_refused";
    EXPECT_EQ(refused([](Device& d) { d.rp_id = "example.jp"; }), no);
    EXPECT_EQ(refused([](Device& d) { d.origin = "http://localhost:8081"; }), no);
    EXPECT_EQ(refused([](Device& d) { d.origin = "https://localhost:8080"; }), no);
    EXPECT_EQ(refused([](Device& d) { d.flags = 0x01; }), no);  // Not verified.
    EXPECT_EQ(refused([](Device& d) { d.flags = 0x04; }), no);  // Not present.
    EXPECT_EQ(refused([](Device& d) { d.key = SigningKey(Key(Bytes(32, 8))); }), no);
    EXPECT_EQ(refused([](Device& d) { d.flags = 0x15; }), "server.bad_authenticator_data");
    const TestAuthenticator device;
    const auto client = device.client_data("webauthn.create", kChallenge);
    const auto data = device.data(false);
    EXPECT_EQ(
        code_of(verify_assertion({client, data, device.sign(data, client)}, cose, kParty)), no);
}

TEST(WebAuthn, ACrossOriginFrameIsRefused) {
    const TestAuthenticator device;
    auto client = device.client_data("webauthn.get", kChallenge);
    client.replace(client.find("false"), 5, "true");
    const auto data = device.data(false);
    EXPECT_EQ(
        code_of(
            verify_assertion({client, data, device.sign(data, client)}, device.cose_key(), kParty)),
        "server.passkey_refused");
}

// Every bit of what is signed matters.
TEST(WebAuthn, ABitElsewhereIsRefused) {
    const TestAuthenticator device;
    const auto good = assertion_of(device);
    for (std::size_t i = 0; i < good.authenticator_data.size() * 8; ++i) {
        auto bent = good;
        bent.authenticator_data[i / 8] ^= static_cast<std::uint8_t>(1U << i % 8);
        EXPECT_FALSE(verify_assertion(bent, device.cose_key(), kParty).ok()) << i;
    }
    for (std::size_t i = 0; i < good.signature.size() * 8; ++i) {
        auto bent = good;
        bent.signature[i / 8] ^= static_cast<std::uint8_t>(1U << i % 8);
        EXPECT_FALSE(verify_assertion(bent, device.cose_key(), kParty).ok()) << i;
    }
    for (std::size_t i = 0; i < good.client_data.size(); ++i) {
        auto bent = good;
        bent.client_data[i] ^= 1;
        EXPECT_FALSE(verify_assertion(bent, device.cose_key(), kParty).ok()) << i;
    }
}

TEST(WebAuthn, ACutOrLongerAnswerIsRefused) {
    const TestAuthenticator device;
    const auto data = device.data(true);
    for (std::size_t size = 0; size < data.size(); ++size)
        EXPECT_FALSE(parse_authenticator_data(std::span{data}.first(size)).ok()) << size;
    auto longer = data;
    longer.push_back(0);
    EXPECT_FALSE(parse_authenticator_data(longer).ok());
    const auto object = device.attestation();
    for (std::size_t size = 0; size < object.size(); ++size)
        EXPECT_FALSE(verify_registration(
                         {device.client_data("webauthn.create", kChallenge),
                          Bytes(object.begin(), object.begin() + static_cast<long>(size))},
                         kParty)
                         .ok());
}

TEST(WebAuthn, AnAttestationThatWasNotAskedForIsRefused) {
    const TestAuthenticator device;
    auto object = device.attestation();
    object[6] = 'm';  // "none" becomes "nmne".
    EXPECT_EQ(
        code_of(verify_registration(
            {device.client_data("webauthn.create", kChallenge), object}, kParty)),
        "server.passkey_refused");
}

TEST(CoseKey, OfAnotherKindIsRefused) {
    const auto good = TestAuthenticator{}.cose_key();
    EXPECT_TRUE(parse_cose_key(good).ok());
    for (const std::size_t at : {2U, 4U, 6U}) {
        auto bent = good;
        bent[at] = 0x02;
        EXPECT_FALSE(parse_cose_key(bent).ok()) << at;
    }
    EXPECT_FALSE(parse_cose_key(Bytes{0xA0}).ok());
    EXPECT_FALSE(parse_cose_key(Bytes{0x01}).ok());
    EXPECT_FALSE(parse_cose_key({}).ok());
}

TEST(PartyOf, IsTheHostWithoutItsPort) {
    EXPECT_EQ(party_of("localhost:8080", false).rp_id, "localhost");
    EXPECT_EQ(party_of("genbo.example.jp", true).rp_id, "genbo.example.jp");
    EXPECT_EQ(party_of("genbo.example.jp", true).origin, "https://genbo.example.jp");
    EXPECT_EQ(party_of("localhost:8080", false).origin, "http://localhost:8080");
}

TEST(ClientData, IsReadStrictly) {
    const std::string good =
        R"({"type":"webauthn.get","challenge":"AAAA","origin":"https://a","crossOrigin":false})";
    EXPECT_TRUE(parse_client_data(good).ok());
    for (const char* bad :
         {"", "[]", "{}", R"({"type":"a","challenge":"A","origin":"b"})",
          R"({"type":"a","challenge":"AA=","origin":"b"})",
          R"({"type":"a","challenge":"AA","origin":"b","origin":"c"})",
          R"({"type":1,"challenge":"AA","origin":"b"})",
          R"({"type":"a","challenge":"AA","origin":"b","crossOrigin":"no"})"})
        EXPECT_FALSE(parse_client_data(bad).ok()) << bad;
}

}  // namespace
}  // namespace genbo
