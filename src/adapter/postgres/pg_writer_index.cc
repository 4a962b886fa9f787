// SPDX-License-Identifier: Apache-2.0

// The changing half of the index tables.

#include <algorithm>

#include "adapter/postgres/pg_lookups.h"
#include "adapter/postgres/pg_token_loader.h"
#include "adapter/postgres/pg_writer.h"
#include "adapter/sql/id_list.h"
#include "adapter/sql/schema.h"
#include "adapter/sql/statements.h"

namespace genbo {

Result<> PgWriter::WriteTables::set_state(std::string_view state) {
    TRY(writer_.change(sql::kSetIndexState, PgParams{}.add(kIndexStateName).add(state)));
    return {};
}

Result<> PgWriter::WriteTables::clear() {
    TRY(writer_.tokens_->wait());
    auto* connection = TRY(writer_.ready());
    for (const auto& table : all_tables()) {
        if (table.kind != TableKind::index) continue;
        const std::string statement = "DELETE FROM " + std::string{table.name};
        TRY(writer_.noted(connection->execute(statement.c_str())));
    }
    return {};
}

// Readers go on seeing the old ones until the commit.
Result<> PgWriter::WriteTables::clear_edges() {
    auto* connection = TRY(writer_.ready());
    return writer_.noted(connection->execute(sql::kClearEdges.text));
}

// The lock that making an index takes lasts to the end of the transaction, and the side connection
// of the tokens would wait for it: until then they go in through this one.
Result<> PgWriter::WriteTables::make_lookups() {
    TRY(writer_.noted(writer_.tokens_->wait()));
    auto* connection = TRY(writer_.ready());
    writer_.own_tokens_ = true;
    writer_.made_lookups_ = true;
    return writer_.noted(pg_make_lookups(*connection));
}

Result<> PgWriter::WriteTables::mark_overfull(std::span<const std::int64_t> keys) {
    PgPipeline pipeline(*TRY(writer_.ready()));
    for (const auto key : keys) pipeline.add(sql::kMarkOverfull.text, PgParams{}.add(key));
    return writer_.change_many(pipeline, Hits::any);
}

Result<> PgWriter::WriteTables::unmark_overfull(std::span<const std::int64_t> keys) {
    TRY(writer_.change(sql::kUnmarkOverfull, PgParams{}.add(keys)));
    return {};
}

Result<> PgWriter::WriteTables::add_postings(std::span<const IndexPosting> postings) {
    // In the order of the index its pages are touched once each.
    std::vector<IndexPosting> sorted(postings.begin(), postings.end());
    std::ranges::sort(sorted);
    writer_.gather(sql::kAddPosting, std::span<const IndexPosting>{sorted});
    return {};
}

Result<> PgWriter::WriteTables::remove_postings(std::span<const IndexPosting> postings) {
    PgPipeline pipeline(*TRY(writer_.ready()));
    for (const auto& posting : postings)
        pipeline.add(sql::kRemovePosting.text, PgParams{}.add(posting.key).add(posting.record));
    return writer_.change_many(pipeline, Hits::any);
}

Result<> PgWriter::WriteTables::add_rows(std::span<const IndexRow> rows) {
    writer_.gather(sql::kAddMatchRow, rows);
    return {};
}

Result<> PgWriter::WriteTables::remove_rows(std::span<const std::int64_t> records) {
    TRY(writer_.change(sql::kRemoveMatchRows, PgParams{}.add(records)));
    return {};
}

Result<> PgWriter::WriteTables::add_edges(std::span<const IndexEdge> edges) {
    return writer_.gather_many(sql::kAddEdge, edges);
}

Result<> PgWriter::WriteTables::remove_edges(std::span<const IndexEdge> edges) {
    PgPipeline pipeline(*TRY(writer_.ready()));
    for (const auto& edge : edges)
        pipeline.add(sql::kRemoveEdge.text, PgParams{}.add(edge.record).add(edge.other));
    return writer_.change_many(pipeline, Hits::any);
}

Result<> PgWriter::WriteTables::set_edge_customers(std::span<const IndexEdge> edges) {
    PgPipeline pipeline(*TRY(writer_.ready()));
    for (const auto& edge : edges)
        pipeline.add(
            sql::kSetEdgeCustomers.text, PgParams{}
                                             .add(edge.record)
                                             .add(edge.other)
                                             .add(edge.customer)
                                             .add(edge.other_customer));
    return writer_.change_many(pipeline, Hits::any);
}

Result<> PgWriter::WriteTables::add_tokens(std::span<const IndexPosting> tokens) {
    if (tokens.empty()) return {};
    std::vector<IndexPosting> all(tokens.begin(), tokens.end());
    if (!writer_.own_tokens_) return writer_.noted(writer_.tokens_->load(std::move(all)));
    return writer_.noted(TokenLoader::write(*TRY(writer_.ready()), all));
}

// Reads the rows that may have them and writes them again without.
Result<> PgWriter::WriteTables::remove_tokens(std::span<const IndexPosting> tokens) {
    if (tokens.empty()) return {};
    TRY(writer_.tokens_->wait());
    std::vector<IndexPosting> gone(tokens.begin(), tokens.end());
    std::ranges::sort(gone);
    std::vector<std::int64_t> keys;
    std::int64_t low = INT64_MAX;
    std::int64_t high = 0;
    for (const auto& token : gone) {
        if (keys.empty() || keys.back() != token.key) keys.push_back(token.key);
        low = std::min(low, token.record);
        high = std::max(high, token.record);
    }
    const auto rows = TRY(writer_.change(
        sql::kOfThoseWithAnyToken,
        PgParams{}.add(std::span<const std::int64_t>{keys}).add(low).add(high)));
    PgPipeline removed(writer_.connection_);
    std::vector<sql::TokenRow> kept;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto token = rows.integer(i, 0);
        auto records = TRY(sql::decode_ids(rows.bytes_view(i, 3)));
        const auto before = records.size();
        std::erase_if(records, [&](std::int64_t record) {
            return std::ranges::binary_search(gone, IndexPosting{token, record});
        });
        if (records.size() == before) continue;
        removed.add(
            sql::kRemoveToken.text,
            PgParams{}.add(token).add(rows.integer(i, 1)).add(rows.integer(i, 2)));
        // Rows with the same ends go together: each comes back on its own.
        if (!records.empty())
            kept.push_back({token, records.front(), records.back(), sql::encode_ids(records)});
    }
    TRY(writer_.change_many(removed, Hits::any));
    writer_.gather(sql::kAddToken, std::span<const sql::TokenRow>{kept});
    return {};
}

// The writer sees its own tokens: what is on its way arrives first.
Result<std::vector<std::int64_t>> PgWriter::WriteTables::with_any_token(
    std::span<const std::int64_t> tokens, std::int64_t after, std::size_t limit) {
    TRY(writer_.noted(writer_.tokens_->wait()));
    return PgIndexReads::with_any_token(tokens, after, limit);
}

Result<std::vector<std::int64_t>> PgWriter::WriteTables::of_those_with_any_token(
    std::span<const std::int64_t> records, std::span<const std::int64_t> tokens) {
    TRY(writer_.noted(writer_.tokens_->wait()));
    return PgIndexReads::of_those_with_any_token(records, tokens);
}

}  // namespace genbo
