// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows of one table in a form that is the same whatever engine they came from, so that they can be
// carried, compared and hashed as bytes:
//
//   row    count of columns (2 bytes), then per column its length (4) and its bytes
//   cell   integer: 8 bytes; text: UTF-8; bytes: themselves.  Numbers big-endian, no NULL.
//
// It is the row of PostgreSQL's binary COPY.  What a column is, the schema says
// (moving_tables.h); a row without it can be taken apart into cells, but not read.
//
//   RowPage page;
//   page.begin_row(2);
//   page.add(std::int64_t{7});
//   page.add(as_bytes("店"));
//   for (RowCursor rows(page.encoded); rows.next();) use(cell_integer(rows.cells()[0]));

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace genbo {

struct RowPage {
    std::size_t rows = 0;
    Bytes encoded;
    std::size_t last_at = 0;  // Where the last row begins.

    void begin_row(std::size_t columns);
    void add(std::int64_t value);
    void add(ByteView cell);

    // The last row; empty when there is none.
    ByteView last() const { return ByteView{encoded}.subspan(last_at); }
};

class RowCursor {
public:
    explicit RowCursor(ByteView encoded) : left_(encoded) {}

    // False: there is no further row.
    bool next();
    // Of the row that next() came to; views into what was given.
    const std::vector<ByteView>& cells() const { return cells_; }

private:
    std::size_t take_length(std::size_t bytes);

    ByteView left_;
    std::vector<ByteView> cells_;
};

// REQUIRES: 8 bytes.
std::int64_t cell_integer(ByteView cell);

}  // namespace genbo
