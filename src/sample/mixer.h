// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows on their way to a file.  Neighbours in a household must not be neighbours in the file, or
// the order would give the truth away; a real export is in the order of registration, which has
// nothing to do with families.  A Mixer holds a few thousand rows; each new one takes the place of
// one drawn by lot, which leaves.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sample/damage.h"
#include "sample/random.h"
#include "sample/row_writer.h"

namespace genbo::sample {

struct MixedRow {
    std::string cells = {};      // Joined by kCellSeparator; empty when no source file is written.
    std::string one_cells = {};  // For one.csv.
    std::string cluster = {};
    std::uint8_t evidence = 0;  // evidence.h
    RowFault fault = RowFault::none;
    Damage damage = {};
    std::uint32_t hard_record = 0;  // From 1; 0 = of no hard set.
};

inline constexpr char kCellSeparator = '\x1F';

class Mixer {
public:
    explicit Mixer(std::uint64_t key) : chance_(key) { rows_.reserve(kRows); }

    // Takes `row`; answers whether another one was handed back in it.
    bool exchange(MixedRow& row) {
        if (rows_.size() < kRows) {
            rows_.push_back(std::move(row));
            return false;
        }
        std::swap(row, rows_[chance_.below(kRows)]);
        return true;
    }

    // What is left, in random order already.
    std::vector<MixedRow> drain() { return std::move(rows_); }

private:
    static constexpr std::uint32_t kRows = 4096;

    Chance chance_;
    std::vector<MixedRow> rows_;
};

}  // namespace genbo::sample
