// SPDX-License-Identifier: Apache-2.0
#pragma once

// A source record (元データ) is what one source said about somebody at one time: one row of a file,
// after decoding and before any cleaning.  It is a fact: kept as it came, in versions, and never
// edited.  (source, key) says which record it is; a row with the same pair and other values is its
// next version.

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "record/field.h"

namespace genbo {

struct FieldValue {
    Field field = Field::custom;
    // Only for Field::custom: the column's own name.
    std::string custom_name = {};
    // As it came, in UTF-8.  Never empty: a missing value is no FieldValue.
    std::string raw = {};

    friend bool operator==(const FieldValue&, const FieldValue&) = default;
};

// At most one value per Field (custom: per name), sorted by (field, custom_name).
struct SourceValues {
    std::vector<FieldValue> values;

    // Empty when the field did not come.
    std::string_view get(Field field) const;

    // Replaces or inserts; an empty `raw` removes.
    void set(Field field, std::string raw);
    void set_custom(std::string name, std::string raw);

    friend bool operator==(const SourceValues&, const SourceValues&) = default;
};

// The stored form of a payload, before sealing: version byte, then per value the field's stable
// name (so that reordering the enumeration never re-reads old data wrongly), custom name and raw
// text, each with a varint length.
Bytes encode_values(const SourceValues& values);

// record.corrupt_payload.
Result<SourceValues> decode_values(ByteView bytes);

}  // namespace genbo
