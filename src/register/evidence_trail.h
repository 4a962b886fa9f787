// SPDX-License-Identifier: Apache-2.0
#pragma once

// Writes down why, in the transaction of the decision: for every record that was joined to others,
// the trace of the strongest pair that did it, the rival that stayed outside and the margin; for
// every verdict, what the scores said of the pair when the person decided.
//
// The trace lies beside the record that came: of two clusters that become one, the smaller one's
// (the younger one's, of equals); it names the other.  Where several came at once each has its
// own, in the order of their strength, so that a cluster can be told as a chain of reasons.

#include <map>
#include <span>
#include <vector>

#include "register/evidence.h"
#include "register/writer.h"

namespace genbo {

// Two records of which one came to the other.
struct Joining {
    RecordId came;
    RecordId met;
    RecordId rival;        // 0 = nobody else was near.
    Millibits margin = 0;  // Bits of the pair minus those of the rival.

    friend bool operator==(const Joining&, const Joining&) = default;
};

// The records whose edges explain_joins() needs, ascending.
std::vector<RecordId> joined_records(const Outcome& outcome);

// Pure.  `looks` are what RegisterIndex::look_at() says of joined_records().
std::vector<Joining> explain_joins(const Outcome& outcome, const std::vector<MatchedRecord>& looks);

// Writes the traces of what the outcome joined.  `new_records` are not in the store yet.
Result<> write_join_evidence(
    WriteContext& context, const Outcome& outcome, VerdictId verdict,
    const std::map<RecordId, StoredRecord*>& new_records);

// What the scores say of the pair now, beside its left record; nothing where one of the two is
// withdrawn.
Result<> write_verdict_evidence(
    WriteContext& context, RecordId left, RecordId right, VerdictId verdict);

// What is kept of a record, newest first.
struct KeptEvidence {
    Instant at;
    RecordId record;
    Evidence evidence;
};
Result<std::vector<KeptEvidence>> kept_evidence(
    StoreReader& store, const RecordVault& vault, const StoredRecord& record);

}  // namespace genbo
