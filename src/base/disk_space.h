// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much room the disk of a folder has, as the kernel says (statvfs).
//
//   if (const auto disk = disk_space(folder); disk && disk->free < wanted) …

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/metrics.h"

namespace genbo {

struct DiskSpace {
    std::uint64_t total = 0;
    std::uint64_t free = 0;  // For us, not for root.
};

// Nothing when it cannot be told.
std::optional<DiskSpace> disk_space(const std::filesystem::path& folder);

// genbo_disk_total_bytes, genbo_disk_free_bytes: of the disk that the folder is on.
void add_disk_metrics(MetricRegistry& registry, const std::filesystem::path& folder);

}  // namespace genbo
