// SPDX-License-Identifier: Apache-2.0
#include "base/disk_space.h"

#include <sys/statvfs.h>

#include <limits>

namespace genbo {

std::optional<DiskSpace> disk_space(const std::filesystem::path& folder) {
    struct statvfs found = {};
    if (::statvfs(folder.c_str(), &found) != 0 || found.f_blocks == 0) return std::nullopt;
    return DiskSpace{
        .total = std::uint64_t{found.f_blocks} * found.f_frsize,
        .free = std::uint64_t{found.f_bavail} * found.f_frsize};
}

void add_disk_metrics(MetricRegistry& registry, const std::filesystem::path& folder) {
    const auto reading = [&](const MetricAbout& about, std::uint64_t DiskSpace::* part) {
        registry.read_gauge(about, [folder, part] {
            const auto disk = disk_space(folder);
            return disk ? static_cast<double>((*disk).*part)
                        : std::numeric_limits<double>::quiet_NaN();
        });
    };
    reading(
        {"genbo_disk_total_bytes", "Size of the disk of the master's folder."}, &DiskSpace::total);
    reading(
        {"genbo_disk_free_bytes", "Room on the disk of the master's folder."}, &DiskSpace::free);
}

}  // namespace genbo
