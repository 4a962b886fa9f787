// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a record says of an attribute, apart from how it is written: 「髙橋 花子」 and surname 高橋
// with given name 花子 mean one name, 1-2-3 and 一丁目2番3号 one house, RAM TAMANG and TAMANG RAM
// one person.  Two that do not agree
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

#include "base/time.h"
#include "record/source_record.h"

namespace genbo {

// Fields decided together with `field`, itself included.
std::span<const Field> field_group(const Field& field);

// Spellings with one key are one value: a date however written, a number with or without hyphens.
std::string value_key(const FieldValue& value);

struct ValueMeaning {
    std::string whole;
    // Other keys of the same thing, any of which is enough to agree: the words of a name in no
    // order, the second telephone number of the cell.  Never beside `detail`.
    std::vector<std::string> also = {};
    // What some say less exactly than others, from the coarse to the fine: 1, 2, 3 and room 201 of
    // an address.  Whoever stops earlier does not contradict.
    std::vector<std::string> detail = {};
    // Meanings without a kind in common do not contradict: a fixed line beside a mobile number.  A
    // cell may hold numbers of both.  Sorted.
    std::vector<std::string> kinds = {};

    std::string mark() const;
    // Takes over the keys and kinds of one that agrees.
    void join(const ValueMeaning& other);

    friend bool operator==(const ValueMeaning&, const ValueMeaning&) = default;
};

bool agree(const ValueMeaning& a, const ValueMeaning& b);
bool marks_agree(std::string_view a, std::string_view b);

// Nothing where the record does not say enough to be contradicted: a surname without a given name,
// an address that cannot be understood down to the town, a date that stands for none (1900-01-01),
// a telephone number that is none, a number or an e-mail address that only fills the field,
// letters that were lost.
// That these are wrong is the business of field_check.h.
std::optional<ValueMeaning> meaning_of(
    const Field& first, std::string_view custom_name, const SourceValues& values);

// Can a record that came on that day say this of a birth?  Not of a day that was still to come, nor
// of one before kBirthYearMin, nor of none at all.  The day is that of the record's version, rather
// than today, so that the answer does not change by itself: a day that was in the future stays as
// wrong when it has passed, until a new version says it.
inline constexpr std::chrono::year kBirthYearMin{1870};
bool can_be_birth(std::string_view raw, Day came_on);

// What no record can mean that came on that day: a birth that cannot be, a telephone number or an
// e-mail address typed to get past the field (text/phone.h, text/email.h).  It contradicts nothing,
// and is never the customer's beside one that can be.
bool cannot_be_meant(const Field& field, std::string_view raw, Day came_on);

// Its values of the attribute, as they came.
std::vector<FieldValue> values_of(
    const Field& first, std::string_view custom_name, const SourceValues& values);

}  // namespace genbo
