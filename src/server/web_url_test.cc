// SPDX-License-Identifier: Apache-2.0
#include "server/web_url.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace genbo
