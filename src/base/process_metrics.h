// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the kernel says about this process, under the names that every Prometheus dashboard knows:
//
//   process_start_time_seconds   process_cpu_seconds_total   process_open_fds   process_max_fds
//   process_resident_memory_bytes   process_virtual_memory_bytes   process_threads
//
// and how many lines of its log were lost: genbo_log_lines_lost_total.
//
// Read from /proc/self when the text is made; where that is not to be had (no Linux, a closed
// container), the figure is left out rather than a wrong 0.
//
//   add_process_metrics(registry);
//   add_build_info(registry, LogToken{"0.1.0"});    // genbo_build_info{version="0.1.0",…} 1

#include <optional>
#include <string_view>

#include "base/metrics.h"

namespace genbo {

// The fields of /proc/<pid>/stat that we use, see proc(5).
struct ProcessStat {
    double cpu_ticks = 0;    // User and system.
    double start_ticks = 0;  // Since boot.
    double threads = 0;
    double virtual_bytes = 0;
    double resident_pages = 0;
};

// The name of the program stands in parentheses and may contain spaces and parentheses itself.
std::optional<ProcessStat> parse_process_stat(std::string_view text);

// The soft limit of "Max open files" in /proc/<pid>/limits.
std::optional<double> parse_open_files_limit(std::string_view text);

void add_process_metrics(MetricRegistry& registry);
void add_build_info(MetricRegistry& registry, LogToken version);

}  // namespace genbo
