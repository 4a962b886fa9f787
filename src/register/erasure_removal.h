// SPDX-License-Identifier: Apache-2.0
#pragma once

// The changes of the register that an erasure is made of, each inside the caller's transaction:
// freeze and thaw (erasure.h, pending), and the removal of everything.

#include <vector>

#include "register/erasure_scope.h"
#include "register/writer.h"

namespace genbo {

// "due" until the epochs of what was erased are ended (epoch_roll.h).
inline constexpr std::string_view kBurialSetting = "erasure.burial";
// How many entries of the ledger this database has done.
inline constexpr std::string_view kLedgerSetting = "erasure.ledger";

// Withdraws the records and puts their keys into quarantine.  conflict: register.erasure_pending
// (one of them is frozen already).
Result<> freeze_records(
    WriteContext& context, const std::vector<StoredRecord>& records, std::int64_t erasure);

// The same backwards: each record stands as its imports say now.
Result<> thaw_records(
    WriteContext& context, const std::vector<RecordId>& records, std::int64_t erasure);

// Live or frozen records, with everything in the scope; their numbers are marked as erased.
Result<> remove_scope(WriteContext& context, const ErasureScope& scope, std::int64_t erasure);

}  // namespace genbo
