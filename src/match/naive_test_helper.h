// SPDX-License-Identifier: Apache-2.0
#pragma once

// The slow, obviously right twin of LiveClusters: all pairs, no index, no memory of what was
// before.  Only for tests.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "match/block_caps.h"
#include "match/block_keys.h"
#include "match/cluster.h"
#include "match/hash.h"
#include "match/live_clusters.h"
#include "match/score.h"

namespace genbo {

struct NaiveRecord {
    std::int64_t id = 0;
    std::uint64_t tie = 0;
    PreparedRow row;
};

inline std::vector<RecordSet> naive_partition(
    const Schema& schema, const Model& model, const LiveOptions& options,
    std::vector<NaiveRecord> records, const std::vector<Verdict>& verdicts) {
    std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) {
        return a.tie != b.tie ? a.tie < b.tie : a.id < b.id;
    });
    const auto n = records.size();
    const Scorer scorer{schema, model};
    const BlockCaps caps{schema, options.limits()};
    std::map<BlockKey, std::size_t> sizes;
    std::vector<std::vector<BlockKey>> keys;
    BlockKeyMaker maker{schema};
    for (const auto& record : records) {
        keys.push_back(maker.keys(record.row.view()));
        for (const auto key : keys.back()) ++sizes[key];
    }
    const auto candidates = [&](std::size_t i, std::size_t j) {
        return std::any_of(keys[i].begin(), keys[i].end(), [&](BlockKey key) {
            return sizes[key] <= caps.of(key) &&
                   std::find(keys[j].begin(), keys[j].end(), key) != keys[j].end();
        });
    };
    std::map<std::pair<std::int64_t, std::int64_t>, VerdictKind> said;
    for (const auto& verdict : verdicts) said[std::minmax(verdict.a, verdict.b)] = verdict.kind;
    const auto verdict = [&](std::size_t i, std::size_t j) -> std::optional<VerdictKind> {
        const auto found = said.find(std::minmax(records[i].id, records[j].id));
        return found == said.end() ? std::nullopt : std::optional{found->second};
    };
    const auto bits = [&](std::size_t i, std::size_t j) {
        return scorer.score(records[i].row.view(), records[j].row.view());
    };

    struct Edge {
        std::size_t a;
        std::size_t b;
        Millibits bits;
    };
    std::vector<Edge> edges;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i + 1; j < n; ++j)
            if (candidates(i, j) && bits(i, j) >= options.auto_bits)
                edges.push_back({i, j, bits(i, j)});
    std::sort(edges.begin(), edges.end(), [](const Edge& x, const Edge& y) {
        if (x.bits != y.bits) return x.bits > y.bits;
        return x.a != y.a ? x.a < y.a : x.b < y.b;
    });

    std::vector<std::size_t> of(n);
    for (std::size_t i = 0; i < n; ++i) of[i] = i;
    const auto members = [&](std::size_t cluster) {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < n; ++i)
            if (of[i] == cluster) found.push_back(i);
        return found;
    };
    // `of` is what the evidence says, `whole` what it says together with the verdicts.
    std::vector<std::size_t> whole = of;
    const auto forbidden = [&](std::size_t a, std::size_t b) {
        if (whole[a] == whole[b]) return false;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                if (whole[i] == whole[a] && whole[j] == whole[b] &&
                    verdict(i, j) == VerdictKind::not_same)
                    return true;
        return false;
    };
    const auto join = [](std::vector<std::size_t>& labels, std::size_t x, std::size_t y) {
        for (auto& label : labels)
            if (label == x || label == y) label = std::min(x, y);
    };
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i + 1; j < n; ++j)
            if (verdict(i, j) == VerdictKind::same && !forbidden(i, j))
                join(whole, whole[i], whole[j]);
    const auto vote = [&](std::size_t i, std::size_t j) {
        const auto b = bits(i, j);
        const auto floor = kInconclusive + std::min(0, b - model.nothing_known());
        return std::clamp(std::max(b, floor), -kLinkClamp, kLinkClamp);
    };
    for (const auto& edge : edges) {
        const auto x = of[edge.a];
        const auto y = of[edge.b];
        if (x == y || forbidden(edge.a, edge.b)) continue;
        const auto left = members(x);
        const auto right = members(y);
        std::int64_t sum = 0;
        std::int64_t count = 0;
        bool possible = true;
        if (left.size() * right.size() > kLinkAll) {
            auto state = hash_mix(records[std::min(x, y)].tie, records[std::max(x, y)].tie);
            const auto& p = x < y ? left : right;
            const auto& q = x < y ? right : left;
            for (std::size_t i = 0; i < kLinkSample; ++i) {
                state = hash_mix(state, i);
                const auto pick = state % (p.size() * q.size());
                sum += vote(p[pick / q.size()], q[pick % q.size()]);
                possible = possible && bits(p[pick / q.size()], q[pick % q.size()]) > kImpossible;
                ++count;
            }
        } else {
            for (const auto i : left)
                for (const auto j : right) {
                    sum += vote(i, j);
                    possible = possible && bits(i, j) > kImpossible;
                    ++count;
                }
        }
        if (!possible && left.size() * right.size() > 1) continue;
        if (sum < count * options.mean_bits) continue;
        join(of, x, y);
        join(whole, whole[edge.a], whole[edge.b]);
    }
    std::map<std::size_t, RecordSet> clusters;
    for (std::size_t i = 0; i < n; ++i) clusters[whole[i]].push_back(records[i].id);
    std::vector<RecordSet> all;
    for (auto& [cluster, ids] : clusters) {
        std::sort(ids.begin(), ids.end());
        all.push_back(std::move(ids));
    }
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace genbo
