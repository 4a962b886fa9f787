// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows that wait to be inserted into one table, encoded as COPY wants them.  Many go in by COPY,
// few by their INSERT, in the pipeline of the caller.
//
//   PgRowBuffer rows(sql::kAddVersion);
//   rows.add(version);                      // the columns of put_columns() (adapter/sql/rows.h)

#include <string>
#include <string_view>
#include <vector>

#include "adapter/postgres/pg_connection.h"
#include "adapter/postgres/pg_pipeline.h"
#include "adapter/sql/rows.h"
#include "adapter/sql/statement.h"

namespace genbo {

class PgRowBuffer {
public:
    // REQUIRES: "INSERT INTO table (columns) VALUES …".
    explicit PgRowBuffer(const SqlStatement& insert);

    template <typename Row>
    void add(const Row& row) {
        begin_row();
        Sink sink(*this);
        sql::put_columns(sink, row);
    }

    bool empty() const { return rows_ == 0; }
    std::size_t size() const { return rows_; }
    void clear();

    // So many rows that a COPY is worth its two trips?
    bool wants_copy() const;
    Result<> copy_to(PgConnection& connection) const;
    void add_to(PgPipeline& pipeline) const;

private:
    class Sink {
    public:
        explicit Sink(PgRowBuffer& buffer) : buffer_(buffer) {}
        void add(std::int64_t value) { buffer_.add_integer(value); }
        void add(std::string_view text) { buffer_.add_field('t', as_bytes(text)); }
        void add(ByteView bytes) { buffer_.add_field('b', bytes); }

    private:
        PgRowBuffer& buffer_;
    };

    void begin_row();
    void add_integer(std::int64_t value);
    void add_field(char type, ByteView bytes);

    const SqlStatement* insert_;
    std::string_view table_;
    std::vector<std::string_view> columns_;
    std::string types_;  // Of the first row's columns: i, t or b.
    Bytes encoded_;
    std::size_t rows_ = 0;
};

}  // namespace genbo
