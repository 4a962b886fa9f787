// SPDX-License-Identifier: Apache-2.0
#pragma once

// Values that stand in several columns: 03 | 1234 | 5678, 1990 | 4 | 1.
//
// Headers that number the parts say so, where the cells are short numbers.  A birth date is found
// without: three columns beside each other, of a year, a month and a day, that are a date in nearly
// every row.  A part that is left alone says little of its own (one month in twelve is the same),
// and no blocking rule can be made of it.

#include <span>
#include <string_view>
#include <vector>

#include "match/schema.h"

namespace genbo {

// Gives such columns the kind of the value and their part.
void find_column_parts(
    std::span<SchemaColumn> columns, std::span<const std::vector<std::string_view>> sample);

}  // namespace genbo
