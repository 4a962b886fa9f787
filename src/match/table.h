// SPDX-License-Identifier: Apache-2.0
#pragma once

// The records of a file, column by column, each distinct value stored once.  A million customer
// rows fit in a few hundred megabytes, and what is done to a value (normalising) is done once per
// distinct value instead of once per row.
//
//   Table table{header, ignored};
//   for (row : rows) table.add_row(row.cells);     // cells may go away afterwards
//   const auto result = match_all(table, schema, options);

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_arena.h"
#include "base/large_vector.h"
#include "match/hash.h"

namespace genbo {

// The distinct values of one column.  Value 0 is the empty one.  Equal numbers mean equal values;
// the reverse holds unless the column was found to hold nothing twice (a key), in which case
// looking for equals is given up and every further value gets its own number.
class ValueTable {
public:
    ValueTable();

    std::uint32_t add(std::string_view value) { return add(value, hash_bytes(value)); }

    // In four steps, so that many values wait for memory together and not one by one.
    void prefetch_slot(std::uint64_t hash) const {
        __builtin_prefetch(&slots_[(hash >> 32) & mask_]);
    }
    void prefetch_value(std::uint64_t hash) const;
    void prefetch_bytes(std::uint64_t hash) const;
    std::uint32_t add(std::string_view value, std::uint64_t hash);

    // No value will be added any more: what finds equals is given up.
    void seal();

    std::string_view value(std::uint32_t id) const {
        std::uint32_t size = 0;
        std::memcpy(&size, places_[id], sizeof size);
        return {places_[id] + sizeof size, size};
    }
    std::size_t size() const { return places_.size(); }
    std::size_t memory_bytes() const;

private:
    void grow();
    std::uint32_t append(std::string_view value);

    ByteArena bytes_;  // Each value behind its length, 32 bits.
    UnsetVector<const char*> places_;
    LargeVector<std::uint64_t> slots_;  // High half: hash, low half: id + 1; 0 = free.
    std::size_t mask_ = 0;
    std::uint32_t found_again_ = 0;
    bool all_different_ = false;
};

class Table {
public:
    // Columns named in `dropped` are counted but not kept.
    Table(std::span<const std::string_view> header, std::span<const std::string> dropped);

    // Cells beyond the header are dropped, missing ones are empty.  See TableFiller for many rows.
    void add_row(std::span<const std::string_view> cells);
    // Row behind row, columns() cells each.
    void add_rows(std::span<const std::string_view> cells);
    // All rows are there.  Optional; gives back an eighth of the memory.
    void seal();

    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return names_.size(); }
    const std::string& name(std::size_t column) const { return names_[column]; }
    bool kept(std::size_t column) const { return kept_[column]; }
    const ValueTable& values(std::size_t column) const { return values_[column]; }
    std::uint32_t id(std::size_t row, std::size_t column) const { return ids_[column][row]; }
    std::string_view cell(std::size_t row, std::size_t column) const {
        return values_[column].value(ids_[column][row]);
    }

    // The first rows, for guess_schema(); the views live as long as no row is added.
    std::vector<std::vector<std::string_view>> sample(std::size_t rows_max) const;

    std::size_t memory_bytes() const;

private:
    std::vector<std::string> names_;
    std::vector<bool> kept_;
    std::vector<ValueTable> values_;
    std::vector<LargeVector<std::uint32_t>> ids_;
    std::vector<std::uint64_t> hashes_;  // Of the column being added
    std::size_t rows_ = 0;
};

// Adds rows to a table some dozens at a time, which is twice as fast as one by one.
//
//   TableFiller filler{table};
//   for (row : rows) filler.add_row(row.cells);   // cells may go away afterwards
//   filler.finish();
class TableFiller {
public:
    explicit TableFiller(Table& table) : table_(table) {}

    void add_row(std::span<const std::string_view> cells);
    // The rows that still wait are added.
    void finish();

private:
    Table& table_;
    std::string text_;
    std::vector<std::size_t> ends_;  // Of the cells in text_.
    std::vector<std::string_view> cells_;
};

}  // namespace genbo
