// SPDX-License-Identifier: Apache-2.0
#include "base/build_id.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

TEST(BuildId, IsTheSameEachTimeAndSaysSomething) {
    EXPECT_EQ(build_id(), build_id());
    EXPECT_GE(build_id().size(), 16U);
    EXPECT_EQ(build_id().find_first_not_of("0123456789abcdef"), std::string::npos)
        << "linked without a build id";
}

}  // namespace
}  // namespace genbo
