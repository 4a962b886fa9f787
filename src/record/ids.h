// SPDX-License-Identifier: Apache-2.0
#pragma once

// The identities inside one master.  All of them are internal: what people see is the customer
// number (customer_number.h).

#include <cstdint>

#include "base/strong.h"

namespace genbo {

using SourceId = Strong<struct SourceIdTag, std::int64_t>;
using RecordId = Strong<struct RecordIdTag, std::int64_t>;
using ImportId = Strong<struct ImportIdTag, std::int64_t>;
using VerdictId = Strong<struct VerdictIdTag, std::int64_t>;
using StaffId = Strong<struct StaffIdTag, std::int64_t>;

}  // namespace genbo
