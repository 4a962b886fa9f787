// SPDX-License-Identifier: Apache-2.0
#include "app/usage.h"

#include <sys/resource.h>

namespace genbo {

namespace {

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

Usage UsageMeter::usage() const {
    rusage self{};
    getrusage(RUSAGE_SELF, &self);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start_;
    return {
        seconds_of(self.ru_utime) + seconds_of(self.ru_stime), wall.count(),
        static_cast<double>(self.ru_maxrss) / 1024};
}

void write_usage(JsonWriter& json, const Usage& usage) {
    json.field("cpu_s", usage.cpu_s);
    json.field("wall_s", usage.wall_s);
    json.field("peak_mb", usage.peak_mb);
}

}  // namespace genbo
