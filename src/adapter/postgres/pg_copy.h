// SPDX-License-Identifier: Apache-2.0
#pragma once

// COPY … FROM STDIN in binary: the fastest way in, for first loads and index builds.
//
//   auto copy = TRY(PgCopy::begin(connection, "match_key", {"key_hash", "record_id"}));
//   for (const auto& key : keys) {
//       copy.integer(key.hash).bytes(key.record);           // every column, in order
//   }
//   const auto rows = TRY(copy.end());
//
// A value must have exactly the column's type: integer() is bigint.  A PgCopy that goes before
// end() is abandoned: none of its rows is there and the connection serves again.  Outside a
// transaction one COPY is its own.
//
// REQUIRES: while it runs, the connection outlives it, stays where it is, and does nothing else.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "adapter/postgres/pg_connection.h"

namespace genbo {

class PgCopy {
public:
    // Names from our own code, never from data: they become part of the statement.
    static Result<PgCopy> begin(
        PgConnection& connection, std::string_view table,
        std::span<const std::string_view> columns);
    static Result<PgCopy> begin(
        PgConnection& connection, std::string_view table,
        std::initializer_list<std::string_view> columns) {
        return begin(connection, table, std::span{columns.begin(), columns.size()});
    }

    PgCopy(PgCopy&& other) noexcept;
    PgCopy& operator=(PgCopy&&) = delete;
    ~PgCopy();

    PgCopy& integer(std::int64_t value);
    PgCopy& text(std::string_view text);
    PgCopy& bytes(ByteView bytes);
    // Whole rows, encoded by PgRowBuffer (pg_row_buffer.h).
    PgCopy& rows(ByteView encoded);

    // How many rows went in.  An error of any row, or of the connection, comes out here.
    // REQUIRES: the last row is complete.
    Result<std::int64_t> end();

private:
    PgCopy(PgConnection& connection, std::size_t columns)
        : connection_(&connection), columns_(columns) {}

    PgCopy& field(ByteView bytes);
    void flush();

    PgConnection* connection_;  // Null: ended, or moved away.
    std::size_t columns_;
    std::size_t column_ = 0;  // Of the row being written.
    Bytes buffer_;
    bool lost_ = false;
};

}  // namespace genbo
