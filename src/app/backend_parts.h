// SPDX-License-Identifier: Apache-2.0
#pragma once

// Conversions that several subjects of the backend share.

#include <optional>
#include <string>
#include <vector>

#include "access/viewer.h"
#include "match/explain.h"
#include "record/golden_record.h"
#include "record/source_record.h"
#include "register/customer_desk.h"
#include "register/verdict_desk.h"
#include "server/api_backend.h"

namespace genbo {

// What the caller sees of the values.
std::vector<ApiRawValue> api_values(
    const SourceValues& values, const Viewer& viewer, const Subject& subject);
std::string seen_source_key(std::string_view key, const Viewer& viewer, const Subject& subject);

// How the customer stands to the caller.
Subject subject_of(const Viewer& viewer, const CustomerView& view);
// By one record of the customer: no nearer than he is.
Subject subject_of(const Viewer& viewer, NumberId customer, const SourceValues& values);

// By what the caller may find the record: what he sees of it, and whole phone numbers and mail
// addresses of what he sees masked.
std::vector<SearchToken> seen_tokens(
    const SourceValues& values, const Viewer& viewer, const Subject& subject);

// Takes level and figures out of comparisons of values that the caller does not see in full, so
// that a question is no way to learn them; `told` stands for the level.  Whether there were any.
bool withhold(
    std::vector<ApiComparison>& comparisons, const Viewer& viewer, const Subject& subject,
    std::string_view told);

// A customer in a list: without what it was found by.
ApiCustomerHit api_person(
    const GoldenRecord& golden, const std::string& number, std::int64_t members);

// 「氏名」 for the name and its parts, 「住所」 for those of an address, else the field's label.
std::string attribute_label(Field first, Language language);

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
