// SPDX-License-Identifier: Apache-2.0
#pragma once

// What TableClusters (table_clusters.h) keeps in a database, and how it asks for it.
//
//   rows      record → tie and prepared row
//   postings  blocking key → records that have it; a key that more records have than its cap
//             (block_caps.h) is marked overfull, so that asking for it never costs its (perhaps
//             million) records
//   edges     pairs of records that share a block and score at least review_bits
//
// Verdicts and labels belong to the caller, are only read, and are as they are given here:
// verdicts as after the change, labels as before it.
//
// Every call is a batch, because a call costs a round trip.  All calls of one change happen in one
// transaction, and one change at a time is applied, everywhere: the caller holds a lock.  Between
// changes these hold, and TableClusters keeps them true:
//
//   - a key is marked exactly if more records have it than its cap allows;
//   - an edge is there exactly if its records share an unmarked key and score enough.
//
// So schema, model and options belong to the tables: with others, start with empty ones.
//
// Spans given to a call are sorted (by key, then record; by record; by a, then b) and hold nothing
// twice.  Answers may come in any order unless said otherwise.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "match/block_keys.h"
#include "match/live_clusters.h"
#include "match/millibits.h"
#include "match/prepared_row.h"

namespace genbo {

struct MatchRow {
    std::int64_t record = 0;
    std::uint64_t tie = 0;
    PreparedRow row;
};

// Each pair once.
struct TableEdge {
    std::int64_t a = 0;  // a < b
    std::int64_t b = 0;
    Millibits bits = 0;

    friend bool operator==(const TableEdge&, const TableEdge&) = default;
};

struct TablePosting {
    BlockKey key = 0;
    std::int64_t record = 0;
};

struct TableBlock {
    // Then the records are not read.
    bool overfull = false;
    std::vector<std::int64_t> records;
};

struct TableMember {
    std::int64_t record = 0;
    // The label (customer number) that the record has now; 0 = none.
    std::int64_t cluster = 0;
};

class ClusterTables {
public:
    virtual ~ClusterTables() = default;

    // One block for each key, in the order of the keys, with up to `limit` of its records: any of
    // them.  A limit of 0 asks for the marks only.
    virtual Result<std::vector<TableBlock>> blocks(
        std::span<const BlockKey> keys, std::size_t limit) = 0;
    // The same without regard to the marks.
    virtual Result<std::vector<std::vector<std::int64_t>>> members(
        std::span<const BlockKey> keys, std::size_t limit) = 0;
    // REQUIRES: none of them is marked.
    virtual Result<> mark_overfull(std::span<const BlockKey> keys) = 0;
    // REQUIRES: all of them are.
    virtual Result<> unmark_overfull(std::span<const BlockKey> keys) = 0;
    // REQUIRES: none of them is there yet.
    virtual Result<> add_postings(std::span<const TablePosting> postings) = 0;
    // REQUIRES: all of them are there.
    virtual Result<> remove_postings(std::span<const TablePosting> postings) = 0;

    // Records that are not there are left out.
    virtual Result<std::vector<MatchRow>> rows(std::span<const std::int64_t> records) = 0;
    // Inserts or replaces.
    virtual Result<> put_rows(std::span<const MatchRow> rows) = 0;
    virtual Result<> remove_rows(std::span<const std::int64_t> records) = 0;

    // Every edge that touches any of them, once.
    virtual Result<std::vector<TableEdge>> edges(std::span<const std::int64_t> records) = 0;
    // REQUIRES: none of these pairs is there yet.
    virtual Result<> put_edges(std::span<const TableEdge> edges) = 0;
    // REQUIRES: all of them are there.
    virtual Result<> remove_edges(std::span<const TableEdge> edges) = 0;

    // The standing ones that touch any of them.
    virtual Result<std::vector<Verdict>> verdicts(std::span<const std::int64_t> records) = 0;

    // Records without a label may be left out.
    virtual Result<std::vector<TableMember>> clusters_of(std::span<const std::int64_t> records) = 0;
    virtual Result<std::vector<TableMember>> members_of(std::span<const std::int64_t> clusters) = 0;
};

}  // namespace genbo
