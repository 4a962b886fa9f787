// SPDX-License-Identifier: Apache-2.0
#include "base/money.h"

#include <algorithm>

namespace genbo {

Result<Currency> Currency::parse(std::string_view text) {
    const bool letters = std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (text.size() != 3 || !letters) return Error{Fault::invalid, "money.bad_currency"};
    Currency currency;
    std::ranges::copy(text, currency.code_.begin());
    return currency;
}

Currency Currency::jpy() {
    Currency currency;
    currency.code_ = {'J', 'P', 'Y'};
    return currency;
}

Result<Money> add(Money a, Money b) {
    if (a.currency != b.currency) return Error{Fault::invalid, "money.currency_mismatch"};
    Money sum{0, a.currency};
    if (__builtin_add_overflow(a.minor_units, b.minor_units, &sum.minor_units))
        return Error{Fault::limit, "money.overflow"};
    return sum;
}

Result<Money> subtract(Money a, Money b) {
    if (a.currency != b.currency) return Error{Fault::invalid, "money.currency_mismatch"};
    Money difference{0, a.currency};
    if (__builtin_sub_overflow(a.minor_units, b.minor_units, &difference.minor_units))
        return Error{Fault::limit, "money.overflow"};
    return difference;
}

}  // namespace genbo
