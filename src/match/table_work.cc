// SPDX-License-Identifier: Apache-2.0
#include "match/table_work.h"

#include "match/hash.h"

namespace genbo {

std::size_t MetRecords::home(std::int64_t id) const {
    return hash_mix(static_cast<std::uint64_t>(id), 0x5bd1e995) & (by_id_.size() - 1);
}

void MetRecords::grow() {
    by_id_.assign(std::max<std::size_t>(64, by_id_.size() * 2), 0);
    for (std::uint32_t number = 0; number < size(); ++number) {
        auto at = home(records_[number].id);
        while (by_id_[at] != 0) at = (at + 1) & (by_id_.size() - 1);
        by_id_[at] = number + 1;
    }
}

std::uint32_t MetRecords::number(std::int64_t id) {
    if (2 * (records_.size() + 1) > by_id_.size()) grow();
    for (auto at = home(id);; at = (at + 1) & (by_id_.size() - 1)) {
        if (by_id_[at] == 0) {
            records_.emplace_back().id = id;
            by_id_[at] = size();
            return size() - 1;
        }
        if (records_[by_id_[at] - 1].id == id) return by_id_[at] - 1;
    }
}

std::uint32_t MetRecords::find(std::int64_t id) const {
    if (by_id_.empty()) return kNoNumber;
    for (auto at = home(id);; at = (at + 1) & (by_id_.size() - 1)) {
        if (by_id_[at] == 0) return kNoNumber;
        if (records_[by_id_[at] - 1].id == id) return by_id_[at] - 1;
    }
}

std::vector<std::int64_t> MetRecords::ids(std::span<const std::uint32_t> numbers) const {
    std::vector<std::int64_t> ids;
    ids.reserve(numbers.size());
    for (const auto number : numbers) ids.push_back(records_[number].id);
    make_set(ids);
    return ids;
}

Result<> TableWork::read_rows(std::vector<std::uint32_t> numbers) {
    std::erase_if(numbers, [&](std::uint32_t number) {
        const bool known = records[number].read;
        records[number].read = true;
        return known;
    });
    if (numbers.empty()) return {};
    storage.push_back(TRY(tables.rows(records.ids(numbers))));
    for (const auto& row : storage.back()) {
        const auto number = records.find(row.record);
        if (number == kNoNumber || row.row.bytes.empty()) return broken_tables();
        records[number].tie = row.tie;
        records[number].row = row.row.view();
    }
    return {};
}

Error broken_tables() { return {.fault = Fault::corrupt, .code = "match.broken_tables"}; }

}  // namespace genbo
