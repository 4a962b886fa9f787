// SPDX-License-Identifier: Apache-2.0
#pragma once

// May this role do this?  Every way in and out asks it first: routes, desks, commands.  It is a
// table, so that it can be printed (`genbo access table`), read and tested as a whole.
//
// What of a customer's data the act then shows is the second half of the question, and is decided
// field by field in policy.h.
//
// Roles
//   administrator    looks after accounts, keys, sources and numbers; sees no customer
//   steward          mends the register: imports, reviews, merges
//   support          answers customers
//   shop             serves the customers of its own store
//   marketer         addresses many, knows none
//   privacy_officer  answers the requests of persons about their data
//   auditor          reads the trail, not the customers
//   integration      another system, with an API key
//   owner            the one account of a small master: administrator and steward in one person
//   operator         whoever runs `genbo` on the machine, with the keyring

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace genbo {

enum class Role {
    administrator,
    steward,
    support,
    auditor,
    shop,
    marketer,
    privacy_officer,
    integration,
    owner,
    machine_operator,
};

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
    manage_staff,
    unmask,
    break_glass,
    manage_keys,
    ask_export,
    decide_export,
    manage_access,
    view_approvals,
    ask_approval,
    decide_approval,
    erase_customer,
    manage_retention,
    manage_watch,
    view_models,
    switch_model,
};

std::string_view role_name(Role role);
// 「窓口担当」 and "Support".
std::string_view role_title(Role role, bool japanese);
std::optional<Role> role_by_name(std::string_view name);
std::string_view action_name(Action action);
std::optional<Action> action_by_name(std::string_view name);
std::span<const Role> all_roles();
std::span<const Action> all_actions();

bool allowed(Role role, Action action);

// Reads or writes what is known of persons, and so needs a purpose.
bool touches_customers(Action action);

// Reading that a broken glass opens (break_glass): looking, never changing.
bool opened_by_glass(Action action);

// forbidden: access.denied.
Result<> require(Role role, Action action);

}  // namespace genbo
