// SPDX-License-Identifier: Apache-2.0
#pragma once

// Keeps the conflict inbox (register/conflict_survey.h) of a large register up to date; done by the
// holder of the lease `conflicts`.
//
// A round looks at a few pages of numbers, so that the other duties of the process do not wait.  A
// survey begins when the register has changed and the last one is some minutes old; while it goes
// on, the last report stands.  Small registers are surveyed when somebody asks, and not here.

#include "app/master.h"
#include "register/conflict_survey.h"

namespace genbo {

inline constexpr std::chrono::minutes kSurveyEvery{5};

class ConflictDuty {
public:
    // The master outlives the duty.  `small`: a register of up to so many records is left alone.
    explicit ConflictDuty(Master& master, std::int64_t small = kSurveyAtOnce)
        : master_(master), small_(small), survey_(master.config().policy) {}

    Result<> run_once();

private:
    Result<bool> is_due(ReadSession& session, Instant now);

    Master& master_;
    const std::int64_t small_;
    ConflictSurvey survey_;
    Instant looked_;
};

}  // namespace genbo
