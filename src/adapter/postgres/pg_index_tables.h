// SPDX-License-Identifier: Apache-2.0
#pragma once

// The look-up tables of match and search on PostgreSQL (port/index_tables.h): reading, for readers
// and for the writer.  A reader must not write: the changing half ends the process here, and
// PgWriter has its own.

#include "adapter/postgres/pg_connection.h"
#include "adapter/sql/statement.h"
#include "port/index_tables.h"

namespace genbo {

// Where the table index_state says whether the index is whole.
inline constexpr std::string_view kIndexStateName = "index";

class PgIndexReads : public IndexTables {
public:
    Result<std::string> state() override;
    Result<std::vector<IndexPosting>> postings(std::span<const std::int64_t> keys) override;
    Result<std::vector<IndexPosting>> some_postings(
        std::span<const std::int64_t> keys, std::size_t limit) override;
    Result<bool> has_postings() override;
    Result<bool> has_lookups() override;
    Result<std::vector<std::int64_t>> overfull(std::span<const std::int64_t> keys) override;
    Result<std::vector<std::int64_t>> all_overfull(std::size_t limit) override;
    Result<std::vector<IndexRow>> rows(std::span<const std::int64_t> records) override;
    Result<std::vector<IndexRow>> token_rows(std::span<const std::int64_t> records) override;
    Result<std::vector<IndexEdge>> edges(std::span<const std::int64_t> records) override;
    Result<std::vector<IndexEdge>> open_edges(
        const std::optional<IndexEdge>& after, std::size_t limit) override;
    Result<std::int64_t> open_pairs() override;
    Result<std::vector<std::int64_t>> with_any_token(
        std::span<const std::int64_t> tokens, std::int64_t after, std::size_t limit) override;
    Result<std::vector<std::int64_t>> of_those_with_any_token(
        std::span<const std::int64_t> records, std::span<const std::int64_t> tokens) override;

    Result<> set_state(std::string_view state) override;
    Result<> clear() override;
    Result<> make_lookups() override;
    Result<> mark_overfull(std::span<const std::int64_t> keys) override;
    Result<> unmark_overfull(std::span<const std::int64_t> keys) override;
    Result<> add_postings(std::span<const IndexPosting> postings) override;
    Result<> remove_postings(std::span<const IndexPosting> postings) override;
    Result<> add_rows(std::span<const IndexRow> rows) override;
    Result<> remove_rows(std::span<const std::int64_t> records) override;
    Result<> add_edges(std::span<const IndexEdge> edges) override;
    Result<> remove_edges(std::span<const IndexEdge> edges) override;
    Result<> clear_edges() override;
    Result<> set_edge_customers(std::span<const IndexEdge> edges) override;
    Result<> add_tokens(std::span<const IndexPosting> tokens) override;
    Result<> remove_tokens(std::span<const IndexPosting> tokens) override;

protected:
    // The connection, with everything written that a read must see.
    virtual Result<PgConnection*> ready() = 0;
    // A read failed; inside a transaction the server then takes nothing more.
    virtual void read_failed() {}

    Result<PgRows> run(const SqlStatement& statement, const PgParams& params = {});
    // A batch of keys, shard by shard (pg_shards.h).
    Result<std::vector<PgRows>> run_keys(
        const SqlStatement& statement, std::span<const std::int64_t> keys);
};

}  // namespace genbo
