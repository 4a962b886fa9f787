// SPDX-License-Identifier: Apache-2.0
#include "backup/inventory.h"

#include <algorithm>
#include <set>

namespace genbo {

Result<Inventory> take_inventory(BackupPlace& place) {
    Inventory inventory;
    const auto names = TRY(place.list(""));
    for (const auto& name : names) {
        if (const auto log = parse_log_name(name)) inventory.logs.push_back(*log);
        if (const auto snapshot = parse_manifest_name(name))
            inventory.snapshots.push_back(*snapshot);
    }
    std::ranges::sort(inventory.logs);
    std::ranges::sort(inventory.snapshots);
    for (const auto& name : names) {
        const auto snapshot = snapshot_of(name);
        if (snapshot && !std::ranges::binary_search(inventory.snapshots, *snapshot))
            inventory.orphans.push_back(name);
    }
    return inventory;
}

std::uint64_t Inventory::reaches(std::uint32_t line, std::uint64_t commit) const {
    for (const auto& log : logs) {
        if (log.line != line || log.last <= commit) continue;
        if (log.first > commit + 1) break;
        commit = log.last;
    }
    return commit;
}

std::vector<std::string> superfluous(
    const Inventory& inventory, const std::vector<SnapshotManifest>& known,
    const std::vector<std::string>& names, Instant since, std::size_t snapshots_max) {
    // By moment, over all lines: a later line took over from an earlier one.
    auto by_time = known;
    std::ranges::stable_sort(by_time, {}, &SnapshotManifest::at);
    std::size_t keep_from = 0;
    for (std::size_t i = 0; i < by_time.size(); ++i)
        if (by_time[i].at <= since) keep_from = i;
    keep_from = std::min(keep_from, snapshots_max);
    if (by_time.empty() || keep_from == 0) return {};
    std::set<SnapshotName> going;
    for (std::size_t i = 0; i < keep_from; ++i) going.insert(by_time[i].name);
    std::vector<std::string> out;
    // The manifest first: what is left of a snapshot without one is no snapshot.
    for (const auto& snapshot : going) out.push_back(manifest_name(snapshot));
    for (const auto& name : names) {
        const auto snapshot = snapshot_of(name);
        if (snapshot && going.contains(*snapshot) && !parse_manifest_name(name))
            out.push_back(name);
    }
    for (const auto& log : inventory.logs) {
        // Wanted by a snapshot that stays and is not after it.
        const bool wanted = std::ranges::any_of(inventory.snapshots, [&](const auto& snapshot) {
            return !going.contains(snapshot) && snapshot.line == log.line &&
                   snapshot.commit < log.last;
        });
        const bool had = std::ranges::any_of(
            going, [&](const auto& snapshot) { return snapshot.line == log.line; });
        if (had && !wanted) out.push_back(log_name(log));
    }
    return out;
}

}  // namespace genbo
