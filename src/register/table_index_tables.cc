// SPDX-License-Identifier: Apache-2.0
#include "register/table_index_tables.h"

#include <algorithm>

namespace genbo {

namespace {

constexpr std::size_t kManyKeys = 10'000;
constexpr std::size_t kMarksMax = 200'000;

std::vector<RecordId> record_ids(std::span<const std::int64_t> records) {
    std::vector<RecordId> ids;
    ids.reserve(records.size());
    for (const auto record : records) ids.emplace_back(record);
    return ids;
}

}  // namespace

std::vector<RecordId> TableIndex::Tables::ends_of(std::span<const TableEdge> edges) {
    std::vector<RecordId> ends;
    ends.reserve(2 * edges.size());
    for (const auto& edge : edges) {
        ends.emplace_back(edge.a);
        ends.emplace_back(edge.b);
    }
    std::ranges::sort(ends);
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    return ends;
}

std::vector<std::int64_t> TableIndex::Tables::entries_of(std::span<const BlockKey> keys) const {
    std::vector<std::int64_t> entries;
    entries.reserve(keys.size());
    for (const auto key : keys) entries.push_back(engine_.key_entry(key));
    return entries;
}

std::vector<IndexPosting> TableIndex::Tables::entries_of(
    std::span<const TablePosting> postings) const {
    std::vector<IndexPosting> entries;
    entries.reserve(postings.size());
    for (const auto& posting : postings)
        entries.push_back({engine_.key_entry(posting.key), posting.record});
    return entries;
}

Result<std::vector<TableBlock>> TableIndex::Tables::blocks(
    std::span<const BlockKey> keys, std::size_t limit) {
    // In the order of the table, each with its place among the keys.
    std::vector<std::pair<std::int64_t, std::uint32_t>> entries;
    entries.reserve(keys.size());
    for (std::uint32_t i = 0; i < keys.size(); ++i)
        entries.emplace_back(engine_.key_entry(keys[i]), i);
    std::ranges::sort(entries);
    std::vector<TableBlock> blocks(keys.size());
    std::vector<std::int64_t> open;
    open.reserve(keys.size());
    for (const auto& [entry, place] : entries)
        if (!index_.marks_.contains(entry)) open.push_back(entry);
    // Few keys are overfull.  Somebody who asks for many reads all marks once instead, and knows
    // from then on, as long as nobody else changes the partition.
    if (!index_.marks_known_ && open.size() >= kManyKeys) {
        const auto all = TRY(tables_.all_overfull(kMarksMax));
        index_.marks_known_ = all.size() < kMarksMax;
        index_.marks_.insert(all.begin(), all.end());
    }
    if (!index_.marks_known_) {
        const auto marked = TRY(tables_.overfull(open));
        index_.marks_.insert(marked.begin(), marked.end());
    }
    open.clear();
    for (const auto& [entry, place] : entries) {
        blocks[place].overfull = index_.marks_.contains(entry);
        if (!blocks[place].overfull) open.push_back(entry);
    }
    if (limit == 0) return blocks;
    auto postings = TRY(postings_of(open));
    std::ranges::sort(postings);
    auto posting = postings.begin();
    for (const auto& [entry, place] : entries) {
        auto& records = blocks[place].records;
        for (; posting != postings.end() && posting->key == entry; ++posting)
            if (records.size() < limit) records.push_back(posting->record);
    }
    return blocks;
}

// A key without a mark has few records, so all of them are read.
Result<std::vector<IndexPosting>> TableIndex::Tables::postings_of(
    std::vector<std::int64_t>& entries) {
    if (!index_.loaded_.on()) {
        std::erase_if(entries, [&](std::int64_t entry) { return !index_.filter_.may_have(entry); });
        return tables_.postings(entries);
    }
    constexpr std::size_t kAhead = 8;
    std::vector<IndexPosting> postings;
    std::vector<std::int64_t> records;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i + kAhead < entries.size()) index_.loaded_.prefetch(entries[i + kAhead]);
        records.clear();
        index_.loaded_.records(entries[i], records);
        for (const auto record : records) postings.push_back({entries[i], record});
    }
    return postings;
}

