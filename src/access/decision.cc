// SPDX-License-Identifier: Apache-2.0
#include "access/decision.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace genbo {

namespace {

struct RoleRow {
    Role role;
    std::string_view name;
    std::string_view ja;
    std::string_view en;
};

constexpr std::array<RoleRow, 10> kRoleTable = {{
    {Role::administrator, "administrator", "管理者", "Administrator"},
    {Role::steward, "steward", "名寄せ担当", "Steward"},
    {Role::support, "support", "窓口担当", "Support"},
    {Role::auditor, "auditor", "監査担当", "Auditor"},
    {Role::shop, "shop", "店舗担当", "Shop"},
    {Role::marketer, "marketer", "販促担当", "Marketer"},
    {Role::privacy_officer, "privacy_officer", "個人情報保護責任者", "Privacy officer"},
    {Role::integration, "integration", "システム連携", "Integration"},
    {Role::owner, "owner", "店主", "Owner"},
    {Role::machine_operator, "operator", "運用者", "Operator"},
}};

constexpr auto kRoles = [] {
    std::array<Role, kRoleTable.size()> roles{};
    for (std::size_t i = 0; i < roles.size(); ++i) roles[i] = kRoleTable[i].role;
    return roles;
}();

// The owner may what an administrator or a steward may; the operator has the machine.
constexpr std::size_t kRoleColumns = 8;

struct ActionRow {
    Action action;
    std::string_view name;
    // administrator, steward, support, auditor, shop, marketer, privacy_officer, integration
    std::array<bool, kRoleColumns> may;
};

constexpr auto kActionTable = std::to_array<ActionRow>({
    {Action::view_home, "view_home", {true, true, true, true, true, true, true, true}},
    {Action::search_customers,
     "search_customers",
     {false, true, true, false, true, false, true, true}},
    {Action::enter_customer,
     "enter_customer",
     {false, true, true, false, true, false, false, true}},
    {Action::view_customer, "view_customer", {false, true, true, false, true, true, true, true}},
    {Action::view_explanation,
     "view_explanation",
     {false, true, false, false, false, false, false, false}},
    {Action::import_data, "import_data", {false, true, false, false, false, false, false, true}},
    {Action::undo_import, "undo_import", {false, true, false, false, false, false, false, false}},
    {Action::review, "review", {false, true, false, false, false, false, false, false}},
    {Action::merge_and_split,
     "merge_and_split",
     {false, true, false, false, false, false, false, false}},
    {Action::issue_numbers, "issue_numbers", {true, false, false, false}},
    {Action::check_numbers, "check_numbers", {true, true, true, false, true, false, true, true}},
    {Action::view_audit, "view_audit", {true, false, false, true, false, false, true, false}},
    {Action::manage_sources, "manage_sources", {true, false, false, false}},
    {Action::manage_staff, "manage_staff", {true, false, false, false}},
    {Action::unmask, "unmask", {false, true, true, false, true, false, true, false}},
    {Action::break_glass, "break_glass", {true, true, true, false, true, false, true, false}},
    {Action::manage_keys, "manage_keys", {true, false, false, false}},
    {Action::ask_export, "ask_export", {false, true, false, false, false, true, true, true}},
    {Action::decide_export, "decide_export", {true, true, false, false, false, false, true, false}},
    {Action::manage_access, "manage_access", {true, false, false, false}},
    {Action::view_approvals,
     "view_approvals",
     {true, true, false, true, false, false, true, false}},
    {Action::ask_approval, "ask_approval", {true, true, false, false, false, false, true, false}},
    {Action::decide_approval,
     "decide_approval",
     {true, true, false, false, false, false, true, false}},
    {Action::erase_customer,
     "erase_customer",
     {true, true, false, false, false, false, true, false}},
    {Action::manage_retention,
     "manage_retention",
     {true, false, false, false, false, false, true, false}},
    // Not those who are watched; an owner has the machine.
    {Action::manage_watch, "manage_watch", {false, false, false, true, false, false, true, false}},
    {Action::view_models, "view_models", {true, true, false, false}},
    // Those who teach a model do not switch it on; an owner does both.
    {Action::switch_model, "switch_model", {true, false, false, false}},
});

constexpr auto kActions = [] {
    std::array<Action, kActionTable.size()> actions{};
    for (std::size_t i = 0; i < actions.size(); ++i) actions[i] = kActionTable[i].action;
    return actions;
}();

bool column(const ActionRow& row, Role role) { return row.may.at(static_cast<std::size_t>(role)); }

}  // namespace

std::string_view role_name(Role role) { return kRoleTable.at(static_cast<std::size_t>(role)).name; }

std::string_view role_title(Role role, bool japanese) {
    const auto& row = kRoleTable.at(static_cast<std::size_t>(role));
    return japanese ? row.ja : row.en;
}

std::optional<Role> role_by_name(std::string_view name) {
    const auto at = std::ranges::find(kRoleTable, name, &RoleRow::name);
    if (at == kRoleTable.end()) return std::nullopt;
    return at->role;
}

std::string_view action_name(Action action) {
    return std::ranges::find(kActionTable, action, &ActionRow::action)->name;
}

std::optional<Action> action_by_name(std::string_view name) {
    const auto at = std::ranges::find(kActionTable, name, &ActionRow::name);
    if (at == kActionTable.end()) return std::nullopt;
    return at->action;
}

std::span<const Role> all_roles() { return kRoles; }

std::span<const Action> all_actions() { return kActions; }

bool allowed(Role role, Action action) {
    const auto row = std::ranges::find(kActionTable, action, &ActionRow::action);
    check(row != kActionTable.end());
    if (role == Role::machine_operator) return true;
    if (role == Role::owner)
        return column(*row, Role::administrator) || column(*row, Role::steward);
    return column(*row, role);
}

bool touches_customers(Action action) {
    switch (action) {
        case Action::search_customers:
        case Action::enter_customer:
        case Action::view_customer:
        case Action::view_explanation:
        case Action::import_data:
        case Action::review:
        case Action::merge_and_split:
        case Action::unmask:
        case Action::ask_export: return true;
        default: return false;
    }
}

bool opened_by_glass(Action action) {
    return action == Action::search_customers || action == Action::view_customer ||
           action == Action::check_numbers;
}

Result<> require(Role role, Action action) {
    if (!allowed(role, action))
        return Error{Fault::forbidden, "access.denied", {std::string{action_name(action)}}};
    return {};
}

}  // namespace genbo
