// SPDX-License-Identifier: Apache-2.0
#pragma once

// The records of a file as they were read, row behind row: each cell behind its length.  A row is
// read twice in its life, for the schema's sample and when it is prepared, so nothing finds a cell
// faster than walking to it, and adding a row is one copy.
//
// (Until 2026 the table kept each distinct value of a column once.  Of a million customers' rows
// two thirds of all names, addresses and numbers are distinct, and finding the others cost more
// than preparing them again.)
//
//   Table table{header, ignored};
//   for (row : rows) table.add_row(row.cells);     // cells may go away afterwards
//   const auto result = match_all(std::move(table), schema, options);

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_arena.h"
#include "base/large_vector.h"

namespace genbo {

class Table {
public:
    // Rows that lie together, and are given up together.
    static constexpr std::size_t kRowsPerPiece = 65'536;

    // Columns named in `dropped` are counted but not kept.
    Table(std::span<const std::string_view> header, std::span<const std::string> dropped);

    // Cells beyond the header are dropped, missing ones are empty.
    void add_row(std::span<const std::string_view> cells);

    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return names_.size(); }
    const std::string& name(std::size_t column) const { return names_[column]; }
    bool kept(std::size_t column) const { return kept_[column]; }

    std::string_view cell(std::size_t row, std::size_t column) const;
    // One for each column, empty where it is not kept.  Reuse the vector to avoid allocations.
    void read_row(std::size_t row, std::vector<std::string_view>& cells) const;

    std::size_t pieces() const { return pieces_.size(); }
    // The piece's rows must not be asked for any more.  Other pieces may be in use meanwhile.
    void give_up(std::size_t piece) { pieces_[piece] = {}; }

    // The first rows, for guess_schema(); the views live as long as no row is added.
    std::vector<std::vector<std::string_view>> sample(std::size_t rows_max) const;

    std::size_t memory_bytes() const;

private:
    struct Piece {
        ByteArena bytes;
        UnsetVector<const char*> rows;
    };
    const char* row_begin(std::size_t row) const {
        return pieces_[row / kRowsPerPiece].rows[row % kRowsPerPiece];
    }

    std::vector<std::string> names_;
    std::vector<bool> kept_;
    std::vector<std::size_t> kept_columns_;
    std::vector<Piece> pieces_;
    std::size_t rows_ = 0;
};

}  // namespace genbo
