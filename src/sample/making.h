// SPDX-License-Identifier: Apache-2.0
#pragma once

// A household while it is being made: population.cc gives it people and names, life_events.cc what
// happened to them.  Both draw from one Chance, in one order, so the order of calls is part of the
// version.

#include "sample/population.h"

namespace genbo::sample {

struct Population::Making {
    Household household;
    Chance chance;
    std::uint32_t surname = 0;
    int head_age = 0;
    bool family_mail = false;
};

}  // namespace genbo::sample
