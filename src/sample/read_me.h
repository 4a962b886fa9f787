// SPDX-License-Identifier: Apache-2.0
#pragma once

// README.txt of a sample: what is what, in Japanese and English, with the counts of this very
// sample.

#include <string>

#include "sample/sample.h"

namespace genbo::sample {

std::string sample_read_me(const SampleOptions& options, const SampleReport& report);

}  // namespace genbo::sample
