// SPDX-License-Identifier: Apache-2.0
#include "text/corporate_number.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

TEST(CorporateNumber, ReadsEveryNotation) {
    for (const auto text :
         {"7000012050002", "T7000012050002", "Ｔ７０００012050002", "7 0000 1205 0002",
          "t7-0000-1205-0002", " 7000012050002 "})
        EXPECT_EQ(parse_corporate_number(text), "7000012050002") << text;
}

TEST(CorporateNumber, TheTaxAgencysExample) {
    EXPECT_EQ(parse_corporate_number("8700110005901"), "8700110005901");
}

TEST(CorporateNumber, RefusesTheRest) {
    for (const auto text :
         {"", "T", "6000012050002", "700001205000", "70000120500022", "A7000012050002",
          "7000012050002x"})
        EXPECT_EQ(parse_corporate_number(text), std::nullopt) << text;
}

TEST(CorporateNumber, NearlyEverySingleSlipIsFound) {
    // The code misses only 0↔9 in the body; a slip of the check digit is always found.
    const std::string good = "7000012050002";
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            if (digit == good[at]) continue;
            std::string wrong = good;
            wrong[at] = digit;
            const bool blind = at > 0 && (good[at] - '0') % 9 == (digit - '0') % 9;
            EXPECT_EQ(parse_corporate_number(wrong).has_value(), blind) << wrong;
        }
    }
}

}  // namespace
}  // namespace genbo
