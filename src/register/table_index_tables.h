// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the matching engine sees of the tables in one transaction (match/cluster_tables.h): keys
// hashed, rows opened or from memory, new edges kept back until their customers are known.

#include "register/table_index.h"

namespace genbo {

class TableIndex::Tables final : public ClusterTables {
public:
    using TokensOfRecord = std::unordered_map<std::int64_t, std::vector<std::uint32_t>>;

    // `known`: records of the change that the tables have, sorted; `tokens`: of those it puts.
    Tables(
        TableIndex& index, const Engine& engine, StoreWriter& store, IndexTables& tables,
        const std::vector<std::int64_t>& known, const TokensOfRecord& tokens)
        : index_(index),
          engine_(engine),
          store_(store),
          tables_(tables),
          known_(known),
          tokens_(tokens) {}

    static std::vector<RecordId> ends_of(std::span<const TableEdge> edges);

    // Tokens of records whose features stayed the same.
    Result<> write_token_rows();

    Result<std::vector<TableBlock>> blocks(
        std::span<const BlockKey> keys, std::size_t limit) override;
    Result<std::vector<std::vector<std::int64_t>>> members(
        std::span<const BlockKey> keys, std::size_t limit) override;
    Result<> mark_overfull(std::span<const BlockKey> keys) override;
    Result<> unmark_overfull(std::span<const BlockKey> keys) override;
    Result<> add_postings(std::span<const TablePosting> postings) override;
    Result<> remove_postings(std::span<const TablePosting> postings) override;
    Result<std::vector<MatchRow>> rows(std::span<const std::int64_t> records) override;
    Result<> put_rows(std::span<const MatchRow> rows) override;
    Result<> remove_rows(std::span<const std::int64_t> records) override;
    Result<std::vector<TableEdge>> edges(std::span<const std::int64_t> records) override;
    Result<> put_edges(std::span<const TableEdge> edges) override;
    Result<> remove_edges(std::span<const TableEdge> edges) override;
    Result<std::vector<Verdict>> verdicts(std::span<const std::int64_t> records) override;
    Result<std::vector<TableMember>> clusters_of(std::span<const std::int64_t> records) override;
    Result<std::vector<TableMember>> members_of(std::span<const std::int64_t> clusters) override;

private:
    Result<std::vector<IndexPosting>> postings_of(std::vector<std::int64_t>& entries);
    std::vector<std::int64_t> entries_of(std::span<const BlockKey> keys) const;
    std::vector<IndexPosting> entries_of(std::span<const TablePosting> postings) const;
    bool is_known(std::int64_t record) const;
    Bytes sealed_tokens(std::int64_t record) const;

    TableIndex& index_;
    const Engine& engine_;
    StoreWriter& store_;
    IndexTables& tables_;
    const std::vector<std::int64_t>& known_;
    const TokensOfRecord& tokens_;
    std::vector<std::int64_t> written_;  // Records whose row put_rows() wrote.
};

}  // namespace genbo
