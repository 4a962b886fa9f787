// SPDX-License-Identifier: Apache-2.0
#include "access/policy.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>
#include <vector>

namespace genbo {
namespace {

std::vector<Nearness> all_standings() {
    std::vector<Nearness> standings;
    for (unsigned bits = 0; bits < 8; ++bits)
        standings.push_back({(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0});
    return standings;
}

// Slow and obvious: the most that any row says.
Effect oracle(Role role, FieldClass field_class, const Nearness& standing, Purpose purpose) {
    int best = 0;
    for (const auto& row : policy_table()) {
        const bool fits = row.scope == Scope::all ||
                          (row.scope == Scope::own_store && standing.own_store) ||
                          (row.scope == Scope::region && standing.region) ||
                          (row.scope == Scope::assigned && standing.assigned);
        const Role as = role == Role::owner ? Role::steward : role;
        if (row.role != as || row.purpose != purpose || !fits) continue;
        best = std::max(best, static_cast<int>(row.shows[static_cast<std::size_t>(field_class)]));
    }
    return static_cast<Effect>(best);
}

TEST(Policy, EveryCombinationIsWhatTheTableSays) {
    int shown = 0;
    for (const auto role : all_roles())
        for (const auto& purpose : all_purposes())
            for (const auto field_class : all_field_classes())
                for (const auto& standing : all_standings()) {
                    const auto decided = decide(role, field_class, standing, purpose.purpose);
                    if (!may_claim(role, purpose.purpose)) {
                        EXPECT_EQ(decided, Effect::denied);
                        continue;
                    }
                    EXPECT_EQ(decided, oracle(role, field_class, standing, purpose.purpose));
                    if (decided != Effect::denied) ++shown;
                }
    EXPECT_GT(shown, 300);
}

TEST(Policy, RowsAreOnceAndOfThoseWhoMayClaimTheirPurpose) {
    std::set<std::tuple<Role, Purpose, Scope>> seen;
    for (const auto& row : policy_table()) {
        EXPECT_TRUE(may_claim(row.role, row.purpose)) << role_name(row.role);
        EXPECT_TRUE(seen.emplace(row.role, row.purpose, row.scope).second);
    }
}

TEST(Policy, ASecretIsNeverShownMoreThanWhatIsLessSecret) {
    for (const auto& row : policy_table())
        for (std::size_t i = 1; i < kFieldClassCount; ++i)
            EXPECT_LE(row.shows[i], row.shows[i - 1])
                << role_name(row.role) << " " << purpose_name(row.purpose);
}

TEST(Policy, StandingCloserShowsNoLess) {
    for (const auto role : all_roles())
        for (const auto& purpose : all_purposes())
            for (const auto field_class : all_field_classes())
                for (auto standing : all_standings()) {
                    const auto before = decide(role, field_class, standing, purpose.purpose);
                    standing.own_store = standing.assigned = true;
                    EXPECT_GE(decide(role, field_class, standing, purpose.purpose), before);
                }
}

TEST(Policy, WhatWasDecidedForEachRole) {
    const Nearness any;
    using enum FieldClass;
    EXPECT_EQ(decide(Role::steward, c3, any, Purpose::data_quality), Effect::full);
    EXPECT_EQ(decide(Role::steward, c4, any, Purpose::data_quality), Effect::masked);
    EXPECT_EQ(decide(Role::owner, c3, any, Purpose::data_quality), Effect::full);
    EXPECT_EQ(decide(Role::support, c2, any, Purpose::customer_care), Effect::full);
    EXPECT_EQ(decide(Role::support, c3, any, Purpose::customer_care), Effect::masked);
    EXPECT_EQ(decide(Role::support, c3, {.assigned = true}, Purpose::customer_care), Effect::full);
    EXPECT_EQ(decide(Role::support, c4, any, Purpose::customer_care), Effect::denied);
    EXPECT_EQ(decide(Role::shop, c2, any, Purpose::store_service), Effect::denied);
    EXPECT_EQ(decide(Role::shop, c2, {.own_store = true}, Purpose::store_service), Effect::full);
    EXPECT_EQ(decide(Role::shop, c2, {.region = true}, Purpose::store_service), Effect::masked);
    EXPECT_EQ(decide(Role::marketer, c2, any, Purpose::marketing), Effect::tokenised);
    EXPECT_EQ(decide(Role::marketer, c3, any, Purpose::marketing), Effect::two_person);
    for (const auto& purpose : all_purposes())
        for (const auto field_class : all_field_classes()) {
            EXPECT_EQ(decide(Role::auditor, field_class, any, purpose.purpose), Effect::denied);
            if (purpose.purpose != Purpose::emergency)
                EXPECT_EQ(
                    decide(Role::administrator, field_class, any, purpose.purpose), Effect::denied);
        }
}

TEST(Policy, APurposeOfAnotherRoleShowsNothing) {
    EXPECT_EQ(decide(Role::support, FieldClass::c0, {}, Purpose::rights_request), Effect::denied);
    EXPECT_EQ(
        decide(Role::shop, FieldClass::c0, {true, true, true}, Purpose::customer_care),
        Effect::denied);
}

TEST(Purpose, NamesComeBackAndUsualOnesMayBeClaimed) {
    for (const auto& info : all_purposes()) {
        EXPECT_EQ(purpose_by_name(info.name), info.purpose);
        EXPECT_FALSE(info.ja.empty());
        EXPECT_FALSE(info.en.empty());
        EXPECT_FALSE(info.roles.empty());
    }
    EXPECT_FALSE(purpose_by_name("curiosity").has_value());
    for (const auto role : all_roles())
        if (const auto usual = default_purpose(role)) EXPECT_TRUE(may_claim(role, *usual));
    EXPECT_FALSE(default_purpose(Role::privacy_officer).has_value());
    EXPECT_FALSE(default_purpose(Role::integration).has_value());
}

TEST(FieldClass, EveryFieldHasOneAndCustomOnesAreConfigured) {
    EXPECT_EQ(class_of(Field::company), FieldClass::c0);
    EXPECT_EQ(class_of(Field::points), FieldClass::c1);
    EXPECT_EQ(class_of(Field::surname), FieldClass::c2);
    EXPECT_EQ(class_of(Field::mobile), FieldClass::c3);
    EXPECT_EQ(class_of(Field::note), FieldClass::c4);
    FieldClasses classes;
    EXPECT_EQ(classes.of(Field::custom, "趣味"), FieldClass::c3);
    classes.custom["趣味"] = FieldClass::c1;
    EXPECT_EQ(classes.of(Field::custom, "趣味"), FieldClass::c1);
    EXPECT_EQ(classes.of(Field::custom, "病歴"), FieldClass::c3);
    EXPECT_EQ(classes.of(Field::email, ""), FieldClass::c3);
    for (const auto field_class : all_field_classes())
        EXPECT_EQ(field_class_by_name(field_class_name(field_class)), field_class);
}

}  // namespace
}  // namespace genbo
