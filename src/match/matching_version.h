// SPDX-License-Identifier: Apache-2.0
#pragma once

// The version of all that decides which keys a record has and on which levels two records stand:
// normal forms, blocking rules, comparisons, and the reference tables under them.
//
// An index that is stored with the data holds keys and scores of the program that wrote it.  Under
// another version new records would be compared by other rules than the old ones, and duplicates
// missed without a sign: such an index is to be made anew (genbo rebuild).
//
//   if (stored != matching_version()) return Error{Fault::unavailable, "app.tables_changed"};

#include <string>

namespace genbo {

// To be raised with every change of what is prepared or compared; matching_version_test.cc notices
// what its sample reaches.
inline constexpr int kMatchingVersion = 3;

// kMatchingVersion and text_tables_version(): "3-0123456789abcdef".
std::string matching_version();

}  // namespace genbo
