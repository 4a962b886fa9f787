// SPDX-License-Identifier: Apache-2.0
#include "server/web_client.h"

#include <gtest/gtest.h>

#include "server/server.h"
#include "server/test_house.h"

namespace genbo {
namespace {

TEST(WebUrl, TakesHttpsAndThisMachine) {
    const auto url = parse_web_url("https://id.example.jp:8443/a/b?c=d");
    ASSERT_TRUE(url.ok());
    EXPECT_EQ(url->host, "id.example.jp");
    EXPECT_EQ(url->port, "8443");
    EXPECT_EQ(url->target, "/a/b?c=d");
    EXPECT_EQ(parse_web_url("https://id.example.jp")->target, "/");
    EXPECT_EQ(parse_web_url("https://id.example.jp?x")->target, "/?x");
    EXPECT_FALSE(parse_web_url("http://127.0.0.1:9/")->https);
    EXPECT_TRUE(parse_web_url("http://localhost").ok());
    for (const char* bad :
         {"", "id.example.jp", "ftp://id.example.jp", "http://id.example.jp", "https://",
          "https://user@id.example.jp", "https://id.example.jp:99999999/", "https://a:b/",
          "https://id.example.jp/#f", "https://id.example.jp/\r\nx: y", "https://[::1]/",
          "http://localhost.evil.example/", "http://127.0.0.1.evil.example/", "https:///x",
          "https://a\\@b/"})
        EXPECT_FALSE(parse_web_url(bad).ok()) << bad;
}

TEST(FormCoded, LeavesNothingThatSeparates) {
    EXPECT_EQ(form_coded("a b&c=d+e/花"), "a%20b%26c%3Dd%2Be%2F%E8%8A%B1");
    EXPECT_EQ(form_coded("A-z_0.~"), "A-z_0.~");
}

// Against a server of ours.
TEST(WebClient, AsksAndIsAnswered) {
    FakeBackend backend;
    MemoryIdempotency idempotency;
    TestClock clock;
    MessageCatalogue messages;
    messages.add(kServerMessages);
    auto server = GenboServer::start(
        {.http = {.port = 0}}, {.backend = backend,
                                .idempotency = idempotency,
                                .clock = clock,
                                .messages = messages,
                                .assets = {},
                                .openapi = "{\"openapi\":\"3.1.0\"}"});
    ASSERT_TRUE(server.ok());
    const std::string base = "http://127.0.0.1:" + std::to_string((*server)->port());
    const auto web = make_web_client({.timeout = std::chrono::seconds{5}});
    const auto answer = web->send({.url = base + "/api/v1/openapi.json"});
    ASSERT_TRUE(answer.ok()) << answer.error().code;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "{\"openapi\":\"3.1.0\"}");
    EXPECT_EQ(web->send({.url = base + "/nowhere", .form = "a=b"})->status, 404);
    // Not a TLS server.
    const auto https = web->send({.url = "https" + base.substr(4) + "/"});
    ASSERT_FALSE(https.ok());
    EXPECT_EQ(https.error().code, "server.web_unreachable");
    (*server)->stop();
    (*server)->wait();
    EXPECT_FALSE(web->send({.url = base + "/"}).ok());
}

}  // namespace
}  // namespace genbo
