// SPDX-License-Identifier: Apache-2.0
#pragma once

// The matching engine's names for comparisons and levels, in the words of the people who read an
// explanation.  A name without an entry stands for itself.

#include <string>
#include <string_view>

#include "base/message.h"

namespace genbo {

std::string comparison_label(std::string_view comparison, Language language);
std::string level_text(std::string_view level, Language language);

}  // namespace genbo
