// SPDX-License-Identifier: Apache-2.0
#pragma once

// A review is known by its pair: "12-345", the older record first.  For everybody outside it is a
// text that is taken as it is.
//
// It was one integer with 26 bits for each record, which JavaScript keeps exactly; above 67 million
// records two pairs would have had the same.

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "record/ids.h"

namespace genbo {

std::string review_id(RecordId left, RecordId right);

// The only text that review_id() makes of the pair.  not_found: register.unknown_record.
Result<std::pair<RecordId, RecordId>> pair_of_review(std::string_view id);

}  // namespace genbo
