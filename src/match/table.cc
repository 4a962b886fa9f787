// SPDX-License-Identifier: Apache-2.0
#include "match/table.h"

#include <algorithm>

#include "match/hash.h"

namespace genbo {

namespace {

constexpr std::size_t kTableFirstSlots = 256;

}  // namespace

ValueTable::ValueTable() : ends_{0, 0}, slots_(kTableFirstSlots), mask_(kTableFirstSlots - 1) {}

std::uint32_t ValueTable::add(std::string_view value) {
    if (value.empty()) return 0;
    if (3 * size() > 2 * slots_.size()) grow();
    const auto hash = hash_bytes(value) & 0xffffffff00000000ULL;
    for (auto at = (hash >> 32) & mask_;; at = (at + 1) & mask_) {
        const auto slot = slots_[at];
        if (slot == 0) {
            const auto id = static_cast<std::uint32_t>(size());
            bytes_.insert(bytes_.end(), value.begin(), value.end());
            ends_.push_back(bytes_.size());
            slots_[at] = hash | (id + 1);
            return id;
        }
        if ((slot & 0xffffffff00000000ULL) != hash) continue;
        const auto id = static_cast<std::uint32_t>(slot) - 1;
        if (this->value(id) == value) return id;
    }
}

void ValueTable::grow() {
    std::vector<std::uint64_t> old(slots_.size() * 2);
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
    return bytes_.capacity() + 8 * ends_.capacity() + 8 * slots_.capacity();
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
    for (std::size_t column = 0; column < names_.size(); ++column) {
        if (!kept_[column]) continue;
        const auto cell = column < cells.size() ? cells[column] : std::string_view{};
        ids_[column].push_back(values_[column].add(cell));
    }
    ++rows_;
}

std::vector<std::vector<std::string_view>> Table::sample(std::size_t rows_max) const {
    std::vector<std::vector<std::string_view>> sample(std::min(rows_, rows_max));
    for (std::size_t row = 0; row < sample.size(); ++row)
        for (std::size_t column = 0; column < columns(); ++column)
            sample[row].push_back(kept_[column] ? cell(row, column) : std::string_view{});
    return sample;
}

std::size_t Table::memory_bytes() const {
    std::size_t total = 0;
    for (const auto& values : values_) total += values.memory_bytes();
    for (const auto& ids : ids_) total += 4 * ids.capacity();
    return total;
}

}  // namespace genbo
