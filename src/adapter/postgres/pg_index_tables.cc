// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_index_tables.h"

#include <algorithm>

#include "adapter/postgres/pg_lookups.h"
#include "adapter/postgres/pg_pipeline.h"
#include "adapter/postgres/pg_shards.h"
#include "adapter/sql/id_list.h"
#include "adapter/sql/statements.h"
#include "base/check.h"

namespace genbo {

namespace {

// Rows of search_key in one answer; a step of the walk through a frequent token.
constexpr std::int64_t kTokenRowsAtOnce = 64;
constexpr std::int64_t kTokenRowsMax = std::int64_t{1} << 16;

std::vector<std::int64_t> integers_of(const PgRows& rows) {
    std::vector<std::int64_t> out;
    out.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows.integer(i, 0));
    return out;
}

void append_postings(std::vector<IndexPosting>& out, const PgRows& rows) {
    out.reserve(out.size() + rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.integer(i, 0), rows.integer(i, 1)});
}

void append_edges(std::vector<IndexEdge>& out, const PgRows& rows) {
    out.reserve(out.size() + rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back(
            {rows.integer(i, 0), rows.integer(i, 1), rows.integer(i, 2), rows.integer(i, 3),
             rows.integer(i, 4)});
}

std::vector<IndexEdge> edges_of(const PgRows& rows) {
    std::vector<IndexEdge> out;
    append_edges(out, rows);
    return out;
}

// Only the writer changes anything.
Result<> not_by_a_reader() {
    check(false);
    return {};
}

}  // namespace

Result<PgRows> PgIndexReads::run(const SqlStatement& statement, const PgParams& params) {
    auto* connection = TRY(ready());
    auto rows = connection->run(statement.text, params);
    if (!rows.ok()) read_failed();
    return rows;
}

Result<std::vector<PgRows>> PgIndexReads::run_keys(
    const SqlStatement& statement, std::span<const std::int64_t> keys) {
    auto* connection = TRY(ready());
    auto answers = pg_run_by_shard(*connection, statement, keys);
    if (!answers.ok()) read_failed();
    return answers;
}

Result<std::string> PgIndexReads::state() {
    const auto rows = TRY(run(sql::kIndexState, PgParams{}.add(kIndexStateName)));
    return rows.empty() ? std::string{} : rows.text(0, 0);
}

Result<std::vector<IndexPosting>> PgIndexReads::postings(std::span<const std::int64_t> keys) {
    std::vector<IndexPosting> out;
    if (keys.empty()) return out;
    for (const auto& rows : TRY(run_keys(sql::kPostings, keys))) append_postings(out, rows);
    return out;
}

Result<std::vector<IndexPosting>> PgIndexReads::some_postings(
    std::span<const std::int64_t> keys, std::size_t limit) {
    std::vector<IndexPosting> out;
    if (keys.empty()) return out;
    PgPipeline pipeline(*TRY(ready()));
    for (const auto key : keys)
        pipeline.add(
            sql::kSomePostings.text, PgParams{}.add(key).add(static_cast<std::int64_t>(limit)));
    const auto answers = pipeline.finish();
    if (!answers.ok()) {
        read_failed();
        return answers.error();
    }
    for (const auto& rows : *answers) append_postings(out, rows);
    return out;
}

Result<std::vector<std::int64_t>> PgIndexReads::overfull(std::span<const std::int64_t> keys) {
    if (keys.empty()) return std::vector<std::int64_t>{};
    std::vector<std::int64_t> out;
    for (const auto& rows : TRY(run_keys(sql::kOverfull, keys)))
        for (const auto key : integers_of(rows)) out.push_back(key);
    return out;
}

Result<bool> PgIndexReads::has_postings() { return !TRY(run(sql::kAnyPosting)).empty(); }

Result<bool> PgIndexReads::has_lookups() {
    auto* connection = TRY(ready());
    auto made = pg_has_lookups(*connection);
    if (!made.ok()) read_failed();
    return made;
}

Result<std::vector<std::int64_t>> PgIndexReads::all_overfull(std::size_t limit) {
    return integers_of(
        TRY(run(sql::kAllOverfull, PgParams{}.add(static_cast<std::int64_t>(limit)))));
}

Result<std::vector<IndexRow>> PgIndexReads::rows(std::span<const std::int64_t> records) {
    std::vector<IndexRow> out;
    if (records.empty()) return out;
    out.reserve(records.size());
    for (const auto& rows : TRY(run_keys(sql::kMatchRows, records)))
        for (std::size_t i = 0; i < rows.size(); ++i)
            out.push_back({rows.integer(i, 0), rows.bytes(i, 1), {}});
    return out;
}

