// SPDX-License-Identifier: Apache-2.0
#include "match/produced_column.h"

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "match/hash.h"
#include "match/term.h"

namespace genbo {

namespace {

// Rows that are asked for before they are needed.
constexpr std::size_t kRowsAhead = 16;

// Numbers pairs of numbers in the order of their first appearance.
class PairNumbers {
public:
    explicit PairNumbers(std::size_t expected)
        : slots_(std::bit_ceil(std::max<std::size_t>(1024, expected / 8))) {}

    static std::uint64_t key_of(std::uint32_t a, std::uint32_t b) {
        return std::uint64_t{a} << 32 | b;
    }
    void prefetch(std::uint64_t key) const { __builtin_prefetch(&slots_[place_of(key)]); }

    std::uint32_t add(std::uint64_t key) {
        if (3 * used_ > 2 * slots_.size()) grow();
        auto at = place_of(key);
        for (; slots_[at].number != 0; at = (at + 1) & (slots_.size() - 1))
            if (slots_[at].key == key) return slots_[at].number - 1;
        slots_[at] = {key, ++used_};
        return used_ - 1;
    }
    std::uint32_t size() const { return used_; }

private:
    struct Slot {
        std::uint64_t key = 0;
        std::uint32_t number = 0;  // + 1; 0 = free
    };
    std::size_t place_of(std::uint64_t key) const { return hash_mix(key, 0) & (slots_.size() - 1); }
    void grow() {
        LargeVector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (const auto& slot : old) {
            if (slot.number == 0) continue;
            auto at = place_of(slot.key);
            while (slots_[at].number != 0) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = slot;
        }
    }

    LargeVector<Slot> slots_;
    std::uint32_t used_ = 0;
};

}  // namespace

void HashCounts::add(std::uint64_t hash, std::uint64_t count) {
    if (3 * used_ > 2 * slots_.size()) grow();
    auto at = hash & (slots_.size() - 1);
    for (; slots_[at].count != 0; at = (at + 1) & (slots_.size() - 1)) {
        if (slots_[at].hash != hash) continue;
        slots_[at].count += count;
        return;
    }
    slots_[at] = {hash, count};
    ++used_;
}

void HashCounts::grow() {
    LargeVector<Count> old(slots_.size() * 4);
    old.swap(slots_);
    for (const auto& slot : old) {
        if (slot.count == 0) continue;
        auto at = slot.hash & (slots_.size() - 1);
        while (slots_[at].count != 0) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = slot;
    }
}

ProducedColumn::ProducedColumn(const Table& table, const Producer& producer)
    : table_(table), producer_(producer), features_(producer.feature_count) {
    for (const auto column : producer.columns)
        if (column != kNoColumn && table.kept(column)) inputs_.push_back(column);
}

void ProducedColumn::run(const Schema& schema) {
    if (inputs_.size() == 1)
        produce_values();
    else
        produce_combinations();
    cache_ = ProduceCache{};
    count_terms(schema);
    UnsetVector<std::uint32_t>().swap(first_row_);
}

void ProducedColumn::add_result(std::span<const std::string_view> cells) {
    row_.clear();
    produce(producer_, cells, &cache_, row_);
    check(row_.size() == features_);
    char* place = bytes_.take(row_.bytes());
    row_.write(place);
    results_.push_back(place);
}

void ProducedColumn::produce_values() {
    const auto column = inputs_[0];
    const auto& values = table_.values(column);
    std::vector<std::string_view> cells(producer_.columns.size());
    const auto role = static_cast<std::size_t>(
        std::find(producer_.columns.begin(), producer_.columns.end(), column) -
        producer_.columns.begin());
    results_.reserve(values.size());
    for (std::uint32_t id = 0; id < values.size(); ++id) {
        cells[role] = values.value(id);
        add_result(cells);
    }
    counts_.resize(values.size());
    for (std::size_t row = 0; row < table_.rows(); ++row) ++counts_[table_.id(row, column)];
}

// From combinations of the columns so far to combinations with one column more.
void ProducedColumn::number_pairs(std::uint16_t column) {
    PairNumbers pairs{table_.rows()};
    const auto key_of = [&](std::size_t row) {
        return PairNumbers::key_of(numbers_[row], table_.id(row, column));
    };
    for (std::size_t row = 0; row < numbers_.size(); ++row) {
        if (row + kRowsAhead < numbers_.size()) pairs.prefetch(key_of(row + kRowsAhead));
        numbers_[row] = pairs.add(key_of(row));
    }
}

void ProducedColumn::produce_combinations() {
    numbers_.resize(table_.rows());
    if (!inputs_.empty())
        for (std::size_t row = 0; row < numbers_.size(); ++row)
            numbers_[row] = table_.id(row, inputs_[0]);
    for (std::size_t i = 1; i < inputs_.size(); ++i) number_pairs(inputs_[i]);
    for (std::size_t row = 0; row < numbers_.size(); ++row) {
        if (numbers_[row] == counts_.size()) {
            counts_.push_back(0);
            first_row_.push_back(static_cast<std::uint32_t>(row));
        }
        ++counts_[numbers_[row]];
    }
    std::vector<std::string_view> cells(producer_.columns.size());
    results_.reserve(first_row_.size());
    for (const auto row : first_row_) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto column = producer_.columns[i];
            const bool there = column != kNoColumn && table_.kept(column);
            cells[i] = there ? table_.cell(row, column) : std::string_view{};
        }
        add_result(cells);
    }
}

HashCounts& ProducedColumn::counts_of(std::uint16_t pool) {
    for (auto& known : pools_)
        if (known.pool == pool) return known.counts;
    return pools_.emplace_back(Pool{pool, {}}).counts;
}

void ProducedColumn::count_terms(const Schema& schema) {
    constexpr std::size_t kTogether = 64;
    struct Waiting {
        std::uint16_t pool;
        std::uint64_t hash;
        std::uint64_t count;
    };
    std::vector<Waiting> waiting;
    std::vector<Term> found;
    const auto add_waiting = [&] {
        for (const auto& one : waiting) counts_of(one.pool).add(one.hash, one.count);
        waiting.clear();
    };
    for (std::uint32_t number = 0; number < counts_.size(); ++number) {
        if (counts_[number] == 0) continue;
        const RowView view{results_[number]};
        found.clear();
        for (std::size_t i = 0; i < features_; ++i)
            feature_terms(
                schema, static_cast<std::uint16_t>(producer_.first_feature + i),
                view.feature(i, features_), found);
        for (const auto& term : found) {
            counts_of(term.pool).prefetch(term.hash);
            waiting.push_back({term.pool, term.hash, counts_[number]});
        }
        if (waiting.size() >= kTogether) add_waiting();
    }
    add_waiting();
}

}  // namespace genbo
