// SPDX-License-Identifier: Apache-2.0
#include "register/key_filter.h"

#include <gtest/gtest.h>

#include <random>

namespace genbo {
namespace {

std::int64_t draw(std::mt19937_64& random) { return static_cast<std::int64_t>(random()); }

TEST(KeyFilter, NeverDeniesWhatWasAdded) {
    KeyFilter filter;
    std::mt19937_64 random(3);
    EXPECT_TRUE(filter.may_have(draw(random)));
    filter.start();
    EXPECT_FALSE(filter.may_have(7));
    std::vector<std::int64_t> added;
    for (int i = 0; i < 200'000; ++i) filter.add(added.emplace_back(draw(random)));
    for (const auto entry : added) ASSERT_TRUE(filter.may_have(entry));
    int wrong = 0;
    for (int i = 0; i < 100'000; ++i) wrong += filter.may_have(draw(random)) ? 1 : 0;
    EXPECT_LT(wrong, 20);
    filter.stop();
    EXPECT_TRUE(filter.may_have(draw(random)));
}

}  // namespace
}  // namespace genbo
