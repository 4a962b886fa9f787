// SPDX-License-Identifier: Apache-2.0
#include "access/decision.h"

#include <gtest/gtest.h>

#include <map>
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
    using enum Action;
    const std::map<Role, std::set<Action>> decided = {
        {Role::administrator,
         {view_home, issue_numbers, check_numbers, view_audit, manage_sources, break_glass,
          manage_keys, manage_access, decide_export, manage_staff, view_approvals, ask_approval,
          decide_approval, erase_customer, manage_retention, view_models, switch_model}},
        {Role::steward,
         {view_home, search_customers, enter_customer, view_customer, view_explanation, import_data,
          undo_import, review, merge_and_split, check_numbers, unmask, break_glass, ask_export,
          decide_export, view_approvals, ask_approval, decide_approval, erase_customer,
          view_models}},
        {Role::support,
         {view_home, search_customers, enter_customer, view_customer, check_numbers, unmask,
          break_glass}},
        {Role::auditor, {view_home, view_audit, view_approvals, manage_watch}},
        {Role::shop,
         {view_home, search_customers, enter_customer, view_customer, check_numbers, unmask,
          break_glass}},
        {Role::marketer, {view_home, view_customer, ask_export}},
        {Role::privacy_officer,
         {view_home, search_customers, view_customer, check_numbers, view_audit, unmask,
          break_glass, ask_export, decide_export, view_approvals, ask_approval, decide_approval,
          erase_customer, manage_retention, manage_watch}},
        {Role::integration,
         {view_home, search_customers, enter_customer, view_customer, import_data, check_numbers,
          ask_export}},
    };
    for (const auto& [role, may] : decided)
        for (const auto action : all_actions())
            EXPECT_EQ(allowed(role, action), may.contains(action))
                << role_name(role) << " " << action_name(action);
    for (const auto action : all_actions()) {
        EXPECT_TRUE(allowed(Role::machine_operator, action)) << action_name(action);
        EXPECT_EQ(
            allowed(Role::owner, action),
            allowed(Role::administrator, action) || allowed(Role::steward, action))
            << action_name(action);
    }
}

TEST(Decision, AnAdministratorTouchesNoCustomer) {
    for (const auto action : all_actions())
        if (touches_customers(action)) EXPECT_FALSE(allowed(Role::administrator, action));
}

TEST(Decision, ARefusalNamesTheAction) {
    const auto refused = require(Role::auditor, Action::review);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().fault, Fault::forbidden);
    EXPECT_EQ(refused.error().args, std::vector<std::string>{"review"});
}

}  // namespace
}  // namespace genbo
