// SPDX-License-Identifier: Apache-2.0
#pragma once

// Looks through the register for values that could be better and keeps the report
// (register/cleanse_report.h); done by the holder of the lease `cleansing`.
//
// A round looks at some hundreds of records, so that the other duties of the process do not wait.
// A survey begins when the register has changed and the last one is a day old.  It proposes and
// writes nothing; with `[cleansing] write_certain` it writes what is certain as it goes, piece by
// piece, by the same path as an approval on the page.  A record that changes meanwhile is left to
// the next survey.

#include "app/master.h"
#include "register/cleanse_report.h"

namespace genbo {

inline constexpr std::chrono::hours kCleanseEvery{24};

class CleanseDuty {
public:
    // Outlives the duty.
    explicit CleanseDuty(Master& master) : master_(master) {}

    Result<> run_once();

private:
    Result<bool> is_due(ReadSession& session, Instant now);
    Result<> write_certain(
        ReadSession& session, const CleanseDesk& desk, const CleansePiece& piece);

    Master& master_;
    bool under_way_ = false;
    RecordId after_;
    CleanseReport report_;
    Instant looked_;
};

}  // namespace genbo
