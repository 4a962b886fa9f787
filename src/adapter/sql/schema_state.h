// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the setting `schema.version` may say.  Usually the number of the schema; while a store is
// being filled from another one, and after its master has gone to another one, a word, so that
// nobody opens it or goes on writing to it (app/migrate.h).
//
//   absent   nothing here
//   "2"      a store of that schema
//   moving   being filled: not whole yet
//   moved    its master is elsewhere now

#include <string_view>

#include "base/result.h"

namespace genbo {

inline constexpr std::string_view kSchemaSetting = "schema.version";
inline constexpr std::string_view kMovingIn = "moving";
inline constexpr std::string_view kMovedAway = "moved";

// The number.  unavailable: store.moving, store.moved.  corrupt: store.other_version.
Result<int> parse_schema_version(std::string_view setting);

}  // namespace genbo
