// SPDX-License-Identifier: Apache-2.0
#pragma once

// What each stage of a batch cost, in CPU time of the whole process: user and system, all threads.
// Stages follow one another; the clock belongs to the thread that runs them.

#include <ctime>
#include <string_view>
#include <vector>

namespace genbo {

struct StageCost {
    std::string_view name;
    double cpu_s = 0;
};

class StageClock {
public:
    // The time since the last call (or since construction) was spent on `stage`.
    void end(std::string_view stage) {
        const double now = cpu_seconds();
        stages_.push_back({stage, now - last_});
        last_ = now;
    }
    const std::vector<StageCost>& stages() const { return stages_; }

    static double cpu_seconds() {
        timespec now{};
        if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0) return 0;
        return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
    }

private:
    double last_ = cpu_seconds();
    std::vector<StageCost> stages_;
};

}  // namespace genbo
