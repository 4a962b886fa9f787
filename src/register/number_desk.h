// SPDX-License-Identifier: Apache-2.0
#pragma once

// The number desk issues numbers by hand: one of somebody's choice, or a block for a store that
// hands them out while offline.  Both are anybody's until a record is anchored on them, and neither
// is ever issued again.

#include <string>
#include <vector>

#include "register/once.h"
#include "register/writer.h"

namespace genbo {

// One call reserves no more than this; a store needs a pad of cards, not a warehouse.
inline constexpr std::size_t kReserveMax = 10'000;

class NumberDesk {
public:
    explicit NumberDesk(Writer& writer) : writer_(writer) {}

    // A request that was done before (once.h) is answered with what it got then.
    //
    // invalid: number.* (out of rule).  conflict: register.number_taken.
    Result<std::string> issue_manual(
        std::string_view typed, const Actor& actor, const RequestName& request = {});

    // limit: register.reserve_too_many, register.numbers_exhausted.
    Result<std::vector<std::string>> reserve(
        std::size_t count, const std::string& owner, const Actor& actor,
        const RequestName& request = {});

private:
    Writer& writer_;
};

}  // namespace genbo
