// SPDX-License-Identifier: Apache-2.0
#pragma once

// What one producer makes of a table: the distinct results, which row has which, and how often the
// terms of each feature occur.  A producer runs once for each distinct combination of its cells, in
// the order in which they first appear.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/byte_arena.h"
#include "base/large_vector.h"
#include "match/prepared_row.h"
#include "match/produce.h"
#include "match/schema.h"
#include "match/table.h"

namespace genbo {

// Counts hashes.
class HashCounts {
public:
    struct Count {
        std::uint64_t hash = 0;
        std::uint64_t count = 0;  // 0 = free
    };

    HashCounts() : slots_(256) {}

    void prefetch(std::uint64_t hash) const {
        __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
    }
    void add(std::uint64_t hash, std::uint64_t count);
    // Free slots as well, in no particular order.
    const LargeVector<Count>& slots() const { return slots_; }

private:
    void grow();

    LargeVector<Count> slots_;
    std::size_t used_ = 0;
};

class ProducedColumn {
public:
    // Both must outlive the column.
    ProducedColumn(const Table& table, const Producer& producer);

    void run(const Schema& schema);

    std::size_t features() const { return features_; }
    // Waiting for memory in two steps, each some rows before the next.
    void prefetch_place(std::size_t row) const { __builtin_prefetch(&results_[number_of(row)]); }
    void prefetch(std::size_t row) const { __builtin_prefetch(results_[number_of(row)]); }
    // Laid out like a prepared row of these features alone.
    RowView result_of(std::size_t row) const { return RowView{results_[number_of(row)]}; }

    struct Pool {
        std::uint16_t pool = 0;
        HashCounts counts;
    };
    const std::vector<Pool>& pools() const { return pools_; }
    void drop_pools() { std::vector<Pool>().swap(pools_); }

private:
    std::uint32_t number_of(std::size_t row) const {
        return numbers_.empty() ? table_.id(row, inputs_[0]) : numbers_[row];
    }
    void produce_values();
    void produce_combinations();
    void number_pairs(std::uint16_t column);
    void add_result(std::span<const std::string_view> cells);
    void count_terms(const Schema& schema);
    HashCounts& counts_of(std::uint16_t pool);

    const Table& table_;
    const Producer& producer_;
    std::size_t features_;
    std::vector<std::uint16_t> inputs_;     // The columns that are there.
    UnsetVector<std::uint32_t> numbers_;    // Per row; empty when the ids of the one column serve.
    LargeVector<std::uint32_t> counts_;     // Rows of each number.
    UnsetVector<std::uint32_t> first_row_;  // Of each number.
    UnsetVector<const char*> results_;
    ByteArena bytes_;
    std::vector<Pool> pools_;
    FeatureRow row_;
    ProduceCache cache_;
};

}  // namespace genbo
