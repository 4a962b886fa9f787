// SPDX-License-Identifier: Apache-2.0
#include "base/heap.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <vector>

namespace genbo {
namespace {

std::size_t resident_bytes() {
    std::size_t whole = 0;
    std::size_t resident = 0;
    std::ifstream{"/proc/self/statm"} >> whole >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

// A sanitizer's allocator has its own mind.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GENBO_OTHER_HEAP
#endif
#endif
#if defined(__GLIBC__) && !defined(GENBO_OTHER_HEAP) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
TEST(Heap, WhatWasFreedBetweenWhatLivesOnGoesBack) {
    constexpr std::size_t kPieces = 20'000;
    std::vector<std::unique_ptr<char[]>> pieces;
    for (std::size_t i = 0; i < kPieces; ++i) {
        pieces.push_back(std::make_unique<char[]>(8192));
        pieces.back()[0] = 1;
    }
    // The last one lives on, and holds the end of the heap.
    for (std::size_t i = 0; i + 1 < kPieces; ++i) pieces[i].reset();
    const auto before = resident_bytes();
    give_back_freed_memory();
    EXPECT_LT(resident_bytes() + 32 * 1024 * 1024, before);
}
#endif

}  // namespace
}  // namespace genbo