Result<std::vector<std::vector<std::int64_t>>> TableIndex::Tables::members(
    std::span<const BlockKey> keys, std::size_t limit) {
    TRY(index_.read_from_tables(tables_));
    const auto entries = entries_of(keys);
    std::unordered_map<std::int64_t, std::size_t> place;
    for (std::size_t i = 0; i < entries.size(); ++i) place[entries[i]] = i;
    std::vector<std::vector<std::int64_t>> members(keys.size());
    for (const auto& posting : TRY(tables_.some_postings(entries, limit)))
        members[place.at(posting.key)].push_back(posting.record);
    return members;
}

Result<> TableIndex::Tables::mark_overfull(std::span<const BlockKey> keys) {
    const auto entries = entries_of(keys);
    index_.marks_.insert(entries.begin(), entries.end());
    return tables_.mark_overfull(entries);
}

Result<> TableIndex::Tables::unmark_overfull(std::span<const BlockKey> keys) {
    const auto entries = entries_of(keys);
    for (const auto entry : entries) index_.marks_.erase(entry);
    return tables_.unmark_overfull(entries);
}

Result<> TableIndex::Tables::add_postings(std::span<const TablePosting> postings) {
    const auto entries = entries_of(postings);
    for (const auto& [entry, record] : entries) {
        if (index_.loaded_.on() && index_.loaded_.full(record, 1))
            TRY(index_.read_from_tables(tables_));
        if (index_.loaded_.on())
            index_.loaded_.add(entry, record);
        else
            index_.filter_.add(entry);
    }
    return tables_.add_postings(entries);
}

Result<> TableIndex::Tables::remove_postings(std::span<const TablePosting> postings) {
    TRY(index_.read_from_tables(tables_));
    return tables_.remove_postings(entries_of(postings));
}

Result<std::vector<MatchRow>> TableIndex::Tables::rows(std::span<const std::int64_t> records) {
    std::vector<MatchRow> rows;
    rows.reserve(records.size());
    std::vector<std::int64_t> missing;
    for (const auto record : records) {
        const auto at = index_.cache_.find(record);
        if (at != index_.cache_.end()) rows.push_back({record, at->second.tie, at->second.row});
        // New records are not in the tables: no need to look.
        else if (!tokens_.contains(record) || is_known(record))
            missing.push_back(record);
    }
    index_.statistics_.rows_cached.fetch_add(rows.size(), std::memory_order_relaxed);
    index_.statistics_.rows_read.fetch_add(missing.size(), std::memory_order_relaxed);
    if (index_.metrics_ != nullptr) {
        index_.metrics_->cache_lookups[CacheResult::hit].add(rows.size());
        index_.metrics_->cache_lookups[CacheResult::miss].add(missing.size());
    }
    for (const auto& row : TRY(tables_.rows(missing))) {
        auto opened = TRY(index_.open_row(row));
        index_.remember(row.record, opened.tie, opened.row);
        rows.push_back({row.record, opened.tie, std::move(opened.row)});
    }
    return rows;
}

bool TableIndex::Tables::is_known(std::int64_t record) const {
    return std::ranges::binary_search(known_, record);
}

Bytes TableIndex::Tables::sealed_tokens(std::int64_t record) const {
    const auto at = tokens_.find(record);
    if (at == tokens_.end()) return index_.seal_tokens(record, {});
    return index_.seal_tokens(record, at->second);
}

