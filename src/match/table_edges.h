// SPDX-License-Identifier: Apache-2.0
#pragma once

// Moves the edges to where the blocks are after a change.  Three kinds of pairs are touched:
//
//   - all of a record that is removed or has a new row: its old edges go, unless comparing the
//     new row with the members of its live blocks gives the same ones again;
//   - an edge inside a block that died: it goes, unless the records share another live block;
//   - all pairs of a block that came back to life: they are compared, unless they have an edge.

#include "base/result.h"
#include "match/table_blocks.h"
#include "match/table_work.h"

namespace genbo {

// Marks the ends of every join that went, and notes every one that came and all of fresh records.
// REQUIRES: `blocks` is settled.
Result<> connect_tables(TableWork& work, const TableBlocks& blocks);

}  // namespace genbo
