// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where the lines of base/log.h go: standard error, without ever waiting.
//
// Whoever reads the log may stop reading (a pager, a full journal, a collector that hangs), and the
// house must not stop with him: when standard error takes nothing, lines are dropped and counted,
// and once it takes lines again the first of them says how many are missing:
//
//   {"at":"…","level":"warn","event":"log.lines_lost","lines":118}

#include <cstdint>

namespace genbo {

// Lines dropped since the start because nobody took them.
std::uint64_t log_lines_lost();

}  // namespace genbo
