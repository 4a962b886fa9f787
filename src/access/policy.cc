// SPDX-License-Identifier: Apache-2.0
#include "access/policy.h"

#include <algorithm>

namespace genbo {

namespace {

constexpr Effect kNone = Effect::denied;
constexpr Effect kTwo = Effect::two_person;
constexpr Effect kCode = Effect::tokenised;
constexpr Effect kMask = Effect::masked;
constexpr Effect kFull = Effect::full;

// The owner is decided as a steward, see effective_role().
constexpr auto kPolicyTable = std::to_array<PolicyRow>({
    // role, purpose, scope, {C0, C1, C2, C3, C4}
    {Role::steward, Purpose::data_quality, Scope::all, {kFull, kFull, kFull, kFull, kMask}},
    {Role::steward, Purpose::customer_care, Scope::all, {kFull, kFull, kFull, kMask, kNone}},
    {Role::steward, Purpose::data_delivery, Scope::all, {kFull, kTwo, kTwo, kTwo, kNone}},
    {Role::steward, Purpose::emergency, Scope::all, {kFull, kFull, kFull, kFull, kFull}},

    {Role::support, Purpose::customer_care, Scope::all, {kFull, kFull, kFull, kMask, kNone}},
    {Role::support, Purpose::customer_care, Scope::assigned, {kFull, kFull, kFull, kFull, kMask}},
    {Role::support, Purpose::emergency, Scope::all, {kFull, kFull, kFull, kFull, kMask}},

    {Role::shop, Purpose::store_service, Scope::own_store, {kFull, kFull, kFull, kMask, kNone}},
    {Role::shop, Purpose::store_service, Scope::region, {kFull, kMask, kMask, kNone, kNone}},
    {Role::shop, Purpose::store_service, Scope::assigned, {kFull, kFull, kFull, kFull, kNone}},
    {Role::shop, Purpose::emergency, Scope::all, {kFull, kFull, kFull, kFull, kNone}},

    {Role::marketer, Purpose::marketing, Scope::all, {kFull, kFull, kCode, kTwo, kNone}},
    {Role::marketer, Purpose::data_delivery, Scope::all, {kFull, kTwo, kTwo, kTwo, kNone}},

    {Role::privacy_officer,
     Purpose::rights_request,
     Scope::all,
     {kFull, kFull, kFull, kFull, kFull}},
    {Role::privacy_officer,
     Purpose::investigation,
     Scope::all,
     {kFull, kFull, kFull, kMask, kMask}},
    {Role::privacy_officer, Purpose::data_delivery, Scope::all, {kFull, kTwo, kTwo, kTwo, kTwo}},
    {Role::privacy_officer, Purpose::emergency, Scope::all, {kFull, kFull, kFull, kFull, kFull}},

    {Role::administrator, Purpose::emergency, Scope::all, {kFull, kFull, kFull, kFull, kMask}},

    // A key is held to the classes it was made for beside this.
    {Role::integration,
     Purpose::system_integration,
     Scope::all,
     {kFull, kFull, kFull, kFull, kNone}},
    {Role::integration, Purpose::marketing, Scope::all, {kFull, kFull, kCode, kCode, kNone}},

    {Role::machine_operator, Purpose::operation, Scope::all, {kFull, kFull, kFull, kMask, kMask}},
    {Role::machine_operator,
     Purpose::data_quality,
     Scope::all,
     {kFull, kFull, kFull, kFull, kFull}},
});

Role effective_role(Role role) { return role == Role::owner ? Role::steward : role; }

struct EffectRow {
    Effect effect;
    std::string_view name;
    std::string_view ja;
    std::string_view en;
};

constexpr std::array<EffectRow, 5> kEffectTable = {{
    {Effect::denied, "denied", "不可", "denied"},
    {Effect::two_person, "two_person", "二人", "two persons"},
    {Effect::tokenised, "tokenised", "符号", "token"},
    {Effect::masked, "masked", "伏せ字", "masked"},
    {Effect::full, "full", "全部", "full"},
}};

struct ScopeRow {
    Scope scope;
    std::string_view name;
    std::string_view ja;
    std::string_view en;
};

constexpr std::array<ScopeRow, kScopeCount> kScopeTable = {{
    {Scope::own_store, "own_store", "自店", "own store"},
    {Scope::region, "region", "地域", "region"},
    {Scope::assigned, "assigned", "担当", "assigned"},
    {Scope::all, "all", "すべて", "all"},
}};

}  // namespace

bool Nearness::has(Scope scope) const {
    switch (scope) {
        case Scope::own_store: return own_store;
        case Scope::region: return region;
        case Scope::assigned: return assigned;
        case Scope::all: return true;
    }
    return false;
}

std::span<const PolicyRow> policy_table() { return kPolicyTable; }

std::string_view effect_name(Effect effect) {
    return kEffectTable.at(static_cast<std::size_t>(effect)).name;
}

std::string_view effect_title(Effect effect, bool japanese) {
    const auto& row = kEffectTable.at(static_cast<std::size_t>(effect));
    return japanese ? row.ja : row.en;
}

std::string_view scope_name(Scope scope) {
    return kScopeTable.at(static_cast<std::size_t>(scope)).name;
}

std::string_view scope_title(Scope scope, bool japanese) {
    const auto& row = kScopeTable.at(static_cast<std::size_t>(scope));
    return japanese ? row.ja : row.en;
}

Effect decide(Role role, FieldClass field_class, const Nearness& standing, Purpose purpose) {
    Effect best = Effect::denied;
    if (!may_claim(role, purpose)) return best;
    const auto as = effective_role(role);
    for (const auto& row : kPolicyTable)
        if (row.role == as && row.purpose == purpose && standing.has(row.scope))
            best = std::max(best, row.shows.at(static_cast<std::size_t>(field_class)));
    return best;
}

bool sees_anything(Role role, const Nearness& standing, Purpose purpose) {
    return std::ranges::any_of(all_field_classes(), [&](FieldClass field_class) {
        return decide(role, field_class, standing, purpose) != Effect::denied;
    });
}

}  // namespace genbo
