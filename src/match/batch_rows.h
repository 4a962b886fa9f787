// SPDX-License-Identifier: Apache-2.0
#pragma once

// All rows of a table, prepared: each producer runs once per distinct combination of its cells, and
// the results are laid side by side.  In passing, the terms of the features are counted, which is
// cheap here because a value is seen once with its number of occurrences.

#include <cstdint>
#include <vector>

#include "base/byte_arena.h"
#include "base/large_vector.h"
#include "match/frequency_table.h"
#include "match/prepared_row.h"
#include "match/produced_column.h"
#include "match/schema.h"
#include "match/table.h"

namespace genbo {

class BatchRows {
public:
    BatchRows(const Table& table, const Schema& schema, unsigned threads);

    std::size_t size() const { return rows_.size(); }
    RowView row(std::size_t index) const { return RowView{rows_[index]}; }
    // In two steps, each some time before the next: where the row lies, and the row.
    void prefetch_place(std::size_t index) const { __builtin_prefetch(&rows_[index]); }
    void prefetch(std::size_t index) const {
        const auto* begin = rows_[index];
        __builtin_prefetch(begin);
        __builtin_prefetch(begin + 64);
        __builtin_prefetch(begin + 128);
        __builtin_prefetch(begin + 192);
    }
    // Content-derived: of the prepared bytes and the identifying cells.
    std::uint64_t tie(std::size_t index) const { return ties_[index]; }

    FrequencyTable& frequencies() { return frequencies_; }

private:
    void join(
        const std::vector<ProducedColumn>& columns, std::size_t features, std::size_t from,
        std::size_t to, ByteArena& bytes);
    void count_frequencies(const std::vector<ProducedColumn>& columns);

    std::vector<ByteArena> bytes_;
    UnsetVector<const char*> rows_;
    UnsetVector<std::uint64_t> ties_;
    FrequencyTable frequencies_;
};

}  // namespace genbo
