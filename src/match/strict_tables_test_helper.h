// SPDX-License-Identifier: Apache-2.0
#pragma once

// The tables of cluster_tables.h in plain maps: slow, obviously right, and strict about what each
// call requires.  Only for tests.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/result.h"
#include "match/cluster_tables.h"
#include "match/live_clusters.h"

namespace genbo {

class StrictTables : public ClusterTables {
public:
    using Pair = std::pair<std::int64_t, std::int64_t>;

    // What is in them, for all to see.
    std::map<std::int64_t, MatchRow> row_of;
    std::map<BlockKey, std::set<std::int64_t>> records_of;
    std::set<BlockKey> overfull;
    std::map<Pair, Millibits> bits_of;
    std::map<Pair, VerdictKind> verdict_of;
    std::map<std::int64_t, std::int64_t> label_of;

    // What a test did to the tables: calls, and elements asked for, written and answered.
    std::size_t calls = 0;
    std::size_t elements = 0;
    // The call, counted from here, that fails; 0 = none.
    std::size_t fails_in = 0;

    // What the caller of apply() does before and after it.
    void set_verdicts(const Change& change) {
        for (const auto& [a, b] : change.unset_verdicts) verdict_of.erase(std::minmax(a, b));
        for (const auto& verdict : change.verdicts)
            if (verdict.a != verdict.b)
                verdict_of[std::minmax(verdict.a, verdict.b)] = verdict.kind;
    }
    void set_labels(const Outcome& outcome) {
        for (const auto& change : outcome.changes) {
            for (const auto& set : change.before)
                for (const auto id : set) drop_label(id);
            for (const auto& set : change.after) {
                ++last_label_;
                for (const auto id : set) label_of[id] = last_label_;
                members_by_label_[last_label_].insert(set.begin(), set.end());
            }
        }
    }
    std::vector<RecordSet> partition() const {
        std::vector<RecordSet> sets;
        for (const auto& [label, records] : members_by_label_)
            sets.emplace_back(records.begin(), records.end());
        std::sort(sets.begin(), sets.end());
        return sets;
    }

    Result<std::vector<TableBlock>> blocks(
        std::span<const BlockKey> keys, std::size_t limit) override {
        TRY(count(keys.size()));
        check(strictly_rising(keys, [](BlockKey key) { return key; }));
        std::vector<TableBlock> found;
        for (const auto key : keys) {
            const bool marked = overfull.contains(key);
            found.push_back({marked, marked ? std::vector<std::int64_t>{} : some(key, limit)});
            elements += found.back().records.size();
        }
        return found;
    }
    Result<std::vector<std::vector<std::int64_t>>> members(
        std::span<const BlockKey> keys, std::size_t limit) override {
        TRY(count(keys.size()));
        check(strictly_rising(keys, [](BlockKey key) { return key; }));
        std::vector<std::vector<std::int64_t>> found;
        for (const auto key : keys) {
            found.push_back(some(key, limit));
            elements += found.back().size();
        }
        return found;
    }
    Result<> mark_overfull(std::span<const BlockKey> keys) override {
        TRY(count(keys.size()));
        check(strictly_rising(keys, [](BlockKey key) { return key; }));
        for (const auto key : keys) check(overfull.insert(key).second);
        return {};
    }
    Result<> unmark_overfull(std::span<const BlockKey> keys) override {
        TRY(count(keys.size()));
        check(strictly_rising(keys, [](BlockKey key) { return key; }));
        for (const auto key : keys) check(overfull.erase(key) == 1);
        return {};
    }
    Result<> add_postings(std::span<const TablePosting> postings) override {
        TRY(count(postings.size()));
        check(strictly_rising(postings, posting_order));
        for (const auto& posting : postings)
            check(records_of[posting.key].insert(posting.record).second);
        return {};
    }
    Result<> remove_postings(std::span<const TablePosting> postings) override {
        TRY(count(postings.size()));
        check(strictly_rising(postings, posting_order));
        for (const auto& posting : postings) {
            const auto found = records_of.find(posting.key);
            check(found != records_of.end() && found->second.erase(posting.record) == 1);
            if (found->second.empty()) records_of.erase(found);
        }
        return {};
    }

    Result<std::vector<MatchRow>> rows(std::span<const std::int64_t> records) override {
        TRY(count(records.size()));
        check(strictly_rising(records, [](std::int64_t id) { return id; }));
        std::vector<MatchRow> found;
        // Backwards: no order is promised.
        for (auto i = records.size(); i > 0; --i)
            if (const auto row = row_of.find(records[i - 1]); row != row_of.end())
                found.push_back(row->second);
        return found;
    }
    Result<> put_rows(std::span<const MatchRow> rows) override {
        TRY(count(rows.size()));
        check(strictly_rising(rows, [](const MatchRow& row) { return row.record; }));
        for (const auto& row : rows) row_of[row.record] = row;
        return {};
    }
    Result<> remove_rows(std::span<const std::int64_t> records) override {
        TRY(count(records.size()));
        check(strictly_rising(records, [](std::int64_t id) { return id; }));
        for (const auto id : records) check(row_of.erase(id) == 1);
        return {};
    }

