// SPDX-License-Identifier: Apache-2.0
#pragma once

// A moment as an operator types it: "2026-11-22", "2026-11-22T09:40", "2026-11-22T09:40:30.5Z",
// "2026-11-22 09:40:30+09:00".  Without a zone it is Japan's time; a day alone is its end.

#include <string_view>

#include "base/time.h"

namespace genbo {

// invalid: app.bad_moment.
Result<Instant> parse_moment(std::string_view text);

}  // namespace genbo
