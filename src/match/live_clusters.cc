// SPDX-License-Identifier: Apache-2.0
#include "match/live_clusters.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "match/live_state.h"

namespace genbo {

namespace {

bool review_before(const ReviewPair& x, const ReviewPair& y) {
    if (x.reason != y.reason) return x.reason == ReviewReason::unconnected;
    if (x.bits != y.bits) return x.bits > y.bits;
    return x.a != y.a ? x.a < y.a : x.b < y.b;
}

}  // namespace

LiveClusters::LiveClusters(const Schema& schema, const Model& model, const LiveOptions& options)
    : state_(std::make_unique<State>(schema, model, options)) {}

LiveClusters::~LiveClusters() = default;
LiveClusters::LiveClusters(LiveClusters&&) noexcept = default;
LiveClusters& LiveClusters::operator=(LiveClusters&&) noexcept = default;

bool LiveClusters::bulk_load(
    std::vector<Put> puts, std::span<const Verdict> verdicts, const GoOn& go_on) {
    check(state_->records.size() == 0);
    state_->records.reserve(puts.size());
    Change change;
    change.puts = std::move(puts);
    change.verdicts.assign(verdicts.begin(), verdicts.end());
    return state_->load(change, go_on);
}

Outcome LiveClusters::apply(const Change& change) { return state_->apply(change); }

bool LiveClusters::has(std::int64_t record_id) const {
    return state_->records.slot_of(record_id) != kNoSlot;
}

RecordSet LiveClusters::cluster_of(std::int64_t record_id) const {
    RecordSet ids;
    const auto slot = state_->records.slot_of(record_id);
    if (slot == kNoSlot) return ids;
    for (const auto member : state_->clusters[state_->records[slot].cluster])
        ids.push_back(state_->records[member].id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<RecordSet> LiveClusters::all_clusters() const {
    std::vector<RecordSet> all;
    for (const auto& members : state_->clusters) {
        if (members.empty()) continue;
        RecordSet ids;
        for (const auto member : members) ids.push_back(state_->records[member].id);
        std::sort(ids.begin(), ids.end());
        all.push_back(std::move(ids));
    }
    std::sort(all.begin(), all.end());
    return all;
}

const VerdictKind* LiveClusters::State::verdict_between(std::int64_t a, std::int64_t b) const {
    const auto of_a = verdicts.find(a);
    if (of_a == verdicts.end()) return nullptr;
    const auto found = of_a->second.find(b);
    return found == of_a->second.end() ? nullptr : &found->second;
}

std::vector<ReviewPair> LiveClusters::State::make_review() const {
    std::vector<ReviewPair> pairs;
    for (const auto& [a, b] : refused)
        pairs.push_back({.a = a, .b = b, .bits = 0, .reason = ReviewReason::unconnected});

    // Two clusters that somebody has told apart are not asked about again, by any of their records.
    using Sides = std::pair<std::uint32_t, std::uint32_t>;
    std::set<Sides> apart;
    for (const auto& [a, others] : verdicts)
        for (const auto& [b, kind] : others) {
            const auto x = records.slot_of(a);
            const auto y = records.slot_of(b);
            if (x != kNoSlot && y != kNoSlot && kind == VerdictKind::not_same)
                apart.insert(std::minmax(records[x].cluster, records[y].cluster));
        }
    struct Best {
        Sides sides;
        ReviewPair pair;
    };
    std::vector<Best> found;
    for (std::uint32_t slot = 0; slot < records.slots(); ++slot) {
        const auto& record = records[slot];
        for (const auto& edge : record.edges) {
            const auto& other = records[edge.to];
            if (other.id < record.id || other.cluster == record.cluster) continue;
            const Sides sides = std::minmax(record.cluster, other.cluster);
            if (!apart.empty() && apart.contains(sides)) continue;
            if (verdict_between(record.id, other.id) != nullptr) continue;
            found.push_back({sides, {.a = record.id, .b = other.id, .bits = edge.bits}});
        }
    }
    // Of each two clusters the strongest pair: one answer decides for both.
    std::sort(found.begin(), found.end(), [](const Best& x, const Best& y) {
        return x.sides != y.sides ? x.sides < y.sides : review_before(x.pair, y.pair);
    });
    for (std::size_t i = 0; i < found.size(); ++i)
        if (i == 0 || found[i].sides != found[i - 1].sides) pairs.push_back(found[i].pair);
    std::sort(pairs.begin(), pairs.end(), review_before);
    return pairs;
}

namespace {

const std::vector<ReviewPair>& review_of(const LiveClusters::State& state) {
    if (!state.review_made) {
        state.review = state.make_review();
        state.review_made = true;
    }
    return state.review;
}

}  // namespace

std::vector<ReviewPair> LiveClusters::review_pairs(
    std::size_t limit, const std::optional<ReviewPair>& after) const {
    const auto& all = review_of(*state_);
    auto from = all.begin();
    if (after) from = std::upper_bound(all.begin(), all.end(), *after, review_before);
    const auto left = static_cast<std::size_t>(all.end() - from);
    return {from, from + static_cast<std::ptrdiff_t>(std::min(limit, left))};
}

std::size_t LiveClusters::review_count() const { return review_of(*state_).size(); }

std::optional<Explanation> LiveClusters::explain(std::int64_t a, std::int64_t b) const {
    const auto x = state_->records.slot_of(a);
    const auto y = state_->records.slot_of(b);
    if (x == kNoSlot || y == kNoSlot) return std::nullopt;
    return genbo::explain(
        state_->schema, state_->model, state_->records.row(x), state_->records.row(y));
}

std::vector<std::pair<std::int64_t, Millibits>> LiveClusters::candidates(
    const PreparedRow& row, Millibits floor, std::size_t limit) const {
    const auto& state = *state_;
    BlockKeyMaker maker{state.schema};
    const auto& keys = maker.keys(row.view());
    for (const auto key : keys) state.index.prefetch(key);
    std::vector<std::uint32_t> slots;
    for (const auto key : keys)
        state.index.visit(
            key, state.caps.of(key), [&](std::uint32_t slot) { slots.push_back(slot); });
    std::sort(slots.begin(), slots.end());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    for (const auto slot : slots) __builtin_prefetch(&state.records[slot]);

    // Most share a key and little else: their levels alone say that they cannot reach the floor.
    constexpr std::size_t kAhead = 8;
    std::vector<std::pair<std::int64_t, Millibits>> found;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (i + kAhead < slots.size()) state.records.prefetch_row(slots[i + kAhead]);
        const auto bits = state.scorer.score_from(floor, row.view(), state.records.row(slots[i]));
        if (bits >= floor) found.emplace_back(state.records[slots[i]].id, bits);
    }
    std::sort(found.begin(), found.end(), [](const auto& x, const auto& y) {
        return x.second != y.second ? x.second > y.second : x.first < y.first;
    });
    if (found.size() > limit) found.resize(limit);
    return found;
}

RowView LiveClusters::row_of(std::int64_t record_id) const {
    const auto slot = state_->records.slot_of(record_id);
    return slot == kNoSlot ? RowView{} : state_->records.row(slot);
}

std::vector<std::pair<std::int64_t, Millibits>> LiveClusters::neighbours(
    std::int64_t record_id) const {
    std::vector<std::pair<std::int64_t, Millibits>> found;
    const auto slot = state_->records.slot_of(record_id);
    if (slot == kNoSlot) return found;
    for (const auto& edge : state_->records[slot].edges)
        found.emplace_back(state_->records[edge.to].id, edge.bits);
    return found;
}

LiveStatistics LiveClusters::statistics() const {
    LiveStatistics statistics;
    statistics.records = state_->records.size();
    statistics.clusters = state_->cluster_count;
    statistics.edges = state_->records.edges();
    statistics.keys = state_->index.keys();
    statistics.blocks_over_cap = state_->index.keys_above(state_->caps);
    statistics.memory_bytes = state_->records.memory_bytes() + state_->index.memory_bytes() +
                              8 * state_->stamps.capacity() +
                              sizeof(std::vector<std::uint32_t>) * state_->clusters.capacity() +
                              state_->model.frequencies.memory_bytes();
    for (const auto& members : state_->clusters)
        if (members.capacity() > 0) statistics.memory_bytes += 4 * members.capacity() + 16;
    return statistics;
}

const Schema& LiveClusters::schema() const { return state_->schema; }

const Model& LiveClusters::model() const { return state_->model; }

}  // namespace genbo
