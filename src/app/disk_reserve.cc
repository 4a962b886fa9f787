// SPDX-License-Identifier: Apache-2.0
#include "app/disk_reserve.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

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
