// SPDX-License-Identifier: Apache-2.0
#pragma once

// Bytes that are written once and stay where they are until all of them go.  Unlike a growing
// vector, an arena never copies what it holds and never needs twice its size while it grows.
//
//   ByteArena arena;
//   char* place = arena.take(12);     // 12 bytes, of any content, valid as long as the arena

#include <cstddef>
#include <utility>
#include <vector>

#include "base/large_vector.h"

namespace genbo {

class ByteArena {
public:
    ByteArena() = default;
    ByteArena(ByteArena&& other) noexcept { swap(other); }
    ByteArena& operator=(ByteArena&& other) noexcept {
        ByteArena moved{std::move(other)};
        swap(moved);
        return *this;
    }
    ByteArena(const ByteArena&) = delete;
    ByteArena& operator=(const ByteArena&) = delete;
    ~ByteArena() {
        for (const auto& chunk : chunks_)
            LargeAllocator<char>{}.deallocate(chunk.bytes, chunk.size);
    }

    char* take(std::size_t size) {
        // Never null, not even for nothing: memcpy() must not be given one.
        if (size > left_ || next_ == nullptr) add_chunk(size);
        char* place = next_;
        next_ += size;
        left_ -= size;
        return place;
    }
    std::size_t memory_bytes() const { return memory_; }

private:
    struct Chunk {
        char* bytes;
        std::size_t size;
    };
    // Small ones first: a small table must not cost megabytes.
    void add_chunk(std::size_t wanted) {
        std::size_t size = chunks_.empty() ? 16'384 : 2 * chunks_.back().size;
        if (size > 4 * kLargePage) size = 4 * kLargePage;
        if (size < wanted) size = wanted;
        chunks_.reserve(chunks_.size() + 1);
        next_ = LargeAllocator<char>{}.allocate(size);
        chunks_.push_back({next_, size});
        left_ = size;
        memory_ += size;
    }
    void swap(ByteArena& other) noexcept {
        std::swap(chunks_, other.chunks_);
        std::swap(next_, other.next_);
        std::swap(left_, other.left_);
        std::swap(memory_, other.memory_);
    }

    std::vector<Chunk> chunks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t memory_ = 0;
};

}  // namespace genbo
