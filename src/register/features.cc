// SPDX-License-Identifier: Apache-2.0
#include "register/features.h"

#include <array>
#include <string_view>

#include "match/schema.h"
#include "register/search_tokens.h"

namespace genbo {

PreparedRow match_row_of(const SourceValues& values) {
    std::array<std::string_view, kFieldCount> cells{};
    for (const auto& value : values.values)
        if (value.field != Field::custom)
            cells.at(static_cast<std::size_t>(value.field)) = value.raw;
    return prepare(register_schema(), cells);
}

RecordFeatures features_of(const SourceValues& values) {
    RecordFeatures features{match_row_of(values), {}};
    const auto tokens = tokens_of_record(values);
    features.search_tokens.reserve(tokens.size());
    for (const auto& token : tokens) features.search_tokens.push_back(token.hash());
    return features;
}

}  // namespace genbo
