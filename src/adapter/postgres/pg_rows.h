// SPDX-License-Identifier: Apache-2.0
#pragma once

// The answer to one statement.  Rows and columns count from 0.
//
//   const auto rows = TRY(connection.run("SELECT id, name FROM source", {}));
//   for (std::size_t i = 0; i < rows.size(); ++i) use(rows.integer(i, 0), rows.text(i, 1));
//
// A column is read as what it is: asking for the integer of a text column is a mistake of ours and
// ends the process.  NULL reads as 0, "" and no bytes, as in SQLite.  sum() over bigint is numeric
// in PostgreSQL: write CAST(sum(x) AS bigint).

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

struct pg_result;

namespace genbo {

class PgRows {
public:
    // Takes over a libpq result.
    explicit PgRows(pg_result* result) : result_(result) {}

    std::size_t size() const;
    bool empty() const { return size() == 0; }

    // bigint, integer, smallint, boolean.
    std::int64_t integer(std::size_t row, std::size_t column) const;
    // text, varchar, name.
    std::string text(std::size_t row, std::size_t column) const;
    // bytea, uuid.
    Bytes bytes(std::size_t row, std::size_t column) const;
    bool is_null(std::size_t row, std::size_t column) const;

    // Without a copy; live as long as these rows.
    std::string_view text_view(std::size_t row, std::size_t column) const;
    ByteView bytes_view(std::size_t row, std::size_t column) const;

    // Rows that INSERT, UPDATE, DELETE or COPY touched, or SELECT returned.
    std::int64_t affected() const;

private:
    struct Free {
        void operator()(pg_result* result) const;
    };
    std::unique_ptr<pg_result, Free> result_;
};

}  // namespace genbo
