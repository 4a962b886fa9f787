// SPDX-License-Identifier: Apache-2.0
#include "server/target.h"

#include <gtest/gtest.h>

namespace genbo {

namespace {

using Segments = std::vector<std::string>;
using Query = std::vector<QueryItem>;

void reads_target(std::string_view text, const Segments& segments, const Query& query = {}) {
    const auto target = parse_target(text);
    ASSERT_TRUE(target.ok()) << text;
    EXPECT_EQ(target->segments, segments) << text;
    EXPECT_EQ(target->query, query) << text;
}

void refuses_target(std::string_view text) {
    const auto target = parse_target(text);
    ASSERT_FALSE(target.ok()) << text;
    EXPECT_EQ(target.error().code, "server.bad_target") << text;
}

TEST(Target, ReadsPaths) {
    reads_target("/", {});
    reads_target("*", {});
    reads_target("/a", {"a"});
    reads_target("/a/", {"a"});
    reads_target("/api/v1/home", {"api", "v1", "home"});
    reads_target("/%E9%AB%99%20a", {"髙 a"});
    reads_target("/a%2Fb/c", {"a/b", "c"});
    reads_target("/a+b", {"a+b"});
    reads_target("/.well-known/...", {".well-known", "..."});
}

TEST(Target, ReadsQueries) {
    reads_target("/?", {});
    reads_target("/a?b", {"a"}, {{"b", ""}});
    reads_target("/a?b=1&c=2%263", {"a"}, {{"b", "1"}, {"c", "2&3"}});
    reads_target("/a?b=x+y%2B&&c==", {"a"}, {{"b", "x y+"}, {"c", "="}});
}

TEST(Target, TakesTheHostOfAnAbsoluteTarget) {
    const auto target = parse_target("HTTP://Example.jp:80/a?b=c");
    ASSERT_TRUE(target.ok());
    EXPECT_EQ(target->host, "Example.jp:80");
    EXPECT_EQ(target->segments, Segments{"a"});
    refuses_target("http://user@example.jp/");
    refuses_target("http:///a");
    refuses_target("ftp://example.jp/");
}

TEST(Target, RefusesWhatReadersDisagreeAbout) {
    for (const char* text : {"",
                             "a",
                             "//",
                             "/a//b",
                             "/.",
                             "/..",
                             "/a/../b",
                             "/%2e%2e/etc",
                             "/a/%2E",
                             "/%",
                             "/%4",
                             "/%zz",
                             "/%00",
                             "/a%0d%0ab",
                             "/%7f",
                             "/%ff",
                             "/%c0%ae",
                             "/a#b",
                             "/a\\b",
                             "/?a=1&a=2",
                             "/?a=%",
                             "/?%00=1",
                             "example.jp:443"})
        refuses_target(text);
    refuses_target("/" + std::string(200, '/'));
    std::string deep;
    for (int i = 0; i < 40; ++i) deep += "/a";
    refuses_target(deep);
    std::string wide = "/?";
    for (int i = 0; i < 70; ++i) wide += "n" + std::to_string(i) + "=1&";
    refuses_target(wide);
}

TEST(Target, PercentDecodesNames) {
    EXPECT_EQ(percent_decode("%E5%90%8D%E7%B0%BF.csv"), "名簿.csv");
    EXPECT_EQ(percent_decode("a%2Fb"), "a/b");
    EXPECT_EQ(percent_decode("%0A"), std::nullopt);
    EXPECT_EQ(percent_decode("%E5"), std::nullopt);
}

}  // namespace

}  // namespace genbo
