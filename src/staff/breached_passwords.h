// SPDX-License-Identifier: Apache-2.0
#pragma once

// Passwords that leaked somewhere (ASVS 6.2.12), without asking anybody: a filter made from a list
// of SHA-1 hashes that the operator has fetched, as Have I Been Pwned publishes it
// ("000000005AD76BD555C1D6D771DE417A4B87E4B4:10", one a line).
//
//   TRY(make_breached_filter({"pwned-sha1-ordered-by-hash.txt"}, "breached.filter"));
//   const auto filter = TRY(BreachedPasswords::open("breached.filter"));
//   TRY(filter.contains("correct horse battery staple"));
//
// The filter keeps 24 bits of each hash beyond those that say in which of its buckets it stands
// (about 64 hashes each): three bytes and an eighth per password, where the list has 45.  A
// password that is not in the list is taken for one that is once in 260,000 times, which costs
// somebody another try.  A look-up reads two pieces of the file; nothing of it is kept in memory.
//
//   file     magic, count, bits of the bucket, then where each bucket ends (8 bytes, counted in
//            hashes), then the hashes' rests, 3 bytes each, ascending within the bucket; numbers
//            are little-endian.  It is written beside and put in place whole
//
// A list in order of its hashes is read once, in bounded memory.  One out of order is sorted in
// memory, up to kUnsortedMax lines.
//
// SHA-1 is the list's choice; nothing is protected by it here.

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace genbo {

inline constexpr std::size_t kUnsortedMax = 50'000'000;

// How many hashes.  invalid: staff.breached_line (file and line), staff.breached_empty.  limit:
// staff.breached_unsorted.  unavailable: staff.breached_file.
Result<std::uint64_t> make_breached_filter(
    const std::vector<std::filesystem::path>& lists, const std::filesystem::path& filter,
    std::size_t unsorted_max = kUnsortedMax);

class BreachedPasswords {
public:
    // not_found: there is none.  corrupt: staff.breached_damaged.
    static Result<BreachedPasswords> open(const std::filesystem::path& filter);
    BreachedPasswords(BreachedPasswords&& other) noexcept;
    BreachedPasswords& operator=(BreachedPasswords&&) = delete;
    ~BreachedPasswords();

    Result<bool> contains(std::string_view password) const;
    std::uint64_t size() const { return count_; }

private:
    BreachedPasswords(int handle, std::uint64_t count, unsigned bits)
        : handle_(handle), count_(count), bits_(bits) {}

    int handle_;
    std::uint64_t count_;
    unsigned bits_;
};

}  // namespace genbo
