// SPDX-License-Identifier: Apache-2.0
#pragma once

// What an import remembers of how it read the file: encoding, columns, mapping, findings by place
// and code (never by value), kept as JSON with the import.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"

namespace genbo {

struct ImportDetail {
    std::string encoding;
    std::string format;
    std::vector<std::string> header;
    std::string mapping_json;
    Findings findings;
    std::int64_t findings_total = 0;
    std::int64_t customers_new = 0;
    std::int64_t customers_joined = 0;
    std::uint64_t bytes = 0;
    std::string error_code;
};

std::string detail_to_json(const ImportDetail& detail);

// Empty when it is not one: an import of a later version still shows its counts.
ImportDetail detail_from_json(std::string_view json);

}  // namespace genbo
