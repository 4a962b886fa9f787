// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one place where a change of records or verdicts becomes a change of customers: it re-clusters
// what the change touches, decides numbers (identity.h), writes the membership and its history, and
// keeps the index in step.  Imports, undo, verdicts, merges and splits all go through
// it.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "register/writer.h"

namespace genbo {

struct PartitionOutcome {
    std::int64_t customers_new = 0;     // Numbers issued.
    std::int64_t customers_joined = 0;  // Customers that became part of another.
    std::int64_t moved = 0;             // Records that have another customer now.
    std::vector<NumberId> touched;      // Numbers whose members changed, after the change.
};

// Setting: "on" when changes of customers are written into the outbox.
inline constexpr std::string_view kEventsSetting = "events";

// `new_records` are records that are not in the store yet: their row is completed with the customer
// and left to the caller to add.  `cause` is what the timeline says; `verdict` is the one that
// changes something, if it is one.
Result<PartitionOutcome> apply_to_register(
    WriteContext& context, RegisterChange change, const std::string& cause,
    std::map<RecordId, StoredRecord*>& new_records, VerdictId verdict = {});

// The second half alone, of an outcome that the index has taken in already: every stretch of the
// partition that is no longer what the store says.
Result<PartitionOutcome> settle_outcome(
    WriteContext& context, const Outcome& outcome, const std::vector<RecordId>& removed,
    const std::string& cause, std::map<RecordId, StoredRecord*>& new_records,
    VerdictId verdict = {});

}  // namespace genbo
