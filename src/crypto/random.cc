// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.h"

#include <openssl/rand.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>

#include "base/check.h"
#include "crypto/key.h"

namespace genbo {

namespace {

// Counts the forks between the first process and this one.
std::atomic<std::uint64_t> fork_count = 1;

std::uint64_t fork_generation() {
    static const int watching = pthread_atfork(nullptr, nullptr, [] { fork_count.fetch_add(1); });
    check(watching == 0);
    return fork_count.load(std::memory_order_relaxed);
}

}  // namespace

SystemRandom::~SystemRandom() { wipe(buffer_); }

void SystemRandom::refill() {
    check(RAND_bytes(buffer_.data(), static_cast<int>(buffer_.size())) == 1);
    used_ = 0;
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
    if (const auto now = fork_generation(); now != fork_generation_) {
        fork_generation_ = now;
        refill();
    }
    while (!out.empty()) {
        if (used_ == buffer_.size()) refill();
        const auto some = std::min(out.size(), buffer_.size() - used_);
        const auto fresh = std::span(buffer_).subspan(used_, some);
        std::ranges::copy(fresh, out.begin());
        wipe(fresh);
        used_ += some;
        out = out.subspan(some);
    }
}

Bytes SystemRandom::bytes(std::size_t count) {
    Bytes out(count);
    fill(out);
    return out;
}

std::uint64_t SystemRandom::below(std::uint64_t bound) {
    check(bound > 0);
    // Numbers above the last whole multiple of `bound` would favour the small ones.
    const std::uint64_t uneven = (~bound + 1) % bound;
    while (true) {
        std::array<std::uint8_t, 8> bytes;
        fill(bytes);
        std::uint64_t number = 0;
        for (const auto byte : bytes) number = number << 8 | byte;
        if (number >= uneven) return number % bound;
    }
}

std::string SystemRandom::id() {
    std::array<std::uint8_t, 16> bytes;
    fill(bytes);
    return to_hex(bytes);
}

SystemRandom& this_thread_random() {
    thread_local SystemRandom random;
    return random;
}

}  // namespace genbo
