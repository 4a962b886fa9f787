// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_copy.h"

#include <libpq-fe.h>

#include <algorithm>
#include <string>
#include <utility>

#include "adapter/postgres/pg_binary.h"
#include "base/check.h"

namespace genbo {

namespace {

// The server takes no larger value.
constexpr std::size_t kCopyValueBytesMax = std::size_t{1} << 30;

// Large enough that a write to the socket is worth its call.
constexpr std::size_t kCopyBufferBytes = std::size_t{128} << 10;

// Signature, flags, length of an extension.
constexpr std::string_view kCopyHead{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};

std::string copy_statement(std::string_view table, std::span<const std::string_view> columns) {
    std::string sql = "COPY " + std::string{table} + " (";
    for (const auto column : columns) {
        if (!sql.ends_with('(')) sql += ", ";
        sql += column;
    }
    return sql + ") FROM STDIN (FORMAT binary)";
}

}  // namespace

Result<PgCopy> PgCopy::begin(
    PgConnection& connection, std::string_view table, std::span<const std::string_view> columns) {
    check(!connection.streaming_ && !columns.empty());
    const auto sql = copy_statement(table, columns);
    if (connection.broken_ || PQsendQuery(connection.handle_.get(), sql.c_str()) == 0)
        return connection.lost();
    auto* const result = TRY(connection.next_result());
    const PgRows rows(result);
    if (PQresultStatus(result) != PGRES_COPY_IN) {
        auto error = result == nullptr ? connection.lost() : connection.error_of(result);
        if (!connection.broken_) TRY(connection.finish_statement());
        return error;
    }
    PgCopy copy(connection, columns.size());
    connection.streaming_ = true;
    copy.buffer_.reserve(kCopyBufferBytes + 4096);
    const auto head = as_bytes(kCopyHead);
    copy.buffer_.insert(copy.buffer_.end(), head.begin(), head.end());
    return copy;
}

PgCopy::PgCopy(PgCopy&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)),
      columns_(other.columns_),
      column_(other.column_),
      buffer_(std::move(other.buffer_)),
      lost_(other.lost_) {}

PgCopy::~PgCopy() {
    if (connection_ == nullptr) return;
    connection_->streaming_ = false;
    // The server answers with an error, as it should: nothing of this COPY stays.
    if (!lost_ && PQputCopyEnd(connection_->handle_.get(), "abandoned") == 1)
        static_cast<void>(connection_->finish_statement());
    else
        connection_->broken_ = true;
}

PgCopy& PgCopy::integer(std::int64_t value) {
    Bytes bytes;
    append_big_endian(bytes, static_cast<std::uint64_t>(value));
    return field(bytes);
}

PgCopy& PgCopy::text(std::string_view text) { return field(as_bytes(text)); }

PgCopy& PgCopy::bytes(ByteView bytes) { return field(bytes); }

PgCopy& PgCopy::rows(ByteView encoded) {
    check(connection_ != nullptr && column_ == 0);
    while (!encoded.empty()) {
        const auto piece = encoded.first(std::min(encoded.size(), kCopyBufferBytes));
        buffer_.insert(buffer_.end(), piece.begin(), piece.end());
        encoded = encoded.subspan(piece.size());
        if (buffer_.size() >= kCopyBufferBytes) flush();
    }
    return *this;
}

Result<std::int64_t> PgCopy::end() {
    check(connection_ != nullptr && column_ == 0);
    append_big_endian<std::uint16_t>(buffer_, 0xFFFF);
    flush();
    auto& connection = *std::exchange(connection_, nullptr);
    connection.streaming_ = false;
    if (lost_ || PQputCopyEnd(connection.handle_.get(), nullptr) != 1) return connection.lost();
    return TRY(connection.finish_statement()).affected();
}

PgCopy& PgCopy::field(ByteView bytes) {
    check(connection_ != nullptr && bytes.size() <= kCopyValueBytesMax);
    if (column_ == 0) append_big_endian(buffer_, static_cast<std::uint16_t>(columns_));
    append_big_endian(buffer_, static_cast<std::uint32_t>(bytes.size()));
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
    column_ = (column_ + 1) % columns_;
    if (buffer_.size() >= kCopyBufferBytes) flush();
    return *this;
}

void PgCopy::flush() {
    if (!lost_ && PQputCopyData(
                      connection_->handle_.get(), reinterpret_cast<const char*>(buffer_.data()),
                      static_cast<int>(buffer_.size())) != 1)
        lost_ = true;
    buffer_.clear();
}

}  // namespace genbo
