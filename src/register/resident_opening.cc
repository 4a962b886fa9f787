// SPDX-License-Identifier: Apache-2.0
#include "register/resident_opening.h"

#include <iterator>
#include <thread>

namespace genbo {

namespace {

struct OpenedHalf {
    std::vector<ArrivingRecord> records;
    Result<> result;
};

void open_half(
    std::span<const StoredVersionOfRecord> half, const RecordVault& shared, OpenedHalf& out) {
    const RecordVault vault = shared;
    out.records.reserve(half.size());
    for (const auto& [record, version] : half) {
        auto values = vault.open_payload(record, version);
        if (!values.ok()) {
            out.result = values.error();
            return;
        }
        out.records.push_back(
            {record.id, RecordVault::tie_of(record.key_hash), features_of(*values)});
    }
}

}  // namespace

Result<std::vector<ArrivingRecord>> open_records(
    std::span<const StoredVersionOfRecord> records, const RecordVault& vault) {
    OpenedHalf first;
    OpenedHalf second;
    const auto half = records.size() / 2;
    std::thread other([&] { open_half(records.subspan(half), vault, second); });
    open_half(records.first(half), vault, first);
    other.join();
    TRY(first.result);
    TRY(second.result);
    first.records.insert(
        first.records.end(), std::make_move_iterator(second.records.begin()),
        std::make_move_iterator(second.records.end()));
    return std::move(first.records);
}

Result<std::vector<Verdict>> engine_verdicts(StoreReader& store) {
    std::vector<Verdict> verdicts;
    for (const auto& stored : TRY(store.standing_verdicts())) {
        if (!decides(stored.kind)) continue;
        verdicts.push_back(
            {stored.left.value(), stored.right.value(),
             stored.kind == StoredVerdictKind::same ? VerdictKind::same : VerdictKind::not_same});
    }
    return verdicts;
}

}  // namespace genbo
