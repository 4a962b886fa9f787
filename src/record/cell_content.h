// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a column of Japanese customers holds when its header does not say (項目7, c2): the parsers
// of src/text are asked whether they can read its cells.  A parser that reads four cells of five is
// a better witness than the form of the text, which names, towns and companies share.
//
// The counterpart of header_names.h, which sees the name only.

#include <optional>
#include <span>
#include <string_view>

#include "record/field.h"

namespace genbo {

// `cells` are values, none of them empty.  No value: nothing that only one kind of text can be, or
// too few cells to tell.  Asks of a few hundred at most.  Dates and mail addresses are left to who
// asks: they can be told by their form.
std::optional<Field> guess_field_of_cells(std::span<const std::string_view> cells);

}  // namespace genbo
