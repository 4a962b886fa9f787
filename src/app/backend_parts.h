// SPDX-License-Identifier: Apache-2.0
#pragma once

// Conversions that several subjects of the backend share.

#include <vector>

#include "record/source_record.h"
#include "server/api_backend.h"

namespace genbo {

std::vector<ApiRawValue> api_values(const SourceValues& values);

}  // namespace genbo
