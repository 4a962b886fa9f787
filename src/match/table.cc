// SPDX-License-Identifier: Apache-2.0
#include "match/table.h"

#include <algorithm>

namespace genbo {

namespace {

constexpr std::size_t kTableFirstSlots = 256;

// So many values without a single repetition, and the column is taken for a key.
constexpr std::size_t kTableKeyValues = 65'536;

}  // namespace

ValueTable::ValueTable() : slots_(kTableFirstSlots), mask_(kTableFirstSlots - 1) { append({}); }

std::uint32_t ValueTable::append(std::string_view value) {
    const auto id = static_cast<std::uint32_t>(size());
    const auto bytes = static_cast<std::uint32_t>(value.size());
    char* const place = bytes_.take(sizeof bytes + value.size());
    std::memcpy(place, &bytes, sizeof bytes);
    std::copy(value.begin(), value.end(), place + sizeof bytes);
    places_.push_back(place);
    return id;
}

void ValueTable::prefetch_value(std::uint64_t hash) const {
    const auto slot = slots_[(hash >> 32) & mask_];
    const auto id = static_cast<std::uint32_t>(slot);
    if (id != 0 && (slot >> 32) == (hash >> 32)) __builtin_prefetch(&places_[id - 1]);
}

void ValueTable::prefetch_bytes(std::uint64_t hash) const {
    const auto slot = slots_[(hash >> 32) & mask_];
    const auto id = static_cast<std::uint32_t>(slot);
    if (id != 0 && (slot >> 32) == (hash >> 32)) __builtin_prefetch(places_[id - 1]);
}

std::uint32_t ValueTable::add(std::string_view value, std::uint64_t full_hash) {
    if (value.empty()) return 0;
    if (all_different_) return append(value);
    if (3 * size() > 2 * slots_.size()) {
        if (size() > kTableKeyValues && found_again_ == 0) {
            all_different_ = true;
            LargeVector<std::uint64_t>(1).swap(slots_);
            mask_ = 0;
            return append(value);
        }
        grow();
    }
    const auto hash = full_hash & 0xffffffff00000000ULL;
    for (auto at = (hash >> 32) & mask_;; at = (at + 1) & mask_) {
        const auto slot = slots_[at];
        if (slot == 0) {
            const auto id = append(value);
            slots_[at] = hash | (id + 1);
            return id;
        }
        if ((slot & 0xffffffff00000000ULL) != hash) continue;
        const auto id = static_cast<std::uint32_t>(slot) - 1;
        if (this->value(id) != value) continue;
        found_again_ = 1;
        return id;
    }
}

void ValueTable::seal() {
    LargeVector<std::uint64_t>(1).swap(slots_);
    mask_ = 0;
    all_different_ = true;
}

void ValueTable::grow() {
    LargeVector<std::uint64_t> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const auto slot : old) {
        if (slot == 0) continue;
        auto at = (slot >> 32) & mask_;
        while (slots_[at] != 0) at = (at + 1) & mask_;
        slots_[at] = slot;
    }
}

std::size_t ValueTable::memory_bytes() const {
    return bytes_.memory_bytes() + 8 * places_.capacity() + 8 * slots_.capacity();
}

Table::Table(std::span<const std::string_view> header, std::span<const std::string> dropped) {
    for (const auto name : header) {
        names_.emplace_back(name);
        kept_.push_back(std::find(dropped.begin(), dropped.end(), name) == dropped.end());
    }
    values_.resize(names_.size());
    ids_.resize(names_.size());
}

void Table::add_row(std::span<const std::string_view> cells) {
    std::vector<std::string_view> row(cells.begin(), cells.end());
    row.resize(columns());
    add_rows(row);
}

void Table::add_rows(std::span<const std::string_view> cells) {
    if (columns() == 0) return;
    const auto rows = cells.size() / columns();
    hashes_.resize(rows);
    for (std::size_t column = 0; column < columns(); ++column) {
        if (!kept_[column]) continue;
        auto& values = values_[column];
        const auto cell = [&](std::size_t row) { return cells[row * columns() + column]; };
        for (std::size_t row = 0; row < rows; ++row) {
            hashes_[row] = hash_bytes(cell(row));
            values.prefetch_slot(hashes_[row]);
        }
        for (const auto hash : hashes_) values.prefetch_value(hash);
        for (const auto hash : hashes_) values.prefetch_bytes(hash);
        for (std::size_t row = 0; row < rows; ++row)
            ids_[column].push_back(values.add(cell(row), hashes_[row]));
    }
    rows_ += rows;
}

void Table::seal() {
    for (auto& values : values_) values.seal();
}

void TableFiller::add_row(std::span<const std::string_view> cells) {
    constexpr std::size_t kRowsTogether = 32;
    for (std::size_t i = 0; i < table_.columns(); ++i) {
        if (i < cells.size() && table_.kept(i)) text_ += cells[i];
        ends_.push_back(text_.size());
    }
    if (ends_.size() >= kRowsTogether * table_.columns()) finish();
}

void TableFiller::finish() {
    cells_.clear();
    std::size_t begin = 0;
    for (const auto end : ends_) {
        cells_.push_back(std::string_view{text_}.substr(begin, end - begin));
        begin = end;
    }
    table_.add_rows(cells_);
    text_.clear();
    ends_.clear();
}

std::vector<std::vector<std::string_view>> Table::sample(std::size_t rows_max) const {
    std::vector<std::vector<std::string_view>> sample(std::min(rows_, rows_max));
    for (std::size_t i = 0; i < sample.size(); ++i) {
        // Evenly spread: a file that was put together from several begins with one of them.
        const std::size_t row = i * rows_ / sample.size();
        for (std::size_t column = 0; column < columns(); ++column)
            sample[i].push_back(kept_[column] ? cell(row, column) : std::string_view{});
    }
    return sample;
}

std::size_t Table::memory_bytes() const {
    std::size_t total = 0;
    for (const auto& values : values_) total += values.memory_bytes();
    for (const auto& ids : ids_) total += 4 * ids.capacity();
    return total;
}

}  // namespace genbo
