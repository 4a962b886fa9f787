// SPDX-License-Identifier: Apache-2.0
#include "text/email.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

TEST(Email, Keys) {
    struct {
        std::string_view text;
        std::string_view key;
        bool nonrfc;
    } const cases[] = {
        {"taro@example.co.jp", "taro@example.co.jp", false},
        {"Taro.Yamada@Example.CO.JP", "taro.yamada@example.co.jp", false},
        {"Ｔａｒｏ．Ｙａｍａｄａ+shop@ＧＭＡＩＬ．com", "taroyamada@gmail.com", false},
        {"t.a.r.o@googlemail.com", "taro@gmail.com", false},
        {"foo+bar@icloud.com", "foo@icloud.com", false},
        {"foo+bar@example.com", "foo+bar@example.com", false},
        {"foo+bar@docomo.ne.jp", "foo+bar@docomo.ne.jp", false},
        {"a..b@docomo.ne.jp", "a..b@docomo.ne.jp", true},
        {"\"a..b\"@docomo.ne.jp", "a..b@docomo.ne.jp", true},
        {".x.@ezweb.ne.jp", ".x.@au.com", true},
        {"Taro Yamada <t@example.jp>", "t@example.jp", false},
        {"mailto:a@b.co.jp", "a@b.co.jp", false},
        {" taro @ example.com ", "taro@example.com", false},
        {"taro@example.com。", "taro@example.com", false},
        {"taro@日本語.jp", "taro@xn--wgv71a119e.jp", false},
    };
    for (const auto& [text, key, nonrfc] : cases) {
        const auto email = parse_email(text);
        ASSERT_TRUE(email.has_value()) << text;
        EXPECT_EQ(email->key, key) << text;
        EXPECT_EQ(email->nonrfc, nonrfc) << text;
    }
    EXPECT_EQ(parse_email("Taro+X@Gmail.com")->local, "Taro+X");
    EXPECT_EQ(parse_email("Taro+X@Gmail.com")->domain, "gmail.com");
}

TEST(Email, RefusesTheRest) {
    for (const std::string_view text :
         {"", "taro", "@example.com", "taro@", "taro@example", "a@b@c.jp", "a@b.jp, c@d.jp",
          "山田@example.jp", "taro yamada@example.com", "a@-b.jp", "a@b..jp", "a@b.1",
          "...@gmail.com", "a@exa mple.com", "a@b_c.jp"})
        EXPECT_FALSE(parse_email(text).has_value()) << text;
    EXPECT_FALSE(parse_email(std::string(65, 'a') + "@example.com").has_value());
    EXPECT_FALSE(parse_email(std::string(5000, 'a') + "@example.com").has_value());
}

TEST(Email, Suggestions) {
    EXPECT_EQ(suggest_domain("gmial.com"), "gmail.com");
    EXPECT_EQ(suggest_domain("gmail.con"), "gmail.com");
    EXPECT_EQ(suggest_domain("GMAI.com"), "gmail.com");
    EXPECT_EQ(suggest_domain("yahoo.co.jo"), "yahoo.co.jp");
    EXPECT_EQ(suggest_domain("docomo.co.jp"), "docomo.ne.jp");
    for (const auto domain : {"gmail.com", "ymail.com", "mail.com", "example.co.jp", "yahoo.com"})
        EXPECT_EQ(suggest_domain(domain), "") << domain;
}

TEST(Email, Roles) {
    EXPECT_TRUE(email_is_role(*parse_email("Info@example.jp")));
    EXPECT_FALSE(email_is_role(*parse_email("taro@example.jp")));
}

TEST(Email, Fillers) {
    for (const auto text :
         {"test@example.com", "TEST@example.co.jp", "test01@gmail.com", "aaa@aaa.com",
          "x@host.invalid", "dummy@dummy.jp", "ｈｏｇｅ@example.jp", "xxxx@xxxx.xx",
          "taro@shop.test"})
        EXPECT_TRUE(email_is_filler(*parse_email(text))) << text;
    for (const auto text :
         {"taro@example.jp", "testa@example.jp", "tester@example.com", "aa@example.jp",
          "a1@example.jp", "111111a@docomo.ne.jp", "info@test.co.jp", "contest@example.jp"})
        EXPECT_FALSE(email_is_filler(*parse_email(text))) << text;
    EXPECT_TRUE(email_reaches_nobody(*parse_email("x@host.invalid")));
    EXPECT_TRUE(email_reaches_nobody(*parse_email("taro@shop.test")));
    EXPECT_FALSE(email_reaches_nobody(*parse_email("test@example.com")));
    EXPECT_FALSE(email_reaches_nobody(*parse_email("taro@test.example")));
}

}  // namespace
}  // namespace genbo
