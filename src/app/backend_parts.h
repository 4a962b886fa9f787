// SPDX-License-Identifier: Apache-2.0
#pragma once

// Conversions that several subjects of the backend share.

#include <optional>
#include <string>
#include <vector>

#include "match/explain.h"
#include "record/golden_record.h"
#include "record/source_record.h"
#include "register/verdict_desk.h"
#include "server/api_backend.h"

namespace genbo {

std::vector<ApiRawValue> api_values(const SourceValues& values);

// A customer in a list: without what it was found by.
ApiCustomerHit api_person(
    const GoldenRecord& golden, const std::string& number, std::int64_t members);

double in_bits(Millibits bits);

// "same", "not_same", "later", "unsure"; of second opinions too.
std::string verdict_name(StoredVerdictKind kind);
std::string pick_name(ReviewPick pick);

// The values that a comparison looked at; nothing where there are none.
std::optional<std::string> values_of(
    const SourceValues& values, const std::vector<std::string>& columns);

// `left` and `right` may be nobody's: then only levels and figures are told.
ApiReasons api_reasons(
    const Explanation& why, const SourceValues* left, const SourceValues* right, Language language);

}  // namespace genbo
