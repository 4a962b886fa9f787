// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one decision function: may this role do this?  Every way out and in asks it: routes, desks,
// commands.  It is a table, so that it can be printed, read and tested as a whole.
//
// This first version decides by role and action.  Field classes, scopes and purposes join the
// arguments later; callers name the action, so they will not change.

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace genbo {

enum class Role { administrator, steward, support, auditor };

enum class Action {
    view_home,
    search_customers,
    enter_customer,
    view_customer,
    view_explanation,
    import_data,
    undo_import,
    review,
    merge_and_split,
    issue_numbers,
    check_numbers,
    view_audit,
    manage_sources,
    view_approvals,
    ask_approval,
    decide_approval,
    erase_customer,
    manage_retention,
};

std::string_view role_name(Role role);
std::optional<Role> role_by_name(std::string_view name);
std::string_view action_name(Action action);
std::span<const Role> all_roles();
std::span<const Action> all_actions();

bool allowed(Role role, Action action);

// forbidden: access.denied.
Result<> require(Role role, Action action);

}  // namespace genbo
