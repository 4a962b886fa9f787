// SPDX-License-Identifier: Apache-2.0
#include "match/cluster.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "match/hash.h"

namespace genbo {

namespace {

class Linker {
public:
    Linker(const Component& component, const LinkRule& rule, const PairScore& score)
        : component_(component), rule_(rule), score_(score) {
        const auto size = component.ties.size();
        of_.resize(size);
        std::iota(of_.begin(), of_.end(), 0U);
        members_.resize(size);
        for (std::uint32_t i = 0; i < size; ++i) members_[i] = {i};
        for (const auto source : component.sources) sources_.push_back({source});
        edges_.assign(component.edges.begin(), component.edges.end());
        for (auto& edge : edges_)
            if (edge.b < edge.a) std::swap(edge.a, edge.b);
        known_ = edges_;
        std::sort(known_.begin(), known_.end(), [](const LinkEdge& x, const LinkEdge& y) {
            return x.a != y.a ? x.a < y.a : x.b < y.b;
        });
        std::sort(edges_.begin(), edges_.end(), [](const LinkEdge& x, const LinkEdge& y) {
            if (x.bits != y.bits) return x.bits > y.bits;
            return x.a != y.a ? x.a < y.a : x.b < y.b;
        });
    }

    Clustering run() && {
        Clustering result;
        if (!component_.same.empty()) whole_ = of_;
        for (const auto& pair : ordered(component_.same)) {
            if (forbidden(pair.first, pair.second))
                result.refused.push_back(pair);
            else
                unite(pair.first, pair.second);
        }
        for (const auto& edge : edges_) {
            const auto x = of_[edge.a];
            const auto y = of_[edge.b];
            if (x == y || forbidden(edge.a, edge.b) || source_twice(edge.a, edge.b) ||
                !mean_reaches(x, y, edge))
                continue;
            unite(edge.a, edge.b);
            join(x, y);
        }
        result.cluster = whole_.empty() ? std::move(of_) : std::move(whole_);
        return result;
    }

private:
    using Pairs = std::span<const std::pair<std::uint32_t, std::uint32_t>>;

    static std::vector<std::pair<std::uint32_t, std::uint32_t>> ordered(Pairs pairs) {
        std::vector<std::pair<std::uint32_t, std::uint32_t>> sorted(pairs.begin(), pairs.end());
        for (auto& pair : sorted)
            if (pair.second < pair.first) std::swap(pair.first, pair.second);
        std::sort(sorted.begin(), sorted.end());
        return sorted;
    }

    // The cluster of a member with everything that verdicts tie to it.
    std::uint32_t whole(std::uint32_t member) const {
        return whole_.empty() ? of_[member] : whole_[member];
    }

    bool forbidden(std::uint32_t a, std::uint32_t b) const {
        const auto x = whole(a);
        const auto y = whole(b);
        if (x == y) return false;
        for (const auto& [c, d] : component_.not_same)
            if ((whole(c) == x && whole(d) == y) || (whole(c) == y && whole(d) == x)) return true;
        return false;
    }

    // Would a source be twice in the cluster that joins the two?
    bool source_twice(std::uint32_t a, std::uint32_t b) const {
        if (sources_.empty() || whole(a) == whole(b)) return false;
        const auto& of_a = sources_[whole(a)];
        const auto& of_b = sources_[whole(b)];
        return std::any_of(of_a.begin(), of_a.end(), [&](std::uint16_t source) {
            return std::find(of_b.begin(), of_b.end(), source) != of_b.end();
        });
    }

    // Before the clusters by evidence are joined, because it reads whose they are.
    void unite(std::uint32_t a, std::uint32_t b) {
        if (whole(a) == whole(b)) return;
        const auto kept = std::min(whole(a), whole(b));
        const auto gone = std::max(whole(a), whole(b));
        if (!sources_.empty())
            sources_[kept].insert(
                sources_[kept].end(), sources_[gone].begin(), sources_[gone].end());
        if (whole_.empty()) return;
        std::replace(whole_.begin(), whole_.end(), gone, kept);
    }

