// SPDX-License-Identifier: Apache-2.0
#pragma once

// CustomerNumber (顧客番号) is the permanent public identifier of a customer: read out on the
// telephone, keyed in at the till, printed on cards and letters.  It is issued once, never changed
// and never reused; after a merge the retired number goes on resolving to the survivor.
//
// It is made of a body that means nothing (number_rule.h) and a check symbol, so that a slip of the
// hand is caught and never becomes another customer:
//
//   profile       looks like             check                 catches
//   decimal_10    48213-07516            Damm                  every wrong digit, every swap of
//                                                              neighbours; first digit 1 to 9
//   decimal_14    482130-751694-38       ISO 7064 MOD 97-10    also swaps at a distance, 13 <-> 30
//   crockford_9   K7Q-2M9-X4D            GF(32) doubling       the same, in letters and digits
//                                                              without I, L, O, U; first a letter
//
// First digits are never zero and no number has more than 15 digits, because spreadsheets drop the
// one and round the other; a first letter keeps a Crockford number from being read as 12E34567.
//
// A rule may put a fixed prefix in front (1 or 2 symbols; 1 for decimal_14), which the check
// covers.  Length and first symbol tell every profile and prefix length apart, so a number
// carries in itself what it needs to be checked, whatever rule is in force today.
//
//   const auto number = TRY(CustomerNumber::parse("４８２１３－０７５１６", rules));
//   number.str()      "48213-07516"       number.digits()   "4821307516"
//
// Numbers compare as their serial, an integer below 2^63 that stores may keep instead of the text.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace genbo {

class NumberRules;

enum class NumberProfile : std::uint8_t { decimal_10, decimal_14, crockford_9 };

struct NumberProfileInfo {
    NumberProfile profile;
    std::string_view name;  // Stable: "decimal_10".
    std::uint32_t radix;
    std::size_t body;   // Symbols between prefix and check.
    std::size_t check;  // Check symbols.
    std::size_t prefix_max;
};

const NumberProfileInfo& profile_info(NumberProfile profile);

class CustomerNumber {
public:
    // As people type it: full or half width, lower case, any hyphens, dashes and spaces, and in
    // Crockford i and l for 1, o for 0.  An in-store JAN-13 that wraps the number is unwrapped.
    //
    // invalid: number.empty, number.symbol, number.length, number.first_symbol, number.check,
    // number.no_rule (well formed, but no rule of this master makes such numbers).
    static Result<CustomerNumber> parse(std::string_view typed, const NumberRules& rules);

    // Exactly digits() of some number, whatever the rules: what stores and exports hold.
    static Result<CustomerNumber> from_digits(std::string_view digits);

    // The opposite of serial().
    static Result<CustomerNumber> from_serial(std::uint64_t serial);

    // Adds the check.  REQUIRES: prefix and body in the profile's symbols and of its lengths, and
    // the first symbol as above.
    static CustomerNumber compose(
        NumberProfile profile, std::string_view prefix, std::string_view body);

    NumberProfile profile() const;
    std::string prefix() const;
    std::string body() const;

    // Without grouping: what is stored, compared, put into a QR code.
    std::string digits() const;

    // In the grouping of its profile.  NumberRules::str() uses the rule's own.
    std::string str() const;

    std::uint64_t serial() const { return serial_; }

    friend auto operator<=>(CustomerNumber, CustomerNumber) = default;

private:
    explicit CustomerNumber(std::uint64_t serial) : serial_(serial) {}

    std::uint64_t serial_;
};

// The number as an in-store JAN-13 for scanners (GS1 prefix 20 to 29, which no product has; the
// house chooses one that its weighed goods do not use).  The JAN's own check is weaker than the
// number's and adds nothing to it.  invalid: number.no_jan (only decimal_10 without a prefix fits).
Result<std::string> wrap_in_jan13(CustomerNumber number, int gs1_prefix = 29);

// `digits` cut into groups by hyphens; what is left over joins the last group.
std::string grouped_digits(std::string_view digits, std::string_view group_sizes);

}  // namespace genbo

template <>
struct std::hash<genbo::CustomerNumber> {
    std::size_t operator()(genbo::CustomerNumber number) const {
        return std::hash<std::uint64_t>{}(number.serial());
    }
};
