// SPDX-License-Identifier: Apache-2.0
#pragma once

// The version of the program, as `genbo --version` and /metrics say it.

#include <string_view>

namespace genbo {

inline constexpr std::string_view kGenboVersion = "0.1.0";

}  // namespace genbo
