// SPDX-License-Identifier: Apache-2.0
#pragma once

// Money is a whole number of minor units of one currency (yen have none: 1 yen = 1 unit), so that
// sums are exact.  Arithmetic is checked; adding two currencies or overflowing is an Error, not a
// surprise.  Points of a loyalty programme are another type on purpose: they are not money.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace genbo {

class Currency {
public:
    // ISO 4217: three capital letters.
    static Result<Currency> parse(std::string_view text);
    static Currency jpy();

    std::string str() const { return {code_.begin(), code_.end()}; }

    friend auto operator<=>(const Currency&, const Currency&) = default;

private:
    std::array<char, 3> code_{};
};

struct Money {
    std::int64_t minor_units = 0;
    Currency currency = Currency::jpy();

    friend bool operator==(const Money&, const Money&) = default;
};

// money.overflow, money.currency_mismatch.
Result<Money> add(Money a, Money b);
Result<Money> subtract(Money a, Money b);

}  // namespace genbo
