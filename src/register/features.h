// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the resident indexes need of a record, computed once from its values.  Pure and safe on any
// thread, so that an import does it beside the writer instead of inside it.

#include <cstdint>
#include <vector>

#include "match/prepared_row.h"
#include "record/source_record.h"

namespace genbo {

struct RecordFeatures {
    PreparedRow row;                           // For matching, under register_schema().
    std::vector<std::uint32_t> search_tokens;  // Hashes, for the search index.
};

RecordFeatures features_of(const SourceValues& values);

PreparedRow match_row_of(const SourceValues& values);

}  // namespace genbo
