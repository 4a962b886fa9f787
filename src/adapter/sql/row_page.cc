// SPDX-License-Identifier: Apache-2.0
#include "adapter/sql/row_page.h"

#include "base/check.h"

namespace genbo {

namespace {

void append_number(Bytes& out, std::uint64_t number, int bytes) {
    for (int shift = bytes * 8 - 8; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(number >> shift));
}

std::uint64_t read_number(ByteView bytes) {
    std::uint64_t number = 0;
    for (const auto byte : bytes) number = number << 8 | byte;
    return number;
}

}  // namespace

void RowPage::begin_row(std::size_t columns) {
    last_at = encoded.size();
    append_number(encoded, columns, 2);
    ++rows;
}

void RowPage::add(std::int64_t value) {
    append_number(encoded, sizeof value, 4);
    append_number(encoded, static_cast<std::uint64_t>(value), sizeof value);
}

void RowPage::add(ByteView cell) {
    append_number(encoded, cell.size(), 4);
    encoded.insert(encoded.end(), cell.begin(), cell.end());
}

std::size_t RowCursor::take_length(std::size_t bytes) {
    check(left_.size() >= bytes);
    const auto length = static_cast<std::size_t>(read_number(left_.first(bytes)));
    left_ = left_.subspan(bytes);
    return length;
}

bool RowCursor::next() {
    cells_.clear();
    if (left_.empty()) return false;
    cells_.reserve(16);
    for (auto columns = take_length(2); columns > 0; --columns) {
        const auto size = take_length(4);
        check(left_.size() >= size);
        cells_.push_back(left_.first(size));
        left_ = left_.subspan(size);
    }
    return true;
}

std::int64_t cell_integer(ByteView cell) {
    check(cell.size() == sizeof(std::int64_t));
    return static_cast<std::int64_t>(read_number(cell));
}

}  // namespace genbo
