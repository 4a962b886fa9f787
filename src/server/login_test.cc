// SPDX-License-Identifier: Apache-2.0
#include "server/login.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace genbo {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Instant kNoon = instant_from_micros(1'700'000'000'000'000);

// Seconds to wait before the next try; 0 when it may go on.
int wait_of(LoginGate& gate, std::string_view name, std::string_view from, Instant at) {
    const auto begun = gate.begin(name, from, at);
    return begun.ok() ? 0 : std::stoi(begun.error().args[0]);
}

TEST(LoginGate, SlowsDownAfterThreeTries) {
    LoginGate gate;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(wait_of(gate, "admin", "192.0.2.1", kNoon), 0);
    EXPECT_EQ(wait_of(gate, "admin", "192.0.2.1", kNoon), 1);
    Instant at = kNoon;
    int expected = 1;
    for (int i = 0; i < 14; ++i) {
        const int wait = wait_of(gate, "admin", "192.0.2.1", at);
        EXPECT_EQ(wait, expected);
        at += seconds{wait};
        EXPECT_EQ(wait_of(gate, "admin", "192.0.2.1", at), 0);
        expected = std::min(expected * 2, 900);
    }
    EXPECT_EQ(expected, 900);
}

TEST(LoginGate, AnImpatientOwnerDoesNotPushTheDoorShut) {
    LoginGate gate;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(wait_of(gate, "admin", "192.0.2.1", kNoon), 0);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(wait_of(gate, "admin", "192.0.2.1", kNoon), 1);
    EXPECT_EQ(wait_of(gate, "admin", "192.0.2.1", kNoon + seconds{1}), 0);
}

TEST(LoginGate, AStrangerCannotLockTheOwnerOut) {
    LoginGate gate;
    Instant at = kNoon;
    for (int i = 0; i < 500; ++i) {
        const std::string from = "203.0.113." + std::to_string(i % 200);
        at += seconds{wait_of(gate, "admin", from, at)};
        at += seconds{1};
    }
    EXPECT_LE(wait_of(gate, "admin", "192.0.2.1", at), 30);
}

TEST(LoginGate, KeepsAccountsApart) {
    LoginGate gate;
    for (int i = 0; i < 4; ++i) (void)gate.begin("hanako", "192.0.2.1", kNoon);
    EXPECT_GT(wait_of(gate, "hanako", "192.0.2.1", kNoon), 0);
    EXPECT_EQ(wait_of(gate, "taro", "192.0.2.1", kNoon), 0);
}

TEST(LoginGate, ForgivesAfterSuccessAndAfterAnHour) {
    LoginGate gate;
    for (int i = 0; i < 3; ++i) (void)gate.begin("admin", "192.0.2.1", kNoon);
    EXPECT_TRUE(gate.succeeded("admin", "192.0.2.1").ok());
    EXPECT_EQ(wait_of(gate, "admin", "192.0.2.1", kNoon), 0);
    for (int i = 0; i < 3; ++i) (void)gate.begin("admin", "192.0.2.1", kNoon);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(wait_of(gate, "admin", "192.0.2.1", kNoon + minutes{62}), 0);
}

TEST(HashSlots, BoundWhatRunsAndWaits) {
    HashSlots slots;
    std::atomic<int> running = 0;
    std::atomic<int> most = 0;
    std::atomic<int> refused = 0;
    std::atomic<int> served = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 20; ++n) {
                const auto slot = slots.take();
                if (!slot.ok()) {
                    EXPECT_EQ(slot.error().code, "server.busy");
                    ++refused;
                    continue;
                }
                const int now = ++running;
                int before = most;
                while (before < now && !most.compare_exchange_weak(before, now)) {
                }
                std::this_thread::sleep_for(std::chrono::microseconds{200});
                --running;
                ++served;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(most, static_cast<int>(kHashesAtOnceMax));
    EXPECT_EQ(served + refused, 320);
    EXPECT_GT(refused, 0);
    EXPECT_TRUE(slots.take().ok());
}

}  // namespace

}  // namespace genbo
