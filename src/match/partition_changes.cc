// SPDX-License-Identifier: Apache-2.0
#include "match/partition_changes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <tuple>
#include <utility>

namespace genbo {

namespace {

// Sets are numbered: the ones before, then the ones after; united by the records they share.
class Stretches {
public:
    Stretches(const std::vector<RecordSet>& before, const std::vector<RecordSet>& after) {
        parents_.resize(before.size() + after.size());
        std::iota(parents_.begin(), parents_.end(), std::size_t{0});
        struct Item {
            std::int64_t id;
            std::size_t set;
        };
        std::vector<Item> items;
        for (std::size_t i = 0; i < before.size(); ++i)
            for (const auto id : before[i]) items.push_back({id, i});
        for (std::size_t i = 0; i < after.size(); ++i)
            for (const auto id : after[i]) items.push_back({id, before.size() + i});
        std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
            return a.id != b.id ? a.id < b.id : a.set < b.set;
        });
        for (std::size_t i = 1; i < items.size(); ++i)
            if (items[i].id == items[i - 1].id)
                parents_[root(items[i].set)] = root(items[i - 1].set);
    }

    std::size_t root(std::size_t set) {
        while (parents_[set] != set) set = parents_[set] = parents_[parents_[set]];
        return set;
    }

private:
    std::vector<std::size_t> parents_;
};

}  // namespace

std::vector<PartitionChange> partition_changes(
    std::vector<RecordSet> before, std::vector<RecordSet> after) {
    Stretches stretches{before, after};
    std::vector<PartitionChange> by_root(before.size() + after.size());
    for (std::size_t i = 0; i < before.size(); ++i)
        by_root[stretches.root(i)].before.push_back(std::move(before[i]));
    for (std::size_t i = 0; i < after.size(); ++i)
        by_root[stretches.root(before.size() + i)].after.push_back(std::move(after[i]));
    std::vector<PartitionChange> changes;
    for (auto& stretch : by_root) {
        std::sort(stretch.before.begin(), stretch.before.end());
        std::sort(stretch.after.begin(), stretch.after.end());
        if (stretch.before != stretch.after) changes.push_back(std::move(stretch));
    }
    std::sort(
        changes.begin(), changes.end(), [](const PartitionChange& a, const PartitionChange& b) {
            return std::tie(a.before, a.after) < std::tie(b.before, b.after);
        });
    return changes;
}

}  // namespace genbo
