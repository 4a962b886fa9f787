// SPDX-License-Identifier: Apache-2.0
#include "base/strong.h"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <unordered_set>

namespace genbo {

namespace {

using Apple = Strong<struct AppleTag, int>;
using Pear = Strong<struct PearTag, int>;

static_assert(!std::is_convertible_v<int, Apple> && !std::is_convertible_v<Apple, int>);
static_assert(!std::is_constructible_v<Apple, Pear>);
static_assert(!std::is_invocable_v<std::equal_to<>, Apple, Pear>);

}  // namespace

TEST(Strong, ComparesAndHashesLikeItsValue) {
    EXPECT_LT(Apple{1}, Apple{2});
    EXPECT_EQ(Apple{}, Apple{0});
    EXPECT_EQ((std::unordered_set<Apple>{Apple{1}, Apple{2}, Apple{1}}.size()), 2U);
    EXPECT_EQ((Strong<struct NameTag, std::string>{"x"}.value()), "x");
}

}  // namespace genbo
