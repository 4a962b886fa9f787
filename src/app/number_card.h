// SPDX-License-Identifier: Apache-2.0
#pragma once

// The number card: the customer's number large enough to read across a counter, and as a QR code
// (ISO/IEC 18004) for the till.  The code holds the bare digits, nothing that leads anywhere.

#include <string>
#include <string_view>

#include "base/message.h"

namespace genbo {

// An SVG document, 85.6 × 54 mm (ISO/IEC 7810 ID-1).
std::string number_card_svg(std::string_view grouped, std::string_view digits, Language caption);

}  // namespace genbo
