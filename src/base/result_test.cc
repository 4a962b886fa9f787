// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

namespace genbo {

namespace {

const Error kGone{Fault::not_found, "test.gone", {"42"}};

Result<int> half(int number) {
    if (number % 2 != 0) return kGone;
    return number / 2;
}

Result<int> quarter(int number) {
    const int once = TRY(half(number));
    return TRY(half(once));
}

Result<> only_even(int number) {
    TRY(half(number));
    return {};
}

Result<std::unique_ptr<int>> boxed(int number) {
    auto box = std::make_unique<int>(TRY(half(number)));
    return box;
}

}  // namespace

TEST(Result, HoldsAValueOrAnError) {
    const auto good = half(8);
    ASSERT_TRUE(good.ok());
    EXPECT_TRUE(static_cast<bool>(good));
    EXPECT_EQ(*good, 4);
    EXPECT_EQ(good.value_or(9), 4);

    const auto bad = half(7);
    ASSERT_FALSE(bad.ok());
    EXPECT_EQ(bad.error(), kGone);
    EXPECT_EQ(bad.value_or(9), 9);
}

TEST(Result, TryHandsTheErrorUp) {
    EXPECT_EQ(quarter(12), Result<int>{3});
    EXPECT_EQ(quarter(6), Result<int>{kGone});
    EXPECT_EQ(quarter(5), Result<int>{kGone});
    EXPECT_TRUE(only_even(2).ok());
    EXPECT_EQ(only_even(3).error(), kGone);
}

TEST(Result, MovesWhatCannotBeCopied) {
    auto box = boxed(6);
    ASSERT_TRUE(box.ok());
    const std::unique_ptr<int> inner = *std::move(box);
    EXPECT_EQ(*inner, 3);
    EXPECT_EQ(boxed(3).error(), kGone);
}

TEST(Result, EqualityLooksAtBothSides) {
    EXPECT_EQ(Result<int>{1}, Result<int>{1});
    EXPECT_NE(Result<int>{1}, Result<int>{2});
    EXPECT_NE(Result<int>{1}, Result<int>{kGone});
    EXPECT_NE((Result<int>{Error{Fault::invalid, "test.gone", {"42"}}}), Result<int>{kGone});
    EXPECT_NE((Result<int>{Error{Fault::not_found, "test.gone"}}), Result<int>{kGone});
}

TEST(ResultDeathTest, LookingAtTheWrongSideIsABug) {
    EXPECT_DEATH((void)*half(1), "broken invariant");
    EXPECT_DEATH((void)half(2).error(), "broken invariant");
}

TEST(Fault, EachHasItsOwnName) {
    std::set<std::string_view> names;
    for (const auto fault :
         {Fault::invalid, Fault::not_found, Fault::conflict, Fault::forbidden, Fault::limit,
          Fault::unavailable, Fault::corrupt})
        names.insert(fault_name(fault));
    EXPECT_EQ(names.size(), 7U);
}

}  // namespace genbo