Result<std::vector<IndexRow>> PgIndexReads::token_rows(std::span<const std::int64_t> records) {
    std::vector<IndexRow> out;
    if (records.empty()) return out;
    for (const auto& rows : TRY(run_keys(sql::kMatchTokens, records)))
        for (std::size_t i = 0; i < rows.size(); ++i)
            out.push_back({rows.integer(i, 0), {}, rows.bytes(i, 1)});
    return out;
}

Result<std::vector<IndexEdge>> PgIndexReads::edges(std::span<const std::int64_t> records) {
    std::vector<IndexEdge> out;
    if (records.empty()) return out;
    for (const auto& rows : TRY(run_keys(sql::kEdges, records))) append_edges(out, rows);
    return out;
}

Result<std::vector<IndexEdge>> PgIndexReads::open_edges(
    const std::optional<IndexEdge>& after, std::size_t limit) {
    const auto count = static_cast<std::int64_t>(limit);
    if (!after) return edges_of(TRY(run(sql::kOpenEdges, PgParams{}.add(count))));
    return edges_of(TRY(
        run(sql::kOpenEdgesAfter,
            PgParams{}.add(-after->bits).add(after->record).add(after->other).add(count))));
}

Result<std::int64_t> PgIndexReads::open_pairs() { return TRY(run(sql::kOpenPairs)).integer(0, 0); }

Result<std::vector<std::int64_t>> PgIndexReads::with_any_token(
    std::span<const std::int64_t> tokens, std::int64_t after, std::size_t limit) {
    std::vector<std::int64_t> found;
    if (tokens.empty()) return found;
    std::int64_t rows_wanted = kTokenRowsAtOnce;
    while (true) {
        const auto rows =
            TRY(run(sql::kWithAnyToken, PgParams{}.add(tokens).add(after).add(rows_wanted)));
        const bool all = rows.size() < static_cast<std::size_t>(rows_wanted);
        // Rows that were not read begin here or later, so what lies before is complete.
        const auto end = all ? INT64_MAX : rows.integer(rows.size() - 1, 0);
        std::vector<std::int64_t> read;
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (const auto record : TRY(sql::decode_ids(rows.bytes_view(i, 1))))
                if (record > after && record < end) read.push_back(record);
        std::ranges::sort(read);
        read.erase(std::unique(read.begin(), read.end()), read.end());
        found.insert(found.end(), read.begin(), read.end());
        if (found.size() > limit) found.resize(limit);
        if (all || found.size() == limit) return found;
        // Many rows that reach over `after`: the next step must be wider to get past them.
        if (end - 1 <= after) rows_wanted *= 2;
        after = std::max(after, end - 1);
        rows_wanted = std::min(2 * rows_wanted, kTokenRowsMax);
    }
}

Result<std::vector<std::int64_t>> PgIndexReads::of_those_with_any_token(
    std::span<const std::int64_t> records, std::span<const std::int64_t> tokens) {
    std::vector<std::int64_t> found;
    if (records.empty() || tokens.empty()) return found;
    const auto [low, high] = std::ranges::minmax(records);
    const auto rows =
        TRY(run(sql::kOfThoseWithAnyToken, PgParams{}.add(tokens).add(low).add(high)));
    std::vector<std::int64_t> wanted(records.begin(), records.end());
    std::ranges::sort(wanted);
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (const auto record : TRY(sql::decode_ids(rows.bytes_view(i, 3))))
            if (std::ranges::binary_search(wanted, record)) found.push_back(record);
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

Result<> PgIndexReads::set_state(std::string_view) { return not_by_a_reader(); }
Result<> PgIndexReads::make_lookups() { return not_by_a_reader(); }
Result<> PgIndexReads::clear() { return not_by_a_reader(); }
Result<> PgIndexReads::mark_overfull(std::span<const std::int64_t>) { return not_by_a_reader(); }
Result<> PgIndexReads::unmark_overfull(std::span<const std::int64_t>) { return not_by_a_reader(); }
Result<> PgIndexReads::add_postings(std::span<const IndexPosting>) { return not_by_a_reader(); }
Result<> PgIndexReads::remove_postings(std::span<const IndexPosting>) { return not_by_a_reader(); }
Result<> PgIndexReads::add_rows(std::span<const IndexRow>) { return not_by_a_reader(); }
Result<> PgIndexReads::remove_rows(std::span<const std::int64_t>) { return not_by_a_reader(); }
Result<> PgIndexReads::add_edges(std::span<const IndexEdge>) { return not_by_a_reader(); }
Result<> PgIndexReads::remove_edges(std::span<const IndexEdge>) { return not_by_a_reader(); }
Result<> PgIndexReads::clear_edges() { return not_by_a_reader(); }
Result<> PgIndexReads::set_edge_customers(std::span<const IndexEdge>) { return not_by_a_reader(); }
Result<> PgIndexReads::add_tokens(std::span<const IndexPosting>) { return not_by_a_reader(); }
Result<> PgIndexReads::remove_tokens(std::span<const IndexPosting>) { return not_by_a_reader(); }

}  // namespace genbo
