// SPDX-License-Identifier: Apache-2.0
#pragma once

// A producer turns the cells of its columns into the bytes of its features.  It is the only place
// where matching meets the text room.  prepare() runs every producer of a schema on one record;
// match_all() runs each once per distinct combination of cells.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/schema.h"

namespace genbo {

// The bytes of a producer's features, in their order, exactly producer.feature_count of them.
using FeatureBytes = std::vector<std::string>;

// `cells[i]` belongs to producer.columns[i]; empty where that is kNoColumn.
FeatureBytes produce(const Producer& producer, std::span<const std::string_view> cells);

// Lays the features of one record side by side; see prepared_row.h.
void append_row(std::string& out, std::span<const std::string_view> features);

}  // namespace genbo
