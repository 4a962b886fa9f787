// SPDX-License-Identifier: Apache-2.0
#pragma once

// Looks through the register for values that could be better and keeps the report
// (register/cleanse_report.h); done by the holder of the lease `cleansing`.
//
// A round looks at a thousand records at most, so that the other duties of the process do not wait.
// A survey begins when the register has changed and the last one is a day old.  It proposes and
// writes nothing; with `[cleansing] write_certain` it writes what is certain as it goes, by the
// same path as an approval on the page, and all that it writes is one import of each source.  A
// record that changes meanwhile is left to the next survey.  A piece counts once it is written.
//
// A node that gets the lease back after another has finished a survey begins anew; what it had
// written until then stays in the list of imports.

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
    // Begins a survey or goes on with it; false: there is nothing to do.
    Result<bool> at_work(ReadSession& session, Instant now);
    Result<> look_at_next(ReadSession& session, Instant now);
    Result<CleanseRun> write_certain(
        ReadSession& session, const CleanseDesk& desk, const CleansePiece& piece);

    Master& master_;
    bool under_way_ = false;
    bool through_ = false;  // Only the report is still to be kept.
    Instant last_at_;       // Of the report before.
    RecordId after_;
    CleanseReport report_;
    Instant looked_;
};

}  // namespace genbo