    Result<std::vector<TableEdge>> edges(std::span<const std::int64_t> records) override {
        TRY(count(records.size()));
        check(strictly_rising(records, [](std::int64_t id) { return id; }));
        std::vector<TableEdge> found;
        for (const auto& pair : touching(edges_at_, records))
            found.push_back({pair.first, pair.second, bits_of.at(pair)});
        elements += found.size();
        return found;
    }
    Result<> put_edges(std::span<const TableEdge> edges) override {
        TRY(count(edges.size()));
        check(strictly_rising(edges, edge_order));
        for (const auto& edge : edges) {
            check(edge.a < edge.b);
            check(bits_of.emplace(Pair{edge.a, edge.b}, edge.bits).second);
            edges_at_[edge.a].insert(edge.b);
            edges_at_[edge.b].insert(edge.a);
        }
        return {};
    }
    Result<> remove_edges(std::span<const TableEdge> edges) override {
        TRY(count(edges.size()));
        check(strictly_rising(edges, edge_order));
        for (const auto& edge : edges) {
            check(bits_of.erase({edge.a, edge.b}) == 1);
            edges_at_[edge.a].erase(edge.b);
            edges_at_[edge.b].erase(edge.a);
        }
        return {};
    }

    Result<std::vector<Verdict>> verdicts(std::span<const std::int64_t> records) override {
        TRY(count(records.size()));
        check(strictly_rising(records, [](std::int64_t id) { return id; }));
        std::vector<Verdict> found;
        for (const auto& [pair, kind] : verdict_of)
            if (std::binary_search(records.begin(), records.end(), pair.first) ||
                std::binary_search(records.begin(), records.end(), pair.second))
                found.push_back({pair.first, pair.second, kind});
        elements += found.size();
        return found;
    }

    Result<std::vector<TableMember>> clusters_of(std::span<const std::int64_t> records) override {
        TRY(count(records.size()));
        check(strictly_rising(records, [](std::int64_t id) { return id; }));
        std::vector<TableMember> found;
        for (const auto id : records) {
            const auto label = label_of.find(id);
            found.push_back({id, label == label_of.end() ? 0 : label->second});
        }
        return found;
    }
    Result<std::vector<TableMember>> members_of(std::span<const std::int64_t> clusters) override {
        TRY(count(clusters.size()));
        check(strictly_rising(clusters, [](std::int64_t id) { return id; }));
        std::vector<TableMember> found;
        for (const auto label : clusters)
            for (const auto id : members_by_label_.at(label)) found.push_back({id, label});
        elements += found.size();
        return found;
    }

private:
    static std::pair<BlockKey, std::int64_t> posting_order(const TablePosting& posting) {
        return {posting.key, posting.record};
    }
    static Pair edge_order(const TableEdge& edge) { return {edge.a, edge.b}; }

    template <typename T, typename Order>
    static bool strictly_rising(std::span<const T> values, const Order& order) {
        for (std::size_t i = 1; i < values.size(); ++i)
            if (!(order(values[i - 1]) < order(values[i]))) return false;
        return true;
    }

    Result<> count(std::size_t asked) {
        ++calls;
        elements += asked;
        // An empty call is a wasted round trip.
        check(asked > 0);
        if (fails_in > 0 && --fails_in == 0)
            return Error{.fault = Fault::unavailable, .code = "test.failed"};
        return {};
    }

    std::vector<std::int64_t> some(BlockKey key, std::size_t limit) const {
        const auto found = records_of.find(key);
        if (found == records_of.end()) return {};
        // From the end: which ones is not promised.
        std::vector<std::int64_t> records(found->second.rbegin(), found->second.rend());
        if (records.size() > limit) records.resize(limit);
        return records;
    }

    using Neighbours = std::map<std::int64_t, std::set<std::int64_t>>;
    static std::set<Pair> touching(
        const Neighbours& neighbours, std::span<const std::int64_t> records) {
        std::set<Pair> found;
        for (const auto id : records)
            if (const auto at = neighbours.find(id); at != neighbours.end())
                for (const auto other : at->second) found.insert(std::minmax(id, other));
        return found;
    }

    void drop_label(std::int64_t id) {
        const auto label = label_of.find(id);
        check(label != label_of.end());
        const auto of = members_by_label_.find(label->second);
        of->second.erase(id);
        if (of->second.empty()) members_by_label_.erase(of);
        label_of.erase(label);
    }

    Neighbours edges_at_;
    std::map<std::int64_t, std::set<std::int64_t>> members_by_label_;
    std::int64_t last_label_ = 0;
};

}  // namespace genbo
