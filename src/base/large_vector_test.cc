// SPDX-License-Identifier: Apache-2.0
#include "base/large_vector.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/byte_arena.h"

namespace genbo {
namespace {

TEST(LargeVector, IsAVectorOfAnySize) {
    for (const std::size_t size : {0U, 1U, 1000U, 600'000U, 2'000'000U}) {
        LargeVector<std::uint64_t> numbers(size);
        for (const auto number : numbers) ASSERT_EQ(number, 0U);
        for (std::size_t i = 0; i < size; ++i) numbers[i] = i;
        numbers.push_back(size);
        const auto copy = numbers;
        ASSERT_EQ(copy.size(), size + 1);
        for (std::size_t i = 0; i < copy.size(); ++i) ASSERT_EQ(copy[i], i);
    }
}

TEST(LargeVector, IsZeroInMemoryThatIsUsedAgain) {
    const LargeMemoryReuse reuse;
    constexpr std::size_t kSize = 1'000'000;
    const void* first = nullptr;
    {
        LargeVector<std::uint64_t> dirty(kSize, 7);
        first = dirty.data();
    }
    const LargeVector<std::uint64_t> clean(kSize);
    EXPECT_EQ(static_cast<const void*>(clean.data()), first);
    for (const auto number : clean) ASSERT_EQ(number, 0U);
}

TEST(UnsetVector, KeepsWhatItIsGiven) {
    UnsetVector<std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < 1'000'000; ++i) numbers.push_back(i);
    numbers.resize(1'500'000);
    for (std::uint32_t i = 0; i < 1'000'000; ++i) ASSERT_EQ(numbers[i], i);
    const UnsetVector<std::uint32_t> filled(3, 9);
    EXPECT_EQ(filled, (UnsetVector<std::uint32_t>{9, 9, 9}));
}

TEST(ByteArena, KeepsBytesWhereTheyAre) {
    ByteArena arena;
    std::vector<std::pair<char*, std::string>> taken;
    std::size_t bytes = 0;
    for (int i = 0; i < 20'000; ++i) {
        const std::string text(
            static_cast<std::size_t>(i * 37 % 900), static_cast<char>('a' + i % 26));
        char* const place = arena.take(text.size());
        std::memcpy(place, text.data(), text.size());
        taken.emplace_back(place, text);
        bytes += text.size();
    }
    char* const long_one = arena.take(20'000'000);
    long_one[0] = 'x';
    long_one[19'999'999] = 'y';
    const ByteArena moved = std::move(arena);
    for (const auto& [place, text] : taken) ASSERT_EQ(std::string(place, text.size()), text);
    EXPECT_GE(moved.memory_bytes(), bytes + 20'000'000);
}

}  // namespace
}  // namespace genbo
