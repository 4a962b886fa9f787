// SPDX-License-Identifier: Apache-2.0
#pragma once

// check(truth) guards what can only be false because Genbo itself is wrong: a broken invariant, a
// precondition that a caller promised.  It is always on and ends the process, because going on
// with a broken register is worse than stopping: the store recovers, a wrong merge does not.
//
// It never prints data, only where it stood.  Bad input from outside is not a bug: that is a
// Result (result.h) or a Finding (finding.h).

#include <source_location>

namespace genbo {

[[noreturn]] void check_failed(std::source_location where);

inline void check(bool truth, std::source_location where = std::source_location::current()) {
    if (!truth) [[unlikely]]
        check_failed(where);
}

}  // namespace genbo
