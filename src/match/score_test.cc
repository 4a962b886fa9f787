// SPDX-License-Identifier: Apache-2.0
#include "match/score.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string_view>

#include "match/cluster.h"
#include "match/explain.h"
#include "match/model.h"
#include "record/field.h"

namespace genbo {
namespace {

using Values = std::map<Field, std::string_view>;

PreparedRow scored_row(const Values& values) {
    std::array<std::string_view, kFieldCount> cells;
    for (const auto& [field, text] : values) cells[static_cast<std::size_t>(field)] = text;
    return prepare(register_schema(), cells);
}

Millibits scored(const Values& a, const Values& b, Calibration calibration = {}) {
    auto model = default_register_model();
    model.calibration = calibration;
    const Scorer scorer{register_schema(), model};
    const auto x = scored_row(a);
    const auto y = scored_row(b);
    const auto bits = scorer.score(x.view(), y.view());
    const auto why = explain(register_schema(), model, x.view(), y.view());
    EXPECT_EQ(why.total, bits);
    auto sum = why.base + why.household + why.calibration;
    for (const auto& entry : why.entries) sum += entry.bits;
    EXPECT_EQ(sum, bits);
    return bits;
}

Values and_also(Values values, const Values& more) {
    values.insert(more.begin(), more.end());
    return values;
}

const Values kName = {
    {Field::name_full, "勅使河原 桜子"},
    {Field::kana_full, "テシガワラ サクラコ"},
    {Field::gender, "女"},
    {Field::postal_code, "155-0031"},
    {Field::address_full, "東京都世田谷区北沢"}};

TEST(Scorer, ANameAndATownNeverJoin) {
    EXPECT_LE(scored(kName, kName), kUndecided);
    // Whatever verdicts taught of the sums.
    EXPECT_LE(scored(kName, kName, {.slope = 1.7, .offset = 9000}), kUndecided);
    EXPECT_LE(scored(kName, kName, {.slope = 0.6, .offset = -900}), kUndecided);
    // A person is asked; it is not thrown away.
    EXPECT_GE(scored(kName, kName), -1000);
}

TEST(Scorer, OneWitnessIsEnough) {
    const std::pair<Field, std::string_view> witnesses[] = {
        {Field::birth_date, "1980-03-04"},
        {Field::mobile, "090-3456-7012"},
        {Field::email, "teshi@example.jp"},
        {Field::company, "株式会社北沢製作所"}};
    for (const auto& [field, value] : witnesses) {
        const auto one = and_also(kName, {{field, value}});
        EXPECT_GT(scored(one, one), 7000) << static_cast<int>(field);
    }
    auto house = kName;
    house[Field::address_full] = "東京都世田谷区北沢2-3-4";
    EXPECT_GT(scored(house, house), 0);
}

const Values kMother = {
    {Field::name_full, "鎌田 直美"},
    {Field::kana_full, "カマタ ナオミ"},
    {Field::birth_date, "1965-08-07"},
    {Field::address_full, "三重県津市一身田豊野3-40-26"},
    {Field::mobile, "070-3671-3551"}};

Values daughter(std::string_view name, std::string_view birth) {
    auto values = kMother;
    values[Field::name_full] = name;
    values[Field::birth_date] = birth;
    return values;
}

TEST(Scorer, OtherCharactersAndAFarBirthDateAreTwoPeople) {
    EXPECT_LE(scored(kMother, daughter("鎌田 尚美", "1987-09-07")), kImpossible);
    EXPECT_LE(
        scored(kMother, daughter("鎌田 尚美", "1987-09-07"), {.slope = 0.5, .offset = 20000}),
        kImpossible);
    // Each alone may be a slip of the pen.
    EXPECT_GT(scored(kMother, daughter("鎌田 尚美", "1965-08-07")), 0);
    EXPECT_GT(scored(kMother, daughter("鎌田 直美", "1987-09-07")), kImpossible);
}

// a and c are impossible; b would fit either.
TEST(Cluster, WhatIsImpossibleKeepsTwoClustersApart) {
    const std::array<std::uint64_t, 4> ties = {1, 2, 3, 4};
    std::vector<LinkEdge> edges = {{0, 1, 20000}, {2, 3, 20000}, {1, 2, 25000}, {1, 3, 25000}};
    const auto score = [&](Millibits last) {
        return [last](std::uint32_t a, std::uint32_t b) {
            return a + b == 2 ? Millibits{15000} : last;
        };
    };
    const Component component{.ties = ties, .edges = edges};
    const LinkRule rule{.mean_bits = 0, .base = -20000};
    // 1 goes with 2 and 3 first; 0 follows only if 0 and 3 may be one.
    EXPECT_EQ(
        cluster_component(component, rule, score(-29000)).cluster,
        (std::vector<std::uint32_t>{0, 0, 0, 0}));
    EXPECT_EQ(
        cluster_component(component, rule, score(kImpossible)).cluster,
        (std::vector<std::uint32_t>{0, 1, 1, 1}));
}

}  // namespace
}  // namespace genbo
