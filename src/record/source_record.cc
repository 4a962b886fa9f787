// SPDX-License-Identifier: Apache-2.0
#include "record/source_record.h"

#include <algorithm>
#include <tuple>

namespace genbo {

namespace {

constexpr std::uint8_t kPayloadVersion = 1;

auto value_order(const FieldValue& value) {
    return std::tuple<Field, std::string_view>{value.field, value.custom_name};
}

void put_text(Bytes& out, std::string_view text) {
    auto length = text.size();
    while (length >= 0x80) {
        out.push_back(static_cast<std::uint8_t>(length | 0x80));
        length >>= 7;
    }
    out.push_back(static_cast<std::uint8_t>(length));
    const auto bytes = as_bytes(text);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

// Empties `in` on a malformed length, and says so.
bool take_text(ByteView& in, std::string_view& text) {
    std::size_t length = 0;
    for (unsigned shift = 0; shift <= 28; shift += 7) {
        if (in.empty()) return false;
        const auto byte = in.front();
        in = in.subspan(1);
        length |= static_cast<std::size_t>(byte & 0x7F) << shift;
        if ((byte & 0x80) != 0) continue;
        if (length > in.size()) return false;
        text = as_text(in.first(length));
        in = in.subspan(length);
        return true;
    }
    return false;
}

void put_value(std::vector<FieldValue>& values, FieldValue value) {
    const auto at = std::ranges::lower_bound(values, value_order(value), {}, value_order);
    const bool present = at != values.end() && value_order(*at) == value_order(value);
    if (value.raw.empty()) {
        if (present) values.erase(at);
    } else if (present) {
        *at = std::move(value);
    } else {
        values.insert(at, std::move(value));
    }
}

}  // namespace

std::string_view SourceValues::get(Field field) const {
    const auto at = std::ranges::find(values, field, &FieldValue::field);
    return at == values.end() ? std::string_view{} : at->raw;
}

void SourceValues::set(Field field, std::string raw) {
    put_value(values, {field, {}, std::move(raw)});
}

void SourceValues::set_custom(std::string name, std::string raw) {
    put_value(values, {Field::custom, std::move(name), std::move(raw)});
}

Bytes encode_values(const SourceValues& values) {
    Bytes out{kPayloadVersion};
    for (const auto& value : values.values) {
        put_text(out, field_info(value.field).name);
        put_text(out, value.custom_name);
        put_text(out, value.raw);
    }
    return out;
}

Result<SourceValues> decode_values(ByteView bytes) {
    const Error corrupt{Fault::corrupt, "record.corrupt_payload"};
    if (bytes.empty() || bytes.front() != kPayloadVersion) return corrupt;
    bytes = bytes.subspan(1);
    SourceValues out;
    while (!bytes.empty()) {
        std::string_view name;
        std::string_view custom;
        std::string_view raw;
        if (!take_text(bytes, name) || !take_text(bytes, custom) || !take_text(bytes, raw))
            return corrupt;
        const auto field = field_by_name(name);
        // A field that a later version knew and this one does not is kept, not lost.
        if (field)
            put_value(out.values, {*field, std::string{custom}, std::string{raw}});
        else
            put_value(out.values, {Field::custom, std::string{name}, std::string{raw}});
    }
    return out;
}

}  // namespace genbo
