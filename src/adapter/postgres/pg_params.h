// SPDX-License-Identifier: Apache-2.0
#pragma once

// The values of $1, $2, … of one statement, in the server's binary form and with their types, so
// that nothing is guessed from the statement and no value is ever part of its text.
//
//   connection.run("SELECT id FROM source WHERE id = ANY($1)", PgParams{}.add(ids));
//
// Integers are bigint: a statement that compares them with an `integer` column costs a cast, so
// columns are bigint too.  PostgreSQL's text cannot hold U+0000; such a text is refused by the
// server (store.failed).

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace genbo {

class PgParams {
public:
    PgParams& add(std::int64_t value);
    PgParams& add(std::string_view text);
    PgParams& add(ByteView bytes);
    // bigint[], text[], bytea[]: for `= ANY($1)` and unnest().
    PgParams& add(std::span<const std::int64_t> values);
    PgParams& add(std::span<const std::string> texts);
    PgParams& add(std::span<const Bytes> values);

    std::size_t size() const { return types_.size(); }
    // PostgreSQL's type numbers.
    const std::vector<unsigned>& types() const { return types_; }
    ByteView value(std::size_t at) const;

private:
    // Begins and ends a value around what is appended to data_ between.
    void begin(unsigned type);
    void end();

    std::vector<unsigned> types_;
    std::vector<std::size_t> ends_;  // In data_, where each value ends.
    Bytes data_;
};

}  // namespace genbo
