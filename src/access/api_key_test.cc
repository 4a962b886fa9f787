// SPDX-License-Identifier: Apache-2.0
#include "access/api_key.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

const Instant kNow = instant_from_micros(1'790'000'000'000'000);

struct Made {
    ApiKey key;
    std::string token;
};

Made a_key() {
    Made made;
    made.key.id = new_api_key_id();
    made.key.name = "通販\tの\n連携";
    made.key.environment = "test";
    const auto secret = new_api_secret("test", made.key.id);
    made.key.secret = secret.hash;
    made.token = secret.token;
    made.key.actions = {Action::view_customer, Action::search_customers};
    made.key.purposes = {Purpose::marketing};
    made.key.classes = {FieldClass::c0, FieldClass::c1};
    made.key.made = kNow;
    made.key.expires = kNow + std::chrono::hours{24};
    return made;
}

std::string refusal(
    const ApiKey& key, std::string_view token, Instant now, std::string_view address) {
    const auto answer = check_api_key(key, token, now, address);
    return answer.ok() ? "" : answer.error().code;
}

TEST(ApiKey, ATokenSaysItsIdAndNothingElseIsOne) {
    const auto made = a_key();
    EXPECT_EQ(id_of_api_token(made.token), made.key.id);
    EXPECT_EQ(made.token.size(), std::string{"genbo_test_"}.size() + 12 + 1 + 64);
    const std::string text = made.token;
    for (const auto& wrong :
         {std::string{}, std::string{"genbo_"}, text.substr(1), text + "0",
          text.substr(0, text.size() - 1), std::string{"genbo_Test"} + text.substr(10),
          std::string{"genbo__"} + text.substr(11), text.substr(0, text.size() - 1) + "G"})
        EXPECT_FALSE(id_of_api_token(wrong).has_value()) << wrong;
}

TEST(ApiKey, TwoKeysShareNothing) {
    const auto a = a_key();
    const auto b = a_key();
    EXPECT_NE(a.key.id, b.key.id);
    EXPECT_NE(a.token.substr(24), b.token.substr(24));
    EXPECT_EQ(refusal(a.key, b.token, kNow, "127.0.0.1"), "access.key_wrong");
}

TEST(ApiKey, TheNoteKeepsAllOfItAndNoSecret) {
    auto made = a_key();
    made.key.networks = {*Network::parse("192.0.2.0/24"), *Network::parse("2001:db8::/32")};
    made.key.former = sha256(as_bytes("x"));
    made.key.former_until = kNow;
    made.key.ended = kNow;
    made.key.made_by = StaffId{4};
    const auto note = api_key_note(made.key);
    EXPECT_EQ(*api_key_of_note(note), made.key);
    EXPECT_EQ(note.find(made.token.substr(made.token.size() - 64)), note.npos);
    EXPECT_EQ(api_key_of_note("id\tshort\n").error().code, "access.bad_note");
    EXPECT_EQ(api_key_of_note(note + "network\tnowhere\n").error().code, "access.bad_note");
}

TEST(ApiKey, ThePrincipalIsNobodyOfTheStaffAndLeadsBack) {
    for (int i = 0; i < 100; ++i) {
        const auto key = a_key().key;
        EXPECT_LT(key.principal().value(), 0);
        EXPECT_EQ(api_key_id(key.principal()), key.id);
    }
}

TEST(ApiKey, EachRestrictionRefuses) {
    auto made = a_key();
    EXPECT_EQ(refusal(made.key, made.token, kNow, "10.0.0.1"), "");
    EXPECT_EQ(refusal(made.key, made.token, made.key.expires, "10.0.0.1"), "access.key_expired");
    made.key.networks = {*Network::parse("192.0.2.0/24")};
    EXPECT_EQ(refusal(made.key, made.token, kNow, "192.0.2.77"), "");
    EXPECT_EQ(refusal(made.key, made.token, kNow, "192.0.3.1"), "access.key_network");
    EXPECT_EQ(refusal(made.key, made.token, kNow, "nonsense"), "access.key_network");
    made.key.ended = kNow;
    EXPECT_EQ(refusal(made.key, made.token, kNow, "192.0.2.77"), "access.key_ended");
}

TEST(ApiKey, ARotationLetsTheFormerSecretLiveOn) {
    auto made = a_key();
    const auto former = made.token;
    const auto next = new_api_secret("test", made.key.id);
    made.key.former = made.key.secret;
    made.key.former_until = kNow + std::chrono::hours{1};
    made.key.secret = next.hash;
    EXPECT_EQ(refusal(made.key, former, kNow, "::1"), "");
    EXPECT_EQ(refusal(made.key, next.token, kNow, "::1"), "");
    EXPECT_EQ(refusal(made.key, former, kNow + std::chrono::hours{1}, "::1"), "access.key_ended");
    EXPECT_EQ(refusal(made.key, next.token, kNow + std::chrono::hours{1}, "::1"), "");
}

TEST(Network, ContainsWhatItsBitsSay) {
    struct Case {
        const char* network;
        const char* address;
        bool inside;
    };
    for (const auto& [network, address, inside] :
         {Case{"192.0.2.0/24", "192.0.2.255", true}, Case{"192.0.2.0/24", "192.0.3.0", false},
          Case{"192.0.2.128/25", "192.0.2.127", false}, Case{"192.0.2.7", "192.0.2.7", true},
          Case{"192.0.2.7", "192.0.2.8", false}, Case{"0.0.0.0/0", "203.0.113.9", true},
          Case{"0.0.0.0/0", "::1", false}, Case{"::/0", "::1", true},
          Case{"2001:db8::/33", "2001:db8:8000::1", false},
          Case{"2001:db8::/33", "2001:db8:7fff::1", true},
          Case{"192.0.2.0/24", "::ffff:192.0.2.9", true}, Case{"192.0.2.0/24", "", false}}) {
        const auto parsed = Network::parse(network);
        ASSERT_TRUE(parsed.has_value()) << network;
        EXPECT_EQ(parsed->contains(address), inside) << network << " " << address;
    }
    for (const auto* wrong :
         {"", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "192.0.2", "x/8", "::/129",
          "1.2.3.4/8 "})
        EXPECT_FALSE(Network::parse(wrong).has_value()) << wrong;
    EXPECT_FALSE(Network::parse(std::string_view{"192.0.2.7\0x", 11}).has_value());
}

}  // namespace
}  // namespace genbo
