// SPDX-License-Identifier: Apache-2.0
#include "text/company.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

using Where = CompanyName::FormPosition;

struct CompanyCase {
    std::string_view text;
    std::string_view core;
    std::string_view form;
    Where where;
    std::string_view site;
    std::string_view department;
};

TEST(Company, Parts) {
    constexpr CompanyCase cases[] = {
        {"㈱山田商店　札幌支社 営業部", "山田商店", "株式会社", Where::front, "札幌支社", "営業部"},
        {"（株）山田商店", "山田商店", "株式会社", Where::front, "", ""},
        {"株式会社 山田商店", "山田商店", "株式会社", Where::front, "", ""},
        {"山田商店 K.K.", "山田商店", "株式会社", Where::back, "", ""},
        {"山田商店株式会社札幌支社", "山田商店", "株式会社", Where::back, "札幌支社", ""},
        {"株式会社山田商店札幌支社", "山田商店", "株式会社", Where::front, "札幌支社", ""},
        {"ヤマダ電機（株）渋谷店", "ヤマダ電機", "株式会社", Where::back, "渋谷店", ""},
        {"(有)田中工務店", "田中工務店", "有限会社", Where::front, "", ""},
        {"一般財団法人　札幌市交通事業振興公社", "札幌市交通事業振興公社", "一般財団法人",
         Where::front, "", ""},
        {"医療法人社団 健康会 山田病院", "健康会山田病院", "医療法人社団", Where::front, "", ""},
        {"有限責任監査法人トーマツ", "トマツ", "監査法人", Where::front, "", ""},
        {"ＮＰＯ法人あおぞら", "あおぞら", "特定非営利活動法人", Where::front, "", ""},
        {"KANEKO SEEDS CO., LTD.", "kanekoseeds", "株式会社", Where::back, "", ""},
        {"Incubation株式会社", "incubation", "株式会社", Where::back, "", ""},
        {"髙﨑ガス株式会社 御中", "高崎ガス", "株式会社", Where::back, "", ""},
        {"日本ケンタッキー・フライド・チキン㈱ 東京本社", "日本ケンタッキフライドチキン",
         "株式会社", Where::back, "東京本社", ""},
        {"(株)山田 総務部 人事課 田中太郎様", "山田", "株式会社", Where::front, "",
         "総務部 人事課"},
        {"山田株式会社 代表取締役 山田太郎", "山田", "株式会社", Where::back, "", ""},
        {"ソニー㈱本社", "ソニ", "株式会社", Where::back, "本社", ""},
        {"田中書店", "田中書店", "", Where::none, "", ""},
        {"株式会社", "株式会社", "株式会社", Where::front, "", ""},
        {"", "", "", Where::none, "", ""},
    };
    for (const auto& c : cases) {
        const CompanyName name = parse_company(c.text);
        EXPECT_EQ(name.core, c.core) << c.text;
        EXPECT_EQ(name.legal_form, c.form) << c.text;
        EXPECT_EQ(name.position, c.where) << c.text;
        EXPECT_EQ(name.site, c.site) << c.text;
        EXPECT_EQ(name.department, c.department) << c.text;
    }
}

TEST(Company, ThePositionIsPartOfTheName) {
    const CompanyName front = parse_company("株式会社山田");
    const CompanyName back = parse_company("山田株式会社");
    EXPECT_EQ(front.core, back.core);
    EXPECT_NE(front.position, back.position);
}

TEST(Company, KanaKeys) {
    for (const std::string_view kana :
         {"カブシキガイシャヤマダショウテン", "ｶ)ﾔﾏﾀﾞｼﾖｳﾃﾝ", "ヤマダショウテンカブシキガイシャ",
          "ﾔﾏﾀﾞｼﾖｳﾃﾝ(ｶ", "(ｶﾌﾞ) ﾔﾏﾀﾞ ｼﾖｳﾃﾝ", "ｶﾌﾞｼｷｶｲｼﾔ ﾔﾏﾀﾞｼﾖｳﾃﾝ",
          "ユウゲンガイシャヤマダショウテン"})
        EXPECT_EQ(company_kana_key(kana), "ヤマダシヨテン") << kana;
    EXPECT_EQ(company_kana_key("カブシキガイシャ"), "カブシキガイシヤ");
}

TEST(Company, Recognised) {
    for (const auto text : {"㈱山田", "山田病院", "山田株式会社", "Genbo Inc.", "東京大学"})
        EXPECT_TRUE(looks_like_company(text)) << text;
    for (const auto text : {"山田太郎", "佐藤花子様", "Taro Yamada", ""})
        EXPECT_FALSE(looks_like_company(text)) << text;
}

}  // namespace
}  // namespace genbo
