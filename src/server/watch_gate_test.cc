// SPDX-License-Identifier: Apache-2.0
#include "server/watch_gate.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "crypto/hash.h"

namespace genbo {

namespace {

RequestHead with(std::string name, std::string value) {
    RequestHead head;
    head.headers.push_back({std::move(name), std::move(value)});
    return head;
}

}  // namespace

TEST(WatchGate, KnowsThisMachine) {
    for (const char* address : {"127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"})
        EXPECT_TRUE(is_loopback_address(address)) << address;
    for (const char* address :
         {"", "10.0.0.1", "192.0.2.127", "1.127.0.0", "128.0.0.1", "::", "::2", "::1:1",
          "::ffff:10.0.0.1", "fe80::1", "2001:db8::127.0.0.1"})
        EXPECT_FALSE(is_loopback_address(address)) << address;
}

TEST(WatchGate, SeesProxiesThatShowThemselves) {
    EXPECT_FALSE(is_forwarded({}));
    EXPECT_FALSE(is_forwarded(with("x-request-id", "1")));
    for (const char* name :
         {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
          "x-real-ip"})
        EXPECT_TRUE(is_forwarded(with(name, ""))) << name;
}

TEST(WatchGate, KnowsTheCallerBehindAProxy) {
    const auto caller = [](const std::string& field, Proxy proxy) {
        RequestHead head = with("x-forwarded-for", field);
        head.remote = "10.0.0.1";
        return caller_address(head, proxy);
    };
    EXPECT_EQ(caller("192.0.2.7", Proxy::none), "10.0.0.1");
    EXPECT_EQ(caller("192.0.2.7", Proxy::in_front), "192.0.2.7");
    EXPECT_EQ(caller("203.0.113.9, 192.0.2.7 ", Proxy::in_front), "192.0.2.7");
    EXPECT_EQ(caller("192.0.2.7:49152", Proxy::in_front), "192.0.2.7");
    EXPECT_EQ(caller("2001:db8::7", Proxy::in_front), "2001:db8::7");
    for (const char* field : {"", "unknown", "_hidden", "192.0.2.7,", "a name", "<script>"})
        EXPECT_EQ(caller(field, Proxy::in_front), "10.0.0.1") << field;
    // Of several fields the last: our proxy's.
    RequestHead two = with("x-forwarded-for", "203.0.113.9");
    two.headers.push_back({"x-forwarded-for", "192.0.2.7"});
    EXPECT_EQ(caller_address(two, Proxy::in_front), "192.0.2.7");
}

TEST(WatchGate, WeighsTheToken) {
    const std::string token = "0123456789abcdef0123456789abcdef";
    const std::string hash = to_hex(sha256({as_bytes(token)}));
    const auto weigh = [&](const std::string& field) {
        return watch_token_of(with("authorization", field), hash);
    };
    EXPECT_EQ(watch_token_of({}, hash), WatchToken::absent);
    EXPECT_EQ(watch_token_of({}, ""), WatchToken::absent);
    EXPECT_EQ(weigh("Bearer " + token), WatchToken::right);
    EXPECT_EQ(weigh("bearer " + token), WatchToken::right);
    for (const std::string& field :
         {std::string{}, std::string{"Bearer"}, std::string{"Bearer "}, token, "Basic " + token,
          "Bearer  " + token, "Bearer " + token + "0", "Bearer " + hash,
          "Bearer " + token.substr(1)})
        EXPECT_EQ(weigh(field), WatchToken::wrong) << field;
    // None is configured: then none is right, the empty one least of all.
    EXPECT_EQ(watch_token_of(with("authorization", "Bearer "), ""), WatchToken::wrong);
    EXPECT_EQ(watch_token_of(with("authorization", "Bearer " + token), ""), WatchToken::wrong);
}

}  // namespace genbo
