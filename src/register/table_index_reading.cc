// SPDX-License-Identifier: Apache-2.0

// The readers' half of TableIndex: search and the review queue, from the look-up tables.

#include <algorithm>
#include <chrono>
#include <set>

#include "register/table_index.h"

namespace genbo {

namespace {

// A term that more records have than this is not read whole but asked of the candidates.
constexpr std::size_t kTermRecordsMax = 20'000;
// How many windows of a frequent term are looked through when every term is frequent.
constexpr int kTermWindowsMax = 20;

std::vector<std::int64_t> in_both(
    std::span<const std::int64_t> a, std::span<const std::int64_t> b) {
    std::vector<std::int64_t> both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return both;
}

std::pair<std::int64_t, std::int64_t> in_order_of_size(std::int64_t a, std::int64_t b) {
    return std::minmax(a, b);
}

using CustomerPair = std::pair<std::int64_t, std::int64_t>;

// What the standing verdicts say of customers as they are now.
struct SpokenOf {
    std::set<CustomerPair> apart;                           // Told apart by some of their records.
    std::set<std::pair<std::int64_t, std::int64_t>> pairs;  // Records with a verdict.
    std::vector<ReviewPair> refused;                        // Said to be the same, and are not.
};

Result<SpokenOf> what_is_said(StoreReader& store) {
    SpokenOf said;
    const auto verdicts = TRY(store.standing_verdicts());
    std::vector<RecordId> records;
    for (const auto& verdict : verdicts) {
        records.push_back(verdict.left);
        records.push_back(verdict.right);
    }
    std::map<RecordId, std::int64_t> customer;
    for (const auto& member : TRY(store.customers_of(records)))
        customer[member.record] = member.customer.value();
    for (const auto& verdict : verdicts) {
        if (!decides(verdict.kind)) continue;
        said.pairs.emplace(verdict.left.value(), verdict.right.value());
        const auto left = customer.find(verdict.left);
        const auto right = customer.find(verdict.right);
        if (left == customer.end() || right == customer.end()) continue;
        if (verdict.kind == StoredVerdictKind::not_same)
            said.apart.insert(std::minmax(left->second, right->second));
        else if (left->second != right->second)
            said.refused.push_back(
                {.a = verdict.left.value(),
                 .b = verdict.right.value(),
                 .bits = 0,
                 .reason = ReviewReason::unconnected});
    }
    std::ranges::sort(said.refused, {}, [](const auto& pair) { return std::pair{pair.a, pair.b}; });
    return said;
}

// Most bits first, then the older records.
struct EdgeRank {
    std::int64_t bits = 0;  // Negated: the least is the strongest.
    std::int64_t record = 0;
    std::int64_t other = 0;

