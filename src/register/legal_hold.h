// SPDX-License-Identifier: Apache-2.0
#pragma once

// A legal hold (法的保全) keeps a customer's records from being erased, by whomever: a lawsuit, an
// order of an authority, a statutory period.  It is set and cleared with a reason, each with an
// audit leaf, and is a lasting paper, readable in every backup: what is held must not be lost to an
// old key.
//
// A hold is on the records that the customer had when it was set, not on his number, so a merge or
// an unmerge takes it along.

#include <string>
#include <vector>

#include "register/read_session.h"
#include "register/writer.h"

namespace genbo {

// Papers are "hold/<record>".
inline constexpr std::string_view kHoldPapers = "hold";

struct LegalHold {
    RecordId record;
    std::string reason;
    StaffId set_by;
    Instant at;
    Instant until;  // Epoch = until it is cleared.

    friend bool operator==(const LegalHold&, const LegalHold&) = default;
};

// Those that are in force at `now`, ascending by record.
Result<std::vector<LegalHold>> holds_on(
    StoreReader& store, const RecordVault& vault, const std::vector<RecordId>& records,
    Instant now);

class HoldDesk {
public:
    explicit HoldDesk(Writer& writer) : writer_(writer) {}

    // invalid: register.reason_needed.  not_found: register.unknown_number.
    Result<> set(NumberId customer, const std::string& reason, Instant until, const Actor& actor);
    Result<> clear(NumberId customer, const std::string& reason, const Actor& actor);

private:
    Writer& writer_;
};

}  // namespace genbo
