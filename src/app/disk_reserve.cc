// SPDX-License-Identifier: Apache-2.0
#include "app/disk_reserve.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "app/master.h"
#include "base/log.h"

namespace genbo {

namespace {

constexpr std::uint64_t kReserveBytes = std::uint64_t{16} << 20;
constexpr std::uint64_t kReservePart = 16;

std::uint64_t reserve_of(const DiskSpace& disk) {
    return std::min(kReserveBytes, disk.total / kReservePart);
}

}  // namespace

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

DiskReserve::DiskReserve(std::filesystem::path folder, Look look)
    : file_(std::move(folder) / "genbo.reserve"), look_(std::move(look)) {}

DiskReserve::DiskReserve(const std::filesystem::path& folder)
    : DiskReserve(folder, [folder] { return disk_space(folder); }) {}

std::uint64_t DiskReserve::ballast() const {
    std::error_code error;
    const std::uint64_t bytes = std::filesystem::file_size(file_, error);
    return error ? 0 : bytes;
}

Result<> DiskReserve::room_to_grow() const {
    const auto disk = look_();
    if (!disk || disk->free + ballast() >= 2 * reserve_of(*disk)) return {};
    return Error{.fault = Fault::unavailable, .code = "store.disk_full", .args = {"reserve"}};
}

void DiskReserve::watch() {
    const auto disk = look_();
    if (!disk) return;
    const std::uint64_t reserve = reserve_of(*disk);
    const std::uint64_t there = ballast();
    if (there > 0 && disk->free + there < 2 * reserve) {
        std::error_code error;
        std::filesystem::remove(file_, error);
        log_error("disk.nearly_full", {{"free_bytes", disk->free}, {"given_bytes", there}});
    }
    // Half a floor more than it takes, so that it is not laid and given away in turn.
    if (there == 0 && disk->free >= 2 * reserve + reserve / 2) lay(reserve);
}

Result<> room_to_grow(Master& master) {
    if (master.store().sharing() == Sharing::shared) return {};
    return DiskReserve{master.directory()}.room_to_grow();
}

void DiskReserve::lay(std::uint64_t bytes) {
    const int handle = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (handle < 0) return;
    // Blocks, not a promise of a size.
    const int failed = ::posix_fallocate(handle, 0, static_cast<off_t>(bytes));
    ::close(handle);
    std::error_code error;
    if (failed != 0) std::filesystem::remove(file_, error);
}

}  // namespace genbo
