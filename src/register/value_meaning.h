// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a record says of an attribute, apart from how it is written: 「髙橋 花子」 and surname 高橋
// with given name 花子 mean one name, 1-2-3 and 一丁目2番3号 one house.  Two that do not agree
// contradict each other: conflict.h lists them, and a person decides (value_ruling.h).
//
// An attribute is a field, or the fields that are decided together: the kanji name, the kana name,
// the address.  It goes by the first of them.
//
// A mark stands for a meaning where the value must not be read: the first eight bytes of the
// SHA-256 of each part.  Whoever guesses the value can check it, so marks are sealed wherever they
// are kept.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/source_record.h"

namespace genbo {

// Fields decided together with `field`, itself included.
std::span<const Field> field_group(const Field& field);

// Spellings with one key are one value: a date however written, a number with or without hyphens.
std::string value_key(const FieldValue& value);

struct ValueMeaning {
    std::string whole;
    // What some say less exactly than others, from the coarse to the fine: 1, 2, 3 and room 201 of
    // an address.  Whoever stops earlier does not contradict.
    std::vector<std::string> detail;

    std::string mark() const;

    friend bool operator==(const ValueMeaning&, const ValueMeaning&) = default;
};

bool agree(const ValueMeaning& a, const ValueMeaning& b);
bool marks_agree(std::string_view a, std::string_view b);

// Nothing where the record does not say enough to be contradicted: a surname without a given name,
// an address that cannot be understood down to the town, a date that stands for none (1900-01-01),
// letters that were lost.
std::optional<ValueMeaning> meaning_of(
    const Field& first, std::string_view custom_name, const SourceValues& values);

// Its values of the attribute, as they came.
std::vector<FieldValue> values_of(
    const Field& first, std::string_view custom_name, const SourceValues& values);

}  // namespace genbo
