// SPDX-License-Identifier: Apache-2.0
#include "match/model.h"

#include <gtest/gtest.h>

#include <array>

#include "match/compare.h"
#include "match/explain.h"
#include "match/schema.h"
#include "match/score.h"
#include "match/test_people.h"
#include "match/train.h"

namespace genbo {
namespace {

TEST(Model, ComesBackFromJsonAsItWas) {
    const auto& model = default_register_model();
    const auto json = model_to_json(model);
    const auto again = model_from_json(json);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->version, model.version);
    EXPECT_EQ(again->lambda, model.lambda);
    EXPECT_EQ(again->household_odds, model.household_odds);
    EXPECT_EQ(again->comparisons, model.comparisons);
    EXPECT_EQ(again->frequencies, model.frequencies);
    EXPECT_EQ(model_to_json(*again), json);
}

TEST(Model, RefusesWhatIsNoModel) {
    const auto good = model_to_json(default_register_model());
    const auto refused = [](const std::string& text) {
        const auto model = model_from_json(text);
        return !model.ok() && model.error().code == "match.bad_model";
    };
    EXPECT_TRUE(refused(""));
    EXPECT_TRUE(refused("[]"));
    EXPECT_TRUE(refused("{}"));
    EXPECT_TRUE(refused(good.substr(0, good.size() / 2)));
    const auto with = [&](std::string_view from, std::string_view to) {
        auto text = good;
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
        return text;
    };
    EXPECT_FALSE(refused(with("\"format\":1", "\"format\":1.0")));
    EXPECT_TRUE(refused(with("\"format\":1", "\"format\":2")));
    EXPECT_TRUE(refused(with("\"lambda\":", "\"lambda\":1e9,\"x\":")));
    EXPECT_TRUE(refused(with("\"term_frequency\":true", "\"term_frequency\":1")));
    EXPECT_TRUE(refused(with("\"pools\":[[", "\"pools\":[[[],")));
    EXPECT_TRUE(refused(with("\"pools\":[[", "\"pools\":[[1,1e300,0.5],[")));
}

TEST(Model, ShippedWeightsNeverFallAsAgreementRises) {
    for (const auto& comparison : default_register_model().comparisons) {
        EXPECT_LT(comparison.levels[1].weight, 0) << comparison.name;
        EXPECT_GT(comparison.levels.back().weight, 0) << comparison.name;
        for (std::size_t level = 2; level < comparison.levels.size(); ++level)
            EXPECT_GE(comparison.levels[level].weight, comparison.levels[level - 1].weight)
                << comparison.name;
        double m = 0;
        double u = 0;
        for (std::size_t level = 1; level < comparison.levels.size(); ++level) {
            m += comparison.levels[level].m;
            u += comparison.levels[level].u;
        }
        EXPECT_NEAR(m, 1, 0.005) << comparison.name;
        EXPECT_NEAR(u, 1, 0.015) << comparison.name;
    }
}

TEST(Model, LevelsThatViolateTheOrderArePooled) {
    ModelComparison comparison;
    comparison.levels = {
        {.name = "missing"},
        {.name = "different", .m = 0.1, .u = 0.9},
        {.name = "similar", .m = 0.5, .u = 0.01},
        {.name = "same", .m = 0.4, .u = 0.09}};
    weigh_levels(comparison);
    EXPECT_EQ(comparison.levels[2].weight, weight_of(0.9, 0.1));
    EXPECT_EQ(comparison.levels[3].weight, weight_of(0.9, 0.1));
    EXPECT_EQ(comparison.levels[1].weight, weight_of(0.1, 0.9));
}

// Two records of one office, in which nobody is named, have no family to be told from; two offices
// of one company stand in two places.
TEST(Scorer, AnOfficeHasNoFamily) {
    const auto& schema = register_schema();
    const Scorer scorer{schema, default_register_model()};
    const auto row = [&](std::string_view company, std::string_view address,
                         std::string_view name) {
        std::array<std::string_view, kFieldCount> cells;
        cells[static_cast<std::size_t>(Field::company)] = company;
        cells[static_cast<std::size_t>(Field::address_full)] = address;
        cells[static_cast<std::size_t>(Field::name_full)] = name;
        return prepare(schema, cells);
    };
    const auto office = row("株式会社ライズ製作所", "東京都世田谷区北沢2-8-18", "");
    const auto again = row("ライズ製作所(株)", "東京都世田谷区北沢２丁目８－１８", "");
    const auto branch = row("株式会社ライズ製作所", "東京都世田谷区代沢1-2-3", "");
    const auto one = row("株式会社ライズ製作所", "東京都世田谷区北沢2-8-18", "真下 菜摘");
    const auto other = row("株式会社ライズ製作所", "東京都世田谷区北沢2-8-18", "烏丸 高明");
    EXPECT_EQ(scorer.detail(office.view(), again.view()).household, 0);
    EXPECT_LT(scorer.detail(office.view(), branch.view()).household, 0);
    EXPECT_LT(scorer.detail(one.view(), other.view()).household, 0);
    EXPECT_LT(scorer.score(office.view(), one.view()), scorer.score(office.view(), again.view()));
}

TEST(Explain, TermsAddUpToTheTotalExactly) {
    const auto puts = TestPeople{71}.records(80);
    const auto& schema = register_schema();
    const auto& model = default_register_model();
    for (const auto& a : puts)
        for (const auto& b : puts) {
            const auto why = explain(schema, model, a.row.view(), b.row.view());
            auto sum = why.base + why.household;
            auto running = why.base;
            for (const auto& entry : why.entries) {
                sum += entry.bits;
                running += entry.bits;
                ASSERT_EQ(entry.running, running);
            }
            ASSERT_EQ(sum, why.total);
            ASSERT_LE(why.household, 0);
            ASSERT_EQ(why.model_version, model.version);
            ASSERT_FALSE(&a == &b && why.shared_keys.empty());
        }
}

}  // namespace
}  // namespace genbo
