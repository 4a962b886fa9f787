// SPDX-License-Identifier: Apache-2.0
#include "match/matching_version.h"

#include "text/reference_tables.h"

namespace genbo {

std::string matching_version() {
    return std::to_string(kMatchingVersion) + "-" + text_tables_version();
}

}  // namespace genbo
