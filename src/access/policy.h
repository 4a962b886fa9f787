// SPDX-License-Identifier: Apache-2.0
#pragma once

// The decision function: what does (role × field class × scope × purpose) see?
//
//   full        the value as it is
//   masked      a part that lets a person recognise but not use it (mask.h)
//   tokenised   a keyed token instead: the same for the same value under the same purpose
//   two_person  nothing on a screen; leaves the house only in an export that another approves
//   denied      nothing, not even that there is a value
//
// The table has one row for (role, purpose, scope) and five effects.  A customer may stand in
// several scopes to the caller (of his store, and assigned to him); of the rows that fit, the one
// that shows most of the class counts.  No row: denied.  Nothing else in the program decides this.
//
// Model: role-based access joined with attributes of the customer (NIST SP 800-162) and with the
// purpose, which must be one that the role may claim (purpose.h).

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "access/decision.h"
#include "access/field_class.h"
#include "access/purpose.h"

namespace genbo {

enum class Effect : std::uint8_t { denied, two_person, tokenised, masked, full };

// How the customer stands to the caller.
enum class Scope : std::uint8_t { own_store, region, assigned, all };

inline constexpr std::size_t kScopeCount = 4;

// The scopes that hold for one customer; `all` always does.
struct Nearness {
    bool own_store = false;
    bool region = false;
    bool assigned = false;

    bool has(Scope scope) const;

    friend bool operator==(const Nearness&, const Nearness&) = default;
};

struct PolicyRow {
    Role role;
    Purpose purpose;
    Scope scope;
    std::array<Effect, kFieldClassCount> shows;
};

std::span<const PolicyRow> policy_table();

std::string_view effect_name(Effect effect);
std::string_view effect_title(Effect effect, bool japanese);
std::string_view scope_name(Scope scope);
std::string_view scope_title(Scope scope, bool japanese);

Effect decide(Role role, FieldClass field_class, const Nearness& standing, Purpose purpose);

// Whether any class is more than denied: otherwise the customer is not there for the caller.
bool sees_anything(Role role, const Nearness& standing, Purpose purpose);

}  // namespace genbo
