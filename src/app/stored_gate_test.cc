// SPDX-License-Identifier: Apache-2.0
#include "app/stored_gate.h"

#include <gtest/gtest.h>

#include <random>

#include "app/test_nodes.h"

namespace genbo {
namespace {

using std::chrono::seconds;

int wait_of(SignInGate& gate, std::string_view name, std::string_view from, Instant at) {
    const auto begun = gate.begin(name, from, at);
    return begun.ok() ? 0 : std::stoi(begun.error().args.at(0));
}

// Whichever node is asked, the answer is that of one gate in one memory.
TEST(StoredGate, TwoNodesCountAsOne) {
    TestNodes nodes(2);
    LoginGate model;
    std::mt19937 random(7);
    Instant now = nodes.time.now();
    const std::array<std::string, 3> names = {"admin", "hanako", "山田"};
    const std::array<std::string, 2> places = {"192.0.2.1", "203.0.113.9"};
    for (int i = 0; i < 400; ++i) {
        SignInGate& gate = *nodes[random() % 2].gate;
        const auto& name = names[random() % names.size()];
        const auto& from = places[random() % places.size()];
        if (random() % 16 == 0) {
            ASSERT_TRUE(gate.succeeded(name, from).ok());
            ASSERT_TRUE(model.succeeded(name, from).ok());
        } else {
            ASSERT_EQ(wait_of(gate, name, from, now), wait_of(model, name, from, now)) << i;
        }
        now += seconds{random() % 12};
        if (random() % 60 == 0) now += std::chrono::minutes{50};
    }
}

TEST(StoredGate, TriesAtTheSameTimeAllCount) {
    TestNodes nodes(2);
    const Instant now = nodes.time.now();
    std::atomic<int> passed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            const auto node = static_cast<std::size_t>(i % 2);
            if (nodes[node].gate->begin("admin", "192.0.2.1", now).ok()) ++passed;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(passed, 3);
}

TEST(StoredGate, TheDatabaseDoesNotSayWhatWasTyped) {
    TestNodes nodes(1);
    ASSERT_TRUE(nodes[0].gate->begin("hunter2", "192.0.2.1", nodes.time.now()).ok());
    const auto notes = *(*nodes[0].master->store().reader())->notes("");
    ASSERT_EQ(notes.size(), 2U);
    const Hash plain = sha256(as_bytes(std::string_view{"hunter2"}));
    for (const auto& note : notes) {
        EXPECT_EQ(note.name.find("hunter2"), note.name.npos);
        EXPECT_EQ(note.name.find(to_hex(plain).substr(0, 16)), note.name.npos);
        EXPECT_EQ(as_text(note.value).find("hunter2"), std::string_view::npos);
    }
}

}  // namespace
}  // namespace genbo
