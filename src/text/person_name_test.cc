// SPDX-License-Identifier: Apache-2.0
#include "text/person_name.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace genbo {
namespace {

struct NameCase {
    std::string_view full;
    std::string_view kana;
    std::string_view surname;
    std::string_view given;
    bool known;
};

TEST(SplitName, CutsWhereThePartsAre) {
    constexpr NameCase cases[] = {
        {"佐藤 花子", "", "佐藤", "花子", true},
        {"佐藤　花子　様", "", "佐藤", "花子", true},
        {"髙橋一郎", "", "髙橋", "一郎", true},
        {"佐藤花子", "", "佐藤", "花子", true},
        {"佐々木健太郎", "", "佐々木", "健太郎", true},
        {"長谷川博", "", "長谷川", "博", true},
        {"五十嵐 ", "", "五十嵐", "", true},
        {"花子", "", "", "花子", true},
        {"林　　修", "", "林", "修", true},
        {"林修", "", "林", "修", true},
        {"佐 藤 花 子", "", "佐藤", "花子", true},
        {"山田（旧姓 鈴木）花子", "", "山田", "花子", true},
        {"一ノ瀬さくら", "", "一ノ瀬", "さくら", true},
        {"佐藤花子", "ｻﾄｳ ﾊﾅｺ", "佐藤", "花子", true},
        {"サトウハナコ", "", "サトウ", "ハナコ", true},
        {"ｻﾄｳ･ﾊﾅｺ", "", "サトウ", "ハナコ", false},  // ・ in kana: a foreign order is possible.
        {"SMITH John Paul", "", "SMITH", "John Paul", true},
        {"Taro YAMADA", "", "YAMADA", "Taro", true},
        {"Yamada, Taro", "", "Yamada", "Taro", true},
        {"Mr. John Smith", "", "John", "Smith", false},
        {"忠行", "", "", "忠行", true},  // Not the 行 of an envelope.
        {"", "", "", "", false},
        {"様", "", "様", "", false},
    };
    for (const auto& c : cases) {
        const PersonName name = split_name(c.full, c.kana);
        EXPECT_EQ(name.surname, c.surname) << c.full;
        EXPECT_EQ(name.given, c.given) << c.full;
        if (c.full.size() > 6) {
            EXPECT_EQ(name.split_known, c.known) << c.full << " " << name.margin;
        }
    }
}

TEST(SplitName, ASplitReadingDecides) {
    // 東 is a surname and a given name; so are 東山 and 山東.
    const PersonName east = split_name("東山東", "ヒガシヤマ アズマ");
    EXPECT_EQ(east.surname, "東山");
    EXPECT_EQ(east.given, "東");
    const PersonName single = split_name("森兼盛", "モリ カネモリ");
    EXPECT_EQ(single.surname, "森");
    EXPECT_TRUE(single.split_known);
    const PersonName two = split_name("森兼盛", "モリカネ モリ");
    EXPECT_EQ(two.surname, "森兼");
    EXPECT_TRUE(two.split_known);
}

TEST(SplitName, CareOf) {
    const PersonName name = split_name("佐藤様方 山田太郎");
    EXPECT_EQ(name.care_of, "佐藤");
    EXPECT_EQ(name.surname, "山田");
    EXPECT_EQ(name.given, "太郎");
}

TEST(SplitName, PartsAddUp) {
    // Whatever the cut, nothing of the name is lost.
    for (const std::string_view full :
         {"佐藤花子", "鬱薔薇檸檬", "あいうえお", "𠮷野家太郎", "ＡＢ", "王",
          "勅使河原三郎左衛門"}) {
        const PersonName name = split_name(full);
        std::string joined = name.surname + name.given;
        EXPECT_EQ(name_key(joined), name_key(full));
    }
}

TEST(Honorific, OnlyAtTheEnd) {
    EXPECT_EQ(strip_honorific("佐藤花子様"), "佐藤花子");
    EXPECT_EQ(strip_honorific("田中先生 様"), "田中");
    EXPECT_EQ(strip_honorific("株式会社山田 御中"), "株式会社山田");
    EXPECT_EQ(strip_honorific("佐藤 行"), "佐藤");
    EXPECT_EQ(strip_honorific("佐藤義行"), "佐藤義行");
    EXPECT_EQ(strip_honorific("Dr. Strange"), "Strange");
    EXPECT_EQ(strip_honorific("様"), "様");
}

TEST(ReadingFits, KnownAndComposed) {
    struct Fit {
        std::string_view kanji;
        std::string_view kana;
    };
    constexpr Fit fits[] = {
        {"斎藤", "サイトウ"}, {"齋藤", "ｻｲﾄｰ"},     {"東", "ヒガシ"},       {"東", "アズマ"},
        {"髙橋", "たかはし"}, {"花子", "ハナコ"},   {"大野", "オオノ"},     {"佐々木", "ササキ"},
        {"井上", "イノウエ"}, {"山崎", "ヤマザキ"}, {"山﨑", "ヤマサキ"},   {"一平", "イッペイ"},
        {"さくら", "サクラ"}, {"美咲", "ミサキ"},   {"一ノ瀬", "イチノセ"}, {"渡邉", "ワタナベ"},
    };
    for (const auto& [kanji, kana] : fits) EXPECT_TRUE(reading_fits(kanji, kana)) << kanji << kana;
    constexpr Fit misfits[] = {
        {"斎藤", "タナカ"}, {"花子", "タロウ"}, {"佐藤", "サ"}, {"佐藤", ""},
        {"", "サトウ"},     {"佐藤", "Sato"},   {"山", "カワ"}, {"佐藤", "サトウハナコ"},
    };
    for (const auto& [kanji, kana] : misfits)
        EXPECT_FALSE(reading_fits(kanji, kana)) << kanji << kana;
}

TEST(NameKey, FoldsSpelling) {
    EXPECT_EQ(name_key("髙﨑　花子 様"), name_key("高崎花子"));
    EXPECT_EQ(name_key("ＳＭＩＴＨ　Ｊohn"), name_key("smith john"));
    EXPECT_NE(name_key("サクラ"), name_key("さくら"));
}

TEST(PersonName, CutsOfHardNames) {
    struct {
        std::string_view full;
        std::string_view kana;
        std::string_view surname;
        std::string_view given;
    } const cases[] = {
        {"菅義偉", "", "菅", "義偉"},
        {"林芳正", "", "林", "芳正"},
        {"こやり隆史", "", "こやり", "隆史"},
        {"つるの剛士", "", "つるの", "剛士"},
        {"一ノ瀬泰造", "", "一ノ瀬", "泰造"},
        {"勅使河原三郎", "", "勅使河原", "三郎"},
        {"田中", "タナカ", "田中", ""},
        {"小野田紀美", "おのだきみ", "小野田", "紀美"},
        {"旧姓鈴木 山田花子", "", "山田", "花子"},
    };
    for (const auto& c : cases) {
        const PersonName name = split_name(c.full, c.kana);
        EXPECT_EQ(name.surname, c.surname) << c.full;
        EXPECT_EQ(name.given, c.given) << c.full;
    }
}

TEST(PersonName, TheDictionaryListsReadings) {
    const auto kakuta = listed_readings("角田");
    EXPECT_NE(std::find(kakuta.begin(), kakuta.end(), "ツノダ"), kakuta.end());
    EXPECT_GT(kakuta.size(), 1U);
    auto sorted = kakuta;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(std::unique(sorted.begin(), sorted.end()), sorted.end());
    EXPECT_EQ(listed_readings("齋藤"), listed_readings("斎藤"));
    EXPECT_TRUE(listed_readings("龘龘龘").empty());
}

}  // namespace
}  // namespace genbo
