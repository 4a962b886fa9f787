// SPDX-License-Identifier: Apache-2.0
//
// The shipped model on the cases that decide whether people trust it.  All people are made up.

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string_view>

#include "match/live_clusters.h"
#include "match/model.h"
#include "match/score.h"
#include "record/field.h"

namespace genbo {
namespace {

using Values = std::map<Field, std::string_view>;

constexpr double kAuto = 7;
constexpr double kReview = -1;

double bits(const Values& a, const Values& b) {
    const auto row = [](const Values& values) {
        std::array<std::string_view, kFieldCount> cells;
        for (const auto& [field, text] : values) cells[static_cast<std::size_t>(field)] = text;
        return prepare(register_schema(), cells);
    };
    const Scorer scorer{register_schema(), default_register_model()};
    const auto x = row(a);
    const auto y = row(b);
    return millibits_to_bits(scorer.score(x.view(), y.view()));
}

Values with(Values values, const Values& more) {
    for (const auto& [field, text] : more) values[field] = text;
    return values;
}

const Values kHome = {
    {Field::surname, "勅使河原"},
    {Field::address_full, "東京都世田谷区北沢2-3-4"},
    {Field::phone, "03-3456-7890"},
};

TEST(ShippedModel, JoinsOnePersonFromTwoSystems) {
    EXPECT_GE(
        bits(
            {{Field::name_full, "佐藤　花子"},
             {Field::birth_date, "S55.3.4"},
             {Field::mobile, "09034567012"}},
            {{Field::surname, "佐藤"},
             {Field::given_name, "花子"},
             {Field::birth_date, "1980-03-04"},
             {Field::email, "hanako@example.jp"}}),
        kAuto);
    EXPECT_GE(
        bits(
            {{Field::kana_full, "ｻｲﾄｳ ｹﾝ"}, {Field::mobile, "090-3456-7012"}},
            {{Field::name_full, "齋藤 健"}, {Field::mobile, "０９０３４５６７０１２"}}),
        kAuto);
    EXPECT_GE(
        bits(
            {{Field::name_full, "小鳥遊 桜"}, {Field::address_full, "大阪府豊中市本町1-2-3"}},
            {{Field::name_full, "小鳥遊 櫻"}, {Field::address_full, "豊中市本町一丁目2番3号"}}),
        kAuto);
}

TEST(ShippedModel, KeepsTheMembersOfAHouseholdApart) {
    const auto wife = with(kHome, {{Field::given_name, "花子"}});
    const auto husband = with(kHome, {{Field::given_name, "太郎"}});
    EXPECT_LT(bits(wife, husband), kReview);
    // Twins share the birthday, too: somebody is asked.
    EXPECT_LT(
        bits(
            with(wife, {{Field::birth_date, "1990-05-06"}}),
            with(husband, {{Field::birth_date, "1990-05-06"}})),
        kAuto);
    // Father and son of one name.
    EXPECT_LT(
        bits(
            with(kHome, {{Field::given_name, "太郎"}, {Field::birth_date, "1950-05-06"}}),
            with(kHome, {{Field::given_name, "太郎"}, {Field::birth_date, "1981-11-23"}})),
        kAuto);
    // A shared mobile and a shared mail address on top.
    EXPECT_LT(
        bits(
            with(wife, {{Field::email, "teshi@example.jp"}, {Field::mobile, "09034567012"}}),
            with(husband, {{Field::email, "teshi@example.jp"}, {Field::mobile, "09034567012"}})),
        kAuto);
}

TEST(ShippedModel, AsksWhereTheGivenNameIsNotThere) {
    const auto nobody = bits(kHome, with(kHome, {{Field::given_name, "花子"}}));
    EXPECT_GE(nobody, kReview);
    EXPECT_LT(nobody, kAuto);
}

TEST(ShippedModel, DoesNotJoinNamesakes) {
    const Values a = {
        {Field::name_full, "田中 実"},
        {Field::address_full, "北海道札幌市中央区大通西1-2-3"},
        {Field::mobile, "09034567012"}};
    const Values b = {
        {Field::name_full, "田中 実"},
        {Field::address_full, "福岡県福岡市中央区天神2-3-4"},
        {Field::mobile, "08076540123"}};
    EXPECT_LT(bits(a, b), kReview);
    EXPECT_LT(bits({{Field::name_full, "佐藤 健"}}, {{Field::name_full, "佐藤 健"}}), kAuto);
}

TEST(ShippedModel, ARareNameSaysMoreThanACommonOne) {
    const auto name = [](std::string_view surname) {
        return bits({{Field::surname, surname}}, {{Field::surname, surname}});
    };
    EXPECT_GT(name("勅使河原"), name("坂本"));
    EXPECT_GT(name("坂本"), name("佐藤"));
}

TEST(ShippedModel, DoesNotJoinColleagues) {
    const Values office = {
        {Field::company, "株式会社山田商店"},
        {Field::address_full, "東京都千代田区丸の内1-2-3"},
        {Field::phone, "03-3456-7012"}};
    EXPECT_LT(
        bits(
            with(office, {{Field::name_full, "佐藤 健"}}),
            with(office, {{Field::name_full, "鈴木 一郎"}})),
        kReview);
}

}  // namespace
}  // namespace genbo
