// SPDX-License-Identifier: Apache-2.0
#include "access/mask.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace genbo {
namespace {

TEST(Mask, LeavesWhatThePageSays) {
    EXPECT_EQ(masked_value(Field::name_full, "田中 太郎"), "田**");
    EXPECT_EQ(masked_value(Field::surname, "髙橋"), "髙**");
    EXPECT_EQ(masked_value(Field::kana_full, "タナカ タロウ"), "タ**");
    EXPECT_EQ(masked_value(Field::name_romaji, "Tanaka Taro"), "T**");
    EXPECT_EQ(masked_value(Field::mobile, "090-1234-5678"), "***-****-5678");
    EXPECT_EQ(masked_value(Field::phone, "０３（１２３４）５６７８"), "***-****-5678");
    EXPECT_EQ(masked_value(Field::email, "taro@example.jp"), "t***@example.jp");
    EXPECT_EQ(masked_value(Field::birth_date, "S55.1.7"), "1980-**-**");
    EXPECT_EQ(masked_value(Field::birth_date, "1980/01/07"), "1980-**-**");
    EXPECT_EQ(masked_value(Field::postal_code, "〒460-0008"), "460-****");
    EXPECT_EQ(
        masked_value(Field::address_full, "愛知県名古屋市中区栄三丁目1番1号 栄ビル201"),
        "愛知県名古屋市中区栄***");
    EXPECT_EQ(masked_value(Field::town, "栄3-1-1"), "栄***");
    EXPECT_EQ(masked_value(Field::town, "栄三丁目1-1"), "栄***");
    EXPECT_EQ(masked_value(Field::joined_on, "2020-04-01"), "2020-**-**");
}

TEST(Mask, WhatIsNotWhatItShouldBeIsMaskedWhole) {
    EXPECT_EQ(masked_value(Field::surname, "林"), "****");
    EXPECT_EQ(masked_value(Field::name_full, "090-1234-5678"), "****");
    EXPECT_EQ(masked_value(Field::name_full, "taro@example.jp"), "****");
    EXPECT_EQ(masked_value(Field::phone, "1234"), "****");
    EXPECT_EQ(masked_value(Field::phone, "田中太郎の母"), "****");
    EXPECT_EQ(masked_value(Field::phone, "03-1234-5678 / 090-1111-2222"), "****");
    EXPECT_EQ(masked_value(Field::email, "090-1234-5678"), "****");
    EXPECT_EQ(masked_value(Field::email, "t@example.jp"), "****");
    EXPECT_EQ(masked_value(Field::birth_date, "一月生まれ"), "****");
    EXPECT_EQ(masked_value(Field::address_full, "どこか遠く"), "****");
    EXPECT_EQ(masked_value(Field::town, "二番町"), "****");
    EXPECT_EQ(masked_value(Field::postal_code, "460"), "****");
    EXPECT_EQ(masked_value(Field::note, "持病あり"), "****");
    EXPECT_EQ(masked_value(Field::custom, "A型"), "****");
    EXPECT_EQ(masked_value(Field::gender, "女"), "****");
}

// However a value is spelt, what is left of it is a small part.
TEST(Mask, NeverLeavesTheValue) {
    std::mt19937_64 chance{20261122};
    const std::string letters[] = {"田", "中", "栄", "1",  "2", "9",  "０",   "-",      "@", "a",
                                   "Z",  " ",  "市", "県", ".", "三", "丁目", "愛知県", "号"};
    for (int i = 0; i < 3000; ++i) {
        std::string text;
        for (std::size_t n = 2 + chance() % 14; n > 0; --n)
            text += letters[chance() % std::size(letters)];
        for (const auto& info : all_fields()) {
            const auto masked = masked_value(info.field, text);
            EXPECT_NE(masked, text) << info.name;
            EXPECT_EQ(masked.find(text), masked.npos) << info.name << " " << text;
            EXPECT_NE(masked.find("**"), masked.npos) << info.name;
        }
    }
}

}  // namespace
}  // namespace genbo
