// SPDX-License-Identifier: Apache-2.0
#include "base/archive.h"

#include <gtest/gtest.h>

#include <random>

namespace genbo {
namespace {

struct Point {
    std::int32_t x = 0;
    std::int64_t y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

struct Things {
    std::uint8_t small = 0;
    std::vector<Point> points;
    std::vector<std::uint64_t> many;
    std::uint32_t last = 0;
    friend bool operator==(const Things&, const Things&) = default;

    template <typename Archive, typename Self>
    static void transfer(Archive& archive, Self& self) {
        archive.value(self.small);
        archive.vector(self.points);
        archive.vector(self.many);
        archive.value(self.last);
    }
};

std::vector<Bytes> written(const Things& things) {
    std::vector<Bytes> chunks;
    ArchiveWriter writer([&](ByteView chunk) -> Result<> {
        chunks.emplace_back(chunk.begin(), chunk.end());
        return {};
    });
    Things::transfer(writer, things);
    EXPECT_TRUE(writer.finish().ok());
    return chunks;
}

ArchiveReader::Source from(std::vector<Bytes> chunks) {
    return [chunks = std::move(chunks), at = std::size_t{0}]() mutable -> Result<Bytes> {
        return at < chunks.size() ? chunks[at++] : Bytes{};
    };
}

Things some_things(std::size_t many) {
    std::mt19937_64 random(many);
    Things things{.small = 7, .points = {{1, -2}, {3, INT64_MAX}}, .many = {}, .last = 9};
    for (std::size_t i = 0; i < many; ++i) things.many.push_back(random());
    return things;
}

TEST(Archive, WhatGoesOutComesIn) {
    for (const std::size_t many : {0U, 1U, 1000U, 131072U, 400'000U}) {
        const auto things = some_things(many);
        ArchiveReader reader(from(written(things)));
        Things read;
        Things::transfer(reader, read);
        EXPECT_TRUE(reader.finish().ok());
        EXPECT_EQ(read, things) << many;
    }
}

TEST(Archive, ChunksMayBeCutAnywhere) {
    const auto things = some_things(5000);
    Bytes all;
    for (const auto& chunk : written(things)) all.insert(all.end(), chunk.begin(), chunk.end());
    std::vector<Bytes> cut;
    for (std::size_t at = 0; at < all.size(); at += 13)
        cut.emplace_back(
            all.begin() + static_cast<std::ptrdiff_t>(at),
            all.begin() + static_cast<std::ptrdiff_t>(std::min(at + 13, all.size())));
    ArchiveReader reader(from(cut));
    Things read;
    Things::transfer(reader, read);
    EXPECT_TRUE(reader.finish().ok());
    EXPECT_EQ(read, things);
}

TEST(Archive, TooLittleAndTooMuchAreErrors) {
    const auto chunks = written(some_things(100));
    ASSERT_EQ(chunks.size(), 1U);
    for (std::size_t size = 0; size < chunks[0].size(); ++size) {
        Bytes shorter(chunks[0].begin(), chunks[0].begin() + static_cast<std::ptrdiff_t>(size));
        ArchiveReader reader(from(size == 0 ? std::vector<Bytes>{} : std::vector<Bytes>{shorter}));
        Things read;
        Things::transfer(reader, read);
        EXPECT_TRUE(reader.failed());
        EXPECT_EQ(reader.finish().error().code, "base.archive_short");
        EXPECT_EQ(read.last, 0U);
    }
    auto longer = chunks;
    longer.push_back({1});
    ArchiveReader reader(from(longer));
    Things read;
    Things::transfer(reader, read);
    EXPECT_EQ(reader.finish().error().code, "base.archive_long");
}

TEST(Archive, ADamagedLengthCostsNoMemory) {
    ArchiveReader reader(from({Bytes(8, 0xff)}));
    std::vector<std::uint64_t> values;
    reader.vector(values);
    EXPECT_TRUE(values.empty());
    EXPECT_LT(values.capacity(), 100'000U);
    EXPECT_EQ(reader.finish().error().code, "base.archive_short");
}

TEST(Archive, TheFirstErrorOfTheSinkIsTheAnswer) {
    int calls = 0;
    ArchiveWriter writer([&](ByteView) -> Result<> {
        ++calls;
        return Error{Fault::unavailable, "disk.full"};
    });
    const auto things = some_things(300'000);
    Things::transfer(writer, things);
    EXPECT_EQ(writer.finish().error().code, "disk.full");
    EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace genbo
