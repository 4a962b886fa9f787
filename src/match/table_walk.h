// SPDX-License-Identifier: Apache-2.0
#pragma once

// From the marked records to the changes of the partition.  Their components are walked breadth
// first, everybody who was reached in a round at once; whoever is reached brings the whole cluster
// that he was in along, which saves rounds and is needed for the report anyway.  Then each
// component is clustered by its edges and verdicts (cluster.h).

#include <vector>

#include "base/result.h"
#include "match/live_clusters.h"
#include "match/table_work.h"

namespace genbo {

// REQUIRES: rows and edges in the tables are as after the change.
Result<std::vector<PartitionChange>> walk_tables(TableWork& work);

}  // namespace genbo
