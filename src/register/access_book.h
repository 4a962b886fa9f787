// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the register remembers of access: scopes of staff, values shown for a while, broken glass,
// API keys, and how many customers each principal has looked at.  All of it is notes of the store,
// so that every node of a shared master knows the same at once; what must stay is dated far ahead,
// where the sweeping of old notes does not reach.
//
//   access.scope.<staff>                 stores, regions, customers
//   access.unmask.<staff>                which values, until when
//   access.glass.<staff>                 until when
//   access.act.<micros>-<random>         what was done out of the ordinary, and why; sealed
//   access.key.<id>, access.used.<id>    an API key; when it last came
//   access.budget.<principal>.<hour>     keyed tags of the customers seen in that hour
//
// Nothing here is personal in the clear: reasons are sealed, customers in budgets are keyed tags.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "access/api_key.h"
#include "access/viewer.h"
#include "register/writer.h"

namespace genbo {

// --- Scopes -----------------------------------------------------------------------------------

struct StaffScopeNote {
    std::set<std::string> stores;
    std::set<std::string> regions;  // Names of the configuration.
    std::set<std::int64_t> customers;

    friend bool operator==(const StaffScopeNote&, const StaffScopeNote&) = default;
};

Result<StaffScopeNote> staff_scope(StoreReader& store, StaffId staff);
Result<> put_staff_scope(
    WriteContext& context, const Actor& actor, StaffId staff, const StaffScopeNote& scope);

// --- Out of the ordinary ----------------------------------------------------------------------

inline constexpr std::chrono::minutes kUnmaskedFor{5};
inline constexpr std::chrono::minutes kGlassBrokenFor{30};

struct AccessAct {
    std::string id;    // Empty in a new one.
    std::string kind;  // unmask, break_glass; reveal: a command on the machine.
    StaffId staff;
    NumberId customer;  // 0 = none.
    std::string field;
    std::string custom_name;
    std::string reason;
    Instant at{};
    Instant until{};
    // Of break_glass: who has taken note of it.
    StaffId seen_by;

    friend bool operator==(const AccessAct&, const AccessAct&) = default;
};

// Values that are shown to this person now.
Result<std::set<UnmaskedValue>> unmasked_values(StoreReader& store, StaffId staff, Instant now);
// Until when the glass is broken; nothing when it is whole.
Result<std::optional<Instant>> glass_broken_until(StoreReader& store, StaffId staff, Instant now);

// Writes the act, opens what it opens, and records it in the trail.
Result<AccessAct> perform_access_act(
    WriteContext& context, const Actor& actor, const AccessAct& act);

// Newest first.
Result<std::vector<AccessAct>> access_acts(StoreReader& store, const RecordVault& vault);
// conflict: access.own_act; whoever did it cannot be the one who has taken note.
Result<> note_access_act_seen(WriteContext& context, const Actor& actor, std::string_view id);

// --- API keys ---------------------------------------------------------------------------------

struct KnownApiKey {
    ApiKey key;
    std::optional<Instant> last_used;
};

Result<std::vector<KnownApiKey>> api_keys(StoreReader& store);  // Newest first.
// not_found: access.unknown_key.
Result<ApiKey> api_key(StoreReader& store, std::string_view id);
// `action`: for the trail.
Result<> put_api_key(
    WriteContext& context, const Actor& actor, const ApiKey& key, const char* action);
// Written at most once a minute.
inline constexpr std::chrono::minutes kLastUseEvery{1};
Result<std::optional<Instant>> api_key_last_used(StoreReader& store, std::string_view id);
Result<> note_api_key_used(WriteContext& context, std::string_view id);

// --- Budgets ----------------------------------------------------------------------------------

// Distinct customers that one principal may see; 0 = as many as he likes.
struct RecordBudget {
    std::int64_t per_hour = 0;  // By the clock's hours.
    std::int64_t per_day = 0;   // In the last 24 of them.

    friend bool operator==(const RecordBudget&, const RecordBudget&) = default;
};

using BudgetTag = std::uint64_t;

// limit: access.budget_spent, with the seconds after which to come again.  Either all of `seen` are
// counted or none.
Result<> charge_budget(
    WriteContext& context, StaffId principal, std::span<const BudgetTag> seen,
    const RecordBudget& budget);
// All of them are counted already, so that nothing needs writing.
Result<bool> budget_knows(
    StoreReader& store, StaffId principal, std::span<const BudgetTag> seen, Instant now);
// How many distinct ones in this hour and in the last day.
struct BudgetUse {
    std::int64_t hour = 0;
    std::int64_t day = 0;
};
Result<BudgetUse> budget_use(StoreReader& store, StaffId principal, Instant now);

}  // namespace genbo
