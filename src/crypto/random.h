// SPDX-License-Identifier: Apache-2.0
#pragma once

// Bytes that nobody can guess, from OpenSSL's generator, which the kernel seeds.  When it fails the
// process ends: a nonce or a key that is not random is worse than a program that stops.
//
// The buffer makes a 24-byte nonce cost nanoseconds instead of a generator call.  Every byte leaves
// the buffer once and is overwritten there; after fork() the child's buffer is thrown away, so two
// processes never hand out the same nonce.
//
//   SystemRandom random;
//   std::array<std::uint8_t, 16> id;
//   random.fill(id);
//
// Thread safety: one SystemRandom per thread; this_thread_random() is that one.  What must be
// repeatable (tests, sample data) does not use this class.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/bytes.h"

namespace genbo {

class SystemRandom {
public:
    SystemRandom() = default;
    ~SystemRandom();
    SystemRandom(const SystemRandom&) = delete;
    SystemRandom& operator=(const SystemRandom&) = delete;

    void fill(std::span<std::uint8_t> out);

    Bytes bytes(std::size_t count);

    // Even over 0 … bound - 1.  REQUIRES: bound > 0.
    std::uint64_t below(std::uint64_t bound);

    // 128 bits in hexadecimal: request ids, idempotency keys.
    std::string id();

private:
    void refill();

    std::array<std::uint8_t, 2048> buffer_{};
    std::size_t used_ = 2048;
    std::uint64_t fork_generation_ = 0;
};

SystemRandom& this_thread_random();

}  // namespace genbo
