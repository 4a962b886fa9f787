// SPDX-License-Identifier: Apache-2.0
#include "access/decision.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace genbo {

namespace {

constexpr std::array kRoles = {Role::administrator, Role::steward, Role::support, Role::auditor};
constexpr std::array<std::string_view, 4> kRoleNames = {
    "administrator", "steward", "support", "auditor"};

struct ActionRow {
    Action action;
    std::string_view name;
    // administrator, steward, support, auditor
    std::array<bool, 4> may;
};

constexpr std::array<ActionRow, 18> kActionTable = {{
    {Action::view_home, "view_home", {true, true, true, true}},
    {Action::search_customers, "search_customers", {true, true, true, false}},
    {Action::enter_customer, "enter_customer", {true, true, true, false}},
    {Action::view_customer, "view_customer", {true, true, true, false}},
    {Action::view_explanation, "view_explanation", {true, true, false, false}},
    {Action::import_data, "import_data", {true, true, false, false}},
    {Action::undo_import, "undo_import", {true, true, false, false}},
    {Action::review, "review", {true, true, false, false}},
    {Action::merge_and_split, "merge_and_split", {true, true, false, false}},
    {Action::issue_numbers, "issue_numbers", {true, false, false, false}},
    {Action::check_numbers, "check_numbers", {true, true, true, false}},
    {Action::view_audit, "view_audit", {true, false, false, true}},
    {Action::manage_sources, "manage_sources", {true, false, false, false}},
    {Action::view_approvals, "view_approvals", {true, true, false, true}},
    {Action::ask_approval, "ask_approval", {true, true, false, false}},
    {Action::decide_approval, "decide_approval", {true, true, false, false}},
    {Action::erase_customer, "erase_customer", {true, true, false, false}},
    {Action::manage_retention, "manage_retention", {true, false, false, false}},
}};

constexpr auto kActions = [] {
    std::array<Action, kActionTable.size()> actions{};
    for (std::size_t i = 0; i < actions.size(); ++i) actions[i] = kActionTable[i].action;
    return actions;
}();

}  // namespace

std::string_view role_name(Role role) { return kRoleNames.at(static_cast<std::size_t>(role)); }

std::optional<Role> role_by_name(std::string_view name) {
    const auto at = std::ranges::find(kRoleNames, name);
    if (at == kRoleNames.end()) return std::nullopt;
    return kRoles.at(static_cast<std::size_t>(at - kRoleNames.begin()));
}

std::string_view action_name(Action action) {
    return std::ranges::find(kActionTable, action, &ActionRow::action)->name;
}

std::span<const Role> all_roles() { return kRoles; }

std::span<const Action> all_actions() { return kActions; }

bool allowed(Role role, Action action) {
    const auto row = std::ranges::find(kActionTable, action, &ActionRow::action);
    check(row != kActionTable.end());
    return row->may.at(static_cast<std::size_t>(role));
}

Result<> require(Role role, Action action) {
    if (!allowed(role, action))
        return Error{Fault::forbidden, "access.denied", {std::string{action_name(action)}}};
    return {};
}

}  // namespace genbo
