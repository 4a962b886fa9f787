// SPDX-License-Identifier: Apache-2.0
#pragma once

// The verdict desk takes what people decide: same, not same, later; merge these two customers,
// split those records off.  A verdict is a fact and beats every score for ever, until it is
// withdrawn; the partition is computed anew from what stands.
//
// A merge is one "same" verdict between the customers' oldest records; withdrawing it restores both
// customers exactly, with their numbers.  A split is "not same" between every record that goes and
// every one that stays; records that go together are tied by "same".

#include <string>
#include <vector>

#include "register/partition_change.h"
#include "register/writer.h"

namespace genbo {

// A split of more pairs than this is refused: take the records away in smaller groups.
inline constexpr std::size_t kSplitPairsMax = 10'000;

struct VerdictOutcome {
    std::vector<VerdictId> verdicts;
    // The customers that the records belong to now; the first is the one asked about.
    std::vector<NumberId> customers;
};

class VerdictDesk {
public:
    explicit VerdictDesk(Writer& writer) : writer_(writer) {}

    // Replaces an earlier verdict on the same pair.  not_found: register.unknown_record.
    Result<VerdictOutcome> decide(
        RecordId left, RecordId right, StoredVerdictKind kind, const std::string& reason,
        const Actor& actor);

    // Takes back the standing verdict on the pair.  not_found: register.no_verdict.
    Result<VerdictOutcome> take_back(RecordId left, RecordId right, const Actor& actor);

    // conflict: register.same_customer; register.verdict_stands (somebody has said that members of
    // the two are not the same; take that back first).
    Result<VerdictOutcome> merge(
        NumberId survivor, NumberId other, const std::string& reason, const Actor& actor);

    // invalid: register.split_all, register.split_foreign.  limit: register.split_too_large.
    Result<VerdictOutcome> split(
        NumberId customer, const std::vector<RecordId>& records, const std::string& reason,
        const Actor& actor);

private:
    Writer& writer_;
};

// Where the reason of a verdict is sealed to.
AssociatedData verdict_place(VerdictId id);

}  // namespace genbo
