// SPDX-License-Identifier: Apache-2.0
#pragma once

// A std::vector for arrays of many megabytes that are read at random places.
//
// Memory is asked for in whole pages of 2 MiB where the system has them (Linux, "madvise" or
// "always" in /sys/kernel/mm/transparent_hugepage/enabled): filling the array then takes one page
// fault instead of 512, and a look-up seldom misses the cache of page addresses.  Where it has
// none, nothing changes but the speed.  Small arrays are ordinary ones.
//
// Fresh pages have to be cleared by the system, which in a batch costs more than all its sorting.
// While a LargeMemoryReuse exists, arrays that are given up are kept for the next ones.
//
//   LargeVector<std::uint32_t> ids;        // in all else a std::vector
//   UnsetVector<std::uint32_t> order(n);   // the same, elements not set to 0

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace genbo {

inline constexpr std::size_t kLargePage = std::size_t{2} << 20;

// Of `bytes` or more, which must be at least kLargePage, aligned to that.  Throws std::bad_alloc.
void* take_large(std::size_t bytes);
// With the same number of bytes.
void give_large(void* memory, std::size_t bytes) noexcept;

// For the length of a batch job.  Any number may exist, on any threads.
class LargeMemoryReuse {
public:
    LargeMemoryReuse();
    LargeMemoryReuse(const LargeMemoryReuse&) = delete;
    LargeMemoryReuse& operator=(const LargeMemoryReuse&) = delete;
    ~LargeMemoryReuse();
};

template <typename T>
class LargeAllocator {
public:
    using value_type = T;

    LargeAllocator() = default;
    template <typename U>
    explicit(false) LargeAllocator(const LargeAllocator<U>&) noexcept {}

    T* allocate(std::size_t count) {
        const auto bytes = count * sizeof(T);
        return static_cast<T*>(bytes < kLargePage ? ::operator new(bytes) : take_large(bytes));
    }
    void deallocate(T* memory, std::size_t count) noexcept {
        const auto bytes = count * sizeof(T);
        if (bytes < kLargePage)
            ::operator delete(static_cast<void*>(memory));
        else
            give_large(static_cast<void*>(memory), bytes);
    }

    friend bool operator==(const LargeAllocator&, const LargeAllocator&) { return true; }
};

// Leaves elements that are given no value as they come.
template <typename T>
class UnsetAllocator : public LargeAllocator<T> {
public:
    static_assert(std::is_trivially_copyable_v<T>);
    template <typename U>
    struct rebind {
        using other = UnsetAllocator<U>;
    };
    template <typename U>
    void construct(U* place) noexcept {
        ::new (static_cast<void*>(place)) U;
    }
    template <typename U, typename... Args>
    void construct(U* place, Args&&... args) {
        ::new (static_cast<void*>(place)) U(std::forward<Args>(args)...);
    }
};

template <typename T>
using LargeVector = std::vector<T, LargeAllocator<T>>;
template <typename T>
using UnsetVector = std::vector<T, UnsetAllocator<T>>;

}  // namespace genbo
