// SPDX-License-Identifier: Apache-2.0
#include "match/table.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace genbo {

namespace {

// A length is one byte, or this and four.
constexpr unsigned char kTableLong = 0xff;

std::size_t table_cell_bytes(std::string_view cell) {
    return cell.size() + (cell.size() < kTableLong ? 1 : 1 + sizeof(std::uint32_t));
}

char* table_put_cell(char* at, std::string_view cell) {
    if (cell.size() < kTableLong) {
        *at++ = static_cast<char>(cell.size());
    } else {
        const auto size = static_cast<std::uint32_t>(cell.size());
        *at++ = static_cast<char>(kTableLong);
        std::memcpy(at, &size, sizeof size);
        at += sizeof size;
    }
    return std::copy(cell.begin(), cell.end(), at);
}

// Takes the cell that begins at `at`, which then moves behind it.
std::string_view table_take_cell(const char*& at) {
    std::size_t size = static_cast<unsigned char>(*at++);
    if (size == kTableLong) {
        std::uint32_t whole = 0;
        std::memcpy(&whole, at, sizeof whole);
        at += sizeof whole;
        size = whole;
    }
    const std::string_view cell{at, size};
    at += size;
    return cell;
}

}  // namespace

Table::Table(std::span<const std::string_view> header, std::span<const std::string> dropped) {
    for (const auto name : header) {
        names_.emplace_back(name);
        kept_.push_back(std::find(dropped.begin(), dropped.end(), name) == dropped.end());
        if (kept_.back()) kept_columns_.push_back(names_.size() - 1);
    }
}

void Table::add_row(std::span<const std::string_view> cells) {
    if (rows_ % kRowsPerPiece == 0) pieces_.emplace_back();
    auto& piece = pieces_.back();
    const auto cell = [&](std::size_t column) {
        return column < cells.size() ? cells[column] : std::string_view{};
    };
    std::size_t size = 0;
    for (const auto column : kept_columns_) size += table_cell_bytes(cell(column));
    char* at = piece.bytes.take(size);
    piece.rows.push_back(at);
    for (const auto column : kept_columns_) at = table_put_cell(at, cell(column));
    ++rows_;
}

std::string_view Table::cell(std::size_t row, std::size_t column) const {
    const char* at = row_begin(row);
    for (const auto kept : kept_columns_) {
        const auto cell = table_take_cell(at);
        if (kept == column) return cell;
    }
    return {};
}

void Table::read_row(std::size_t row, std::vector<std::string_view>& cells) const {
    cells.assign(columns(), {});
    const char* at = row_begin(row);
    for (const auto column : kept_columns_) cells[column] = table_take_cell(at);
}

std::vector<std::vector<std::string_view>> Table::sample(std::size_t rows_max) const {
    std::vector<std::vector<std::string_view>> sample(std::min(rows_, rows_max));
    // Evenly spread: a file that was put together from several begins with one of them.
    for (std::size_t i = 0; i < sample.size(); ++i) read_row(i * rows_ / sample.size(), sample[i]);
    return sample;
}

std::size_t Table::memory_bytes() const {
    std::size_t total = 0;
    for (const auto& piece : pieces_)
        total += piece.bytes.memory_bytes() + sizeof(const char*) * piece.rows.capacity();
    return total;
}

}  // namespace genbo