    Millibits bits_between(std::uint32_t a, std::uint32_t b) const {
        if (b < a) std::swap(a, b);
        const auto found = std::lower_bound(
            known_.begin(), known_.end(), LinkEdge{a, b, 0},
            [](const LinkEdge& x, const LinkEdge& y) {
                return x.a != y.a ? x.a < y.a : x.b < y.b;
            });
        const bool known = found != known_.end() && found->a == a && found->b == b;
        return known ? found->bits : score_(a, b);
    }

    bool mean_reaches(std::uint32_t x, std::uint32_t y, const LinkEdge& edge) const {
        const auto& left = members_[x];
        const auto& right = members_[y];
        const auto pairs = left.size() * right.size();
        if (pairs == 1) return edge.bits >= rule_.mean_bits;
        std::int64_t sum = 0;
        const auto hear = [&](std::uint32_t a, std::uint32_t b) {
            const auto bits = bits_between(a, b);
            sum += link_vote(bits, rule_);
            return bits > kImpossible;
        };
        if (pairs <= kLinkAll) {
            for (const auto a : left)
                for (const auto b : right)
                    if (!hear(a, b)) return false;
            return sum >= static_cast<std::int64_t>(pairs) * rule_.mean_bits;
        }
        const auto first = std::min(component_.ties[x], component_.ties[y]);
        const auto second = std::max(component_.ties[x], component_.ties[y]);
        auto state = hash_mix(first, second);
        for (std::size_t i = 0; i < kLinkSample; ++i) {
            state = hash_mix(state, i);
            const auto pick = state % pairs;
            // Which side is the left one is decided by the ties, as the members' order is.
            const bool turn = component_.ties[y] < component_.ties[x];
            const auto& p = turn ? right : left;
            const auto& q = turn ? left : right;
            if (!hear(p[pick / q.size()], q[pick % q.size()])) return false;
        }
        return sum >= static_cast<std::int64_t>(kLinkSample) * rule_.mean_bits;
    }

    // The cluster keeps the smaller number, which is its first member.
    void join(std::uint32_t x, std::uint32_t y) {
        const auto kept = std::min(x, y);
        const auto gone = std::max(x, y);
        for (const auto member : members_[gone]) of_[member] = kept;
        std::vector<std::uint32_t> both;
        both.reserve(members_[kept].size() + members_[gone].size());
        std::merge(
            members_[kept].begin(), members_[kept].end(), members_[gone].begin(),
            members_[gone].end(), std::back_inserter(both));
        members_[kept] = std::move(both);
        std::vector<std::uint32_t>().swap(members_[gone]);
    }

    const Component& component_;
    LinkRule rule_;
    const PairScore& score_;
    std::vector<std::uint32_t> of_;     // By evidence alone.
    std::vector<std::uint32_t> whole_;  // With the verdicts; empty when there are none.
    std::vector<std::vector<std::uint32_t>> members_;
    std::vector<std::vector<std::uint16_t>> sources_;  // Of each whole cluster; empty: not asked.
    std::vector<LinkEdge> edges_;
    std::vector<LinkEdge> known_;
};

}  // namespace

Millibits exclusive_allowance(double expected_matches, std::span<const std::uint64_t> lists) {
    constexpr double kPartneredMost = 0.875;
    const auto filled =
        lists.size() - static_cast<std::size_t>(std::ranges::count(lists, std::uint64_t{0}));
    if (filled != 2) return 0;
    const auto longer = static_cast<double>(*std::ranges::max_element(lists));
    const double partnered = std::clamp(expected_matches / longer, 0.0, kPartneredMost);
    return bits_to_millibits(std::log2(1 - partnered));
}

Millibits link_vote(Millibits bits, const LinkRule& rule) {
    const auto evidence = std::min(0, bits - rule.base);
    return std::clamp(std::max(bits, rule.inconclusive + evidence), -kLinkClamp, kLinkClamp);
}

Clustering cluster_component(
    const Component& component, const LinkRule& rule, const PairScore& score) {
    // Most components are two rows and their edge.
    if (component.ties.size() == 2 && component.edges.size() == 1 && component.same.empty() &&
        component.not_same.empty() && component.sources.empty()) {
        const bool joined = component.edges[0].bits >= rule.mean_bits;
        return {.cluster = {0, joined ? 0U : 1U}, .refused = {}};
    }
    return Linker{component, rule, score}.run();
}

}  // namespace genbo
