// SPDX-License-Identifier: Apache-2.0
#pragma once

// Opening records for the resident index: from sealed payloads to what the engine and the search
// index take, on two threads.

#include <span>
#include <utility>
#include <vector>

#include "match/live_clusters.h"
#include "port/store.h"
#include "register/record_vault.h"
#include "register/register_index.h"

namespace genbo {

using StoredVersionOfRecord = std::pair<StoredRecord, StoredVersion>;

// In their order.
Result<std::vector<ArrivingRecord>> open_records(
    std::span<const StoredVersionOfRecord> records, const RecordVault& vault);

// Those that the engine knows: "later" is none.
Result<std::vector<Verdict>> engine_verdicts(StoreReader& store);

}  // namespace genbo
