// SPDX-License-Identifier: Apache-2.0

#include "sample/spelling.h"

#include <gmock/gmock.h>

#include <set>

#include "base/utf8.h"
#include "sample/dates.h"
#include "sample/kana.h"

namespace genbo::sample {
namespace {

using testing::AnyOf;
using testing::UnorderedElementsAre;

TEST(Kana, BecomesHalfWidth) {
    EXPECT_EQ(half_width_kana("サイトウ　ガク"), "ｻｲﾄｳ ｶﾞｸ");
    EXPECT_EQ(half_width_kana("パピプペポ"), "ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ");
    EXPECT_EQ(half_width_kana("ヴァンッー・"), "ｳﾞｧﾝｯｰ･");
    EXPECT_EQ(
        half_width_kana("アイウエオナニヌネノマミムメモヤユヨラリルレロワヲ"),
        "ｱｲｳｴｵﾅﾆﾇﾈﾉﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦ");
    EXPECT_EQ(half_width_kana("山田A"), "山田A");
}

TEST(Kana, BecomesHiraganaAndLarge) {
    EXPECT_EQ(hiragana_of("キョウコ"), "きょうこ");
    EXPECT_EQ(large_kana("キョウコ ッャ"), "キヨウコ ツヤ");
}

TEST(Kana, ChangesItsLongVowels) {
    EXPECT_EQ(other_long_vowel("サトウ"), "サトー");
    EXPECT_EQ(other_long_vowel("サトー"), "サトウ");
    EXPECT_EQ(other_long_vowel("オオノ"), "オーノ");
    EXPECT_EQ(other_long_vowel("ユウキ"), "ユーキ");
    EXPECT_EQ(other_long_vowel("タナカ"), "タナカ");
}

TEST(Kana, ChangesItsVoicing) {
    Chance chance(1);
    EXPECT_EQ(other_voicing("ナカジマ", chance), "ナカシマ");
    EXPECT_EQ(other_voicing("ア", chance), "ア");
}

TEST(Romaji, FollowsItsStyle) {
    struct Case {
        std::string_view kana, hepburn, with_oh, wapuro, kunrei;
    };
    for (const Case& c : {
             Case{"サトウ", "sato", "satoh", "satou", "sato"},
             Case{"オオノ", "ono", "ohno", "oono", "ono"},
             Case{"シンイチ", "shinichi", "shinichi", "shinichi", "siniti"},
             Case{"ショウタ", "shota", "shohta", "shouta", "syota"},
             Case{"チヒロ", "chihiro", "chihiro", "chihiro", "tihiro"},
             Case{"ナンバ", "namba", "nanba", "nanba", "nanba"},
             Case{"ハットリ", "hattori", "hattori", "hattori", "hattori"},
             Case{"ホッチ", "hotchi", "hotchi", "hotchi", "hotti"},
             Case{"ユウイチ", "yuichi", "yuichi", "yuuichi", "yuiti"},
         }) {
        EXPECT_EQ(romaji_of(c.kana, Romaji::hepburn), c.hepburn);
        EXPECT_EQ(romaji_of(c.kana, Romaji::with_oh), c.with_oh);
        EXPECT_EQ(romaji_of(c.kana, Romaji::wapuro), c.wapuro);
        EXPECT_EQ(romaji_of(c.kana, Romaji::kunrei), c.kunrei);
    }
}

TEST(Spelling, ExchangesForms) {
    Chance chance(1);
    EXPECT_THAT(other_form("高橋", chance), AnyOf("髙橋", "高槗"));
    EXPECT_EQ(other_form("山崎", chance), "山﨑");
    EXPECT_EQ(other_form("田中", chance), "");
    std::set<std::string> watanabe;
    for (int i = 0; i < 100; ++i) watanabe.insert(other_form("渡辺", chance));
    EXPECT_THAT(watanabe, UnorderedElementsAre("渡邉", "渡邊"));
}

TEST(Spelling, OldMastersHaveOldForms) {
    EXPECT_EQ(old_forms("渡辺沢"), "渡邊澤");
    EXPECT_EQ(old_forms("田中"), "");
}

TEST(Spelling, ConfusesAndMisreads) {
    Chance chance(2);
    EXPECT_EQ(confused_kanji("斉藤", chance), "斎藤");
    EXPECT_EQ(misread_kanji("萩原", chance), "荻原");
    EXPECT_EQ(misread_kanji("アイ", chance), "");
}

TEST(Spelling, ASlipChangesLittle) {
    Chance chance(3);
    for (const std::string_view text :
         {"サイトウ", "山田太郎", "taro.yamada@gmail.com", "北沢2-8"}) {
        for (int i = 0; i < 200; ++i) {
            const std::string slipped = slip(text, chance);
            if (slipped.empty()) continue;
            EXPECT_NE(slipped, text);
            EXPECT_TRUE(is_valid_utf8(slipped));
            const auto length = static_cast<long>(to_utf32(slipped).size());
            EXPECT_LE(std::abs(length - static_cast<long>(to_utf32(text).size())), 1);
        }
    }
    EXPECT_EQ(slip("あ", chance), "");
}

TEST(Dates, HaveEras) {
    struct Case {
        DayNumber day;
        std::string_view dots, kanji;
    };
    for (const Case& c : {
             Case{day_number(1978, 4, 1), "S53.4.1", "昭和53年4月1日"},
             Case{day_number(1926, 12, 24), "T15.12.24", "大正15年12月24日"},
             Case{day_number(1926, 12, 25), "S1.12.25", "昭和元年12月25日"},
             Case{day_number(1989, 1, 7), "S64.1.7", "昭和64年1月7日"},
             Case{day_number(1989, 1, 8), "H1.1.8", "平成元年1月8日"},
             Case{day_number(2019, 4, 30), "H31.4.30", "平成31年4月30日"},
             Case{day_number(2019, 5, 1), "R1.5.1", "令和元年5月1日"},
         }) {
        EXPECT_EQ(era_date(c.day, EraStyle::letter_dots, EraName::right), c.dots);
        EXPECT_EQ(era_date(c.day, EraStyle::kanji, EraName::right), c.kanji);
    }
    const DayNumber day = day_number(1978, 4, 1);
    EXPECT_EQ(era_date(day, EraStyle::letter_slashes, EraName::right), "S53/04/01");
    EXPECT_EQ(era_date(day, EraStyle::six_digits, EraName::right), "530401");
    EXPECT_EQ(era_date(day, EraStyle::letter_dots, EraName::wrong), "H53.4.1");
    EXPECT_EQ(civil_date(day, "/"), "1978/04/01");
    EXPECT_EQ(civil_date(day, ""), "19780401");
    EXPECT_EQ(month_of(day), 4U);
}

}  // namespace
}  // namespace genbo::sample
