// SPDX-License-Identifier: Apache-2.0
#include "backup/commit_record.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "backup/page_delta.h"
#include "base/check.h"

namespace genbo {

namespace {

constexpr std::array<std::uint8_t, 4> kRecordMagic{'G', 'B', 'C', '1'};
constexpr std::size_t kLengthAt = 4;
constexpr std::size_t kChangesAt = 40;
constexpr std::size_t kHeadSize = 44;
constexpr std::size_t kChangeHeadSize = 17;
constexpr std::size_t kSumSize = 8;
constexpr std::uint8_t kWholePage = 0;
constexpr std::uint8_t kDelta = 1;

template <typename Number>
void put_number(Bytes& out, Number number) {
    for (std::size_t i = 0; i < sizeof number; ++i)
        out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * i)));
}

template <typename Number>
void set_number(Bytes& out, std::size_t at, Number number) {
    for (std::size_t i = 0; i < sizeof number; ++i)
        out[at + i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * i));
}

template <typename Number>
Number number_at(ByteView bytes, std::size_t at) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        number |= static_cast<std::uint64_t>(bytes[at + i]) << (8 * i);
    return static_cast<Number>(number);
}

}  // namespace

CommitWriter::CommitWriter(const CommitHead& head) {
    bytes_.assign(kRecordMagic.begin(), kRecordMagic.end());
    put_number(bytes_, std::uint64_t{0});
    put_number(bytes_, head.line);
    put_number(bytes_, head.page_size);
    put_number(bytes_, head.commit);
    put_number(bytes_, to_micros(head.at));
    put_number(bytes_, head.pages);
    put_number(bytes_, std::uint32_t{0});
    check(bytes_.size() == kHeadSize);
}

void CommitWriter::add(std::uint32_t number, ByteView before, ByteView after) {
    Bytes delta;
    bool whole = before.size() != after.size();
    if (!whole) {
        delta = page_delta(before, after);
        whole = delta.size() >= after.size();
    }
    const ByteView change = whole ? after : ByteView{delta};
    put_number(bytes_, number);
    bytes_.push_back(whole ? kWholePage : kDelta);
    put_number(bytes_, page_sum(after));
    put_number(bytes_, static_cast<std::uint32_t>(change.size()));
    bytes_.insert(bytes_.end(), change.begin(), change.end());
    ++changes_;
}

Bytes CommitWriter::finish() && {
    set_number(bytes_, kLengthAt, static_cast<std::uint64_t>(bytes_.size() + kSumSize));
    set_number(bytes_, kChangesAt, changes_);
    put_number(bytes_, page_sum(bytes_));
    return std::move(bytes_);
}

std::uint64_t CommitReader::length_of(ByteView bytes) {
    if (bytes.size() < kHeadSize || !std::ranges::equal(bytes.first(4), kRecordMagic)) return 0;
    return number_at<std::uint64_t>(bytes, kLengthAt);
}

Result<CommitReader> CommitReader::open(ByteView bytes) {
    const Error bad{Fault::corrupt, "backup.bad_record"};
    const auto length = length_of(bytes);
    if (length < kHeadSize + kSumSize || length > bytes.size()) return bad;
    const auto size = static_cast<std::size_t>(length);
    const auto body = bytes.first(size - kSumSize);
    if (number_at<std::uint64_t>(bytes, size - kSumSize) != page_sum(body)) return bad;
    CommitReader reader;
    reader.size_ = size;
    reader.head_.line = number_at<std::uint32_t>(bytes, 12);
    reader.head_.page_size = number_at<std::uint32_t>(bytes, 16);
    reader.head_.commit = number_at<std::uint64_t>(bytes, 20);
    reader.head_.at = instant_from_micros(number_at<std::int64_t>(bytes, 28));
    reader.head_.pages = number_at<std::uint32_t>(bytes, 36);
    reader.left_ = number_at<std::uint32_t>(bytes, kChangesAt);
    reader.rest_ = body.subspan(kHeadSize);
    // Every change lies within the record, so that next() need not say what is wrong.
    auto rest = reader.rest_;
    for (std::uint32_t i = 0; i < reader.left_; ++i) {
        if (rest.size() < kChangeHeadSize) return bad;
        const auto change = number_at<std::uint32_t>(rest, 13);
        if (number_at<std::uint32_t>(rest, 0) == 0 || rest[4] > kDelta) return bad;
        if (change > rest.size() - kChangeHeadSize) return bad;
        rest = rest.subspan(kChangeHeadSize + change);
    }
    if (!rest.empty()) return bad;
    return reader;
}

bool CommitReader::next() {
    if (left_ == 0) return false;
    --left_;
    number_ = number_at<std::uint32_t>(rest_, 0);
    kind_ = rest_[4];
    sum_ = number_at<std::uint64_t>(rest_, 5);
    change_ = rest_.subspan(kChangeHeadSize, number_at<std::uint32_t>(rest_, 13));
    rest_ = rest_.subspan(kChangeHeadSize + change_.size());
    return true;
}

Result<> CommitReader::apply(std::span<std::uint8_t> page) const {
    const Error differs{
        Fault::corrupt,
        "backup.page_differs",
        {std::to_string(number_), std::to_string(head_.commit)}};
    if (kind_ == kWholePage) {
        if (change_.size() != page.size()) return differs;
        std::memcpy(page.data(), change_.data(), page.size());
    } else if (!apply_page_delta(page, change_).ok()) {
        return differs;
    }
    if (page_sum(page) != sum_) return differs;
    return {};
}

}  // namespace genbo
