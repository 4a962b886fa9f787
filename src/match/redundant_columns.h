// SPDX-License-Identifier: Apache-2.0
#pragma once

// Columns that only say again what others have said.
//
// Evidence is added up as if every comparison were a witness of its own (model.h).  A file that has
// "surname" and "surname_upper", a date and its year, "county_id" beside "county_desc" or
// "first_and_surname" beside both breaks that: the same agreement is counted twice, and strangers
// of one name are joined.  Training cannot mend it, since the classes it finds are then those of
// the doubled column.  So such columns are found in a sample of the rows, by what stands in one row
// and not by which rows agree, which true duplicates would make look alike:
//
//   a copy       both hold the same after folding, in four of five rows
//   a part       one is a word or the beginning of the other: the year of a date, an initial
//   a script     a name in Latin letters beside the same name in kanji or kana
//   initials     the first letters of the name's parts
//   an age       with the year of birth it makes the same sum, or the next
//   a code       each value of one goes with one value of the other
//   a composite  one is made of two or more others
//
// Copies, parts, scripts and initials are corrected for chance: two columns of "Y" and "N" agree
// half the time.

#include <span>
#include <string_view>
#include <vector>

#include "match/schema.h"

namespace genbo {

// Of each column, whether it can be left out.  Of two that say the same stays the one whose kind is
// the more telling, then the one with more values, then the first.  Columns that are compared any
// with any (two telephones), or read together (the parts of a Japanese name or address), are no
// repetition of each other.
std::vector<bool> redundant_columns(
    std::span<const SchemaColumn> columns, std::span<const std::vector<std::string_view>> sample);

}  // namespace genbo
