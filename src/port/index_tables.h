// SPDX-License-Identifier: Apache-2.0
#pragma once

// The look-up tables that a shared store keeps for match and search, so that nodes need no memory
// of the register: what LiveIndex, LiveRecords and SearchIndex hold in an embedded master.
//
// They are projections: rebuilt from the facts, never in a backup, and gone after a crash of the
// server (PostgreSQL's UNLOGGED).  state() says whether they are whole.
//
// Keys and tokens are keyed hashes and rows are sealed before they come here; the store learns
// only which records share something.
//
// Whoever fills empty tables with much needs no index on keys and tokens before the end, as long as
// it remembers what it has written (register/loaded_postings.h): a new master's have none until
// make_lookups().  Answers are the same without, only slow.
//
// Calls belong to the transaction of their reader or writer.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

struct IndexPosting {
    std::int64_t key = 0;
    std::int64_t record = 0;

    friend auto operator<=>(const IndexPosting&, const IndexPosting&) = default;
};

struct IndexRow {
    std::int64_t record = 0;
    Bytes features;  // Sealed.
    Bytes tokens;    // Sealed; what to take out of the search index when the record goes.
};

// One direction of an edge between two records, with the customers they belong to.
struct IndexEdge {
    std::int64_t record = 0;
    std::int64_t other = 0;
    std::int64_t bits = 0;
    std::int64_t customer = 0;
    std::int64_t other_customer = 0;

    friend bool operator==(const IndexEdge&, const IndexEdge&) = default;
};

// The state of tables that were made together with an empty master.
inline constexpr std::string_view kWholeWhenNew = "whole";

class IndexTables {
public:
    virtual ~IndexTables() = default;

    // "" when the tables are lost.
    virtual Result<std::string> state() = 0;
    virtual Result<> set_state(std::string_view state) = 0;
    // Empties all of them.
    virtual Result<> clear() = 0;
    // Whether keys and tokens are found quickly; and that they are from now on.  Minutes, for
    // many millions of rows.
    virtual Result<bool> has_lookups() = 0;
    virtual Result<> make_lookups() = 0;

    // Of keys that are not marked overfull; all records of each.
    virtual Result<std::vector<IndexPosting>> postings(std::span<const std::int64_t> keys) = 0;
    // Of any keys, at most `limit` records each.
    virtual Result<std::vector<IndexPosting>> some_postings(
        std::span<const std::int64_t> keys, std::size_t limit) = 0;
    virtual Result<bool> has_postings() = 0;
    virtual Result<std::vector<std::int64_t>> overfull(std::span<const std::int64_t> keys) = 0;
    virtual Result<std::vector<std::int64_t>> all_overfull(std::size_t limit) = 0;
    virtual Result<> mark_overfull(std::span<const std::int64_t> keys) = 0;
    virtual Result<> unmark_overfull(std::span<const std::int64_t> keys) = 0;
    // REQUIRES: none of them is there.
    virtual Result<> add_postings(std::span<const IndexPosting> postings) = 0;
    virtual Result<> remove_postings(std::span<const IndexPosting> postings) = 0;

    // Without `tokens`.
    virtual Result<std::vector<IndexRow>> rows(std::span<const std::int64_t> records) = 0;
    virtual Result<std::vector<IndexRow>> token_rows(std::span<const std::int64_t> records) = 0;
    virtual Result<> add_rows(std::span<const IndexRow> rows) = 0;
    virtual Result<> remove_rows(std::span<const std::int64_t> records) = 0;

    // From any of the records, in one direction each.
    virtual Result<std::vector<IndexEdge>> edges(std::span<const std::int64_t> records) = 0;
    // Both directions are given.
    virtual Result<> add_edges(std::span<const IndexEdge> edges) = 0;
    virtual Result<> remove_edges(std::span<const IndexEdge> edges) = 0;
    // All of them.
    virtual Result<> clear_edges() = 0;
    // The customers of existing edges.
    virtual Result<> set_edge_customers(std::span<const IndexEdge> edges) = 0;

    // Edges between two customers, record < other: most bits first, then by record and other.
    // Starts behind `after`.
    virtual Result<std::vector<IndexEdge>> open_edges(
        const std::optional<IndexEdge>& after, std::size_t limit) = 0;
    // Pairs of customers that open edges lie between.
    virtual Result<std::int64_t> open_pairs() = 0;

    // Search tokens may become visible before their transaction, and stay when it is rolled back:
    // whoever finds a record looks at it.
    virtual Result<> add_tokens(std::span<const IndexPosting> tokens) = 0;
    virtual Result<> remove_tokens(std::span<const IndexPosting> tokens) = 0;
    // Records that have any of the tokens, ascending, behind `after`.
    virtual Result<std::vector<std::int64_t>> with_any_token(
        std::span<const std::int64_t> tokens, std::int64_t after, std::size_t limit) = 0;
    // Those of `records` that have any of the tokens, ascending.
    virtual Result<std::vector<std::int64_t>> of_those_with_any_token(
        std::span<const std::int64_t> records, std::span<const std::int64_t> tokens) = 0;
};

}  // namespace genbo
