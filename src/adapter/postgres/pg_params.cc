// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_params.h"

#include "adapter/postgres/pg_binary.h"
#include "base/check.h"

namespace genbo {

namespace {

void append_bytes(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

// An array of one dimension without NULL.  An empty one has no dimension at all.
void append_array_head(Bytes& out, std::size_t size, unsigned element) {
    append_big_endian<std::uint32_t>(out, size == 0 ? 0 : 1);
    append_big_endian<std::uint32_t>(out, 0);
    append_big_endian<std::uint32_t>(out, element);
    if (size == 0) return;
    append_big_endian(out, static_cast<std::uint32_t>(size));
    append_big_endian<std::uint32_t>(out, 1);
}

void append_element(Bytes& out, ByteView bytes) {
    append_big_endian(out, static_cast<std::uint32_t>(bytes.size()));
    append_bytes(out, bytes);
}

}  // namespace

PgParams& PgParams::add(std::int64_t value) {
    begin(kPgBigint);
    append_big_endian(data_, static_cast<std::uint64_t>(value));
    end();
    return *this;
}

PgParams& PgParams::add(std::string_view text) {
    begin(kPgText);
    append_bytes(data_, as_bytes(text));
    end();
    return *this;
}

PgParams& PgParams::add(ByteView bytes) {
    begin(kPgBytea);
    append_bytes(data_, bytes);
    end();
    return *this;
}

PgParams& PgParams::add(std::span<const std::int64_t> values) {
    begin(kPgBigintArray);
    data_.reserve(data_.size() + 20 + values.size() * 12);
    append_array_head(data_, values.size(), kPgBigint);
    for (const auto value : values) {
        append_big_endian<std::uint32_t>(data_, 8);
        append_big_endian(data_, static_cast<std::uint64_t>(value));
    }
    end();
    return *this;
}

PgParams& PgParams::add(std::span<const std::string> texts) {
    begin(kPgTextArray);
    append_array_head(data_, texts.size(), kPgText);
    for (const auto& text : texts) append_element(data_, as_bytes(text));
    end();
    return *this;
}

PgParams& PgParams::add(std::span<const Bytes> values) {
    begin(kPgByteaArray);
    append_array_head(data_, values.size(), kPgBytea);
    for (const auto& value : values) append_element(data_, value);
    end();
    return *this;
}

ByteView PgParams::value(std::size_t at) const {
    check(at < ends_.size());
    const std::size_t start = at == 0 ? 0 : ends_[at - 1];
    return ByteView{data_}.subspan(start, ends_[at] - start);
}

void PgParams::begin(unsigned type) { types_.push_back(type); }

void PgParams::end() { ends_.push_back(data_.size()); }

}  // namespace genbo
