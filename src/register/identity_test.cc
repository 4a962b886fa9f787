// SPDX-License-Identifier: Apache-2.0
#include "register/identity.h"

#include <gtest/gtest.h>

#include <map>

namespace genbo {
namespace {

struct Numbers {
    std::map<std::int64_t, std::int64_t> anchor_of;  // number -> record
    std::map<std::int64_t, std::int64_t> customer;   // record -> number, before

    IdentityView view() const {
        return {
            [this](RecordId record) {
                for (const auto& [number, anchor] : anchor_of)
                    if (anchor == record.value()) return NumberId{number};
                return NumberId{};
            },
            [this](RecordId record) {
                const auto at = customer.find(record.value());
                return NumberId{at == customer.end() ? 0 : at->second};
            },
            [this](NumberId number) { return RecordId{anchor_of.at(number.value())}; }};
    }
};

TEST(Identity, ANewClusterGetsANewNumberOnItsFirstRecord) {
    const auto plan = plan_identity({{{}, {{4, 5}}}}, Numbers{}.view());
    ASSERT_EQ(plan.clusters.size(), 1U);
    EXPECT_EQ(plan.clusters[0].number, NumberId{});
    EXPECT_EQ(plan.clusters[0].new_anchor, RecordId{4});
}

TEST(Identity, AMergeKeepsTheOldestNumber) {
    const Numbers numbers{{{1, 20}, {2, 10}}, {{20, 1}, {10, 2}}};
    const auto plan = plan_identity({{{{10}, {20}}, {{10, 20}}}}, numbers.view());
    EXPECT_EQ(plan.clusters.at(0).number, NumberId{1});
    EXPECT_TRUE(plan.takeovers.empty());
}

TEST(Identity, AnUnmergeGivesEachNumberBack) {
    const Numbers numbers{{{1, 20}, {2, 10}}, {{20, 1}, {10, 1}}};
    const auto plan = plan_identity({{{{10, 20}}, {{10}, {20}}}}, numbers.view());
    EXPECT_EQ(plan.clusters.at(0).number, NumberId{2});
    EXPECT_EQ(plan.clusters.at(1).number, NumberId{1});
}

TEST(Identity, WhoStaysKeepsTheNumberOfAWithdrawnAnchor) {
    const Numbers numbers{{{1, 10}}, {{10, 1}, {20, 1}}};
    const auto plan = plan_identity({{{{10, 20}}, {{20}}}}, numbers.view());
    EXPECT_EQ(plan.clusters.at(0).number, NumberId{1});
    ASSERT_EQ(plan.takeovers.size(), 1U);
    EXPECT_EQ(plan.takeovers[0].anchor, RecordId{20});
}

TEST(Identity, OnlyOnePartTakesANumberOver) {
    const Numbers numbers{{{1, 10}}, {{10, 1}, {20, 1}, {30, 1}}};
    const auto plan = plan_identity({{{{10, 20, 30}}, {{20}, {30}}}}, numbers.view());
    EXPECT_EQ(plan.clusters.at(0).number, NumberId{1});
    EXPECT_EQ(plan.clusters.at(1).number, NumberId{});
    EXPECT_EQ(plan.takeovers.size(), 1U);
}

TEST(Identity, AWithdrawnAnchorsNumberIsLeftAloneWhereThereIsAnother) {
    const Numbers numbers{{{1, 10}, {2, 20}}, {{10, 1}, {20, 1}}};
    const auto plan = plan_identity({{{{10, 20}}, {{20}}}}, numbers.view());
    EXPECT_EQ(plan.clusters.at(0).number, NumberId{2});
    EXPECT_TRUE(plan.takeovers.empty());
}

}  // namespace
}  // namespace genbo
