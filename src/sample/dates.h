// SPDX-License-Identifier: Apache-2.0
#pragma once

// Dates as forms have them: in the Japanese era, with and without separators.

#include <cstdint>
#include <string>
#include <string_view>

#include "sample/population.h"

namespace genbo::sample {

// S53.4.1, S53/04/01, 昭和53年4月1日, 530401.
enum class EraStyle : std::uint8_t { letter_dots, letter_slashes, kanji, six_digits };

// The wrong one keeps the digits: 昭和2年 for 平成2年.
enum class EraName : std::uint8_t { right, wrong };

std::string era_date(DayNumber day, EraStyle style, EraName name);

// 1990/04/01, 19900401 with an empty separator.
std::string civil_date(DayNumber day, std::string_view separator);

std::uint32_t month_of(DayNumber day);  // 1 to 12

}  // namespace genbo::sample
