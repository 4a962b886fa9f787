// SPDX-License-Identifier: Apache-2.0
#include "base/money.h"

#include <gtest/gtest.h>

#include <limits>

namespace genbo {

namespace {

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();

Money yen(std::int64_t amount) { return {amount, Currency::jpy()}; }

}  // namespace

TEST(Money, AddsAndSubtractsExactly) {
    EXPECT_EQ(*add(yen(1'000), yen(-1)), yen(999));
    EXPECT_EQ(*subtract(yen(0), yen(kMost)), yen(-kMost));
    EXPECT_EQ(*add(yen(kMost - 1), yen(1)), yen(kMost));
    EXPECT_EQ(*subtract(yen(kLeast + 1), yen(1)), yen(kLeast));
}

TEST(Money, OverflowIsAnErrorInBothDirections) {
    EXPECT_EQ(add(yen(kMost), yen(1)).error().code, "money.overflow");
    EXPECT_EQ(add(yen(kLeast), yen(-1)).error().code, "money.overflow");
    EXPECT_EQ(subtract(yen(kLeast), yen(1)).error().code, "money.overflow");
    EXPECT_EQ(subtract(yen(0), yen(kLeast)).error().code, "money.overflow");
}

TEST(Money, CurrenciesDoNotMix) {
    const Money dollar{100, *Currency::parse("USD")};
    EXPECT_EQ(add(yen(1), dollar).error().code, "money.currency_mismatch");
    EXPECT_EQ(subtract(dollar, yen(1)).error().code, "money.currency_mismatch");
    EXPECT_NE(dollar, yen(100));
}

TEST(Currency, IsThreeCapitalLetters) {
    EXPECT_EQ(Currency::parse("JPY"), Result<Currency>{Currency::jpy()});
    EXPECT_EQ(Currency::parse("EUR")->str(), "EUR");
    for (const std::string_view text : {"", "JP", "JPYY", "jpy", "JP1", "円円円"})
        EXPECT_EQ(Currency::parse(text).error().code, "money.bad_currency") << text;
}

}  // namespace genbo