    static EdgeRank of(const IndexEdge& edge) {
        return {-edge.bits, std::min(edge.record, edge.other), std::max(edge.record, edge.other)};
    }
    friend auto operator<=>(const EdgeRank&, const EdgeRank&) = default;
};

// Of each two customers only the strongest pair is asked about: one answer decides for both.
Result<std::map<CustomerPair, EdgeRank>> strongest_edges(
    StoreReader& store, const std::vector<IndexEdge>& edges,
    const std::set<std::pair<std::int64_t, std::int64_t>>& spoken) {
    std::set<NumberId> customers;
    for (const auto& edge : edges) customers.insert(NumberId{edge.customer});
    const std::vector<NumberId> asked(customers.begin(), customers.end());
    std::vector<std::int64_t> members;
    for (const auto& member : TRY(store.members_of(asked)))
        members.push_back(member.record.value());
    std::map<CustomerPair, EdgeRank> strongest;
    for (const auto& edge : TRY(store.index_tables()->edges(members))) {
        if (edge.customer == edge.other_customer) continue;
        if (spoken.contains(std::minmax(edge.record, edge.other))) continue;
        const auto rank = EdgeRank::of(edge);
        const auto [at, fresh] =
            strongest.try_emplace(in_order_of_size(edge.customer, edge.other_customer), rank);
        if (!fresh) at->second = std::min(at->second, rank);
    }
    return strongest;
}

}  // namespace

Result<std::vector<RecordId>> TableIndex::find(
    StoreReader& store, std::span<const std::vector<std::uint32_t>> terms, std::size_t limit) {
    std::vector<RecordId> found;
    if (terms.empty()) return found;
    const auto used = TRY(engine_for(store));
    auto& tables = *store.index_tables();
    // Terms that few records have are read and intersected; the others are asked of what is left.
    // Those with few tokens come first: where they leave nobody, the wide ones (query_typos.h) are
    // not asked.
    std::vector<std::span<const std::uint32_t>> order(terms.begin(), terms.end());
    std::ranges::stable_sort(order, {}, [](const auto& term) { return term.size(); });
    std::optional<std::vector<std::int64_t>> candidates;
    std::vector<std::vector<std::int64_t>> frequent;
    for (const auto term : order) {
        if (candidates && candidates->empty()) return found;
        auto entries = used->token_entries(term);
        auto records = TRY(tables.with_any_token(entries, 0, kTermRecordsMax));
        if (records.size() == kTermRecordsMax)
            frequent.push_back(std::move(entries));
        else
            candidates = candidates ? in_both(*candidates, records) : std::move(records);
    }
    const auto narrow = [&](std::vector<std::int64_t> records, std::size_t first) -> Result<> {
        for (std::size_t i = first; i < frequent.size() && !records.empty(); ++i)
            records = TRY(tables.of_those_with_any_token(records, frequent[i]));
        for (const auto record : records)
            if (found.size() < limit) found.emplace_back(record);
        return {};
    };
    if (candidates) {
        TRY(narrow(std::move(*candidates), 0));
        return found;
    }
    std::int64_t after = 0;
    for (int window = 0; window < kTermWindowsMax && found.size() < limit; ++window) {
        auto records = TRY(tables.with_any_token(frequent.front(), after, kTermRecordsMax));
        if (records.empty()) break;
        after = records.back();
        const bool last = records.size() < kTermRecordsMax;
        TRY(narrow(std::move(records), 1));
        if (last) break;
    }
    return found;
}

Result<std::vector<ReviewPair>> TableIndex::review_pairs(
    StoreReader& store, std::size_t limit, const std::optional<ReviewPair>& after) {
    TRY(engine_for(store));
    auto& tables = *store.index_tables();
    const auto said = TRY(what_is_said(store));
    std::vector<ReviewPair> pairs;
    const bool among_refused = !after || after->reason == ReviewReason::unconnected;
    if (among_refused)
        for (const auto& pair : said.refused)
            if (!after || std::pair{after->a, after->b} < std::pair{pair.a, pair.b})
                pairs.push_back(pair);
    std::optional<IndexEdge> last;
    if (!among_refused) last = IndexEdge{after->a, after->b, after->bits, 0, 0};
    while (pairs.size() < limit) {
        const auto edges = TRY(tables.open_edges(last, std::max<std::size_t>(4 * limit, 64)));
        if (edges.empty()) break;
        last = edges.back();
        const auto strongest = TRY(strongest_edges(store, edges, said.pairs));
        for (const auto& edge : edges) {
            const auto sides = in_order_of_size(edge.customer, edge.other_customer);
            if (said.apart.contains(sides) || said.pairs.contains({edge.record, edge.other}))
                continue;
            const auto best = strongest.find(sides);
            if (best != strongest.end() && best->second == EdgeRank::of(edge))
                pairs.push_back(
                    {.a = edge.record, .b = edge.other, .bits = static_cast<Millibits>(edge.bits)});
        }
    }
    if (pairs.size() > limit) pairs.resize(limit);
    return pairs;
}

// Not through the engine's view, whose memory is the writer's.
Result<std::vector<Candidate>> TableIndex::candidates(
    StoreReader& store, const PreparedRow& row, Millibits floor, std::size_t limit) {
    const auto used = TRY(engine_for(store));
    auto& tables = *store.index_tables();
    BlockKeyMaker maker{used->clusters.schema()};
    std::set<std::int64_t> entries;
    for (const auto key : maker.keys(row.view())) entries.insert(used->key_entry(key));
    std::vector<std::int64_t> asked(entries.begin(), entries.end());
    for (const auto marked : TRY(tables.overfull(asked))) entries.erase(marked);
    asked.assign(entries.begin(), entries.end());
    std::set<RecordId> records;
    if (!asked.empty())
        for (const auto& posting : TRY(tables.postings(asked)))
            records.insert(RecordId{posting.record});
    const std::vector<RecordId> ids(records.begin(), records.end());
    const Scorer scorer{used->clusters.schema(), used->clusters.model()};
    std::vector<Candidate> found;
    for (const auto& one : TRY(rows(store, ids))) {
        const auto bits = scorer.score(row.view(), one.row.view());
        if (bits >= floor) found.push_back({one.record, bits});
    }
    sort_candidates(found);
    if (found.size() > limit) found.resize(limit);
    return found;
}

Result<std::vector<MatchedRecord>> TableIndex::rows(
    StoreReader& store, std::span<const RecordId> records) {
    std::vector<std::int64_t> values;
    for (const auto record : records) values.push_back(record.value());
    std::vector<MatchedRecord> found;
    if (values.empty()) return found;
    for (const auto& row : TRY(store.index_tables()->rows(values))) {
        auto opened = TRY(open_row(row));
        found.push_back({RecordId{row.record}, std::move(opened.row), {}});
    }
    std::ranges::sort(found, {}, &MatchedRecord::record);
    return found;
}

Result<std::int64_t> TableIndex::review_count(StoreReader& store) {
    const std::lock_guard lock(count_mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (counted_at_ && now - *counted_at_ < review_count_life_) return count_;
    TRY(engine_for(store));
    auto& tables = *store.index_tables();
    const auto said = TRY(what_is_said(store));
    std::int64_t told_apart = 0;
    for (const auto& [left, right] : said.apart) {
        const NumberId customer{left};
        std::vector<std::int64_t> members;
        for (const auto& member : TRY(store.members_of(std::span{&customer, 1})))
            members.push_back(member.record.value());
        const auto edges = TRY(tables.edges(members));
        if (std::ranges::any_of(
                edges, [&](const auto& edge) { return edge.other_customer == right; }))
            ++told_apart;
    }
    count_ = TRY(tables.open_pairs()) - told_apart + static_cast<std::int64_t>(said.refused.size());
    counted_at_ = now;
    return count_;
}

}  // namespace genbo
