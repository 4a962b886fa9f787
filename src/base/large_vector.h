// SPDX-License-Identifier: Apache-2.0
#pragma once

// A std::vector for arrays of many megabytes that are read at random places.
//
// Memory is asked for in whole pages of 2 MiB where the system has them (Linux, "madvise" or
// "always" in /sys/kernel/mm/transparent_hugepage/enabled): filling the array then takes one page
// fault instead of 512, and a look-up seldom misses the cache of page addresses.  Where it has
// none, nothing changes but the speed.  Small arrays are ordinary ones.
//
//   LargeVector<std::uint32_t> ids;   // in all else a std::vector

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace genbo {

inline constexpr std::size_t kLargePage = std::size_t{2} << 20;

template <typename T>
class LargeAllocator {
public:
    using value_type = T;

    LargeAllocator() = default;
    template <typename U>
    explicit(false) LargeAllocator(const LargeAllocator<U>&) noexcept {}

    T* allocate(std::size_t count) {
        const auto bytes = count * sizeof(T);
        if (bytes < kLargePage) return static_cast<T*>(::operator new(bytes));
        const auto whole = (bytes + kLargePage - 1) / kLargePage * kLargePage;
        void* memory = std::aligned_alloc(kLargePage, whole);
        if (memory == nullptr) throw std::bad_alloc{};
#if defined(__linux__)
        // Only advice: a refusal costs speed.
        (void)madvise(memory, whole, MADV_HUGEPAGE);
#endif
        return static_cast<T*>(memory);
    }
    void deallocate(T* memory, std::size_t count) noexcept {
        if (count * sizeof(T) < kLargePage)
            ::operator delete(memory);
        else
            std::free(memory);
    }

    friend bool operator==(const LargeAllocator&, const LargeAllocator&) { return true; }
};

template <typename T>
using LargeVector = std::vector<T, LargeAllocator<T>>;

}  // namespace genbo
