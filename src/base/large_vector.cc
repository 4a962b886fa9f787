// SPDX-License-Identifier: Apache-2.0
#include "base/large_vector.h"

#include <mutex>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace genbo {

namespace {

// Kept at most, so that reuse never costs much more memory than it saves time.
constexpr std::size_t kLargeKeptMax = std::size_t{256} << 20;

void large_free(void* memory) { ::operator delete(memory, std::align_val_t{kLargePage}); }

struct LargeBlock {
    void* memory;
    std::size_t bytes;
};

// Blocks that were given back.  Few, so a list.
class LargeKept {
public:
    static LargeKept& get() {
        static LargeKept kept;
        return kept;
    }

    void* take(std::size_t bytes) {
        const std::scoped_lock lock{mutex_};
        auto best = blocks_.end();
        for (auto at = blocks_.begin(); at != blocks_.end(); ++at)
            if (at->bytes == bytes || (at->bytes > bytes && at->bytes <= bytes + bytes / 4))
                if (best == blocks_.end() || at->bytes < best->bytes) best = at;
        if (best == blocks_.end()) return nullptr;
        void* const memory = best->memory;
        bytes_ -= best->bytes;
        blocks_.erase(best);
        return memory;
    }

    // False: not kept.
    bool give(void* memory, std::size_t bytes) {
        const std::scoped_lock lock{mutex_};
        if (users_ == 0 || bytes_ + bytes > kLargeKeptMax) return false;
        blocks_.push_back({memory, bytes});
        bytes_ += bytes;
        return true;
    }

    void enter() {
        const std::scoped_lock lock{mutex_};
        ++users_;
    }
    void leave() {
        const std::scoped_lock lock{mutex_};
        if (--users_ > 0) return;
        for (const auto& block : blocks_) large_free(block.memory);
        blocks_.clear();
        bytes_ = 0;
    }

private:
    std::mutex mutex_;
    std::vector<LargeBlock> blocks_;
    std::size_t bytes_ = 0;
    int users_ = 0;
};

// The size that is really asked for: whole pages, so that a kept block is as large as it says.
std::size_t large_size(std::size_t bytes) {
    return (bytes + kLargePage - 1) / kLargePage * kLargePage;
}

}  // namespace

void* take_large(std::size_t bytes) {
    const auto whole = large_size(bytes);
    if (void* const kept = LargeKept::get().take(whole)) return kept;
    void* const memory = ::operator new(whole, std::align_val_t{kLargePage});
#if defined(__linux__)
    // Only advice: a refusal costs speed.
    (void)madvise(memory, whole, MADV_HUGEPAGE);
#endif
    return memory;
}

void give_large(void* memory, std::size_t bytes) noexcept {
    if (!LargeKept::get().give(memory, large_size(bytes))) large_free(memory);
}

LargeMemoryReuse::LargeMemoryReuse() { LargeKept::get().enter(); }
LargeMemoryReuse::~LargeMemoryReuse() { LargeKept::get().leave(); }

}  // namespace genbo
