// SPDX-License-Identifier: Apache-2.0
#include "access/decision.h"

#include <gtest/gtest.h>

#include <set>

namespace genbo {
namespace {

TEST(Decision, NamesAreDistinctAndComeBack) {
    std::set<std::string_view> names;
    for (const auto role : all_roles()) {
        EXPECT_EQ(role_by_name(role_name(role)), role);
        EXPECT_TRUE(names.insert(role_name(role)).second);
    }
    for (const auto action : all_actions()) EXPECT_TRUE(names.insert(action_name(action)).second);
    EXPECT_FALSE(role_by_name("root").has_value());
}

TEST(Decision, TheMatrixIsWhatItWasDecidedToBe) {
    const std::set<Action> auditor = {
        Action::view_home, Action::view_audit, Action::view_approvals};
    const std::set<Action> support = {
        Action::view_home, Action::search_customers, Action::enter_customer, Action::view_customer,
        Action::check_numbers};
    for (const auto action : all_actions()) {
        EXPECT_TRUE(allowed(Role::administrator, action)) << action_name(action);
        EXPECT_EQ(allowed(Role::auditor, action), auditor.contains(action));
        EXPECT_EQ(allowed(Role::support, action), support.contains(action));
    }
    EXPECT_TRUE(allowed(Role::steward, Action::merge_and_split));
    EXPECT_FALSE(allowed(Role::steward, Action::issue_numbers));
    EXPECT_FALSE(allowed(Role::steward, Action::view_audit));
    EXPECT_TRUE(allowed(Role::steward, Action::erase_customer));
    EXPECT_FALSE(allowed(Role::steward, Action::manage_retention));
}

TEST(Decision, ARefusalNamesTheAction) {
    const auto refused = require(Role::auditor, Action::review);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().fault, Fault::forbidden);
    EXPECT_EQ(refused.error().args, std::vector<std::string>{"review"});
}

}  // namespace
}  // namespace genbo
