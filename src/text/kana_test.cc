// SPDX-License-Identifier: Apache-2.0
#include "text/kana.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace genbo {
namespace {

struct KanaCase {
    std::string_view in;
    std::string_view out;
};

TEST(Kana, Katakana) {
    constexpr KanaCase cases[] = {
        {"さいとう", "サイトウ"},
        {"ｻｲﾄｳ ﾊﾅｺ", "サイトウ ハナコ"},
        {"みすゞ", "ミスヾ"},
        {"漢字とカナ", "漢字トカナ"}};
    for (const auto& [in, out] : cases) EXPECT_EQ(katakana(in), out) << in;
}

TEST(Kana, PlainKeyKeepsLongVowels) {
    constexpr KanaCase cases[] = {
        {"キョウコ", "キヨウコ"},
        {"ｷﾖｳｺ", "キヨウコ"},
        {"おおの", "オオノ"},
        {"ヴァイオリン", "バイオリン"},
        {"ヅカ ヂ", "ズカジ"},
        {"ヲヰヱ", "オイエ"},
        {"ジョン・スミス", "ジヨンスミス"},
        {"みすゞ", "ミスズ"},
        {"サヽキ", "ササキ"},
        {"ｻ-ﾋﾞｽ", "サービス"},
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(kana_plain_key(in), out) << in;
    EXPECT_NE(kana_plain_key("オオノ"), kana_plain_key("オノ"));
}

TEST(Kana, KeyDropsLongVowels) {
    constexpr KanaCase cases[] = {
        {"サイトー", "サイト"}, {"さいとう", "サイト"}, {"オオノ", "オノ"},
        {"オーノ", "オノ"},     {"ユウコ", "ユコ"},     {"ケイコ", "ケイコ"},
        {"イノウエ", "イノエ"}, {"オオオカ", "オカ"},   {"ショウジ", "シヨジ"},
        {"タカオ", "タカオ"},
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(kana_key(in), out) << in;
}

TEST(Kana, LooseKeyDropsVoicing) {
    EXPECT_EQ(kana_loose_key("ナカジマ"), kana_loose_key("ﾅｶｼﾏ"));
    EXPECT_EQ(kana_loose_key("ヤマザキ"), kana_loose_key("ヤマサキ"));
    EXPECT_EQ(kana_loose_key("パパ"), "ハハ");
    EXPECT_NE(kana_key("ナカジマ"), kana_key("ナカシマ"));
}

TEST(Romaji, EverySpellingMeets) {
    struct Group {
        std::string_view kana;
        std::initializer_list<std::string_view> roman;
    };
    const Group groups[] = {
        {"オオノ", {"Ono", "Ohno", "Oono", "Ōno", "ôno", "ONO"}},
        {"サトウ", {"Sato", "Satoh", "Satou", "Satō", "SATOO"}},
        {"ナンバ ジュンイチ",
         {"Namba Jun'ichi", "NANBA JUNICHI", "Nanba Jun-ichi", "nanba zyun'iti"}},
        {"ショウジ", {"Shoji", "Shouji", "Syouji", "Syozi", "SHOHJI"}},
        {"ツチヤ", {"Tsuchiya", "Tutiya"}},
        {"フジタ", {"Fujita", "Huzita"}},
        {"ハットリ", {"Hattori"}},
        {"エッチュウ", {"Etchu", "Ecchuu", "Ettyuu"}},
        {"ホンマ", {"Homma", "Honma"}},
        {"オオハシ", {"Ohashi", "Oohashi"}},
        {"リサ", {"Lisa", "Risa"}},
    };
    for (const auto& [kana, spellings] : groups) {
        for (const auto roman : spellings)
            EXPECT_EQ(romaji_key(roman), kana_to_romaji_key(kana)) << roman;
    }
    EXPECT_NE(romaji_key("Kiyoko"), romaji_key("Kyoko"));
    EXPECT_EQ(romaji_key("山田"), "");
}

TEST(Romaji, PassportForm) {
    constexpr KanaCase cases[] = {
        {"オオノ ジュンペイ", "ONO JUMPEI"},
        {"サトウ ユウコ", "SATO YUKO"},
        {"タカトオ", "TAKATOO"},
        {"タカトウ", "TAKATO"},
        {"ホッタ", "HOTTA"},
        {"エッチュウ", "ETCHU"},
        {"イノウエ", "INOUE"},
        {"カンベ", "KAMBE"},
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(passport_romaji(in), out) << in;
}

TEST(Kana, Scripts) {
    EXPECT_TRUE(is_kana("サトウ・ハナコ"));
    EXPECT_TRUE(is_kana("ｻﾄｳ ﾊﾅｺﾞ"));
    EXPECT_TRUE(is_kana("さとー"));
    EXPECT_FALSE(is_kana("佐トウ"));
    EXPECT_FALSE(is_kana(""));
    EXPECT_FALSE(is_kana("・ "));
    EXPECT_TRUE(is_latin("O'Brien, José-María"));
    EXPECT_FALSE(is_latin("123"));
    EXPECT_FALSE(is_latin("Yamada 太郎"));
    EXPECT_TRUE(has_kanji("さ々"));
    EXPECT_TRUE(has_kanji("𠮷"));
    EXPECT_FALSE(has_kanji("サトウA1"));
}

TEST(Romaji, SpellingsOfOneReading) {
    using testing::ElementsAre;
    EXPECT_THAT(romaji_spellings("オオノ"), ElementsAre("ONO", "OHNO", "OONO"));
    EXPECT_THAT(romaji_spellings("イトウ"), ElementsAre("ITO", "ITOH", "ITOU"));
    EXPECT_THAT(romaji_spellings("さいとう"), ElementsAre("SAITO", "SAITOH", "SAITOU"));
    EXPECT_THAT(romaji_spellings("ﾅﾝﾊﾞ"), ElementsAre("NAMBA", "NANBA"));
    EXPECT_THAT(
        romaji_spellings("シンジョウ ツトム"),
        ElementsAre(
            "SHINJO TSUTOMU", "SHINJOH TSUTOMU", "SHINJOU TSUTOMU", "SINZYO TUTOMU",
            "SINZYOH TUTOMU", "SINZYOU TUTOMU"));
    EXPECT_THAT(romaji_spellings("ハッチョウ"), testing::Contains("HATTYOU"));
    for (const std::string_view kana :
         {"オオノ", "イトウ", "ナンバ", "シンジョウ ツトム", "ハッチョウ", "ユウキ", "チヂワ",
          "コウノ"}) {
        for (const std::string& spelling : romaji_spellings(kana))
            EXPECT_EQ(romaji_key(spelling), kana_to_romaji_key(kana)) << spelling;
    }
}

TEST(Romaji, KanaWithoutSmallLetters) {
    using testing::ElementsAre;
    EXPECT_THAT(kana_to_romaji_keys("キヨウト"), ElementsAre("kiyoto", "kyoto"));
    EXPECT_THAT(kana_to_romaji_keys("ｼﾖｳｼﾞ"), ElementsAre("shiyoji", "shoji"));
    EXPECT_THAT(kana_to_romaji_keys("ヤマダ"), ElementsAre("yamada"));
    EXPECT_THAT(kana_to_romaji_keys("キョウト"), ElementsAre("kyoto"));
}

}  // namespace
}  // namespace genbo
