// SPDX-License-Identifier: Apache-2.0
#include "register/loaded_postings.h"

#include <unistd.h>

#include <algorithm>

#include "base/check.h"

namespace genbo {

namespace {

constexpr std::size_t kPostingBytes = 24;  // With its chain, at most.
// Three quarters of a gigabyte: two million records.
constexpr std::size_t kPostingsAlways = 34'000'000;
constexpr std::size_t kPostingsMax = std::size_t{1} << 30;
constexpr std::size_t kFirstChains = std::size_t{1} << 18;

// An eighth of the machine's memory: of 24 GiB, for eight million records.
std::size_t postings_max() {
    const auto memory = static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) *
                        static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    return std::clamp(memory / 8 / kPostingBytes, kPostingsAlways, kPostingsMax);
}

}  // namespace

void LoadedPostings::start() {
    stop();
    on_ = true;
    max_ = postings_max();
    chains_.assign(kFirstChains, kNone);
}

void LoadedPostings::stop() {
    on_ = false;
    size_ = 0;
    parts_ = {};
    chains_ = {};
}

bool LoadedPostings::full(std::int64_t record, std::size_t more) const {
    return record < 0 || record > std::int64_t{UINT32_MAX} || size_ + more > max_;
}

void LoadedPostings::add(std::int64_t entry, std::int64_t record) {
    check(on_);
    if (size_ == chains_.size()) widen();
    if ((size_ & ((1U << kPartLog2) - 1)) == 0)
        parts_.emplace_back().reserve(std::size_t{1} << kPartLog2);
    auto& first = chain(entry);
    parts_.back().push_back({entry, static_cast<std::uint32_t>(record), first});
    first = size_++;
}

// Every chain becomes two.
void LoadedPostings::widen() {
    chains_.assign(2 * chains_.size(), kNone);
    std::uint32_t number = 0;
    for (auto& part : parts_)
        for (auto& posting : part) {
            auto& first = chain(posting.entry);
            posting.next = first;
            first = number++;
        }
}

void LoadedPostings::prefetch(std::int64_t entry) const {
    __builtin_prefetch(&chains_[static_cast<std::uint64_t>(entry) & (chains_.size() - 1)]);
}

void LoadedPostings::records(std::int64_t entry, std::vector<std::int64_t>& out) const {
    check(on_);
    for (auto number = chain(entry); number != kNone;) {
        const auto& posting = at(number);
        if (posting.entry == entry) out.push_back(posting.record);
        number = posting.next;
    }
}

}  // namespace genbo
