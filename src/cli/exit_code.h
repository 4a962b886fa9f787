// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a script can tell from the exit code.

#include "base/result.h"

namespace genbo {

inline constexpr int kExitOk = 0;
inline constexpr int kExitNo = 1;  // It worked, and the answer is "no": not sound, not valid.
inline constexpr int kExitInvalid = 2;

int exit_code_of(Fault fault);

}  // namespace genbo
