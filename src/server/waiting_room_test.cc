// SPDX-License-Identifier: Apache-2.0
#include "server/waiting_room.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>

namespace genbo {

namespace {

using std::chrono::milliseconds;

constexpr WaitingRoom::Time kStart{std::chrono::seconds{1000}};

}  // namespace

TEST(WaitingRoom, CountsThoseWhoWait) {
    WaitingRoom room{{.requests = 2}};
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(room.has_room(kStart, 0));
        room.enter(kStart, 0);
    }
    EXPECT_FALSE(room.has_room(kStart, 0));
    room.leave();
    EXPECT_TRUE(room.has_room(kStart, 0));
    EXPECT_EQ(room.waiting(), 1U);
}

TEST(WaitingRoom, TurnsAwayWhenTheFirstHasWaitedTooLong) {
    WaitingRoom room{{.longest = milliseconds{133}}};
    room.enter(kStart, 0);
    room.enter(kStart + milliseconds{90}, 0);
    EXPECT_TRUE(room.has_room(kStart + milliseconds{100}, 0));
    EXPECT_FALSE(room.has_room(kStart + milliseconds{101}, 0));
    // The next in the queue came later: the queue moves, so it is short again.
    room.leave();
    EXPECT_TRUE(room.has_room(kStart + milliseconds{101}, 0));
    EXPECT_FALSE(room.has_room(kStart + milliseconds{191}, 0));
    room.leave();
    EXPECT_TRUE(room.has_room(kStart + milliseconds{1000}, 0));
}

TEST(WaitingRoom, BoundsTheBytesButLetsOneLargeRequestWait) {
    WaitingRoom room{{.bytes = 133}};
    EXPECT_TRUE(room.has_room(kStart, 1000));
    room.enter(kStart, 60);
    EXPECT_TRUE(room.has_room(kStart, 40));
    EXPECT_FALSE(room.has_room(kStart, 41));
    room.enter(kStart, 40);
    EXPECT_FALSE(room.has_room(kStart, 1));
    room.leave();
    EXPECT_TRUE(room.has_room(kStart, 60));
}

// Else those who are quick always take the place that they have just left.
TEST(WaitingRoom, KeepsAQuarterForThoseItTurnedAway) {
    using Guest = WaitingRoom::Guest;
    WaitingRoom room{{.requests = 8, .bytes = 80, .longest = milliseconds{100}}};
    for (int i = 0; i < 6; ++i) room.enter(kStart, 10);
    EXPECT_FALSE(room.has_room(kStart, 0));
    for (int i = 0; i < 2; ++i) {
        EXPECT_TRUE(room.has_room(kStart + milliseconds{100}, 10, Guest::again));
        room.enter(kStart, 10);
    }
    EXPECT_FALSE(room.has_room(kStart, 0, Guest::again));
    for (int i = 0; i < 4; ++i) room.leave();
    EXPECT_TRUE(room.has_room(kStart + milliseconds{75}, 20));
    EXPECT_FALSE(room.has_room(kStart + milliseconds{76}, 20));
    EXPECT_FALSE(room.has_room(kStart + milliseconds{75}, 21));
    EXPECT_FALSE(room.has_room(kStart + milliseconds{101}, 0, Guest::again));
}

TEST(WaitingRoom, NobodyWaitsWhereNobodyMay) {
    WaitingRoom room{{.requests = 0}};
    EXPECT_FALSE(room.has_room(kStart, 0));
}

// The bytes that are counted are those of who is inside, whatever came and went.
TEST(WaitingRoom, ForgetsWhoHasLeft) {
    WaitingRoom room{{.requests = 8, .bytes = 133}};
    for (std::size_t i = 0; i < 1000; ++i) {
        ASSERT_TRUE(room.has_room(kStart, i % 20));
        room.enter(kStart, i % 20);
        if (i % 4 == 3)
            for (int leaving = 0; leaving < 4; ++leaving) room.leave();
    }
    EXPECT_EQ(room.waiting(), 0U);
    EXPECT_TRUE(room.has_room(kStart, 100));
}

}  // namespace genbo
