// SPDX-License-Identifier: Apache-2.0
#include "backup/page_delta.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"

namespace genbo {

namespace {

// A run costs two lengths: fewer equal bytes than this between two runs are not worth a second one.
constexpr std::size_t kJoin = 4;
constexpr std::size_t kWord = sizeof(std::uint64_t);

void put_varint(Bytes& out, std::size_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<std::uint8_t>(value));
}

// Takes it from the front; false: it is not there or too large for a page.
bool take_varint(ByteView& bytes, std::size_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
        if (bytes.empty()) return false;
        const auto byte = bytes.front();
        bytes = bytes.subspan(1);
        value |= static_cast<std::size_t>(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) return true;
    }
    return false;
}

std::uint64_t word_at(ByteView bytes, std::size_t at) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min(kWord, bytes.size() - at));
    return word;
}

// The first place from `at` on where they differ; the size when they do not.
std::size_t next_difference(ByteView a, ByteView b, std::size_t at) {
    while (at + kWord <= a.size() && word_at(a, at) == word_at(b, at)) at += kWord;
    while (at < a.size() && a[at] == b[at]) ++at;
    return at;
}

// The end of the run that begins at `at`: kJoin equal bytes follow it, or nothing does.
std::size_t run_end(ByteView a, ByteView b, std::size_t at) {
    std::size_t end = at + 1;
    for (std::size_t i = end; i < a.size() && i < end + kJoin; ++i)
        if (a[i] != b[i]) end = i + 1;
    return end;
}

}  // namespace

Bytes page_delta(ByteView before, ByteView after) {
    check(before.size() == after.size());
    Bytes delta;
    std::size_t done = 0;
    while (true) {
        const auto from = next_difference(before, after, done);
        if (from == after.size()) return delta;
        const auto to = run_end(before, after, from);
        put_varint(delta, from - done);
        put_varint(delta, to - from);
        const auto run = after.subspan(from, to - from);
        delta.insert(delta.end(), run.begin(), run.end());
        done = to;
    }
}

Result<> apply_page_delta(std::span<std::uint8_t> page, ByteView delta) {
    const Error bad{Fault::corrupt, "backup.bad_record"};
    std::size_t at = 0;
    while (!delta.empty()) {
        std::size_t skip = 0;
        std::size_t length = 0;
        if (!take_varint(delta, skip) || !take_varint(delta, length)) return bad;
        if (skip > page.size() - at || length > page.size() - at - skip || length > delta.size())
            return bad;
        at += skip;
        std::memcpy(page.data() + at, delta.data(), length);
        delta = delta.subspan(length);
        at += length;
    }
    return {};
}

std::uint64_t page_sum(ByteView bytes) {
    // Each step is a bijection of the sum for a given word and of the word for a given sum, so that
    // one changed word always changes the sum.
    constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;
    std::uint64_t sum = kOdd ^ bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += kWord) {
        sum = (sum ^ word_at(bytes, at)) * kOdd;
        sum ^= sum >> 29;
    }
    return sum;
}

}  // namespace genbo
