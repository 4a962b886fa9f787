// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a command cost: for --json, benchmarks and comparisons.

#include <chrono>

#include "base/json_writer.h"

namespace genbo {

struct Usage {
    double cpu_s = 0;  // User and system, all threads.
    double wall_s = 0;
    double peak_mb = 0;  // Largest resident set so far, in MiB.
};

class UsageMeter {
public:
    Usage usage() const;

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// "cpu_s", "wall_s", "peak_mb".
void write_usage(JsonWriter& json, const Usage& usage);

}  // namespace genbo
