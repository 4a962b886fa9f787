// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/wal_file.h"

#include <algorithm>

namespace genbo {

namespace {

constexpr std::size_t kWalHeaderSize = 32;
constexpr std::size_t kFrameHeaderSize = 24;
// The last bit says in which byte order the sums are made.
constexpr std::uint32_t kWalMagic = 0x377F'0682;
constexpr std::size_t kSummedOfFrame = 8;
constexpr std::size_t kSummedOfHeader = 24;

std::uint32_t big_endian(ByteView bytes, std::size_t at) {
    return (std::uint32_t{bytes[at]} << 24) | (std::uint32_t{bytes[at + 1]} << 16) |
           (std::uint32_t{bytes[at + 2]} << 8) | std::uint32_t{bytes[at + 3]};
}

std::uint32_t little_endian(ByteView bytes, std::size_t at) {
    return (std::uint32_t{bytes[at + 3]} << 24) | (std::uint32_t{bytes[at + 2]} << 16) |
           (std::uint32_t{bytes[at + 1]} << 8) | std::uint32_t{bytes[at]};
}

using WalSum = std::array<std::uint32_t, 2>;

WalSum add_to_sum(WalSum sum, ByteView bytes, bool big) {
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
        const auto first = big ? big_endian(bytes, at) : little_endian(bytes, at);
        const auto second = big ? big_endian(bytes, at + 4) : little_endian(bytes, at + 4);
        sum[0] += first + sum[1];
        sum[1] += second + sum[0];
    }
    return sum;
}

std::uint64_t frame_offset(const WalHeader& header, std::uint32_t index) {
    return kWalHeaderSize +
           std::uint64_t{index - 1} * (kFrameHeaderSize + std::uint64_t{header.page_size});
}

}  // namespace

std::optional<WalHeader> WalFile::header() const {
    Bytes bytes(kWalHeaderSize);
    if (!db_.read_log(0, bytes)) return {};
    const auto magic = big_endian(bytes, 0);
    if ((magic & ~1U) != kWalMagic) return {};
    WalHeader header;
    header.big_endian_sums = (magic & 1U) != 0;
    header.page_size = big_endian(bytes, 8);
    std::copy_n(bytes.begin() + 16, header.salt.size(), header.salt.begin());
    header.sum = {big_endian(bytes, 24), big_endian(bytes, 28)};
    const auto sum = add_to_sum({}, ByteView{bytes}.first(kSummedOfHeader), header.big_endian_sums);
    const bool power_of_two = (header.page_size & (header.page_size - 1)) == 0;
    if (sum != header.sum || header.page_size < 512 || !power_of_two) return {};
    return header;
}

std::optional<WalFrame> WalFile::frame(const WalHeader& header, std::uint32_t index) const {
    Bytes bytes(kFrameHeaderSize);
    if (!db_.read_log(frame_offset(header, index), bytes)) return {};
    WalFrame frame;
    frame.page = big_endian(bytes, 0);
    frame.pages_after = big_endian(bytes, 4);
    std::copy_n(bytes.begin() + 8, frame.salt.size(), frame.salt.begin());
    frame.sum = {big_endian(bytes, 16), big_endian(bytes, 20)};
    if (frame.page == 0 || frame.salt != header.salt) return {};
    return frame;
}

std::optional<Bytes> WalFile::page(const WalHeader& header, std::uint32_t index) const {
    Bytes bytes(header.page_size);
    if (!db_.read_log(frame_offset(header, index) + kFrameHeaderSize, bytes)) return {};
    return bytes;
}

std::uint32_t WalFile::sound_frames(const WalHeader& header) const {
    std::uint32_t sound = 0;
    WalSum sum = header.sum;
    Bytes bytes(kFrameHeaderSize + header.page_size);
    for (std::uint32_t index = 1; db_.read_log(frame_offset(header, index), bytes); ++index) {
        const ByteView view{bytes};
        if (!std::ranges::equal(view.subspan(8, header.salt.size()), header.salt)) break;
        sum = add_to_sum(sum, view.first(kSummedOfFrame), header.big_endian_sums);
        sum = add_to_sum(sum, view.subspan(kFrameHeaderSize), header.big_endian_sums);
        if (sum != WalSum{big_endian(view, 16), big_endian(view, 20)}) break;
        if (big_endian(view, 4) != 0) sound = index;
    }
    return sound;
}

}  // namespace genbo