Result<> TableIndex::Tables::put_rows(std::span<const MatchRow> rows) {
    std::vector<std::int64_t> replaced;
    std::vector<IndexRow> sealed;
    sealed.reserve(rows.size());
    for (const auto& row : rows) {
        if (is_known(row.record)) replaced.push_back(row.record);
        sealed.push_back(
            {row.record, index_.seal_row(row.record, row.tie, row.row), sealed_tokens(row.record)});
        index_.remember(row.record, row.tie, row.row);
        written_.push_back(row.record);
    }
    if (!replaced.empty()) TRY(tables_.remove_rows(replaced));
    return tables_.add_rows(sealed);
}

Result<> TableIndex::Tables::write_token_rows() {
    std::ranges::sort(written_);
    std::vector<std::int64_t> kept;
    for (const auto record : known_)
        if (tokens_.contains(record) && !std::ranges::binary_search(written_, record))
            kept.push_back(record);
    if (kept.empty()) return {};
    auto rows = TRY(tables_.rows(kept));
    for (auto& row : rows) row.tokens = sealed_tokens(row.record);
    TRY(tables_.remove_rows(kept));
    return tables_.add_rows(rows);
}

Result<> TableIndex::Tables::remove_rows(std::span<const std::int64_t> records) {
    for (const auto record : records) index_.cache_.erase(record);
    return tables_.remove_rows(records);
}

Result<std::vector<TableEdge>> TableIndex::Tables::edges(std::span<const std::int64_t> records) {
    std::vector<TableEdge> edges;
    for (const auto& edge : TRY(tables_.edges(records)))
        edges.push_back(
            {std::min(edge.record, edge.other), std::max(edge.record, edge.other),
             static_cast<Millibits>(edge.bits)});
    std::vector<std::int64_t> sorted(records.begin(), records.end());
    std::ranges::sort(sorted);
    for (const auto& edge : index_.new_edges_)
        if (std::ranges::binary_search(sorted, edge.a) ||
            std::ranges::binary_search(sorted, edge.b))
            edges.push_back(edge);
    std::ranges::sort(edges, {}, [](const TableEdge& edge) { return std::pair{edge.a, edge.b}; });
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    return edges;
}

Result<> TableIndex::Tables::put_edges(std::span<const TableEdge> edges) {
    index_.new_edges_.insert(index_.new_edges_.end(), edges.begin(), edges.end());
    return {};
}

Result<> TableIndex::Tables::remove_edges(std::span<const TableEdge> edges) {
    std::vector<IndexEdge> both;
    for (const auto& edge : edges) {
        if (std::erase(index_.new_edges_, edge) > 0) continue;
        both.push_back({edge.a, edge.b, edge.bits, 0, 0});
        both.push_back({edge.b, edge.a, edge.bits, 0, 0});
    }
    return tables_.remove_edges(both);
}

Result<std::vector<Verdict>> TableIndex::Tables::verdicts(std::span<const std::int64_t> records) {
    std::vector<Verdict> verdicts;
    for (const auto& stored : TRY(store_.verdicts_of(record_ids(records)))) {
        if (stored.withdrawn != Instant{} || !decides(stored.kind)) continue;
        verdicts.push_back(
            {stored.left.value(), stored.right.value(),
             stored.kind == StoredVerdictKind::same ? VerdictKind::same : VerdictKind::not_same});
    }
    return verdicts;
}

Result<std::vector<TableMember>> TableIndex::Tables::clusters_of(
    std::span<const std::int64_t> records) {
    std::vector<TableMember> members;
    for (const auto& member : TRY(index_.customers_of(store_, record_ids(records))))
        members.push_back({member.record.value(), member.customer.value()});
    return members;
}

Result<std::vector<TableMember>> TableIndex::Tables::members_of(
    std::span<const std::int64_t> clusters) {
    std::vector<NumberId> customers;
    for (const auto cluster : clusters) customers.emplace_back(cluster);
    std::vector<TableMember> members;
    for (const auto& member : TRY(store_.members_of(customers))) {
        index_.customers_[member.record.value()] = member.customer;
        members.push_back({member.record.value(), member.customer.value()});
    }
    return members;
}

}  // namespace genbo
