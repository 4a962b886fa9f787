// SPDX-License-Identifier: Apache-2.0
#pragma once

// What became of a partition: gathers old and new sets that share records into stretches, and
// drops the stretches in which nothing changed.

#include <vector>

#include "match/live_clusters.h"

namespace genbo {

// Ordered by their sets.  REQUIRES: sets are sorted; the ones of one side share no record.
std::vector<PartitionChange> partition_changes(
    std::vector<RecordSet> before, std::vector<RecordSet> after);

}  // namespace genbo
