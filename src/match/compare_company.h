// SPDX-License-Identifier: Apache-2.0
#pragma once

// Two companies by name, reading and English name.

#include <cstdint>
#include <string_view>

namespace genbo {

// 0 missing … 6 same: level_names(ComparisonType::company).  The arguments are features.
std::uint8_t compare_company(
    std::string_view name_a, std::string_view name_b, std::string_view kana_a,
    std::string_view kana_b, std::string_view english_a, std::string_view english_b);

}  // namespace genbo
