// SPDX-License-Identifier: Apache-2.0
#include "app/kept_answers.h"

#include <gtest/gtest.h>

#include "app/test_nodes.h"

namespace genbo {
namespace {

constexpr StaffId kHanako{1};
constexpr StaffId kTaro{2};

TEST(StoredAnswers, ARequestRunsOnOneNodeAtATime) {
    TestNodes nodes(2);
    auto& here = *nodes[0].answers;
    auto& there = *nodes[1].answers;
    EXPECT_TRUE(*here.claim(kHanako, "key-0001"));
    EXPECT_FALSE(*there.claim(kHanako, "key-0001"));
    EXPECT_TRUE(*there.claim(kTaro, "key-0001"));    // Another person's key,
    EXPECT_TRUE(*there.claim(kHanako, "key-0002"));  // … and another key.
    here.release(kHanako, "key-0001");
    EXPECT_TRUE(*there.claim(kHanako, "key-0001"));
    // With the answer goes the claim.
    ASSERT_TRUE(there.keep(kHanako, "key-0001", {"hash", 200, "etag", "place", "{}"}).ok());
    EXPECT_TRUE(*here.claim(kHanako, "key-0001"));
    const auto found = here.find(kHanako, "key-0001");
    ASSERT_TRUE(found.ok() && *found);
    EXPECT_EQ((*found)->body, "{}");
}

TEST(StoredAnswers, TheClaimOfADeadNodeRunsOut) {
    TestNodes nodes(2);
    auto& here = *nodes[0].answers;
    auto& there = *nodes[1].answers;
    EXPECT_TRUE(*here.claim(kHanako, "key-0001"));
    nodes.time.ahead_s += 59;
    EXPECT_FALSE(*there.claim(kHanako, "key-0001"));
    nodes.time.ahead_s += 2;
    EXPECT_TRUE(*there.claim(kHanako, "key-0001"));
    // The dead one was only slow: what it lets go of is no longer its own.
    here.release(kHanako, "key-0001");
    EXPECT_FALSE(*here.claim(kHanako, "key-0001"));
}

}  // namespace
}  // namespace genbo
