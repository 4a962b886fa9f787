// SPDX-License-Identifier: Apache-2.0
#include "text/fold.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/utf8.h"

namespace genbo {
namespace {

struct FoldCase {
    std::string_view in;
    std::string_view out;
};

TEST(FoldWidth, MakesOneWidth) {
    constexpr FoldCase cases[] = {
        {"", ""},
        {"plain ASCII 1-2", "plain ASCII 1-2"},
        {"ＡＢＣ　ａｂｃ　１２３", "ABC abc 123"},
        {"！＃～", "!#~"},
        {"ｻｲﾄｳ", "サイトウ"},
        {"ｶﾞｷﾞﾊﾟﾋﾟｳﾞﾜﾞｦﾞ", "ガギパピヴヷヺ"},
        {"ﾞﾟ", "゛゜"},
        {"｢ｱ･ｲ｣｡", "「ア・イ」。"},
        {"㈱①Ⅲ㍻㋿㍿℡№", "(株)1III平成令和株式会社TELNo"},
        {"\u2F65\u2EC4", "田西"},  // Radicals, one of them without a mapping in UnicodeData.
        {"神\uFA19", "神神"},
        {"か\u3099は\u309A", "がぱ"},  // As macOS files write them.
        {"葛\U000E0100飾", "葛飾"},
        {"a\u200Bb\uFEFFc\u00ADd", "abcd"},
        {"a\tb\nc\u00A0d", "a b c d"},
        {"～〜", "~~"},
        {"〇一二々", "〇一二々"},
        {"\uE000", "\uE000"},  // 外字 stay.
        {"º½´", "º½´"},        // No blanket NFKC.
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(fold_width(in), out) << in;
}

TEST(FoldWidth, TellsHyphensFromLongVowels) {
    constexpr FoldCase cases[] = {
        {"1ー2－3−4‐5–6—7―8─9", "1-2-3-4-5-6-7-8-9"},
        {"１ｰ２", "1-2"},
        {"丁目ー３", "丁目-3"},
        {"3ー", "3-"},
        {"3ードア", "3ードア"},
        {"14ーイ22", "14-イ22"},
        {"コーヒー", "コーヒー"},
        {"ス－パ－カ―", "スーパーカー"},
        {"スーパー―", "スーパーー"},
        {"ＪＲ－東日本", "JR-東日本"},
        {"ｺｰﾎﾟ", "コーポ"},
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(fold_width(in), out) << in;
}

TEST(FoldLatin, IsForWords) {
    constexpr FoldCase cases[] = {
        {"  O'Brien-SMITH,  Ñandú ", "obrien smith nandu"},
        {"Straße ŁÓDŹ Ærø", "strasse lodz aero"},
        {"Ｊｏｈｎ", "john"},
        {"e\u0301a\u0304", "ea"},
        {"ЖУК Σίσυφος", "жук σισυφος"},
        {"", ""},
        {"!?", ""},
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(fold_latin(in), out) << in;
}

TEST(FoldKey, DropsWhatNobodyTypesTwiceAlike) {
    constexpr FoldCase cases[] = {
        {"(株) Ｃafé・ド・パリ", "株cafeドパリ"},
        {"佐藤　花子", "佐藤花子"},
        {"Ａ－１", "a1"},
        {"サーバー", "サーバー"},
        {"佐々木", "佐々木"},
        {"「、。」", ""},
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(fold_key(in), out) << in;
}

TEST(FoldVariants, JoinsOldAndNewForms) {
    constexpr FoldCase cases[] = {
        {"髙﨑", "高崎"},
        {"澤齋齊邊邉廣濱瀨德眞龍惠", "沢斎斉辺辺広浜瀬徳真竜恵"},
        {"𠮷桒桺槗圡鷗", "吉桑柳橋土鴎"},
        {"辻\U000E0101", "辻"},
        {"濵", "浜"},
        {"神\uFA19", "神神"},
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(fold_variants(in), out) << in;
}

TEST(FoldVariants, KeepsDifferentCharactersApart) {
    for (const std::string_view text :
         {"斎", "斉", "冨", "富", "嶋", "島", "渕", "淵", "太", "大", "舘", "館", "峯", "峰", "芦",
          "籔"})
        EXPECT_EQ(fold_variants(text), text);
    EXPECT_NE(fold_variants("齋藤"), fold_variants("齊藤"));
    EXPECT_EQ(fold_confusables("齋藤"), fold_confusables("斉藤"));
    EXPECT_EQ(fold_confusables("中嶌"), fold_confusables("中島"));
    EXPECT_NE(fold_confusables("太田"), fold_confusables("大田"));
}

std::string fold_random_text(std::mt19937& dice) {
    constexpr std::u32string_view letters =
        U"aA1９－ー－−ｰ‐ｶｳﾞﾟﾞ　 "
        U"\t㈱①Ⅲ㍻髙邉澤・がカヴ゛\u3099\u309A\u0301é\u200B\uFE00々ヽヾノの１２\uE000神"
        U"“’.(（";
    std::u32string text;
    const std::size_t length = dice() % 12;
    for (std::size_t i = 0; i < length; ++i) text += letters[dice() % letters.size()];
    return to_utf8(text);
}

TEST(FoldProperty, FoldingTwiceChangesNothing) {
    std::mt19937 dice(20261122);
    for (int round = 0; round < 20000; ++round) {
        const std::string text = fold_random_text(dice);
        const std::string width = fold_width(text);
        ASSERT_EQ(fold_width(width), width) << text;
        const std::string latin = fold_latin(text);
        ASSERT_EQ(fold_latin(latin), latin) << text;
        const std::string key = fold_key(text);
        ASSERT_EQ(fold_key(key), key) << text;
        const std::string variants = fold_variants(text);
        ASSERT_EQ(fold_variants(variants), variants) << text;
        const std::string confusables = fold_confusables(text);
        ASSERT_EQ(fold_confusables(confusables), confusables) << text;
        // The folds build on each other: what is equal early stays equal later.
        ASSERT_EQ(fold_key(width), key) << text;
        ASSERT_EQ(fold_key(latin), key) << text;
    }
}

TEST(FoldProperty, IllFormedBytesAreReplaced) {
    std::mt19937 dice(7);
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (std::size_t i = dice() % 20; i > 0; --i) text += static_cast<char>(dice());
        for (const std::string& out :
             {fold_width(text), fold_latin(text), fold_key(text), fold_variants(text + "\xE3")})
            ASSERT_TRUE(is_valid_utf8(out) || is_valid_utf8(text) == false);
        ASSERT_TRUE(is_valid_utf8(fold_width("あ" + text)));
    }
}

}  // namespace
}  // namespace genbo
