// SPDX-License-Identifier: Apache-2.0
#pragma once

// All rows of a table, prepared, and how often the terms of their features occur.

#include <cstdint>
#include <vector>

#include "base/byte_arena.h"
#include "base/large_vector.h"
#include "match/frequency_table.h"
#include "match/prepared_row.h"
#include "match/schema.h"
#include "match/table.h"
#include "match/term_counts.h"

namespace genbo {

class BatchRows {
public:
    // The table may go as soon as they are made.
    BatchRows(const Table& table, const Schema& schema, unsigned threads);
    // The table is given up piece by piece, so that file and rows are never whole side by side.
    BatchRows(Table&& table, const Schema& schema, unsigned threads);

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
    const FrequencyTable& frequencies() const { return frequencies_; }

private:
    // `gone` may be null, or is the table itself.
    void fill(const Table& table, Table* gone, const Schema& schema, unsigned threads);
    void set_frequencies(std::vector<TermCounts>& counts);

    std::vector<ByteArena> bytes_;
    UnsetVector<const char*> rows_;
    UnsetVector<std::uint64_t> ties_;
    FrequencyTable frequencies_;
};

}  // namespace genbo
