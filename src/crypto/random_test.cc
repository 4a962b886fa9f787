// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

namespace genbo {
namespace {

TEST(SystemRandom, NeverHandsOutTheSameBytesTwice) {
    SystemRandom random;
    std::set<Bytes> seen;
    for (int i = 0; i < 20'000; ++i) seen.insert(random.bytes(24));
    EXPECT_EQ(seen.size(), 20'000U);
}

TEST(SystemRandom, FillsMoreThanItsBufferAtOnce) {
    SystemRandom random;
    const auto many = random.bytes(10'001);
    std::array<int, 256> counts{};
    for (const auto byte : many) ++counts[byte];
    // 39 of each are expected; none at all has a chance of e^-39.
    for (const int count : counts) EXPECT_GT(count, 0);
}

// A child that went on with its parent's buffer would use the same nonces.
TEST(SystemRandom, AChildProcessThrowsTheBufferAway) {
    auto& random = this_thread_random();
    random.bytes(8);
    int pipe_ends[2] = {};
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const auto mine = random.bytes(32);
        const bool sent = ::write(pipe_ends[1], mine.data(), mine.size()) == 32;
        ::_exit(sent ? 0 : 1);
    }
    Bytes childs(32);
    ASSERT_EQ(::read(pipe_ends[0], childs.data(), childs.size()), 32);
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ::close(pipe_ends[0]);
    ::close(pipe_ends[1]);
    EXPECT_EQ(status, 0);
    EXPECT_NE(random.bytes(32), childs);
}

TEST(SystemRandom, BelowIsEvenAndBounded) {
    SystemRandom random;
    std::array<int, 31> counts{};
    for (int i = 0; i < 31'000; ++i) ++counts[random.below(31)];
    for (const int count : counts) {
        EXPECT_GT(count, 800);  // More than six standard deviations from 1,000.
        EXPECT_LT(count, 1200);
    }
    EXPECT_EQ(random.below(1), 0U);
    // A bound just above 2^63 makes every second draw uneven.
    for (int i = 0; i < 100; ++i) EXPECT_LE(random.below((1ULL << 63) + 1), 1ULL << 63);
}

TEST(SystemRandom, IdsHave128Bits) {
    const auto id = this_thread_random().id();
    EXPECT_EQ(id.size(), 32U);
    EXPECT_TRUE(from_hex(id).ok());
    EXPECT_NE(id, this_thread_random().id());
}

}  // namespace
}  // namespace genbo
