// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a column holds that neither its header nor its cells alone give away, but the columns beside
// it do: what follows a column of surnames and is half made of given names is given names; kana
// that read as the surnames of the same rows are their readings; what follows a municipality and
// has numbers in it is the town and the house.

#include <span>
#include <string_view>
#include <vector>

#include "match/schema.h"

namespace genbo {

// Changes the kinds of columns that are `open`: those that were only taken for a text.
void guess_by_neighbours(
    std::span<SchemaColumn> columns, const std::vector<bool>& open,
    std::span<const std::vector<std::string_view>> sample);

}  // namespace genbo
