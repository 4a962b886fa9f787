// SPDX-License-Identifier: Apache-2.0
#include "staff/password_strength.h"

#include <gtest/gtest.h>

#include <random>

#include "crypto/password.h"
#include "staff/romaji_reading.h"

namespace genbo {
namespace {

const std::vector<std::string> kOwn = own_words_of(
    std::vector<std::string>{"hanako.takahashi", "髙橋 花子", "shop-shibuya.example.jp", "genbo"});

std::string verdict(std::string_view password) {
    const auto checked = check_new_password(password, kOwn);
    return checked.ok() ? "" : checked.error().code;
}

TEST(PasswordStrength, WhatJapaneseGuessersTryFirstIsRefused) {
    for (const char* weak :
         {"tanakahanako",     "TanakaHanako1",    "yamadatarou1985",  "satou-misaki-0401",
          "tokyotokyotokyo",  "sakura20250401",   "doraemon12345",    "watashinonamae",
          "passwordpassword", "Passw0rd!2024",    "P@ssw0rd12345",    "qwertyuiop@[",
          "1qaz2wsx3edc",     "1qaz2wsx3edc4rfv", "abcdefghijkl",     "123456789012",
          "aaaaaaaaaaaaa",    "abcabcabcabc",     "20250401120000",   "iloveyou2025",
          "adminadmin123",    "suzukisuzuki",     "genbogenbo2025",   "ばななばななばなな",
          "山田太郎山田太郎", "たなかはなこ1985", "drowssapdrowssap", "ZAQ!2wsxcde3zaq",
          "asdfghjkl;:]",     "shibuyashibuya",   "okyakusama2025"})
        EXPECT_NE(verdict(weak), "") << weak << " " << password_bits(weak, kOwn);
}

TEST(PasswordStrength, WhatNobodyGuessesIsTakenWithoutRulesOfComposition) {
    for (const char* strong :
         {"four quiet words together", "kaze-no-naka-no-hi 7", "hinotama-no-uta-8x",
          "kumo no ue ni hoshi futatsu", "雨のち晴れときどき猫の行列", "xk4p9qz2vm7t",
          "mado-ni-utsuru-aoi-denchu", "correct horse battery staple", "けさのみそしるはしょっぱい",
          "nttwjyqkzpxv", "8274019563720184"})
        EXPECT_EQ(verdict(strong), "") << strong << " " << password_bits(strong, kOwn);
    for (int i = 0; i < 60; ++i) {
        const auto password = random_password();
        EXPECT_EQ(verdict(password), "") << password_bits(password, kOwn);
    }
}

TEST(PasswordStrength, OnesOwnWordsAreWorthNothing) {
    EXPECT_EQ(verdict("hanakotakahashi-xk4p"), "staff.password_own");
    EXPECT_LT(password_bits("髙橋花子髙橋の花子", kOwn), password_bits("髙橋花子髙橋の花子", {}));
    EXPECT_EQ(verdict("short 7 x"), "staff.password_short");
    EXPECT_EQ(verdict(std::string(20, '\xff')), "staff.password_short");
    EXPECT_EQ(verdict("password12345"), "staff.password_guessable");
}

// Longer is never weaker by more than what the count of a repeat costs; never less than nothing.
TEST(PasswordStrength, GrowsWithWhatIsAdded) {
    std::mt19937 random(3);
    const std::u32string symbols = U"abkmno019-@あ山ZQ ";
    for (int i = 0; i < 60; ++i) {
        std::string password;
        double before = 0;
        for (int length = 0; length < 24; ++length) {
            const char32_t c = symbols[random() % symbols.size()];
            if (c < 0x80)
                password += static_cast<char>(c);
            else
                password += c == U'あ' ? "あ" : "山";
            const double bits = password_bits(password, kOwn);
            EXPECT_GE(bits, 0);
            EXPECT_LE(bits, before + 12) << password;
            before = bits;
        }
    }
}

TEST(PasswordStrength, AnyBytesAreAnswered) {
    std::mt19937 random(4);
    for (int i = 0; i < 100; ++i) {
        std::string password(random() % 1024, ' ');
        for (char& c : password) c = static_cast<char>(random());
        static_cast<void>(check_new_password(password, kOwn));
    }
}

TEST(OwnWords, AreThePiecesAndTheWhole) {
    const std::vector<std::string> expected = {"example",
                                               "genbo",
                                               "hanako",
                                               "hanakotakahashi",
                                               "shibuya",
                                               "shop",
                                               "shopshibuyaexamplejp",
                                               "takahashi",
                                               "花子",
                                               "髙橋"};
    EXPECT_EQ(kOwn, expected);
}

TEST(RomajiReading, ReadsWhatPeopleType) {
    EXPECT_EQ(kana_of_romaji("tanaka"), "タナカ");
    EXPECT_EQ(kana_of_romaji("shinjuku"), "シンジュク");
    EXPECT_EQ(kana_of_romaji("sinzyuku"), "シンジュク");
    EXPECT_EQ(kana_of_romaji("ohta"), "オタ");
    EXPECT_EQ(kana_of_romaji("hokkaido"), "ホッカイド");
    EXPECT_EQ(kana_of_romaji("namba"), "ナンバ");
    EXPECT_EQ(kana_of_romaji("kenichi"), "ケニチ");
    EXPECT_EQ(kana_of_romaji("quiet"), "");
    EXPECT_EQ(kana_of_romaji("x"), "");
    EXPECT_EQ(kana_of_romaji(""), "");
}

}  // namespace
}  // namespace genbo
