// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_rows.h"

#include <libpq-fe.h>

#include <charconv>

#include "adapter/postgres/pg_binary.h"
#include "base/check.h"

namespace genbo {

namespace {

// The bytes of one field; none for NULL.
ByteView field_of(const PGresult* result, std::size_t row, std::size_t column) {
    const int r = static_cast<int>(row);
    const int c = static_cast<int>(column);
    check(r < PQntuples(result) && c < PQnfields(result));
    const auto* data = reinterpret_cast<const std::uint8_t*>(PQgetvalue(result, r, c));
    return {data, static_cast<std::size_t>(PQgetlength(result, r, c))};
}

unsigned type_of(const PGresult* result, std::size_t column) {
    return PQftype(result, static_cast<int>(column));
}

}  // namespace

void PgRows::Free::operator()(pg_result* result) const { PQclear(result); }

std::size_t PgRows::size() const { return static_cast<std::size_t>(PQntuples(result_.get())); }

std::int64_t PgRows::integer(std::size_t row, std::size_t column) const {
    const auto type = type_of(result_.get(), column);
    check(type == kPgBigint || type == kPgInteger || type == kPgSmallint || type == kPgBool);
    const auto bytes = field_of(result_.get(), row, column);
    return bytes.empty() ? 0 : read_big_endian(bytes);
}

std::string_view PgRows::text_view(std::size_t row, std::size_t column) const {
    const auto type = type_of(result_.get(), column);
    check(type == kPgText || type == kPgVarchar || type == kPgName);
    return as_text(field_of(result_.get(), row, column));
}

ByteView PgRows::bytes_view(std::size_t row, std::size_t column) const {
    const auto type = type_of(result_.get(), column);
    check(type == kPgBytea || type == kPgUuid);
    return field_of(result_.get(), row, column);
}

std::string PgRows::text(std::size_t row, std::size_t column) const {
    return std::string{text_view(row, column)};
}

Bytes PgRows::bytes(std::size_t row, std::size_t column) const {
    const auto view = bytes_view(row, column);
    return {view.begin(), view.end()};
}

bool PgRows::is_null(std::size_t row, std::size_t column) const {
    field_of(result_.get(), row, column);
    return PQgetisnull(result_.get(), static_cast<int>(row), static_cast<int>(column)) != 0;
}

std::int64_t PgRows::affected() const {
    const std::string_view text = PQcmdTuples(result_.get());
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

}  // namespace genbo
