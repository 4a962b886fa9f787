// SPDX-License-Identifier: Apache-2.0
#pragma once

// Looks at the values of one record and says what is wrong with them, and where the right value is
// certain, what it is: while somebody types (C11), and when the register is cleansed (Q2, Q10).
//
//   wrong        cannot be what the field is for: a telephone number one digit short, a date that
//                does not exist, a 法人番号 whose check digit does not fit, a birth to come
//   doubtful     can be, and seldom is: a domain one letter from a well-known one, a postal code of
//                another town, a reading nobody would expect
//   untidy       means something certain in another form: the proposal is the same value, written
//                as it should be
//
// A proposal that is `certain` says what the value says already, only tidier: by the same rules
// that matching reads it with, so that applying it never changes who a record belongs to by what
// it says.  Others need an eye.
//
// Pure: no clock; `today` decides what is in the future.
//
//   check_fields({phone: "０９０－１２３４－５６７８"}, today)
//     -> {phone, untidy, "register.phone_form", "090-1234-5678", certain}

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "record/source_record.h"

namespace genbo {

enum class FieldFault { wrong, doubtful, untidy };

struct FieldFinding {
    Field field = Field::custom;
    FieldFault fault = FieldFault::wrong;
    std::string code;  // In the message catalogue.
    std::optional<std::string> proposal = {};
    bool certain = false;

    friend bool operator==(const FieldFinding&, const FieldFinding&) = default;
};

// In the order of the fields; of one field the worst first.
std::vector<FieldFinding> check_fields(const SourceValues& values, Day today);

// Of a birth date that cannot be one, why: in the future, or before kBirthYearMin.
std::optional<FieldFinding> impossible_birth(std::string_view raw, Day today);

// Of a filled cell with a birth date that no policy lets win (can_be_birth()), why, as a code of
// the message catalogue: an impossible one, a placeholder, one that can mean several days, or none.
std::optional<std::string_view> losing_birth(std::string_view raw, Day came_on);

std::string_view field_fault_name(FieldFault fault);

}  // namespace genbo
